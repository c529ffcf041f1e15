"""A sheet on the screen: any number of lines, coloured, marked, searchable."""

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip

from inspector.core.sheets.colouring import Span, painted, spans
from inspector.core.sheets.folding import Folding
from inspector.core.sheets.sheet import Sheet
from inspector.tui.severities import GLYPHS, KINDS
from inspector.tui.tall import Tall
from inspector.tui.wrapping import Wrapping

GUTTER = 2  # cells, for the marks
OPEN, CLOSED = "▾", "▸"


class Lines(Tall, can_focus=True):
    """Shows a sheet; only the lines in sight are coloured and drawn."""

    DEFAULT_CSS = """
    Lines {
        background: $background; color: $foreground; height: 1fr;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $background;
        & .lines--plain, & .lines--value { color: $foreground; }
        & .lines--here { background: $primary 35%; }
        & .lines--cursor { background: $surface-lighten-1; }
        & .lines--heading { color: $text-accent; text-style: bold; }
        & .lines--count { color: $foreground 60%; text-style: italic; }
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
        "clean", "cursor", "heading", "count",
    )  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in NAMES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "down", show=False, id="down"),
        Binding("k,up", "scroll_up", "up", show=False, id="up"),
        Binding("ctrl+f,pagedown,space", "page_down", "page down", show=False, id="page-down"),
        Binding("ctrl+b,pageup", "page_up", "page up", show=False, id="page-up"),
        Binding("g,home", "scroll_home", "first line", show=False, id="first"),
        Binding("G,end", "scroll_end", "last line", show=False, id="last"),
    ]

    sheet: reactive[Sheet] = reactive(Sheet, always_update=True)
    here: reactive[int | None] = reactive(None)  # the line that was gone to

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._wrapping = Wrapping([], 1)
        self._folding = Folding([], {})
        self._styles: dict[tuple[str, str], Style] = {}

    def watch_sheet(self) -> None:
        """Show another sheet, from its beginning."""
        self.here = None
        self._folding = Folding(self.sheet.lines, self.sheet.folds)
        self.refresh_bindings()
        self._wrap()
        self.scroll_to(y=0, animate=False, immediate=True)

    def watch_here(self) -> None:
        """Draw the line that was gone to."""
        self.refresh(self.size.region)

    def on_resize(self) -> None:
        """Break the lines anew, and stay where the reader was."""
        top = self._top
        self._wrap()
        self.scroll_to(y=self._wrapping.row_of(top), animate=False, immediate=True)
        if self.here is not None:
            self.jump(self.here)

    @property
    def _gutter(self) -> int:
        return GUTTER + bool(self.sheet.folds)

    @property
    def _top(self) -> int:
        return self._wrapping.line_at(self.scroll_offset.y)[0]

    def _wrap(self) -> None:
        self._wrapping = Wrapping(self.sheet.lines if self.room else [], self.room - self._gutter)
        self._folded()

    def _folded(self) -> None:
        """Have out of the way what is folded."""
        if self.room:
            width = self._wrapping.width
            self._wrapping.hide(self._folding.hidden(), self._folding.long_summaries(width))
        self.set_height(len(self._wrapping))
        self.refresh(self.size.region)

    def jump(self, line: int) -> None:
        """Highlight a line, unfold what hides it, and bring it into sight with some around it."""
        if self._folding.reveal(line):
            self._folded()
        self.here = line
        row, top = self._wrapping.row_of(line), self.scroll_offset.y
        if not top + 1 <= row < top + self.size.height - 2:
            self.scroll_to(y=max(0, row - self.size.height // 3), animate=False, immediate=True)
        self.refresh(self.size.region)

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
        ground = self._ground(line)
        severity = self._mark(line)
        glyph = GLYPHS[severity] if severity is not None and piece == 0 else " "
        gutter = Segment(glyph, self._style(_gutter(severity), ground))
        arrow = self._arrow(line) if piece == 0 else ""
        room = self._gutter - 1 + self._wrapping.hang(line, piece)
        fold = Segment(f"{arrow:<{room}}", self._style("count", ground))
        segments = [gutter, fold, *self._segments(line, piece, ground)]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("plain", ground))

    def _ground(self, line: int) -> str:
        return "here" if line == self.here else ""

    def _highlighted(self, _text: str, _start: int, _end: int) -> Iterator[Span]:
        """Yield what stands out between two places of a line."""
        yield from ()

    def _mark(self, line: int) -> int | None:
        """Return the gravest mark of a line and of what is folded under it."""
        if line not in self._folding.folded:
            return self.sheet.marks.get(line)
        end = self.sheet.folds[line].end
        return max((m for at, m in self.sheet.marks.items() if line <= at <= end), default=None)

    def _arrow(self, line: int) -> str:
        if line not in self.sheet.folds:
            return ""
        return CLOSED if line in self._folding.folded else OPEN

    def _segments(self, line: int, piece: int, ground: str) -> list[Segment]:
        kind, text = self.sheet.lines[line]
        more: list[Span] = []
        if line in self._folding.folded:
            said = self._folding.summary(line)
            more, text = [(len(text), len(said), "count")], said
        start, end = self._wrapping.piece(line, piece)
        part = text[start:end]
        coloured = [
            *spans(kind, text),
            *self.sheet.spans.get(line, ()),
            *more,
            *self._highlighted(text, start, start + len(part)),
        ]
        return [
            Segment(run, self._style(name, ground)) for name, run in painted(part, coloured, start)
        ]

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
