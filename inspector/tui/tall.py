"""Scrolling through something very tall that changes its height often."""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class Tall(ScrollView):
    """A scroll view whose height may change without the whole screen being laid out anew."""

    @property
    def room(self) -> int:
        """Return how many cells a line has, without the scroll bar; also while hidden."""
        return max(0, self.size.width - self.scrollbar_gutter.right)

    def set_height(self, lines: int) -> None:
        """Say how many lines there are."""
        size = Size(0, lines)
        if (lines > self.size.height) != self.show_vertical_scrollbar:
            self.virtual_size = size  # the scroll bar comes or goes
            return
        # Setting `virtual_size` itself lays out and draws every widget of the screen.
        self.set_reactive(Widget.virtual_size, size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = lines
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
