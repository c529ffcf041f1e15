"""What of an exchange a filter looks at."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import unquote

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import storable
from inspector.core.exchange import Exchange, Message
from inspector.core.filtering.tree import Number, Part
from inspector.core.lives.life import short
from inspector.core.lives.touch import Touch

LISTED = 2000  # characters of a path in a capture's list; the whole URL stands in the exchange
_LARGEST = 1 << 63  # a database keeps no larger integers


def fold(text: str) -> str:
    """Return *text* with ASCII letters in lower case: SQLite's LIKE ignores no other case."""
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


class Subject:
    """An exchange's parts, each made ready when it is first asked for."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated

    @cached_property
    def exchange(self) -> Exchange:
        """Return the exchange."""
        return self.annotated.exchange

    def number(self, field: Number) -> float | None:
        """Return a number, None when there is none."""
        exchange = self.exchange
        match field:
            case "severity":
                return int(self.annotated.severity or 0)
            case "status":
                return _kept(exchange.response.status if exchange.response else None)
            case "size":
                return _kept(self._size)
            case "started":
                return exchange.started
            case "ms":
                return None if exchange.duration is None else exchange.duration * 1000

    def texts(self, part: Part, key: str = "") -> Iterable[str]:
        """Return what belongs to a part, in lower case: several texts, or none."""
        match part:
            case "header":
                return [fold(v) for m in self.messages() for v in m.headers.all(key)]
            case "claim":
                return self._claim(key)
            case "name":
                return [fold(finding.name) for finding in self.findings]
            case "comment":
                return [fold(storable(self.comment))] if self.comment else []
            case "type" | "request-type" | "response-type":
                named = self.messages(part.partition("-")[0])
                return [fold(v) for m in named for v in m.headers.all("Content-Type")]
            case "head" | "request-head" | "response-head":
                return [line for m in self.messages(part.partition("-")[0]) for line in _head(m)]
            case "body" | "request-body" | "response-body":
                return (fold(m.text) for m in self.messages(part.partition("-")[0]) if m.body)
        return (self._line(part),)

    def messages(self, side: str = "") -> Iterator[Message]:
        """Yield the messages there are, of one side or of both."""
        exchange = self.exchange
        if side != "response":
            yield exchange.request
        if side != "request" and exchange.response is not None:
            yield exchange.response

    def _line(self, part: Part) -> str:
        match part:
            case "method":
                return fold(storable(self.exchange.request.method))
            case "verb":
                return fold(storable(self.exchange.request.verb))
            case "host":
                return fold(storable(self.exchange.request.target.host))
            case "operation":
                return self.operation
            case "path":
                return self.path
        return fold(self.exchange.request.url)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings."""
        return self.annotated.findings

    @property
    def error(self) -> str:
        """Return why no answer came, "" when one did."""
        return self.exchange.error

    @property
    def is_marked(self) -> bool:
        """Tell whether a person marked it, or wrote a comment."""
        return self.exchange.marked

    @property
    def comment(self) -> str:
        """Return what a person wrote of it, "" for nothing."""
        return self.exchange.comment

    @cached_property
    def operation(self) -> str:
        """Return the operation."""
        return fold(storable(self.annotated.operation))

    @cached_property
    def path(self) -> str:
        """Return the path with the query, as sent."""
        target = self.exchange.request.target
        return fold(storable(f"{target.path}?{target.query}" if target.query else target.path))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the codes found, each once, the gravest first."""
        found = sorted(self.findings, key=lambda finding: -finding.severity)
        return tuple(dict.fromkeys(finding.code for finding in found))

    @cached_property
    def listed(self) -> str:
        """Return what a capture's list says of it; text is looked for here first."""
        address = self._line("host") + self.path[:LISTED]
        codes, error = fold(" ".join(self.codes)), fold(storable(self.error))
        return f"{self._line('method')} {address} {self.operation} {codes} {error}"

    def has_text(self, low: str) -> bool:
        """Tell whether a text, in lower case, occurs anywhere."""
        return low in self.listed or any(low in each for each in self._unlisted())

    def _unlisted(self) -> Iterator[str]:
        yield from self.texts("comment")
        url = self.exchange.request.url
        yield fold(url)
        if "%" in url:
            yield fold(unquote(url))
        for message in self.messages():
            yield "\n".join(_head(message))
            if message.body:
                yield fold(message.text)

    @cached_property
    def touched(self) -> tuple[tuple[str, str, str], ...]:
        """Return entity, other entity and type of each touch."""
        kept = map(short, self._touches())
        return tuple(
            (fold(storable(it.entity)), fold(storable(it.other or "")), fold(storable(it.type)))
            for it in kept
        )

    @property
    def has_token(self) -> bool:
        """Tell whether a bearer token was sent."""
        credential = self.exchange.request.credential
        return credential is not None and credential.is_bearer

    def _touches(self) -> Iterable[Touch]:
        return self.annotated.touches

    @property
    def _size(self) -> int | None:
        response = self.exchange.response
        if response is None:
            return None
        if response.body_size is not None:
            return response.body_size
        return None if response.body is None else len(response.body)

    def _claim(self, name: str) -> list[str]:
        credential = self.exchange.request.credential
        claims = credential.claims if credential else {}
        if name not in claims:
            return []
        value = claims[name]
        return [fold(str(each)) for each in (value if isinstance(value, list | tuple) else [value])]


def _head(message: Message) -> list[str]:
    return [fold(f"{name}: {value}") for name, value in message.headers.fields]


def _kept(number: int | None) -> int | None:
    return number if number is not None and -_LARGEST <= number < _LARGEST else None
