"""What lets messages wait in the running proxy, and how it is asked for anything."""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from textual.containers import Vertical
from textual.screen import Screen

from inspector.capture.store import CaptureReader
from inspector.control.sendable import Answered, Refusal, Sent, require_same_origin
from inspector.control.words import Hold, Look, Release, Waiting
from inspector.core.clean import clean
from inspector.core.exchange import Request, Response
from inspector.tui import draft, lending
from inspector.tui.background import begin
from inspector.tui.proxy_line import ProxyLine
from inspector.tui.title import Title
from inspector.tui.waiting import Waits, Wanted, Wish

NOT_DONE = "Not done"
GONE = "The proxy has ended"


class Holding(Vertical):
    """A screen's part that speaks with the proxy, and lists what waits there."""

    reader: CaptureReader
    title: Title

    def __init__(self) -> None:
        super().__init__()
        self.line = ProxyLine(self._facts, self._heard)
        self.wanted = Wish()
        self.waiting = Waiting(())

    async def on_unmount(self) -> None:
        """Let go of the proxy; what waits for this screen goes on."""
        await self.line.close()

    def action_hold(self) -> None:
        self._do(self._hold)

    def action_waits(self) -> None:
        self.app.push_screen(Waits(self.waiting.held, self.post_message))

    async def _hold(self) -> None:
        self.line.check()
        wanted = await self._shown(Wanted(self.wanted))
        if wanted is None:
            return
        await self.line.ask(Hold(wanted.filter, wanted.seconds))
        self.wanted = wanted
        self.title.intercepts = bool(wanted.filter)
        waits = f"What fits {wanted.filter} waits, {wanted.seconds} s at most."
        self.say(waits if wanted.filter else "Nothing waits any more.")

    def on_waits_asked(self, event: Waits.Asked) -> None:
        """Let go of what waits, or end it."""
        self._do(partial(self._ask, event.command))

    def on_waits_edit(self, event: Waits.Edit) -> None:
        """Edit what waits, and let it go."""
        self._do(partial(self._change, event.which))

    async def _ask(self, command: Any) -> None:
        await self.line.ask(command)

    async def _change(self, which: str) -> None:
        done = await self.line.ask(Look(which))
        if done.request is not None:
            waits = done.request.request()
            request = self._edited(waits, partial(require_same_origin, waits=waits))
            if request is not None:
                await self.line.ask(Release(which, request=Sent.of(request)))
        if done.answer is not None:
            answer = self._edited(done.answer.response())
            if answer is not None:
                await self.line.ask(Release(which, answer=Answered.of(answer)))

    def _edited[M: (Request, Response)](
        self, message: M, require: Callable[[M], None] = lambda _: None
    ) -> M | None:
        """Let the person edit *message*; None when they gave it up. Raises Refusal."""
        return lending.lent(self.app, lambda: draft.changed(message, require), "an editor")

    async def _shown[T](self, screen: Screen[T]) -> T:
        """Return what the person answers to a screen."""
        answer: T = await self.app.push_screen(screen, wait_for_dismiss=True)
        return answer

    def _do(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something that waits for the proxy or the person; say why it could not be done."""

        async def done() -> None:
            try:
                await work()
            except Refusal as refusal:
                self.say(str(refusal), NOT_DONE)

        begin(self, done, "live")

    def say(self, text: str, title: str = "") -> None:
        """Tell the person something in passing."""
        self.notify(
            clean(text), title=title, severity="warning" if title else "information", markup=False
        )

    def _facts(self) -> Mapping[str, str]:
        return self.reader.facts()

    def _heard(self, waiting: Waiting) -> None:
        """Take note of what waits; a proxy that is gone lets nothing wait, nor does the next one."""
        more = len(waiting.held) > len(self.waiting.held)
        self.waiting = waiting
        if not self.is_mounted:
            return
        if self.title.intercepts and not self.line.is_open:
            self.title.intercepts = False
            self.say(f"What fits {self.wanted.filter} waits no more. i sets it anew.", GONE)
        self.title.waiting = len(waiting.held)
        screen = self.app.screen
        if isinstance(screen, Waits):
            screen.show(waiting.held)
        elif more and len(waiting.held) == 1:
            self.say("A message waits: I shows it.")
