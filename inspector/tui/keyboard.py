"""Keys that come faster than the screen answers: typed ahead, or pasted as one chunk."""

import asyncio

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input

LEADING = frozenset({"enter", "slash"})  # widgets tell others by messages what follows from them
PATIENCE = 0.5  # seconds that a key waits for those before it


class Typing(App[None]):
    """Lets every key find the focus that the keys before it have set.

    Textual hands a key to the widget in focus, and looks for a binding once it has come back; by
    then the rest of a chunk has gone to the same widget, though the first key may have moved the
    focus. Here a binding is looked for at once, and an `Input` gets time to take what is its.
    """

    async def on_event(self, event: events.Event) -> None:
        """Obey a key before the next one is looked at."""
        if isinstance(event, events.Key) and not event.is_forwarded and await self._obeyed(event):
            return
        await super().on_event(event)

    async def _obeyed(self, event: events.Key) -> bool:
        field, screen = self.focused, self.screen
        is_typing = isinstance(field, Input)
        if field is None or (is_typing and event.is_printable):
            return False
        if is_typing:
            await _settled(field)
        done = await self._check_bindings(event.key, priority=True)
        done = done or await self._check_bindings(event.key)
        leads = is_typing or event.key in LEADING  # moves need no wait, and come by the hundred
        if done and leads and self._running and self.screen is screen:
            await _settled(field)  # what the key led to goes up to whom it concerns ...
            await _settled(field)  # ... who says what follows from it
        return done


async def _settled(field: MessagePump) -> None:
    """Wait until *field* and those around it have handled what has reached them."""
    one: MessagePump | None = field
    while one is not None and not isinstance(one, App):
        handled = asyncio.Event()
        if not one.call_later(handled.set):
            return  # it is going
        try:
            await asyncio.wait_for(handled.wait(), PATIENCE)
        except TimeoutError:
            return  # it waits for something; keys must not
        one = one._parent  # noqa: SLF001
