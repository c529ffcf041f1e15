"""Scrolling through something very tall that changes its height often."""

from math import ceil

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

STEPS = 8  # of the thumb's ends within a cell


class Tall(ScrollView):
    """A scroll view whose height may change without the whole screen being laid out anew."""

    @property
    def room(self) -> int:
        """Return how many cells a line has, without the scroll bar; also while hidden."""
        return max(0, self.size.width - self.scrollbar_gutter.right)

    def set_height(self, lines: int, *, at_end: bool = False) -> None:
        """Say how many lines there are; *at_end*, scroll to the last of them."""
        size = Size(0, lines)
        if (lines > self.size.height) != self.show_vertical_scrollbar:
            self.virtual_size = size  # the scroll bar comes or goes
        else:
            # Setting `virtual_size` itself lays out and draws every widget of the screen.
            self.set_reactive(Widget.virtual_size, size)
        if at_end or self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)
        self._slide(self.scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Let the scroll bar follow."""
        self._slide(new_value)
        super().watch_scroll_y(old_value, new_value)

    def _slide(self, position: float) -> None:
        """Have the scroll bar in step; drawing it takes as long as half the list."""
        if not self.show_vertical_scrollbar:
            return
        bar, lines = self.vertical_scrollbar, self.virtual_size.height
        at = bar.validate_position(position)
        ends = thumb(bar.size.height, bar.window_virtual_size, bar.window_size, bar.position)
        if thumb(bar.size.height, lines, bar.window_size, at) == ends:  # it looks the same
            bar.set_reactive(ScrollBar.window_virtual_size, lines)
            bar.set_reactive(ScrollBar.position, at)
        else:
            bar.window_virtual_size, bar.position = lines, at


def thumb(height: int, lines: int, window: int, position: float) -> tuple[int, int] | None:
    """Return where a scroll bar's thumb begins and ends, in eighths of a cell; None without one.

    As Textual's ScrollBarRender draws it.
    """
    if not (height and window) or lines <= window:
        return None
    length = max(1, window * height / lines)
    start = int((height - length) * position / (lines - window) * STEPS)
    return start, start + ceil(length * STEPS)
