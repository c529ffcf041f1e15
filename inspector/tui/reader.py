"""A message, or a token, to be read: with a cursor, folds and a search."""

import re
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from inspector.core.sheets.colouring import Span
from inspector.tui.lines import GUTTER, Lines


class Reader(Lines):
    """Lines with a cursor; keys fold what begins there, or what it is in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "seek", "search", key_display="/", id="search"),
        Binding("n", "hit(1)", "next hit", show=False, id="next-hit"),
        Binding("N", "hit(-1)", "previous hit", show=False, id="previous-hit"),
        Binding("z", "fold", "fold", tooltip="fold here, or unfold", id="fold"),
        Binding("Z", "fold_all", "fold all, or unfold all", show=False, id="fold-all"),
        Binding("left,h", "close", "fold; again: to what encloses it", show=False, id="close-fold"),
        Binding("right,l", "open", "unfold", show=False, id="open-fold"),
        Binding("j,down", "move(1)", "down", show=False, id="down"),
        Binding("k,up", "move(-1)", "up", show=False, id="up"),
        Binding("ctrl+f,pagedown,space", "leaf(1)", "page down", show=False, id="page-down"),
        Binding("ctrl+b,pageup", "leaf(-1)", "page up", show=False, id="page-up"),
        Binding("g,home", "first", "first line", show=False, id="first"),
        Binding("G,end", "last", "last line", show=False, id="last"),
    ]

    class Seek(Message):
        """A person wants to type what to search for."""

    class Found(Message):
        """The place among the hits changed: the *at*th, from 1, of *count*."""

        def __init__(self, at: int, count: int) -> None:
            super().__init__()
            self.at = at
            self.count = count

    needle: reactive[str] = reactive("")

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._hits: list[int] = []
        self._hit = -1

    def watch_sheet(self) -> None:
        """Show another sheet, searched for the same."""
        super().watch_sheet()
        self._search()

    @property
    def cursor(self) -> int:
        """Return the line that keys work on: the one gone to, or the first in sight."""
        return self._folding.visible(self._top if self.here is None else self.here)

    def _go(self, line: int) -> None:
        """Put the cursor on a line, and scroll as little as it takes."""
        self.here = self._folding.visible(line)
        rows, top, height = (
            self._wrapping.rows_of(self.here),
            self.scroll_offset.y,
            self.size.height,
        )
        if rows.start < top:
            self.scroll_to(y=rows.start, animate=False, immediate=True)
        elif rows.stop > top + height:
            self.scroll_to(y=min(rows.start, rows.stop - height), animate=False, immediate=True)
        self.refresh(self.size.region)

    @property
    def _window(self) -> tuple[int, int]:
        """Return the first row in sight and the first below it."""
        top = self.scroll_offset.y
        return top, min(top + self.size.height, max(1, len(self._wrapping)))

    def action_move(self, by: int) -> None:
        rows, top, bottom = self._wrapping.rows_of(self.cursor), *self._window
        further = rows.stop > bottom > rows.start if by > 0 else rows.start < top < rows.stop
        if further:  # a line taller than the window
            self.scroll_to(y=top + by, animate=False, immediate=True)
        elif rows.stop <= top or rows.start >= bottom:  # somebody scrolled away from it
            self._go(self._wrapping.line_at(top if by > 0 else bottom - 1)[0])
        else:
            self._go(self._folding.step(self.cursor, by))

    def action_leaf(self, by: int) -> None:
        leaf = max(1, self.size.height - 1)
        to = max(0, min(len(self._wrapping) - 1, self.scroll_offset.y + by * leaf))
        self.here = self._wrapping.line_at(to)[0]
        self.scroll_to(y=to, animate=False, immediate=True)

    def action_first(self) -> None:
        self.here = 0
        self.scroll_home(animate=False, immediate=True)

    def action_last(self) -> None:
        self.here = self._folding.visible(max(0, len(self.sheet.lines) - 1))
        self.scroll_end(animate=False, immediate=True)

    def action_fold(self) -> None:
        head = self._head
        if head is not None:
            self._set(head, is_open=head in self._folding.folded)

    def action_close(self) -> None:
        head, cursor = self._head, self.cursor
        if head == cursor and head in self._folding.folded:
            head = self._folding.around(cursor)
            if head is not None:
                self._go(head)
        elif head == cursor:
            self._set(cursor, is_open=False)
        elif head is not None:
            self._go(head)

    def action_open(self) -> None:
        if self.cursor in self._folding.folded:
            self._set(self.cursor, is_open=True)

    def action_fold_all(self) -> None:
        cursor = self.cursor
        if self._folding.folded:
            self._folding.open_all()
        else:
            self._folding.close_all()
        self._folded()
        self._go(cursor)

    @property
    def _head(self) -> int | None:
        """Return the line that begins what the cursor is in."""
        cursor = self.cursor
        return cursor if cursor in self.sheet.folds else self._folding.around(cursor)

    def _set(self, head: int, *, is_open: bool) -> None:
        if is_open:
            self._folding.open(head)
        else:
            self._folding.close(head)
        self._folded()
        self._go(head)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line; a click on its arrow, or a second one, folds."""
        row = self.scroll_offset.y + event.y
        if row >= len(self._wrapping):
            return
        line = self._wrapping.line_at(row)[0]
        self._go(line)
        if line in self.sheet.folds and (event.chain == 2 or event.x == GUTTER - 1):
            self._set(line, is_open=line in self._folding.folded)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the keys work."""
        super().watch_has_focus(has_focus)
        self.refresh(self.size.region)

    def watch_needle(self) -> None:
        """Go to the first hit from here on."""
        self._search()
        if self._hits:
            start = self.here if self.here is not None else self._top
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
        """Offer to search where somebody asks what for, hits and folds where there are some."""
        if action in {"fold", "fold_all", "close", "open"}:
            return bool(self.sheet.folds)
        return bool(self._hits) if action == "hit" else True

    def action_seek(self) -> None:
        self.post_message(self.Seek())

    def action_hit(self, by: int) -> None:
        if not self._hits:
            return
        self._hit = (max(self._hit, 0) + by if self._hit >= 0 or by < 0 else 0) % len(self._hits)
        self.jump(self._hits[self._hit])
        self.post_message(self.Found(self._hit + 1, len(self._hits)))

    def _ground(self, line: int) -> str:
        ground = super()._ground(line)
        return ground or ("cursor" if self.has_focus and line == self.cursor else "")

    def _highlighted(self, text: str, start: int, end: int) -> Iterator[Span]:
        if not self.needle:
            return
        before = max(0, start - len(self.needle))  # a hit may be broken over two rows
        window = text[before : end + len(self.needle)]
        for hit in re.finditer(re.escape(self.needle), window, re.IGNORECASE):
            yield before + hit.start(), before + hit.end(), "hit"
