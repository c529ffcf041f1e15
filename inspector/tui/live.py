"""Replays, as they are, mended or edited: keys that send something through the running proxy."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from inspector.control.sendable import Refusal, Sent
from inspector.control.words import Replay
from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import one_line
from inspector.core.effects import has_side_effects
from inspector.core.exchange import Request
from inspector.core.repair.mending import FixOf, steps
from inspector.core.sheets.message import message_sheet
from inspector.tui.changes import as_sent, changes_sheet
from inspector.tui.feed import Feed
from inspector.tui.holding import NOT_DONE, Holding
from inspector.tui.proposal import AFTER, BEFORE, EDIT, SEND, Answers, Proposal
from inspector.tui.screens import Question

SLOW = 1.0  # seconds until a person is told that an answer has not come yet
LOOKS_FOR = 5.0  # seconds until an exchange that was answered is in the capture
LOOKS_EVERY = 0.05
LONGEST = 200  # characters of a call in a question
AGAIN = "This may change something at the service once more."


class Live(Holding):
    """Sends requests anew through the proxy; who inherits it says what is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "mend", "fix", tooltip="mend the request, see what changes, send it", id="fix"),
        Binding("r", "replay", "replay", tooltip="send the request again, as a new exchange", id="replay"),
        Binding("E", "edit", "edit", show=False, tooltip="edit the request in $EDITOR, and send it", id="edit"),
        Binding("i", "hold", "intercept", show=False, tooltip="let messages wait that fit a filter", id="intercept"),
        Binding("I", "waits", "what waits", show=False, tooltip="the messages that wait: let go, edit, end", id="waits"),
    ]  # fmt: skip

    feed: Feed

    def __init__(self, fix_of: FixOf) -> None:
        super().__init__()
        self.fix_of = fix_of

    def looked_at(self) -> Annotated | None:
        """Return the exchange that the keys are about."""
        raise NotImplementedError

    def looked_into(self) -> str | None:
        """Return the code of the finding that the keys are about, None when it is all of them."""
        raise NotImplementedError

    def show_exchange(self, number: int) -> None:
        """Put the cursor on an exchange."""
        raise NotImplementedError

    def copy(self, annotated: Annotated, number: int) -> None:
        """Offer to copy the exchange of this number."""
        raise NotImplementedError

    def action_replay(self) -> None:
        self._do_with(self._replay)

    def action_mend(self) -> None:
        code = self.looked_into()
        self._do_with(lambda annotated: self._mend(annotated, code))

    def action_edit(self) -> None:
        self._do_with(self._edit)

    async def _replay(self, annotated: Annotated) -> None:
        exchange = annotated.exchange
        sent = Sent.of(exchange.request)
        self.line.check()
        if not has_side_effects(exchange.request) or await self._agreed(exchange.request):
            self.show_exchange(await self._sent(sent, exchange.id))

    async def _mend(self, annotated: Annotated, code: str | None) -> None:
        found = [f for f in annotated.findings if code in {None, f.code}]
        done = steps(annotated.exchange.request, found, self.fix_of)
        if not done:
            raise Refusal(_why_no_fix(found))
        codes = " ".join(step.code for step in done)
        await self._propose(annotated, done[-1].request, f"Fix and replay: {codes}")

    async def _edit(self, annotated: Annotated) -> None:
        Sent.of(annotated.exchange.request)  # what was not recorded need not be edited
        self.line.check()
        request = annotated.exchange.request
        changed = self._edited(request)
        if changed == request:
            raise Refusal("nothing was changed; r sends the request as it is")
        await self._propose(annotated, changed, "Edit and replay")

    async def _propose(self, annotated: Annotated, changed: Request | None, title: str) -> None:
        """Show what would be sent, and send it if the person agrees; then show both answers.

        Without a proxy it is shown all the same: to see what is wrong takes none.
        """
        before, why_not = annotated.exchange.request, self.line.why_not()
        chosen = EDIT
        while chosen == EDIT:
            if changed is None:
                return
            sent = Sent.of(changed)
            remark = AGAIN if has_side_effects(changed) else ""
            if why_not:
                remark = f"It cannot be sent: {why_not}."
            screen = Proposal(
                title, changes_sheet(before, as_sent(changed)), remark, can_be_sent=not why_not
            )
            chosen = await self._shown(screen)
            if chosen == EDIT:
                changed = self._edited(changed)
        if chosen == SEND:
            self._compare(annotated, await self._sent(sent, annotated.exchange.id))

    def _compare(self, annotated: Annotated, number: int) -> None:
        (row,) = self.reader.rows(number, number)
        them = {BEFORE: annotated, AFTER: self.reader.annotated(number)}
        numbers = {BEFORE: row.replay_of or 0, AFTER: number}
        sides = [
            (f"{name}: {_outcome(one)}", message_sheet(one.exchange, "response", one.findings))
            for name, one in zip((BEFORE, f"{AFTER}, #{number}"), them.values(), strict=True)
        ]

        def said(side: str | None) -> None:
            self.show_exchange(number)  # what it may say is not to lie over the answers
            if side is not None:
                self.copy(them[side], numbers[side])

        self.app.push_screen(Answers(sides[0], sides[1]), said)

    async def _sent(self, sent: Sent, of: str) -> int:
        """Send a request; return the number of the new exchange. Raises Refusal."""
        before = self.reader.last()
        slow = self.set_timer(SLOW, lambda: self.say("It was sent; its answer is still to come."))
        try:
            done = await self.line.ask(Replay(sent, of))
        finally:
            slow.stop()
        return await self._recorded(done.exchange, before)

    async def _agreed(self, request: Request) -> bool:
        call = one_line(f"{request.verb} {request.url}", LONGEST)
        return await self._shown(Question(f"{AGAIN}\n\n{call}\n\nSend it?"))

    async def _recorded(self, identity: str, before: int) -> int:
        """Return the number that an exchange gets in the capture, once it is in sight."""
        number: int | None = None
        try:
            async with asyncio.timeout(LOOKS_FOR):
                while number is None or not (self.feed.is_paused or self.feed.knows(number)):
                    await asyncio.sleep(LOOKS_EVERY)  # a file tells nobody that it has grown
                    number = number or self.reader.number(identity, before)
        except TimeoutError as error:
            if number is None:
                raise Refusal("it was sent, but is not in the capture") from error
        return number

    def _do_with(self, what: Callable[[Annotated], Coroutine[Any, Any, None]]) -> None:
        """Do something with the exchange that is looked at."""
        annotated = self.looked_at()
        if annotated is None:
            self.say("there is no exchange here", NOT_DONE)
        else:
            self._do(partial(what, annotated))


def _why_no_fix(found: list[Finding]) -> str:
    if not found:
        return "nothing was found here that could be mended"
    # What an answer shows (RSP) follows from what is wrong, if that was found.
    causes = [finding for finding in found if not finding.code.startswith("RSP")] or found
    codes = " ".join(dict.fromkeys(finding.code for finding in causes))
    return f"only a person can mend {codes}: {causes[0].remedy} (E edits the request)"


def _outcome(annotated: Annotated) -> str:
    response = annotated.exchange.response
    if response is None:
        return "no response"
    return one_line(f"{response.status} {response.reason}".strip(), 40)
