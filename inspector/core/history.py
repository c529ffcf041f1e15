"""The exchanges before this one, as far back as rules may look."""

import hashlib
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from inspector.core.answer import read_value
from inspector.core.bearer import Credential
from inspector.core.exchange import Exchange
from inspector.core.lives.ledger import Ledger
from inspector.core.lives.touch import Touch
from inspector.core.moments import http_date
from inspector.core.paging import Page, listed, page
from inspector.core.url import Target

MOST_TOKENS = 64  # that were taken
LONGEST_VALUE = 200  # characters of a function's answer
REMEMBERED = 500  # exchanges; rules about repetition look back no further
THROTTLING = frozenset({429, 503})  # statuses; a 503 does not always mean it
REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4


_BELOW_ROOT = re.compile(r"/+(?:api(?:/+|$))?(.*)", re.IGNORECASE | re.DOTALL)


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
    page: Page | None = None  # what a GET asks for, should it be a list
    value: str | None = None  # what a function answered with, a short text

    @property
    def throttled(self) -> bool:
        """Tell whether the service asked to wait."""
        return self.status in THROTTLING

    @property
    def leads_to(self) -> str | None:
        """Return where a redirect sends the request; None for no redirect.

        The service's old root names the new root, and the same path belongs below it.
        """
        if self.status not in REDIRECTS or not self.location:
            return None
        try:
            there = urljoin(self.url, self.location.strip())
        except ValueError:  # "http://[::1"
            return None
        below = _BELOW_ROOT.match(self.path)
        if below is None or not below[1] or Target(there).segments or "?" in there:
            return there
        query = self.url.partition("#")[0].partition("?")
        return f"{there.rstrip('/')}/{below[1]}{''.join(query[1:])}"

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
        page=page(request) if request.verb == "GET" else None,
        value=_value(exchange),
    )


def _value(exchange: Exchange) -> str | None:
    """Return what a function answered with; their names begin with `Get`."""
    segments = exchange.request.target.segments
    if exchange.response is None or not segments or not segments[-1].name.startswith("Get"):
        return None
    value = read_value(exchange.response)
    return value if value is not None and len(value) <= LONGEST_VALUE else None


def _ended(exchange: Exchange) -> float | None:
    if exchange.started is None or exchange.duration is None:
        return None
    return exchange.started + exchange.duration


class _Index:
    """Traces by what they have in common, the oldest first; one whose key is None is in none."""

    def __init__(self, key: Callable[[Trace], str | None]) -> None:
        self._key = key
        self._traces: dict[str, deque[Trace]] = {}

    def get(self, key: str) -> Sequence[Trace]:
        return self._traces.get(key, ())

    def add(self, seen: Trace) -> None:
        key = self._key(seen)
        if key is not None:
            self._traces.setdefault(key, deque()).append(seen)

    def forget(self, oldest: Trace) -> None:
        key = self._key(oldest)
        if key is None:
            return
        self._traces[key].popleft()
        if not self._traces[key]:
            del self._traces[key]


class History:
    """A bounded list of traces, newest last, with the look-ups that rules need."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._traces: deque[Trace] = deque(maxlen=remembered)
        self._ids = _Index(lambda seen: seen.request_id)
        self._tokens = _Index(lambda seen: seen.token)
        self._urls = _Index(lambda seen: seen.url)
        self._throttled = _Index(lambda seen: seen.url if seen.throttled else None)
        self._redirects = _Index(lambda seen: seen.leads_to)
        self._indices = (self._ids, self._tokens, self._urls, self._throttled, self._redirects)
        self.ledger = Ledger()
        self._borne: OrderedDict[str, int] = OrderedDict()
        self._taken: OrderedDict[str, tuple[Credential, str, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._traces)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self._traces)

    def __reversed__(self) -> Iterator[Trace]:
        return reversed(self._traces)

    def with_request_id(self, value: str) -> tuple[Trace, ...]:
        """Return the earlier exchanges whose client request id was *value*."""
        return tuple(self._ids.get(value))

    def with_token(self, tag: str) -> tuple[Trace, ...]:
        """Return the earlier exchanges that bore the token tagged *tag*."""
        return tuple(self._tokens.get(tag))

    def with_url(self, url: str) -> Sequence[Trace]:
        """Return the earlier requests for *url*, the oldest first."""
        return self._urls.get(url)

    def throttled_at(self, url: str) -> Sequence[Trace]:
        """Return the earlier requests for *url* that were throttled, the oldest first."""
        return self._throttled.get(url)

    def redirected_to(self, url: str) -> Sequence[Trace]:
        """Return the earlier exchanges that ended in a redirect to *url*, the oldest first."""
        return self._redirects.get(url)

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
            for index in self._indices:
                index.forget(self._traces[0])
        self._traces.append(seen)
        for index in self._indices:
            index.add(seen)
        self.ledger.add(touches, seen.index, seen.operation, seen.started, seen.host, seen.status)
