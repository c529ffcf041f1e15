"""What acts on live traffic: keys that ask the running proxy for something."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from inspector.capture.store import CaptureReader
from inspector.control.words import Refusal, Replay, Sent, Waiting
from inspector.core.annotated import Annotated
from inspector.core.clean import clean, one_line
from inspector.core.effects import has_side_effects
from inspector.core.exchange import Request
from inspector.tui.feed import Feed
from inspector.tui.proxy_line import ProxyLine
from inspector.tui.screens import Question

LOOKS_FOR = 5.0  # seconds until an exchange that was answered is in the capture
LOOKS_EVERY = 0.05
LONGEST = 200  # characters of a call in a question


class Live(Vertical):
    """A screen's part that speaks with the proxy; who inherits it says what is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "replay", "replay", show=False, tooltip="send the request again, as a new exchange"),
    ]  # fmt: skip

    reader: CaptureReader
    feed: Feed

    def __init__(self) -> None:
        super().__init__()
        self.line = ProxyLine(self._facts, self._heard)

    def looked_at(self) -> Annotated | None:
        """Return the exchange that the keys are about."""
        raise NotImplementedError

    def show_exchange(self, number: int) -> None:
        """Put the cursor on an exchange."""
        raise NotImplementedError

    def _facts(self) -> Mapping[str, str]:
        return self.reader.facts()

    async def on_unmount(self) -> None:
        """Let go of the proxy; what waits for this screen goes on."""
        await self.line.close()

    def action_replay(self) -> None:
        annotated = self.looked_at()
        if annotated is not None:
            exchange = annotated.exchange
            self._do(self._replay(exchange.request, exchange.id))

    async def _replay(self, request: Request, of: str) -> None:
        number = await self.send(request, of)
        if number is not None:
            self.show_exchange(number)

    async def send(self, request: Request, of: str) -> int | None:
        """Send *request*, asking first if it may change something; return the new number.

        None: the person would rather not. Raises Refusal.
        """
        sent = Sent.of(request)
        if has_side_effects(request) and not await self._agreed(request):
            return None
        before = self.reader.last()
        identity = await self.line.ask(Replay(sent, of))
        return await self._recorded(identity, before)

    async def _agreed(self, request: Request) -> bool:
        call = one_line(f"{request.verb} {request.url}", LONGEST)
        asked = f"This may change something at the service once more:\n\n{call}\n\nSend it?"
        agreed: bool = await self.app.push_screen(Question(asked), wait_for_dismiss=True)
        return agreed

    async def _recorded(self, identity: str, before: int) -> int:
        """Return the number that an exchange gets in the capture, once it is in sight."""
        number: int | None = None
        try:
            async with asyncio.timeout(LOOKS_FOR):
                while number is None or not (self.feed.is_paused or self.feed.seen.last >= number):
                    await asyncio.sleep(LOOKS_EVERY)  # a file tells nobody that it has grown
                    number = number or self.reader.number(identity, before)
        except TimeoutError as error:
            raise Refusal("it was sent, but is not in the capture") from error
        return number

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that waits for the proxy or the person; say why it could not be done."""

        async def done() -> None:
            try:
                await work
            except Refusal as refusal:
                self.say(str(refusal), "Not done")

        self.run_worker(done(), group="live")

    def say(self, text: str, title: str = "") -> None:
        """Tell the person something in passing."""
        self.notify(
            clean(text), title=title, severity="warning" if title else "information", markup=False
        )

    def _heard(self, waiting: Waiting) -> None:
        """Take note of what waits."""
