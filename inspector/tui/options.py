"""Lists of Textual's where there is no room for them: a page of one is looked for in vain."""

from textual.command import CommandList, CommandPalette
from textual.widgets import OptionList


class Options(OptionList):
    """A list to choose from, however small the terminal."""

    def action_page_down(self) -> None:
        """Move a page down, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def action_page_up(self) -> None:
        """Move a page up, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]


class Palette(CommandPalette):
    """Textual's own palette, however small the terminal."""

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
