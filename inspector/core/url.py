"""What a URL addresses: segments below the service's root, keys, query options.

The service was lenient: fully percent-encoded segments, doubled slashes and `Assets()` all
reached their entity set. So the path is decoded first, then split outside of quotes.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, unquote_plus, unquote_to_bytes, urlsplit

from inspector.core.clean import one_line

MOST_DIGITS = 18  # of a number; a longer one is as good as endless
ENDLESS = 64  # segments; no address of the service is nearly as deep
LONGEST_TEMPLATE = 200  # characters
_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}"
)  # CONNECT's (RFC 9112 §3.2.3)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SEGMENT = re.compile(r"([^()]*)\((.*)\)", re.DOTALL)
_VARIABLE = re.compile(
    r"nb(?::|%3a)[a-z]+(?::|%3a)UUID(?::|%3a)[0-9a-f-]+"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{5,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a path: `Assets('…')` is a name and a key, `Assets` and `Assets()` a name."""

    name: str
    key: str | None = None  # as written between the parentheses, decoded; None without a key

    @property
    def template(self) -> str:
        """Return it without its key: `Assets('…')`, also when its parentheses do not match."""
        name, opened, _ = self.name.partition("(")
        return f"{name}('…')" if opened or self.key is not None else name


@dataclass(frozen=True, slots=True)
class Option:
    """One query option; *raw* is its value as sent, *value* decoded."""

    name: str
    value: str
    raw: str


@dataclass(frozen=True)
class Target:
    """A URL taken apart."""

    url: str

    @cached_property
    def parts(self) -> SplitResult:
        """Return scheme, authority, path and query; empty ones for a URL that cannot be split."""
        try:
            parts = urlsplit(f"//{self.url}" if _AUTHORITY.fullmatch(self.url) else self.url)
            _ = parts.port
        except ValueError:  # "http://[::1", a port beyond 65535
            return SplitResult("", "", self.url.partition("?")[0], self.url.partition("?")[2], "")
        return parts

    @property
    def scheme(self) -> str:
        """Return the scheme in lower case."""
        return self.parts.scheme

    @cached_property
    def host(self) -> str:
        """Return the host in lower case, without port; empty when the URL has none."""
        return (self.parts.hostname or "").rstrip(".")

    @property
    def origin(self) -> str:
        """Return scheme, host and port: `https://host:443` (RFC 6454 §4)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = self.parts.port or {"http": 80, "https": 443}.get(self.scheme, 0)
        return f"{self.scheme}://{host}:{port}"

    @property
    def port(self) -> int | None:
        """Return the port that the URL names, None when it names none."""
        return self.parts.port

    @cached_property
    def is_loopback(self) -> bool:
        """Tell whether it addresses the machine that sends it."""
        return is_loopback(self.host)

    @property
    def path(self) -> str:
        """Return the path as sent."""
        return self.parts.path

    @property
    def query(self) -> str:
        """Return the query as sent, without the question mark."""
        return self.parts.query

    @cached_property
    def path_decodes(self) -> bool:
        """Tell whether each `%` of the path begins an escape, and the escapes are UTF-8."""
        return decodes(self.path)

    @cached_property
    def query_decodes(self) -> bool:
        """Tell whether each `%` of the query begins an escape, and the escapes are UTF-8."""
        return decodes(self.query)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Return the segments below the service's root (`/api/`, in any case, or `/`)."""
        return _segments(self.path)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Return the query options in the order sent."""
        if not self.query:
            return ()
        pieces = (piece.partition("=") for piece in self.query.split("&") if piece)
        return tuple(Option(unquote_plus(n), unquote_plus(v), v) for n, _, v in pieces)

    def option(self, name: str) -> str | None:
        """Return the decoded value of the first option called *name*, None when absent."""
        return next((option.value for option in self.options if option.name == name), None)

    def number(self, name: str) -> int | None:
        """Return the option *name* as a whole number, None when absent or anything else."""
        digits = (self.option(name) or "").strip()
        if not (digits.isascii() and digits.isdigit()):
            return None
        return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS

    @cached_property
    def is_metadata(self) -> bool:
        """Tell whether it asks for the service's `$metadata`."""
        return len(self.segments) == 1 and self.segments[0].name == "$metadata"

    @cached_property
    def is_batch(self) -> bool:
        """Tell whether it is the `$batch` endpoint."""
        return len(self.segments) == 1 and self.segments[0].name == "$batch"

    @cached_property
    def is_links(self) -> bool:
        """Tell whether it addresses links between entities rather than entities."""
        return any(segment.name == "$links" for segment in self.segments)

    @property
    def entity_set(self) -> str | None:
        """Return the first segment's name, None for the service's root."""
        return self.segments[0].name if self.segments else None

    @cached_property
    def template(self) -> str:
        """Return the path with every key left out: `Assets('…')/Files`; `/` for the root."""
        return _template("/".join([segment.template for segment in self.segments]))


@lru_cache(maxsize=1024)
def _template(steps: str) -> str:
    return one_line(_VARIABLE.sub("…", steps), LONGEST_TEMPLATE) or "/"


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def decodes(text: str) -> bool:
    """Tell whether each `%` of *text* begins an escape, and the escapes are UTF-8."""
    if "%" not in text:
        return True
    if _BAD_ESCAPE.search(text):
        return False
    try:
        unquote_to_bytes(text).decode() if text.isascii() else unquote(text, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=2048)
def _segments(path: str) -> tuple[Segment, ...]:
    pieces = [piece for piece in _split_path(unquote(path) if "%" in path else path) if piece]
    if pieces and path[:1] != "/" and pieces[0].startswith("{{"):
        pieces = pieces[1:]  # `{{Root}}/Assets`: a root that nobody filled in
    below = next((i + 1 for i, piece in enumerate(pieces[:3]) if piece.lower() == "api"), 0)
    return tuple(_segment(piece) for piece in pieces[below:ENDLESS])


def _split_path(path: str) -> list[str]:
    if "'" not in path:
        return path.split("/")
    pieces, start, quoted = [], 0, False
    for place, char in enumerate(path):
        if char == "'":
            quoted = not quoted
        elif char == "/" and not quoted:
            pieces.append(path[start:place])
            start = place + 1
    return [*pieces, path[start:]]


def _segment(piece: str) -> Segment:
    found = _SEGMENT.fullmatch(piece)
    if found is None:
        return Segment(piece)
    return Segment(found[1], found[2].strip() or None)
