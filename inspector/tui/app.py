"""The screen on a capture, live or finished."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from inspector.capture.store import CaptureReader
from inspector.core.clean import one_line
from inspector.core.repair.mending import FixOf
from inspector.tui.browser import Browser, Explain
from inspector.tui.keyboard import Typing
from inspector.tui.live import no_fix
from inspector.tui.screens import Question

SIGNALS = ("SIGTERM", "SIGHUP")
GRACE = 1.5  # seconds for the screen to end by itself


class InspectorApp(Typing):
    """Reads the capture; what it asks of a proxy goes through the place that the capture names."""

    TITLE = "ams-inspector"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True)
    ]
    CSS = "Screen { layers: base; }"

    def __init__(
        self,
        reader: CaptureReader,
        explain: Explain,
        name: str,
        *,
        asks: bool = False,
        fix_of: FixOf = no_fix,
        past: Path | None = None,
    ) -> None:
        super().__init__()
        self.reader = reader
        self.browser = Browser(reader, explain, name, fix_of, past)
        self.asks = asks

    def compose(self) -> ComposeResult:
        yield self.browser
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """End cleanly when the system asks for it: the terminal would stay as it is."""
        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self._end, number)

    def _end(self, number: int) -> None:
        self.exit(return_code=128 + number)
        give_up_after(GRACE, 128 + number)

    def on_browser_quit(self) -> None:
        """Leave; ask first when the recording would end too."""
        if self.asks and self.browser.feed.state == "recording":
            self.push_screen(Question("The recording ends with the screen. Quit?"), self._answered)
        else:
            self.exit()

    def _answered(self, yes: bool | None) -> None:
        if yes:
            self.exit()


def give_up_after(seconds: float, status: int) -> None:
    """Leave with *status* when the screen has not ended by itself in time.

    Textual waits for ever to write to a terminal that is gone.
    """

    def leave(_number: int, _frame: object) -> None:
        raise SystemExit(status)

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)


def run(
    capture: Path,
    *,
    explain: Explain,
    fix_of: FixOf = no_fix,
    title: str = "",
    past: Path | None = None,
    on_quit: Callable[[], None] | None = None,
) -> int:
    """Show *capture* until the person leaves; return the exit status.

    *past* is the file that keeps filters for later. *on_quit* is called at the end, however it comes; the person is asked before, since what it
    ends may still be recording. Raises CaptureError when there is no capture at that place.
    """
    with CaptureReader(capture) as reader:
        name = one_line(title or capture.name, 60)
        app = InspectorApp(
            reader, explain, name, asks=on_quit is not None, fix_of=fix_of, past=past
        )
        try:
            app.run()
        finally:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            if on_quit is not None:
                on_quit()
    return app.return_code or 0
