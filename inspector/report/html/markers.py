"""The markers of secrets, numbered: their digits are of a session's key, and a page should not be."""

import re

_MARKER = re.compile(r"redacted:([a-z0-9_-]{1,32}):([0-9a-f]{1,12})")
DIGITS = 12  # fewer are the rest of a marker that was cut


class Markers:
    """Numbers markers in the order in which the page has them; equal ones stay equal."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbered(self, text: str) -> str:
        """Return *text*, to which no number was given yet, with numbers in its markers."""
        return _MARKER.sub(self._number, text)

    def _number(self, found: re.Match[str]) -> str:
        kind, digits = found.groups()
        if len(digits) < DIGITS:
            return f"redacted:{kind}:"
        return f"redacted:{kind}:{self._numbers.setdefault(digits, len(self._numbers) + 1)}"
