"""The keys that work here, as many as fit."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

ALWAYS = frozenset(
    {"help", "app.keys", "back", "leave", "dismiss", "return_to_survey"}
)  # the way on, and the way back


class Keys(Footer):
    """Shows whole keys only; those declared last go first, but never the ways on and back."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._shown: list[object] = []

    def compose(self) -> ComposeResult:
        if self._bindings_ready:
            yield from _fitting(list(self._offered()), self.screen.size.width)

    def _offered(self) -> Iterator[FooterKey]:
        # Textual's own are bound to the footer (`data_bind`), which keeps them when they are gone.
        actions = set()
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in actions:
                actions.add(binding.action)
                shown = self.app.get_key_display(binding)
                yield FooterKey(
                    binding.key, shown, binding.description, binding.action,
                    disabled=not enabled, tooltip=tooltip,
                )  # fmt: skip

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Show the keys that work now, if they are others: each is a widget, and they are dear."""
        self._bindings_ready = True
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._renew)

    def on_resize(self, _event: events.Resize) -> None:
        """Show as many as fit now."""
        self.call_after_refresh(self._renew)

    async def _renew(self) -> None:
        if not self.is_attached:  # its screen was left before it came to this
            return
        active = self.screen.active_bindings.values()
        wanted = [self.screen.size.width, *(each[1:] for each in active if each.binding.show)]
        if wanted != self._shown:
            self._shown = wanted
            await self.recompose()


def _fitting(shown: Sequence[FooterKey], room: int) -> Iterator[FooterKey]:
    left = room - sum(_width(key) for key in shown if key.action in ALWAYS)
    for key in shown:
        if key.action in ALWAYS:
            yield key
            continue
        left -= _width(key)
        if left >= 0:
            yield key


def _width(key: FooterKey) -> int:
    return cell_len(key.key_display) + cell_len(key.description) + 2
