"""The screen on a capture, live or finished."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import constants
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from inspector.capture.store import CaptureReader
from inspector.core.clean import clean, one_line
from inspector.tui.browser import Browser
from inspector.tui.commands import commands
from inspector.tui.footer import Keys
from inspector.tui.keyboard import Typing
from inspector.tui.keys import keys_page
from inspector.tui.leaving import GRACE, SIGNALS, give_up_after, leaving, read_no_more
from inspector.tui.legible import Readable
from inspector.tui.options import Palette
from inspector.tui.outside import Outside
from inspector.tui.painted import Sparing
from inspector.tui.screens import Question


class InspectorApp(Sparing, Readable, Typing):
    """Reads the capture; what it asks of a proxy goes through the place that the capture names."""

    TITLE = "ams-inspector"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True)
    ]
    # What is said in passing stands in one line above the keys, and hides as little as can be.
    CSS = """
    Screen { layers: base; }
    ToastRack { scrollbar-size-vertical: 0; }
    Toast { width: auto; max-width: 100%; padding: 0 1; margin: 0; }
    """

    def __init__(
        self,
        reader: CaptureReader,
        outside: Outside,
        name: str,
        *,
        lasting: bool = True,
        asks: bool = False,
    ) -> None:
        super().__init__()
        self.reader = reader
        self.browser = Browser(reader, outside, name, lasting=lasting)
        self.keys = outside.wishes.keys
        self.set_keymap(dict(self.keys))
        self.theme = outside.wishes.theme or self.theme
        self.asks = asks

    def get_driver_class(self) -> type[Driver]:
        """Return what reads keys and writes the screen."""
        if sys.platform == "win32" or constants.DRIVER is not None:
            return super().get_driver_class()
        from inspector.tui.driver import Terminal  # Windows has no termios

        return Terminal

    def compose(self) -> ComposeResult:
        yield self.browser
        yield Keys()

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

    def push_screen(self, *screen: Any, **options: Any) -> Any:  # Textual has four overloads of it
        """Show another screen, and nothing of what was said in passing before: it would hide it."""
        self.clear_notifications()
        return super().push_screen(*screen, **options)

    def action_help_quit(self) -> None:
        """Answer ctrl+c, which by habit means to leave, but copies in a line to type in."""
        self.notify("q leaves the list, and then the screen; ctrl+q at once.", markup=False)

    def action_command_palette(self) -> None:
        """Show the palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_keys(self) -> None:
        self.push_screen(keys_page(self.focused, keys=self.keys))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the palette offers: the keys of the main screen, and a few of Textual's own."""
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
        yield SystemCommand("Screenshot", "Write the screen to a file, as SVG", self._picture)
        yield from commands(self.browser if screen is self.screen_stack[0] else screen, self.keys)

    def _picture(self) -> None:
        self.set_timer(0.1, self._take_picture)  # once the palette is gone

    def _take_picture(self) -> None:
        file = Path(f"ams-inspector-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}.svg").absolute()
        try:
            file.write_text(self.export_screenshot(), encoding="utf-8")
        except OSError as error:
            why = clean(f"{file}: cannot be written: {error.strerror or error}")
            self.notify(why, severity="error", markup=False)
        else:
            self.notify(clean(f"Written to {file}"), markup=False)

    def on_browser_quit(self) -> None:
        """Leave; ask first when the recording would end too."""
        if self.asks and self.browser.feed.state == "recording":
            self.push_screen(Question("The recording ends with the screen. Quit?"), self._answered)
        else:
            self.exit()

    def _answered(self, yes: bool | None) -> None:
        if yes:
            self.exit()


def run(
    capture: Path,
    outside: Outside,
    *,
    title: str = "",
    lasting: bool = True,
    on_quit: Callable[[], None] | None = None,
) -> int:
    """Show *capture* until the person leaves; return the exit status.

    *lasting* tells whether the file outlives the screen. *on_quit* is called at the end, however it comes; the person is asked before, since what it
    ends may still be recording. Raises CaptureError when there is no capture at that place.
    """
    with CaptureReader(capture) as reader:
        name = one_line(title or capture.name, 60)
        app = InspectorApp(reader, outside, name, lasting=lasting, asks=on_quit is not None)
        try:
            with leaving():
                app.run()
        finally:
            read_no_more(app)
            if on_quit is not None:
                on_quit()
    return app.return_code or 0
