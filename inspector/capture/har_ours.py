"""What our HAR files keep beside HAR: exact times, what was not recorded, what tokens said, mends.

It stands in `_amsInspector` of each entry, so a HAR that this program wrote is judged as the
recording was that it was written from. It never says that an exchange holds no secrets.
"""

from dataclasses import replace
from math import isfinite
from typing import Annotated as Bounded
from typing import Any

import msgspec

from inspector.capture.records import SavedCredential, SavedMend, saved_credential, saved_mend
from inspector.core.bearer import Credential
from inspector.core.exchange import Exchange, Message
from inspector.core.placeholder import is_marker
from inspector.core.reading import Failure

NAME = "_amsInspector"
Size = Bounded[int, msgspec.Meta(ge=0, lt=1 << 62)]


class Foreign(Exception):  # noqa: N818 - it says what the value is
    """A value under our name that this program did not write."""


class KeptMessage(msgspec.Struct, omit_defaults=True):
    """What HAR has no word for in a message."""

    recorded: bool = True  # its body
    size: Size | None = None
    sha256: str = ""
    withheld: str = ""
    unreadable: tuple[str, int, int] | None = None
    unrecorded: tuple[str, ...] = ()

    def fields(self, message: Message) -> dict[str, Any]:
        return {
            "body": (message.body or b"") if self.recorded else None,
            "body_size": self.size,
            "body_sha256": self.sha256,
            "withheld": self.withheld,
            "unreadable": Failure(*self.unreadable) if self.unreadable else None,
            "unrecorded": frozenset(self.unrecorded),
        }


class KeptExchange(msgspec.Struct, omit_defaults=True):
    """The same of an exchange; credentials are by what stands behind the scheme."""

    request: KeptMessage
    response: KeptMessage | None = None
    started: float | None = None
    duration: float | None = None
    error: str = ""
    credential: SavedCredential | None = None
    inner: dict[str, SavedCredential] = {}
    replay_of: str = ""
    mends: tuple[SavedMend, ...] = ()

    def restore(self, exchange: Exchange) -> Exchange:
        request = replace(
            exchange.request,
            credential=None if self.credential is None else self.credential.restore(),
            inner_credentials={key: one.restore() for key, one in self.inner.items()},
            **self.request.fields(exchange.request),
        )
        answer = exchange.response
        if answer is not None and self.response is not None:
            answer = replace(answer, **self.response.fields(answer))
        return replace(
            exchange, request=request, response=answer, error=self.error,
            started=self.started, duration=self.duration, replay_of=self.replay_of,
            mends=tuple(mend.restore() for mend in self.mends),
        )  # fmt: skip


def kept(exchange: Exchange) -> dict[str, Any]:
    """Return what is to be kept of *exchange*, as JSON has it."""
    request, response = exchange.request, exchange.response
    whole = KeptExchange(
        _message(request),
        None if response is None else _message(response),
        exchange.started,
        exchange.duration,
        exchange.error,
        _credential(request.credential),
        {
            key: saved
            for key, one in request.inner_credentials.items()
            if (saved := _credential(one)) is not None
        },
        exchange.replay_of,
        tuple(map(saved_mend, exchange.mends)),
    )
    found: dict[str, Any] = msgspec.to_builtins(whole)
    return found


def restored(exchange: Exchange, ours: Any) -> Exchange:
    """Return *exchange* as it was before it was written to a HAR; raises Foreign."""
    try:
        whole = msgspec.convert(ours.get("recording"), KeptExchange)
        times = [time for time in (whole.started, whole.duration) if time is not None]
        if not all(map(isfinite, times)):
            raise Foreign("a time that is none")
        return whole.restore(exchange)
    except (AttributeError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Foreign(str(error)) from error


def _message(message: Message) -> KeptMessage:
    failure = message.unreadable
    return KeptMessage(
        message.body is not None,
        message.body_size,
        message.body_sha256,
        message.withheld,
        None if failure is None else (failure.reason, failure.line, failure.column),
        tuple(sorted(message.unrecorded)),
    )


def _credential(credential: Credential | None) -> SavedCredential | None:
    if credential is None or not is_marker(credential.tag):
        return None
    return saved_credential(credential)
