"""The colours of the user's choice."""

from textual.theme import BUILTIN_THEMES

from inspector.tui.wishes import one_of


def known_theme(name: str | None) -> str | None:
    """Return the theme called *name*; raises ValueError when there is none."""
    return None if name is None else one_of(name, BUILTIN_THEMES, "theme")
