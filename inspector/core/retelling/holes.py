"""Variables in the places of secrets, which a recording has markers for.

Whoever runs a command puts the secrets into the environment; the command never holds them. All
names begin alike: a recording may come from a stranger, and a marker called `<redacted:path:…>`
must not send what the environment holds for others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.core.placeholder import MARKER
from inspector.core.retelling.call import Call, octets

PREFIX = "AMS_"
BODY = f"{PREFIX}BODY"  # names the file of a body that was not recorded
_TOKENS = frozenset({"jwt", "swt", "opaque", "bearer"})
_MARKER = re.compile(MARKER.pattern.encode())
_KIND = re.compile(rb"redacted:([a-z0-9_-]+):")
_SPELT = {b"<": "", b"%": ", percent-encoded", b"&": ", escaped as in XML"}


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that is filled from the environment variable *name*."""

    name: str


Pieces = tuple[bytes | Hole, ...]


@dataclass
class Names:
    """Gives each marker a variable; the same one wherever it stands in one text."""

    _known: dict[bytes, str] = field(default_factory=dict)

    def pieces(self, content: bytes) -> Pieces:
        """Return *content* with a hole in the place of each marker."""
        found, end = list[bytes | Hole](), 0
        for marker in _MARKER.finditer(content) if b"redacted:" in content else ():
            found += [content[end : marker.start()], Hole(self._name(marker[0]))]
            end = marker.end()
        return tuple(piece for piece in (*found, content[end:]) if piece)

    def remarks(self, call: Call) -> Iterator[str]:
        """Yield what is to be put into each variable of *call*."""
        told = set[bytes]()
        for content in (octets(call.url), *(value for _, value in call.fields), call.body):
            for marker in _MARKER.finditer(content):
                if marker[0] not in told:
                    told.add(marker[0])
                    spelt = _SPELT[marker[0][:1]]
                    yield f"{self._name(marker[0])}: what was {marker[0].decode()}{spelt}"
        if call.missing:
            yield f"{BODY}: the name of a file with the body, which is not here: {call.missing}"

    def variables(self, call: Call) -> Iterator[str]:
        """Yield the variables that have to be set for *call*."""
        return (remark.partition(":")[0] for remark in self.remarks(call))

    def _name(self, marker: bytes) -> str:
        if marker not in self._known:
            self._known[marker] = self._free(marker)
        return self._known[marker]

    def _free(self, marker: bytes) -> str:
        found = _KIND.search(marker)
        assert found is not None
        kind = found[1].decode()
        base = PREFIX + ("TOKEN" if kind in _TOKENS else kind.replace("-", "_").upper())
        name, number, taken = base, 1, {BODY, *self._known.values()}
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        return name
