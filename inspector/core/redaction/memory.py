"""What stood behind the latest markers, so that a replay can be sent as the request was.

It lives in the proxy's memory only. A secret is put back for hosts that have it already: those
that were sent it, or that it came from; nobody else gets it.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from inspector.core.exchange import Message, Request
from inspector.core.headers import Headers
from inspector.core.placeholder import MARKER, is_marker
from inspector.core.redaction.lens import lens

REMEMBERED = 2000  # secrets
ROOM = 8 * 1024 * 1024  # characters of all of them
LONGEST = 64 * 1024  # characters of one
DEEPEST = 4  # a secret may hold what was found to be one by itself
MOST_ORIGINS = 16  # of one secret, the first ones


class Irreplaceable(ValueError):  # noqa: N818 - it says what the request is
    """Says why a marker cannot be replaced by its secret."""


@dataclass
class Kept:
    """One secret: how it is spelt, by its marker's own spelling and place, and who has it."""

    spellings: dict[tuple[str, str], str] = field(default_factory=dict)
    origins: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """Return how many characters it takes."""
        return sum(map(len, self.spellings.values()))


class Memory:
    """Keeps what *origin* has; while that is empty it keeps nothing."""

    def __init__(self) -> None:
        self.origin = ""
        self.place = "head"  # or "body", where strings are escaped
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0

    def __repr__(self) -> str:
        return f"Memory({len(self._kept)} secrets)"

    def touch(self, marker: str) -> bool:
        """Tell whether *origin* is known to have a secret, and keep it among the latest."""
        kept = self._kept.get(marker)
        if kept is None or self.origin not in kept.origins:
            return False
        self._kept.move_to_end(marker)
        return True

    def keep(self, marker: str, spelt: str, raw: str) -> None:
        """Remember that *spelt*, a spelling of *marker*, stands where *raw* stood."""
        # Who sends a marker in a secret's place has not got the secret.
        if not self.origin or len(raw) > LONGEST or is_marker(raw.strip()):
            return
        kept = self._kept.get(marker)
        if kept is None:
            kept = self._kept[marker] = Kept()
        self._kept.move_to_end(marker)
        before = kept.spellings.get((spelt, self.place))
        if before != raw:
            kept.spellings[spelt, self.place] = raw
            self._size += len(raw) - len(before or "")
        if len(kept.origins) < MOST_ORIGINS:
            kept.origins.add(self.origin)
        while len(self._kept) > REMEMBERED or self._size > ROOM:
            self._size -= self._kept.popitem(last=False)[1].size

    def raw(self, spelt: str, origin: str, place: str) -> str:
        """Return what stood where *spelt* stands now; raises Irreplaceable."""
        marker = _plain(spelt)
        kept = self._kept.get(marker)
        if kept is None:
            raise Irreplaceable(
                f"the proxy does not know what {marker} stands for: an earlier one recorded it, or "
                "it was long ago; send the request from its client once more"
            )
        if kept.origins.isdisjoint({origin, _in_clear(origin)}):
            raise Irreplaceable(f"{marker} was never sent to {origin}, and is not sent there now")
        found = kept.spellings.get((spelt, place))
        if found is None:  # it was found by its value there, or a person moved it
            found = next((raw for (own, _), raw in kept.spellings.items() if own == spelt), None)
        if found is None:
            raise Irreplaceable(f"{marker} never stood in such a place; leave it where it was")
        return found


def put_back(request: Request, memory: Memory) -> Request:
    """Return *request* with the secrets behind its markers in it; raises Irreplaceable.

    Only those that the host of its URL has already are put back.
    """
    origin = request.target.origin
    url = _filled(request.url, memory, origin, "head")
    return replace(put_back_in(request, memory, origin), url=url)


def put_back_in[M: Message](message: M, memory: Memory, origin: str) -> M:
    """Return *message* with what *origin* has behind its markers; raises Irreplaceable."""
    headers = Headers((n, _filled(value, memory, origin, "head")) for n, value in message.headers)
    body, seen = message.body, lens(message)
    if body and seen is not None:
        codec, text = seen
        body = _filled(text, memory, origin, "body").encode(codec)
    return replace(message, headers=headers, body=body)


def _filled(text: str, memory: Memory, origin: str, place: str, depth: int = 0) -> str:
    def secret(found: re.Match[str]) -> str:
        raw = memory.raw(found[0], origin, place)
        return _filled(raw, memory, origin, place, depth + 1) if depth < DEEPEST else raw

    return MARKER.sub(secret, text)


def _in_clear(origin: str) -> str:
    """Return where *origin* would be without TLS: what went there may go to it by TLS (JWT311)."""
    host = origin.removeprefix("https://").removesuffix(":443")
    return f"http://{host}:80" if origin == f"https://{host}:443" else origin


def _plain(spelt: str) -> str:
    inner = spelt.removeprefix("%3C").removeprefix("&lt;").removeprefix("<")
    return f"<{inner.removesuffix('%3E').removesuffix('&gt;').removesuffix('>')}>"
