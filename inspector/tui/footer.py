"""The keys that work here, as many as fit."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

ALWAYS = frozenset(
    {"help", "app.keys", "back", "leave", "dismiss", "return_to_survey"}
)  # the way on, and the way back


class Key(NamedTuple):
    """A key, and what it does here."""

    key: str  # as Textual names it
    shown: str
    description: str
    action: str
    is_enabled: bool
    tooltip: str

    @property
    def width(self) -> int:
        """Return the cells that it takes, with the one behind it."""
        return cell_len(self.shown) + cell_len(self.description) + 2


class Keys(Widget):
    """Shows whole keys only; those declared last go first, but never the ways on and back.

    Textual's own footer has a widget for each key: to mount and style those anew took half of the
    time of a key that leads elsewhere.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--description", "keys--hover"}
    DEFAULT_CSS = """
    Keys {
        dock: bottom; height: 1; text-wrap: nowrap;
        color: $footer-foreground; background: $footer-background;
        & > .keys--key { color: $footer-key-foreground; text-style: bold; }
        & > .keys--description { color: $footer-description-foreground; }
        & > .keys--hover { background: $block-hover-background; }
    }
    """

    offered: reactive[tuple[Key, ...]] = reactive(())
    hovered: reactive[Key | None] = reactive(None)

    def on_mount(self) -> None:
        """Listen for other keys that work."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def render(self) -> Text:
        """Return the line."""
        key, description, hover = (
            self.get_component_rich_style(f"keys--{name}", partial=True)
            for name in ("key", "description", "hover")
        )
        line = Text(no_wrap=True)
        for one in self.fitting:
            start = len(line)
            line.append(one.shown, key)
            line.append(f" {one.description}", description)
            if not one.is_enabled:
                line.stylize("dim", start)
            if one == self.hovered:
                line.stylize(hover, start)
            line.append(" ")
        return line

    @property
    def fitting(self) -> list[Key]:
        """Return the keys that there is room for."""
        return list(_fitting(self.offered, self.size.width))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell more of the key below the mouse."""
        self.hovered = self._at(event.x)

    def on_leave(self) -> None:
        """Tell no more."""
        self.hovered = None

    def watch_hovered(self, hovered: Key | None) -> None:
        self.tooltip = (hovered.tooltip or None) if hovered else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take a click for the key."""
        key = self._at(event.x)
        if key is None:
            return
        if key.is_enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

    def _at(self, x: int) -> Key | None:
        fitting = self.fitting
        ends = accumulate(key.width for key in fitting)
        return next((key for key, end in zip(fitting, ends, strict=True) if x < end), None)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.offered = tuple(self._wanted())

    def _wanted(self) -> Iterator[Key]:
        actions = set()
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in actions:
                actions.add(binding.action)
                yield Key(
                    binding.key, self.app.get_key_display(binding), binding.description,
                    binding.action, enabled, tooltip,
                )  # fmt: skip


def _fitting(offered: Sequence[Key], room: int) -> Iterator[Key]:
    left = room - sum(key.width for key in offered if key.action in ALWAYS)
    for key in offered:
        if key.action in ALWAYS:
            yield key
            continue
        left -= key.width
        if left >= 0:
            yield key
