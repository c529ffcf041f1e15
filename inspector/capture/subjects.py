"""What a filter looks at in a capture, unpacked no further than it asks.

Most exchanges do not pass, and most of those show at a glance at their stored bytes.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes

from inspector.capture.saved import unpack, unpack_exchange, unpack_verdict
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange
from inspector.core.filtering.subject import Subject, fold
from inspector.core.filtering.tree import Number
from inspector.core.lives.touch import Touch

COLUMNS = (
    "message.n, started, duration, severity, status, size, operation, codes, error, "
    "method || ' ' || host || path || ' ' || operation || ' ' || codes || ' ' || error, "
    "message.exchange, verdict, request_body, response_body"
)
_PLAIN = re.compile(r"[ !#-\[\]-~]+")  # what JSON writes as it is
_OTHER_CHARSET = re.compile(rb"charset\s*=(?!\s*(?:\\\\*\"|')?(?:utf-8|us-ascii))")

Touches = Callable[[int], Iterable[Touch]]
Comments = Mapping[int, str]  # of the exchanges that are marked, "" where nothing was written


class StoredSubject(Subject):
    """One exchange of a capture; *stored* are the values of COLUMNS.

    Raises Damaged, ValueError or TypeError for what was never written so.
    """

    def __init__(self, stored: tuple[Any, ...], touches: Touches, comments: Comments) -> None:
        (
            self.n, self._started, self._duration, self._severity, self._status, self._bytes,
            operation, codes, self._error, listed, self._record, self._verdict, *self._bodies,
        ) = stored  # fmt: skip
        self._read_touches = touches
        self._comments = comments
        self.__dict__.update(  # in the place of the cached properties
            operation=fold(operation), codes=tuple(codes.split()), listed=fold(listed)
        )

    @cached_property
    def annotated(self) -> Annotated:  # type: ignore[override]
        """Return the exchange with its findings."""
        return unpack_verdict(self._verdict).restore(self.exchange)

    @cached_property
    def exchange(self) -> Exchange:
        """Return the exchange."""
        bodies = tuple(None if body is None else unpack(body) for body in self._bodies)
        times = (self._started, self._duration)
        return unpack_exchange(self._record).restore(times, (bodies[0], bodies[1]))

    @property
    def error(self) -> str:
        """Return why no answer came, "" when one did."""
        return str(self._error)

    @property
    def is_marked(self) -> bool:
        """Tell whether a person marked it, or wrote a comment."""
        return self.n in self._comments

    @property
    def comment(self) -> str:
        """Return what a person wrote of it, "" for nothing."""
        return self._comments.get(self.n, "")

    def number(self, field: Number) -> float | None:
        """Return a number, None when there is none."""
        found: dict[Number, float | None] = {
            "severity": self._severity, "status": self._status, "size": self._bytes,
            "started": self._started,
            "ms": None if self._duration is None else self._duration * 1000,
        }  # fmt: skip
        return found[field]

    def has_text(self, low: str) -> bool:
        """Tell whether a text, in lower case, occurs anywhere."""
        if low in self.listed:
            return True
        if not self.comment and _PLAIN.fullmatch(low) and not self._may_hold(low.encode()):
            return False
        return super().has_text(low)

    def _may_hold(self, low: bytes) -> bool:
        head = unpack(self._record).lower()
        if low in head or _OTHER_CHARSET.search(head):
            return True
        if b"%" in head and low in unquote_to_bytes(head).lower():
            return True
        return any(low in unpack(body).lower() for body in self._bodies if body is not None)

    def _touches(self) -> Iterable[Touch]:
        return self._read_touches(self.n)
