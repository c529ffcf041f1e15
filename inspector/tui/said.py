"""A few words that change often."""

from textual.content import Content
from textual.widgets import Static


class Said(Static):
    """Lays the screen out anew only when the words become longer or shorter."""

    def __init__(self, **options: str) -> None:
        super().__init__("", markup=False, **options)  # type: ignore[arg-type]
        self._words = ""

    def say(self, words: str) -> None:
        """Show other words."""
        if words != self._words:
            self.update(Content(words), layout=len(words) != len(self._words))
            self._words = words
