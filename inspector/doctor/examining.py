"""All topics in the order in which they are told."""

from collections.abc import Callable, Iterable, Iterator

from inspector.doctor import (
    authority,
    bundles,
    port,
    programs,
    proxies,
    settings,
    storage,
    terminal,
    trial,
    versions,
)
from inspector.doctor.remark import Remark

QUICK: tuple[Callable[[], Iterable[Remark]], ...] = (
    lambda: versions.judge(versions.look()),
    lambda: settings.judge(settings.look()),
    lambda: port.judge(port.look()),
    lambda: authority.judge(authority.look()),
    lambda: storage.judge(storage.look()),
    lambda: proxies.judge(proxies.look()),
    lambda: bundles.judge(bundles.look()),
    lambda: programs.judge(programs.look()),
    lambda: terminal.judge(terminal.look()),
)


def examine(*, quick: bool) -> Iterator[Remark]:
    """Yield what is to be said of this machine; *quick* leaves the trial out."""
    for topic in QUICK:
        yield from topic()
    if not quick:
        yield from trial.judge(trial.look())
