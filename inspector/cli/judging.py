"""What the commands that judge recordings share: the annotated exchanges, and the words for none."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inspector.cli.complaining import complain
from inspector.cli.progress import Watch, warning
from inspector.core.clean import one_line

if TYPE_CHECKING:
    from inspector.config.settings import Settings
    from inspector.core.annotated import Annotated
    from inspector.core.exchange import Exchange
    from inspector.report.document import Summary

CLEAN, FOUND, NOTHING_RECOGNISED = 0, 1, 3  # exit statuses


def annotated_from(
    captures: Sequence[str], chosen: "Settings", watch: Watch
) -> Iterator["Annotated"]:
    """Yield the exchanges of *captures* in order, without secrets, with their findings."""
    from inspector.config.settings import inspector_for, reporting_redactor
    from inspector.core.recording import annotate_all

    inspector, redactor = inspector_for(chosen), reporting_redactor(chosen.trust)
    yield from annotate_all(inspector, map(redactor.take_in, recorded_in(captures, chosen, watch)))


def recorded_in(captures: Sequence[str], chosen: "Settings", watch: Watch) -> Iterator["Exchange"]:
    """Return the exchanges of *captures* in order, as they were recorded, secrets and all.

    *watch* shows how far they have been read.
    """
    from inspector.capture.opening import open_capture

    paths: Iterator[Path | Literal["-"]] = ("-" if one == "-" else Path(one) for one in captures)
    exchanges = watch.over(
        exchange
        for path in paths
        for exchange in open_capture(path, warn=watch.warn, read=watch.read)
    )
    return _telling(exchanges, watch.warn) if chosen.trust.judges else exchanges


def _telling(exchanges: Iterator["Exchange"], warn: Callable[[str], None]) -> Iterator["Exchange"]:
    """Yield *exchanges*, and tell the user once of a token that cannot be judged any more."""
    told = False
    for exchange in exchanges:
        token = exchange.request.credential if exchange.redacted else None
        if not told and token is not None and token.kind == "jwt":
            told = True
            warn(
                f"{exchange.source}: the recording has no tokens in it: --jwks and --token-... change"
                " nothing, what was said of them when it was recorded stays; give them to the proxy"
            )
        yield exchange


def warn(text: str) -> None:
    """Say on stderr what is left out, or has no use."""
    complain(f"{warning(text)}\n")


def nothing_recognised(summary: "Summary", recording: str = "") -> str:
    """Return why nothing was judged, and what to do; *recording* names one of several."""
    if summary.exchanges == 0:
        which = f"the recording {one_line(recording)}".strip()
        return f"inspector: nothing recognised: {which} holds no exchange at all"
    of = f" of {one_line(recording)}" if recording else ""
    return (
        f"inspector: nothing recognised: none of {summary.exchanges} exchanges{of} went to a host of"
        " a known service; for a test host name --profile media-services, or pass --allow-empty"
    )
