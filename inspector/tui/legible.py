"""Text that can be read on its ground, whatever the theme, and however few colours there are."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.color import BLACK, WHITE, Color
from textual.filter import LineFilter

TEXT, GLYPH = 4.5, 3.0  # contrast at least, of 21 (WCAG 2.1, 1.4.3 and 1.4.11)
STEPS = 10  # in which a colour goes to black or white, until it is legible
SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT,
           "windows": ColorSystem.WINDOWS}  # fmt: skip
_READ = re.compile(r"[^\W_]")  # letters and digits
_SEEN = re.compile(r"[^\s\u2500-\u259f]")  # what is no blank, bar or border
_DARK = [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0),
         (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)]  # fmt: skip
_BRIGHT = [(85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85),
           (85, 85, 255), (255, 85, 255), (85, 255, 255), (255, 255, 255)]  # fmt: skip
_XTERM_DARK = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
               (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)]  # fmt: skip
_XTERM_BRIGHT = [(127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
                 (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)]  # fmt: skip
# A terminal does not tell what its sixteen colours are: those of the Linux console, and xterm's.
SIXTEEN = (
    TerminalTheme(_DARK[0], _DARK[7], _DARK, _BRIGHT),
    TerminalTheme(_XTERM_DARK[0], _XTERM_DARK[7], _XTERM_DARK, _XTERM_BRIGHT),
)


class Legible(LineFilter):
    """Draws text lighter or darker where it is too near to its ground.

    Themes have their colours for their own ground; a cursor puts them on another. *system* is Rich's
    name of the terminal's colours, None for none: with fewer, two that differ may become the same.
    """

    def __init__(self, system: str | None) -> None:
        super().__init__()
        self._system = SYSTEMS.get(system or "")

    def apply(self, segments: list[Segment], _background: Color) -> list[Segment]:
        """Return the segments of a line in colours that can be read."""
        return [self._legible(segment) for segment in segments]

    def _legible(self, segment: Segment) -> Segment:
        text, style, control = segment
        least = _least(text)
        if not least or style is None:
            return segment
        readable = self.style(style, least)
        return segment if readable is style else Segment(text, readable, control)

    def style(self, style: Style, least: float = TEXT) -> Style:
        """Return *style* with a contrast of at least *least*."""
        return legible(style, least, self._system)


class Readable(App[None]):
    """Draws all text so that it can be read."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what each line goes through before it is drawn."""
        return (*super().get_line_filters(), self._legible)

    @cached_property
    def _legible(self) -> Legible:
        return Legible(None if self.is_headless else self.console.color_system)

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's colours; without colour a grey as light as red is would hide errors."""
        variables = super().get_css_variables()
        if self.no_color:
            variables["text-error"] = variables["foreground"]
        return variables


def _least(text: str) -> float:
    """Return the contrast that *text* needs; what draws bars and borders needs none."""
    if _READ.search(text):
        return TEXT
    return GLYPH if _SEEN.search(text) else 0.0


@lru_cache(4096)
def legible(style: Style, least: float, system: ColorSystem | None = None) -> Style:
    """Return *style* with a contrast of at least *least*, as near to its own colour as it can be.

    What leaves a colour to the terminal stays as it is.
    """
    front, ground = style.color, style.bgcolor
    if front is None or ground is None or front.triplet is None or ground.triplet is None:
        return style
    if contrast(front, ground, system) >= least:
        return style
    aim = max(BLACK, WHITE, key=lambda one: contrast(one.rich_color, ground, system))
    for step in range(1, STEPS):
        tried = Color.from_rich_color(front).blend(aim, step / STEPS).rich_color
        if contrast(tried, ground, system) >= least:
            return style + Style(color=tried)
    return style + Style(color=aim.rich_color)


def contrast(one: RichColor, other: RichColor, system: ColorSystem | None = None) -> float:
    """Return the least contrast that a terminal may make of two colours, 1 to 21 (WCAG 2.1)."""
    seen = [colour if system is None else colour.downgrade(system) for colour in (one, other)]
    pairs = (sorted(_luminance(colour, theme) for colour in seen) for theme in SIXTEEN)
    return min((lighter + 0.05) / (darker + 0.05) for darker, lighter in pairs)


def _luminance(colour: RichColor, theme: TerminalTheme) -> float:
    """Return the relative luminance (WCAG 2.1), 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.get_truecolor(theme).normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
