"""A place in a message, and what was seen there."""

from dataclasses import dataclass, replace
from typing import Literal

from inspector.core.clean import one_line
from inspector.core.severity import Severity

Side = Literal["request", "response"]
SEEN_LIMIT = 200  # characters of a value that a finding repeats
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen at one place of one message.

    At most one of *header*, *pointer*, *query* names the place; none of them means the start
    line. *claim* narrows `Authorization` down to one member of the token. *line* and *column*
    (from 1) stand where a body could not be read, and a pointer could not be had.
    *seen* is inert text without secrets: messages are redacted before rules see them.
    """

    side: Side
    seen: str = ""
    header: str | None = None
    pointer: str | None = None  # RFC 6901
    query: str | None = None  # the name of a query option
    claim: str | None = None
    line: int | None = None
    column: int | None = None
    note: str = ""  # a fact that *seen* alone does not tell: "expired 3 min 12 s before"
    severity: Severity | None = None  # None: the rule's own

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen", one_line(self.seen, SEEN_LIMIT))
        object.__setattr__(self, "note", one_line(self.note, SEEN_LIMIT))

    def noting(self, note: str) -> "Evidence":
        """Return the same evidence with a remark."""
        return replace(self, note=note)

    def as_(self, severity: Severity) -> "Evidence":
        """Return the same evidence, to be reported as *severity* whatever its rule says."""
        return replace(self, severity=severity)

    @property
    def place(self) -> str:
        """Return where it is, in words: `request Accept`, `request body line 7 column 14`."""
        at = self.header or self.pointer or self.query
        if self.claim:
            at = f"{at} {self.claim}"
        if self.pointer == "":
            at = "body"
        if self.line is not None:
            at = f"{at} line {self.line} column {self.column}"
        return f"{self.side} {at or 'line'}"
