"""The exchanges before this one, as far back as rules may look."""

import hashlib
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.core.bearer import Credential
from inspector.core.exchange import Exchange
from inspector.core.ledger import Ledger
from inspector.core.moments import http_date
from inspector.core.paging import listed
from inspector.core.touch import Touch

MOST_TOKENS = 64  # that were taken
REMEMBERED = 500  # exchanges; rules about repetition look back no further


@dataclass(frozen=True, slots=True)
class Trace:
    """What is remembered of an exchange once it has gone by; without its bodies."""

    index: int  # the exchange's number in its capture, from 0
    started: float | None
    method: str
    verb: str
    url: str
    host: str
    path: str
    operation: str
    status: int | None
    location: str | None  # of a redirect
    request_id: str | None  # the client's
    token: str | None  # the credential's tag
    client: str  # the User-Agent
    body: str  # a digest of the request's body, "" for none
    ended: float | None = None  # seconds since the Unix epoch; None: not recorded
    authorized: bool = True  # False: certainly sent without `Authorization`
    retry_after: str | None = None  # of the response
    date: float | None = None  # the service's clock, in seconds since the Unix epoch
    received: int | None = None  # entities in the answer; None: it was no list
    touches: tuple[Touch, ...] = ()  # but those that a list merely mentions

    def repeats(self, other: "Trace") -> bool:
        """Tell whether both are the same request: method, URL and body."""
        return (self.method, self.url, self.body) == (other.method, other.url, other.body)


def trace(exchange: Exchange, index: int, touches: tuple[Touch, ...] = ()) -> Trace:
    """Return what is to be remembered of *exchange*, which did *touches*."""
    request, response = exchange.request, exchange.response
    body = request.body or b""
    named = request.client_request_id
    return Trace(
        index=index,
        started=exchange.started,
        method=request.method,
        verb=request.verb,
        url=request.url,
        host=request.target.host,
        path=request.target.path,
        operation=request.operation,
        status=response.status if response else None,
        location=response.headers.get("Location") if response else None,
        request_id=named[1] if named else None,
        token=request.credential.tag if request.credential else None,
        client=request.headers.get("User-Agent") or "",
        body=hashlib.blake2b(body, digest_size=8).hexdigest() if body else "",
        ended=_ended(exchange),
        authorized=not request.lacks("Authorization"),
        retry_after=response.headers.get("Retry-After") if response else None,
        date=http_date(response.headers.get("Date") or "") if response else None,
        received=listed(response) if response and request.verb == "GET" else None,
        touches=tuple(touch for touch in touches if touch.act != "listed"),
    )


def _ended(exchange: Exchange) -> float | None:
    if exchange.started is None or exchange.duration is None:
        return None
    return exchange.started + exchange.duration


class History:
    """A bounded list of traces, newest last, with the look-ups that rules need."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._traces: deque[Trace] = deque(maxlen=remembered)
        self._ids: dict[str, deque[Trace]] = {}
        self._tokens: dict[str, deque[Trace]] = {}
        self.ledger = Ledger()
        self._borne: OrderedDict[str, int] = OrderedDict()
        self._taken: OrderedDict[str, tuple[Credential, str, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._traces)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self._traces)

    def with_request_id(self, value: str) -> tuple[Trace, ...]:
        """Return the earlier exchanges whose client request id was *value*."""
        return tuple(self._ids.get(value, ()))

    def with_token(self, tag: str) -> tuple[Trace, ...]:
        """Return the earlier exchanges that bore the token tagged *tag*."""
        return tuple(self._tokens.get(tag, ()))

    def bear(self, defect: str, index: int) -> None:
        """Remember that the service took exchange *index* in spite of *defect*."""
        self._borne[defect] = index
        self._borne.move_to_end(defect)
        if len(self._borne) > REMEMBERED:
            self._borne.popitem(last=False)

    def take(self, token: Credential, host: str, index: int) -> None:
        """Remember that *host* took *token* in exchange *index*."""
        self._taken[token.tag] = (token, host, index)
        self._taken.move_to_end(token.tag)
        if len(self._taken) > MOST_TOKENS:
            self._taken.popitem(last=False)

    def taken(self, host: str) -> Iterator[tuple[Credential, int]]:
        """Yield the tokens that *host* took, the latest first, and the exchange that shows it."""
        for token, there, index in reversed(self._taken.values()):
            if there == host:
                yield token, index

    def borne(self, defect: str) -> int | None:
        """Return the exchange that the service took in spite of *defect*, None for none."""
        return self._borne.get(defect)

    def add(self, seen: Trace, touches: tuple[Touch, ...] = ()) -> None:
        """Remember *seen* and all its *touches*; forget the oldest when there are too many."""
        if len(self._traces) == self._traces.maxlen:
            oldest = self._traces[0]
            _forget(self._ids, oldest.request_id)
            _forget(self._tokens, oldest.token)
        self._traces.append(seen)
        if seen.request_id is not None:
            self._ids.setdefault(seen.request_id, deque()).append(seen)
        if seen.token is not None:
            self._tokens.setdefault(seen.token, deque()).append(seen)
        self.ledger.add(touches, seen.index, seen.operation, seen.started, seen.host, seen.status)


def _forget(index: dict[str, deque[Trace]], key: str | None) -> None:
    if key is None:
        return
    index[key].popleft()
    if not index[key]:
        del index[key]
