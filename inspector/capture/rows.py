"""What a capture's list shows of an exchange, and questions that are asked of the list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange as a line of a list, without headers and bodies.

    The columns of the capture's table `exchange` bear the same names, but for the last two.
    """

    n: int  # from 1; gaps are possible, order is that of arrival
    id: str
    started: float | None  # seconds since the Unix epoch
    duration: float | None  # seconds
    method: str
    verb: str
    host: str
    path: str  # as sent, with the query
    operation: str
    status: int | None  # None: no response
    size: int | None  # bytes of the response's body
    severity: int  # of the gravest finding, 0 for none
    codes: str  # separated by blanks, gravest first
    service: str
    profile: str | None
    error: str
    replay_of: int | None = None  # the exchange that this one repeats; of the table `apart`
    mended: str = ""  # codes, separated by blanks; of the table `apart`


@dataclass(frozen=True)
class Condition:
    """An SQL expression over the columns of `exchange`, and the values of its `?`."""

    sql: str
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is in a capture; the last three count findings."""

    exchanges: int = 0
    inspected: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the proxy's own log."""

    n: int
    at: float  # seconds since the Unix epoch
    kind: str  # "tls", "error", …
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person noted of an exchange: that it is marked, words, or both."""

    n: int
    marked: bool = True
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Defects:
    """How many exchanges of one operation have the same codes, and the first of them."""

    operation: str
    codes: str  # as in a Row
    severity: int  # of the gravest finding in any of them
    count: int
    first: int

    def joined(self, other: "Defects") -> "Defects":
        """Return both together; they have the same operation and codes."""
        severity, first = max(self.severity, other.severity), min(self.first, other.first)
        return Defects(self.operation, self.codes, severity, self.count + other.count, first)
