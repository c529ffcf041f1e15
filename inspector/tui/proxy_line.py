"""The line from the screen to the proxy that records the capture."""

from collections.abc import Callable, Mapping
from pathlib import Path

from inspector.control.client import Channel, check
from inspector.control.sendable import Refusal
from inspector.control.words import FACT, Command, Done, Waiting

ENDED = "this recording has ended; `inspector proxy` begins another"


class ProxyLine:
    """Connects when there is first something to ask; *facts* are those of the capture."""

    def __init__(
        self, facts: Callable[[], Mapping[str, str]], heard: Callable[[Waiting], None]
    ) -> None:
        self._facts = facts
        self._heard = heard
        self._channel: Channel | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the proxy listens to this screen, and lets messages wait for it."""
        return self._channel is not None and self._channel.is_open

    async def ask(self, command: Command) -> Done:
        """Have *command* obeyed; raises Refusal."""
        if self._channel is None or not self._channel.is_open:
            await self.close()
            self._channel = await Channel.open(self._place(), self._heard)
        return await self._channel.ask(command)

    def check(self) -> None:
        """Raise Refusal when there is nobody to ask, before a person is asked in vain."""
        if not self.is_open:
            check(self._place())

    def why_not(self) -> str:
        """Return why nobody can be asked, "" when somebody can."""
        try:
            self.check()
        except Refusal as refusal:
            return str(refusal)
        return ""

    async def close(self) -> None:
        """Let go of the proxy."""
        if self._channel is not None:
            await self._channel.close()

    def _place(self) -> Path:
        facts = self._facts()
        if facts.get("state") != "recording":
            raise Refusal(ENDED)
        if not facts.get(FACT):
            raise Refusal("what records this capture cannot be reached from a screen")
        return Path(facts[FACT])
