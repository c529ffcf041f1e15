"""Where list and detail stand, and which columns the list has."""

from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import reactive

from inspector.tui.dressing import dress
from inspector.tui.exchange_columns import THERE_ARE, USUAL, typed
from inspector.tui.exchanges import Exchanges
from inspector.tui.screens import Prompt

LAYOUTS = ("beside", "below", "list")
ABOUT = "#panes, Exchanges, Detail"  # what the classes here are about
WIDE = 150  # cells from which on the detail stands beside the list


HINT = f"{THERE_ARE}\n`columns` under [screen] in the settings keeps them."


class Arranged(Vertical):
    """Has a list and a detail in `#panes`, and puts the detail where there is room."""

    DEFAULT_CSS = """
    Arranged { height: 1fr; }
    Arranged #panes { height: 1fr; layout: vertical; }
    Arranged.-beside #panes { layout: horizontal; }
    Arranged.-beside Exchanges { width: 50%; }
    Arranged.-beside Detail { width: 50%; border-left: vkey $primary 50%; }
    Arranged.-list Detail, Arranged.-full Exchanges { display: none; }
    Arranged.-list.-full Detail { display: block; }
    Arranged.-full Detail { width: 100%; border-left: none; }
    """
    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "c", "columns", "columns", show=False, tooltip="choose the list's columns", id="columns"
        ),
        Binding("minus", "arrange", "layout", key_display="-", tooltip="next layout", id="layout"),
    )

    arrangement: reactive[str | None] = reactive(None)  # None: by the width
    is_full: reactive[bool] = reactive(False)  # the detail alone

    def on_resize(self, _event: events.Resize) -> None:
        """Put the detail where there is room."""
        self._arrange()

    def watch_arrangement(self) -> None:
        self._arrange()

    def watch_is_full(self, is_full: bool) -> None:
        dress(self, "-full", ABOUT, on=is_full)
        self.refresh_bindings()

    def _arrange(self) -> None:
        chosen = self.arrangement or ("beside" if self.size.width >= WIDE else "below")
        self.set_class(False, *(f"-{name}" for name in LAYOUTS if name != chosen), update=False)
        dress(self, f"-{chosen}", ABOUT, on=True)

    def action_columns(self) -> None:
        exchanges = self.query_one(Exchanges)

        def said(text: str | None) -> None:
            if text is not None:
                exchanges.chosen = typed(text) or USUAL

        title = "Columns, with blanks between them"
        prompt = Prompt(title, " ".join(exchanges.chosen), wrong=_wrong, hint=HINT)
        self.app.push_screen(prompt, said)

    def action_arrange(self) -> None:
        shown = next(name for name in LAYOUTS if self.has_class(f"-{name}"))
        self.arrangement = LAYOUTS[(LAYOUTS.index(shown) + 1) % len(LAYOUTS)]
        if self.arrangement == "list" and not self.is_full:
            self.screen.set_focus(self.query_one(Exchanges))


def _wrong(text: str) -> str:
    try:
        typed(text)
    except ValueError as error:
        return str(error)
    return ""
