"""`inspector demo`: the stand-in, the proxy, a client that tells a story, and the screen."""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli.child import ending_in_order, private_folder
from inspector.cli.complaining import complain
from inspector.cli.proxy import require_clean_end
from inspector.cli.terminal import require_terminal
from inspector.errors import ConfigError
from inspector.proxy import ProxySettings, RunningProxy, start
from inspector.standin.settings import StandInSettings

if TYPE_CHECKING:
    from inspector.standin.demo.client import Client

PACE = 0.7  # seconds between calls on a screen
SOON = ("inspector.standin.demo.story", "inspector.tui.app")
CALM = 3.0  # seconds between calls once the story is told


@click.command("demo")
@click.option("--headless", is_flag=True, help="No screen: print what was found, and end.")
@click.option(
    "--duration", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Stop calling after S seconds. Without it the client of the screen goes on until you "
    "leave, the one without a screen until its story is told.",
)  # fmt: skip
def command(headless: bool, duration: float | None) -> int:
    """Show what this program does: a client makes good and bad calls, and they are inspected.

    Nothing leaves this machine. The real host names are used; the stand-in answers for them.
    """
    with ending_in_order(), private_folder() as folder:
        return (
            headless_run(Path(folder), duration) if headless else screen_run(Path(folder), duration)
        )


def headless_run(folder: Path, duration: float | None) -> int:
    """Tell the story at once and print what was found; return the exit status."""
    said: list[str] = []
    capture = folder / "demo.amscap"
    with start(settings(folder, capture)) as proxy:
        story = Story(proxy, said.append, pace=0.0, calm=0.1 if duration else None)
        story.limit(duration)
        story.tell()
    story.check()
    require_clean_end(proxy)
    report(capture, said)
    return 0


def screen_run(folder: Path, duration: float | None) -> int:
    """Show the story on the screen while it is told; return the exit status."""
    require_terminal("demo", "--headless does without")
    from inspector import places
    from inspector.capture.store import default_path

    capture = default_path(datetime.now(UTC), places.state_home()).absolute()
    complain("inspector: starting the stand-in, the proxy and a client …\n")
    # What is wanted in a moment takes a second to import, and the child three to start.
    threading.Thread(target=lambda: list(map(import_module, SOON))).start()
    with start(settings(folder, capture)) as proxy:
        story = Story(proxy, lambda _: None, pace=PACE, calm=CALM)
        story.limit(duration)
        teller = threading.Thread(target=story.tell, name="demo client", daemon=True)
        teller.start()
        from inspector.cli.open import show

        try:
            status = show(capture, title="demo")
        finally:
            story.end()
            teller.join()
        if not proxy.alive:
            raise ConfigError(proxy.obituary())
    story.check()
    complain(f"inspector: recorded in {capture}\n")
    require_clean_end(proxy)
    return status


def settings(folder: Path, capture: Path) -> ProxySettings:
    """Return a proxy's settings for one demo: any port, a certificate authority of its own."""
    return ProxySettings(
        capture=capture, ca_dir=folder / "ca", listen=("127.0.0.1", 0), stand_in=StandInSettings()
    )


class Story:
    """The client's calls, told in whatever thread; *calm* None ends with the last of them."""

    def __init__(
        self, proxy: RunningProxy, say: Callable[[str], None], *, pace: float, calm: float | None
    ) -> None:
        self.client = new_client(proxy, say, pace)
        self.calm = calm
        self.failure: Exception | None = None
        self._timer: threading.Timer | None = None

    def limit(self, duration: float | None) -> None:
        """End the story after *duration* seconds, if it is still going on by then."""
        if duration is not None:
            self._timer = threading.Timer(duration, self.client.stopped.set)
            self._timer.daemon = True
            self._timer.start()

    def tell(self) -> None:
        """Make the calls; what goes wrong is kept for `check`."""
        from inspector.standin.demo.client import Stopped
        from inspector.standin.demo.story import hum, tell

        try:
            tell(self.client)
            if self.calm is not None:
                self.client.pause = self.calm
                hum(self.client)
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - raised again by `check`, in the main thread
            self.failure = error
        finally:
            self.end()
            self.client.close()

    def end(self) -> None:
        """Let no further call be made."""
        self.client.stopped.set()
        if self._timer is not None:
            self._timer.cancel()

    def check(self) -> None:
        """Raise what ended the story too early."""
        if self.failure is not None:
            raise self.failure


def new_client(proxy: RunningProxy, say: Callable[[str], None], pace: float) -> "Client":
    """Return a client that trusts *proxy* and calls through it."""
    from inspector.standin.demo.client import Client

    host, _, port = proxy.listen.rpartition(":")
    return Client((host.strip("[]"), int(port)), proxy.ca, pace, say)


def report(capture: Path, said: list[str]) -> None:
    """Print the exchanges of *capture*, each under what the client said before it."""
    from inspector.capture.store import CaptureReader
    from inspector.report.document import Summary
    from inspector.report.text import Report

    out = sys.stdout
    summary = Summary()
    text = Report(out, everything=True)
    with CaptureReader(capture) as reader:
        numbers = range(1, reader.last() + 1)
        for words, number in zip_longest(said, numbers):
            if words is not None:
                out.write(f"# {words}\n")
            if number is not None:
                annotated = reader.annotated(number)
                summary.add(annotated)
                text.add(annotated)
                out.write("" if annotated.findings else "\n")
    text.close(summary)
