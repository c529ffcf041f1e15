"""Media types, their parameters, and lists of them (RFC 9110 §8.3.1, §12.5.1)."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_ZERO = re.compile(r"0(?:\.0{0,3})?")
_WIRE_XML = {"application/xml", "text/xml"}
ODATA_LEVELS = frozenset({"verbose", "minimalmetadata", "nometadata", "fullmetadata"})


@dataclass(frozen=True)
class MediaType:
    """One media type; names are lower case, values keep their case."""

    essence: str  # "application/json"
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        """Return the value of the first parameter called *name*, None when there is none."""
        return next((value for key, value in self.parameters if key == name), None)

    @cached_property
    def odata(self) -> str | None:
        """Return the level asked for by `odata=`, in lower case; None when not given."""
        level = self.parameter("odata")
        return None if level is None else level.lower()

    @property
    def is_refused(self) -> bool:
        """Tell whether its weight is zero: "not acceptable" (RFC 9110 §12.4.2)."""
        return _ZERO.fullmatch(self.parameter("q") or "1") is not None

    @cached_property
    def is_json(self) -> bool:
        """Tell whether it is JSON of whatever flavour (`text/json` and `+json` included)."""
        return self.essence in {"application/json", "text/json"} or self.essence.endswith("+json")

    @property
    def is_verbose_json(self) -> bool:
        """Tell whether it is OData's verbose JSON."""
        return self.is_json and self.odata == "verbose"

    @cached_property
    def is_xml(self) -> bool:
        """Tell whether it is XML: Atom, plain, or any `+xml`."""
        return self.essence in _WIRE_XML or self.essence.endswith("+xml")

    @property
    def is_wildcard(self) -> bool:
        """Tell whether it is a range that admits JSON or XML: `*/*`, `application/*`."""
        return self.essence in {"*/*", "application/*", "*"}

    @property
    def is_form(self) -> bool:
        """Tell whether it is an HTML form's encoding."""
        return self.essence in {"application/x-www-form-urlencoded", "multipart/form-data"}

    @property
    def is_multipart(self) -> bool:
        """Tell whether it is `multipart/mixed`, the form of a `$batch`."""
        return self.essence == "multipart/mixed"


@lru_cache(maxsize=1024)
def read_media_type(value: str) -> MediaType | None:
    """Read one media type; None when *value* does not begin with one.

    Blanks around `;`, a dangling `;`, and parameters without a value are let pass.
    """
    essence, *rest = _split(value, ";")
    essence = essence.strip().lower()
    kind, slash, sub = essence.partition("/")
    if essence != "*" and not (slash and _TOKEN.fullmatch(kind) and _TOKEN.fullmatch(sub)):
        return None
    return MediaType(essence, tuple(_parameter(part) for part in rest if part.strip()))


@lru_cache(maxsize=1024)
def read_media_list(value: str) -> tuple[MediaType, ...]:
    """Read a comma-separated list such as `Accept`; what is no media type is left out."""
    members = (read_media_type(part) for part in _split(value, ","))
    return tuple(member for member in members if member is not None)


@lru_cache(maxsize=1024)
def read_accept(value: str) -> tuple[MediaType, ...]:
    """Read an `Accept`; members whose weight is zero are left out."""
    return tuple(member for member in read_media_list(value) if not member.is_refused)


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return name.strip().lower(), value


def _split(value: str, separator: str) -> list[str]:
    if '"' not in value:
        return value.split(separator)
    parts, start, quoted, escaped = [], 0, False, False
    for place, char in enumerate(value):
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            parts.append(value[start:place])
            start = place + 1
    return [*parts, value[start:]]
