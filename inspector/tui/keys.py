"""The page that lists the keys."""

from collections.abc import Iterable

from textual.binding import BindingType

from inspector.tui.exchanges import Exchanges
from inspector.tui.filters import FilterBar
from inspector.tui.findings import Findings
from inspector.tui.help import help_sheet
from inspector.tui.live import Live
from inspector.tui.reader import Reader
from inspector.tui.screens import Page
from inspector.tui.timeline import Timeline


def keys_page(everywhere: Iterable[BindingType]) -> Page:
    """Return the page; *everywhere* are the keys that work in the list and in the detail."""
    sections = (
        ("Everywhere", everywhere),
        ("Live: what goes to the running proxy", Live.BINDINGS),
        ("List", Exchanges.BINDINGS),
        ("Findings", Findings.BINDINGS),
        ("Request, response, token, timeline", Reader.BINDINGS),
        ("Timeline", Timeline.BINDINGS),
        ("While typing a filter", FilterBar.BINDINGS),
    )
    return Page("Keys", help_sheet(sections))
