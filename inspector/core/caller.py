"""Which test sent a request, and from which line; and how a client's process tells the proxy."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlencode

HEADER = "X-Inspector-Caller"  # of a request; the proxy takes it off before anything else sees it
HOST = "callers.ams-inspector.invalid"  # which the proxy itself answers (RFC 6761 §6.4)
LONGEST = 2000  # characters of a name; the header has to fit in what clients send
_MOST_DIGITS = 9  # of a line number


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, as a test's process says."""

    test: str  # pytest's node id: `tests/test_jobs.py::test_submit`; "" outside of tests
    file: str = ""  # relative to the root of the tests; "" when not known
    line: int | None = None  # from 1

    def pack(self) -> str:
        """Return it as a header's value, in ASCII."""
        line = "" if self.line is None else str(self.line)
        told = {"test": self.test[:LONGEST], "file": self.file[:LONGEST], "line": line}
        return urlencode({name: value for name, value in told.items() if value}, errors="replace")

    @classmethod
    def unpack(cls, value: str) -> Self:
        """Return the caller in a header's value; what is not there, or no number, is left out."""
        try:
            told = {name: values[0] for name, values in parse_qs(value, max_num_fields=8).items()}
        except ValueError:  # more fields than `pack` writes
            told = {}
        line = told.get("line", "")
        number = line.isascii() and line.isdecimal() and len(line) <= _MOST_DIGITS
        return cls(
            told.get("test", "")[:LONGEST],
            told.get("file", "")[:LONGEST],
            int(line) if number and int(line) else None,
        )
