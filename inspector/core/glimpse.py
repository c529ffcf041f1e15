"""One place of an exchange as a word or two: what a column of the user's choice shows.

`header[x-ms-version]`, `query[$filter]`, `claim[aud]`, `json[/d/State]`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from inspector.core.exchange import Exchange, Message

Kind = Literal["header", "query", "claim", "json"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EXAMPLES = ("header[x-ms-version]", "query[$filter]", "claim[aud]", "json[/d/State]")
LONGEST = 200  # characters of what is shown
BETWEEN = ", "
_SPELT = re.compile(r"(\w+)\[(.+)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A place that exchanges may have; of both messages, the request's counts first.

    A *json* place is looked for in the answer first.
    """

    kind: Kind
    name: str  # of the header, query option or claim; an RFC 6901 pointer

    @classmethod
    def read(cls, text: str) -> "Glimpse":
        """Read `header[x-ms-version]`; raises ValueError, in words for who typed it."""
        found = _SPELT.fullmatch(text.strip())
        kind = next((kind for kind in KINDS if found and found[1] == kind), None)
        if found is None or kind is None:
            raise ValueError(f"{text!r} is no column; try {' or '.join(EXAMPLES)}")
        name = found[2].strip()
        if kind == "json" and not name.startswith("/"):
            raise ValueError(f"{text!r}: a JSON pointer begins with /, like json[/d/State]")
        return cls(kind, name)

    @property
    def spelt(self) -> str:
        """Return it as it is typed."""
        return f"{self.kind}[{self.name}]"

    def of(self, exchange: Exchange) -> str:
        """Return what stands there, "" for nothing; never raises."""
        return BETWEEN.join(self._found(exchange))[:LONGEST]

    def _found(self, exchange: Exchange) -> list[str]:
        request = exchange.request
        match self.kind:
            case "header":
                return next(
                    filter(None, (list(m.headers.all(self.name)) for m in _both(exchange))), []
                )
            case "query":
                return [one.value for one in request.target.options if one.name == self.name]
            case "claim":
                claims = request.credential.claims if request.credential else {}
                return [_shown(claims[self.name])] if self.name in claims else []
            case "json":
                answered = [exchange.response] if exchange.response is not None else []
                return next(filter(None, map(self._in_body, [*answered, request])), [])

    def _in_body(self, message: Message) -> list[str]:
        if not message.body or message.sniffed != "json":
            return []
        try:
            return [_shown(message.json.at(self.name))]
        except (LookupError, ValueError, TypeError):  # there is no such place
            return []


def _both(exchange: Exchange) -> Iterator[Message]:
    yield exchange.request
    if exchange.response is not None:
        yield exchange.response


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return BETWEEN.join(value)
    return json.dumps(value, ensure_ascii=False, default=str)
