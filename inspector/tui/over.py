"""What all screens over the main one have in common."""

from collections.abc import Sequence

from textual.filter import LineFilter
from textual.screen import ModalScreen

from inspector.tui.legible import Legible


class Dialog[T](ModalScreen[T]):
    """A small screen; the one below it is seen through it, dimmed and not to be read."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what the lines of the screen below go through; those of a dialog have theirs."""
        return [one for one in super().get_line_filters() if not isinstance(one, Legible)]
