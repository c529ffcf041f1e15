"""The page that lists the keys, those that work here first."""

from collections.abc import Iterable, Mapping

from textual.binding import BindingType
from textual.widget import Widget

from inspector.tui.diff import DiffScreen
from inspector.tui.exchanges import Exchanges
from inspector.tui.filters import FilterBar
from inspector.tui.findings import Findings
from inspector.tui.help import UNCHANGED, help_sheet
from inspector.tui.listed import Listed
from inspector.tui.log import LogScreen
from inspector.tui.reader import Reader
from inspector.tui.screens import Page
from inspector.tui.survey import Survey
from inspector.tui.table import Table
from inspector.tui.timeline import Timeline

Section = tuple[str, Iterable[BindingType]]


def keys_page(
    focused: Widget | None,
    everywhere: Iterable[BindingType] = (),
    keys: Mapping[str, str] = UNCHANGED,
) -> Page:
    """Return the page for who is at *focused*; *everywhere* are the main screen's own keys.

    *keys* are those of the user's choice, by action.
    """
    screen = None if focused is None else focused.screen
    if isinstance(screen, Survey):
        return Page(
            "Keys", help_sheet([(screen.NAME, (*Survey.BINDINGS, *_table()))], keys, language=False)
        )
    if isinstance(screen, LogScreen | DiffScreen):
        here = (*type(screen).BINDINGS, *Reader.BINDINGS)
        return Page("Keys", help_sheet([("Here", here)], keys, language=False))
    return Page("Keys", help_sheet(_sections(focused, everywhere), keys))


def _table() -> Iterable[BindingType]:
    return (*Table.BINDINGS, *Listed.BINDINGS)


def _sections(focused: Widget | None, everywhere: Iterable[BindingType]) -> list[Section]:
    """Return the sections, the one of the widget in focus first."""
    sections: list[tuple[type[Widget], Section]] = [
        (Exchanges, ("List", (*Exchanges.BINDINGS, *Listed.BINDINGS[:-1]))),
        (Findings, ("Findings", Findings.BINDINGS)),
        (Timeline, ("Timeline", (*Timeline.BINDINGS, *Reader.BINDINGS))),
        (Reader, ("Request, response, token, timeline", Reader.BINDINGS)),
        (FilterBar, ("While typing a filter", FilterBar.BINDINGS)),
    ]
    here = next((section for kind, section in sections if isinstance(focused, kind)), None)
    others = [section for kind, section in sections if section is not here and kind is not Timeline]
    return [*([here] if here else []), ("Everywhere", everywhere), *others]
