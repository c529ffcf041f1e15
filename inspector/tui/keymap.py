"""Keys of the user's choice, by what they do."""

from collections.abc import Iterable, Iterator, Mapping

from textual.binding import Binding, BindingType
from textual.keys import Keys

from inspector.tui.browser import Browser
from inspector.tui.command_line import CommandLine
from inspector.tui.copying import CopyMenu
from inspector.tui.detail import Detail
from inspector.tui.exchanges import Exchanges
from inspector.tui.exporting import ExportMenu
from inspector.tui.filters import FilterBar
from inspector.tui.findings import Findings
from inspector.tui.lines import Lines
from inspector.tui.listed import Listed
from inspector.tui.menu import Menu
from inspector.tui.painted import Sparing
from inspector.tui.reader import Reader
from inspector.tui.table import Table
from inspector.tui.timeline import Timeline
from inspector.tui.waiting import Waits
from inspector.tui.wishes import one_of

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
NAMED = frozenset(
    {key.value for key in Keys}
    | {"slash", "minus", "question_mark", "semicolon", "colon", "space", "enter"}
)
OWNERS = (
    Browser, CommandLine, CopyMenu, ExportMenu, Detail, Exchanges, FilterBar, Findings, Lines, Listed, Menu, Reader, Sparing, Table, Timeline, Waits,
)  # fmt: skip


def actions() -> Iterator[str]:
    """Yield the ids of everything that has a key of its own, each once."""
    bindings: Iterable[BindingType] = (one for kind in OWNERS for one in kind.BINDINGS)
    ids = (one.id for one in bindings if isinstance(one, Binding) and one.id)
    yield from dict.fromkeys(ids)


def known_keys(said: Mapping[str, str]) -> Mapping[str, str]:
    """Return keys by action as Textual takes them; raises ValueError for what there is not."""
    return {one_of(action, actions(), "action"): _keys(keys) for action, keys in said.items()}


def _keys(text: str) -> str:
    keys = [key.strip() for key in text.split(",")] if len(text) > 1 else [text]
    if not text or not all(map(_is_key, keys)):
        raise ValueError(f"{text!r} is no key; write one like t, ctrl+t, f5 or question_mark")
    return ",".join("comma" if key == "," else key for key in keys)


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return MODIFIERS.issuperset(modifiers) and (
        (len(last) == 1 and last.isprintable()) or last in NAMED
    )
