"""A sheet on the screen: any number of lines, coloured, marked, searchable."""

import re
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from inspector.tui.colouring import spans
from inspector.tui.severities import GLYPHS, KINDS
from inspector.tui.sheet import Sheet
from inspector.tui.tall import Tall
from inspector.tui.wrapping import Wrapping

GUTTER = 2  # cells, for the marks


class Lines(Tall, can_focus=True):
    """Shows a sheet; only the lines in sight are coloured and drawn."""

    DEFAULT_CSS = """
    Lines {
        background: $background; color: $foreground; height: 1fr;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $background;
        & .lines--plain, & .lines--value { color: $foreground; }
        & .lines--here { background: $primary 35%; }
        & .lines--hit { background: $warning; color: $background; text-style: bold; }
        & .lines--name { color: $text-primary; }
        & .lines--string { color: $text-success; }
        & .lines--number { color: $text-warning; }
        & .lines--word { color: $text-secondary; text-style: bold; }
        & .lines--sign { color: $foreground 50%; }
        & .lines--tag { color: $text-primary; }
        & .lines--comment { color: $foreground 50%; }
        & .lines--marker { color: $text-accent; }
        & .lines--strong { color: $foreground; text-style: bold; }
        & .lines--error { color: $text-error; text-style: bold; }
        & .lines--warning { color: $text-warning; text-style: bold; }
        & .lines--note { color: $foreground 60%; text-style: italic; }
        & .lines--absent { color: $foreground 60%; text-style: italic; }
        & .lines--hint { color: $text-primary; text-style: bold; }
        & .lines--good { color: $text-success; }
        & .lines--clean { color: $foreground 40%; }
    }
    """
    NAMES = (
        "plain", "value", "here", "hit", "name", "string", "number", "word", "sign", "tag",
        "comment", "marker", "strong", "error", "warning", "note", "absent", "hint", "good",
        "clean",
    )  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in NAMES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "seek", "search", key_display="/"),
        Binding("n", "hit(1)", "next hit", show=False),
        Binding("N", "hit(-1)", "previous hit", show=False),
        Binding("j,down", "scroll_down", "down", show=False),
        Binding("k,up", "scroll_up", "up", show=False),
        Binding("ctrl+f,pagedown,space", "page_down", "page down", show=False),
        Binding("ctrl+b,pageup", "page_up", "page up", show=False),
        Binding("g,home", "scroll_home", "first line", show=False),
        Binding("G,end", "scroll_end", "last line", show=False),
    ]

    class Seek(Message):
        """A person wants to type what to search for."""

    class Found(Message):
        """The place among the hits changed: the *at*th, from 1, of *count*."""

        def __init__(self, at: int, count: int) -> None:
            super().__init__()
            self.at = at
            self.count = count

    sheet: reactive[Sheet] = reactive(Sheet, always_update=True)
    here: reactive[int | None] = reactive(None)  # the line that was jumped to
    needle: reactive[str] = reactive("")

    def __init__(self, *, searchable: bool = True, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._searchable = searchable
        self._wrapping = Wrapping([], 1)
        self._hits: list[int] = []
        self._hit = -1
        self._styles: dict[tuple[str, str], Style] = {}

    def watch_sheet(self) -> None:
        """Show another sheet, from its beginning."""
        self.here = None
        self._wrap()
        self.scroll_to(y=0, animate=False, immediate=True)
        self._search()

    def on_resize(self) -> None:
        """Break the lines anew, and stay where the reader was."""
        top = self._wrapping.line_at(self.scroll_offset.y)[0]
        self._wrap()
        self.scroll_to(y=self._wrapping.row_of(top), animate=False, immediate=True)
        if self.here is not None:
            self.jump(self.here)

    def _wrap(self) -> None:
        self._wrapping = Wrapping(self.sheet.lines if self.room else [], self.room - GUTTER)
        self.set_height(len(self._wrapping))
        self.refresh(self.size.region)

    def jump(self, line: int) -> None:
        """Highlight a line and bring it into sight, with some lines around it."""
        self.here = line
        row, top = self._wrapping.row_of(line), self.scroll_offset.y
        if not top + 1 <= row < top + self.size.height - 2:
            self.scroll_to(y=max(0, row - self.size.height // 3), animate=False, immediate=True)
        self.refresh(self.size.region)

    def watch_needle(self) -> None:
        """Go to the first hit from here on."""
        self._search()
        if self._hits:
            top = self._wrapping.line_at(self.scroll_offset.y)[0]
            start = self.here if self.here is not None else top
            after = [place for place, line in enumerate(self._hits) if line >= start]
            self._hit = (after or [0])[0] - 1
            self.action_hit(1)

    def _search(self) -> None:
        low, self._hit = self.needle.lower(), -1
        lines = enumerate(self.sheet.lines)
        self._hits = [at for at, (_, text) in lines if low in text.lower()] if low else []
        if low:
            self.post_message(self.Found(0, len(self._hits)))
        self.refresh(self.size.region)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer to search where somebody asks what for, and hits where there are some."""
        return {"seek": self._searchable, "hit": bool(self._hits)}.get(action, True)

    def action_seek(self) -> None:
        self.post_message(self.Seek())

    def action_hit(self, by: int) -> None:
        if not self._hits:
            return
        self._hit = (max(self._hit, 0) + by if self._hit >= 0 or by < 0 else 0) % len(self._hits)
        self.jump(self._hits[self._hit])
        self.post_message(self.Found(self._hit + 1, len(self._hits)))

    def notify_style_update(self) -> None:
        """Forget the colours of the former theme."""
        super().notify_style_update()
        self._styles.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        row = self.scroll_offset.y + y
        if row >= len(self._wrapping):
            return Strip.blank(self.size.width, self._style("plain", ""))
        line, piece = self._wrapping.line_at(row)
        ground = "here" if line == self.here else ""
        severity = self.sheet.marks.get(line)
        glyph = GLYPHS[severity] if severity is not None and piece == 0 else " "
        gutter = Segment(f"{glyph} ", self._style(_gutter(severity), ground))
        segments = [gutter, *self._segments(line, piece, ground)]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("plain", ground))

    def _segments(self, line: int, piece: int, ground: str) -> list[Segment]:
        kind, text = self.sheet.lines[line]
        start, end = self._wrapping.piece(line, piece)
        part = text[start:end]
        names = ["plain"] * len(part)
        for first, last, name in [*spans(kind, text), *self._found(text, start, part)]:
            low, high = max(first - start, 0), min(last - start, len(part))
            if low < high:
                names[low:high] = [name] * (high - low)
        runs = groupby(zip(part, names, strict=True), key=lambda pair: pair[1])
        return [
            Segment("".join(char for char, _ in run), self._style(name, ground))
            for name, run in runs
        ]

    def _found(self, text: str, start: int, part: str) -> list[tuple[int, int, str]]:
        if not self.needle:
            return []
        before = max(0, start - len(self.needle))  # a hit may be broken over two rows
        window = text[before : start + len(part) + len(self.needle)]
        hits = re.finditer(re.escape(self.needle), window, re.IGNORECASE)
        return [(before + hit.start(), before + hit.end(), "hit") for hit in hits]

    def _style(self, name: str, ground: str) -> Style:
        if (name, ground) not in self._styles:
            front = self.get_component_rich_style(f"lines--{name}")
            if ground and name != "hit":
                back = self.get_component_rich_style(f"lines--{ground}")
                front += Style(bgcolor=back.bgcolor)
            self._styles[name, ground] = front
        return self._styles[name, ground]


def _gutter(severity: int | None) -> str:
    return "plain" if severity is None else {"note": "hint"}.get(KINDS[severity], KINDS[severity])
