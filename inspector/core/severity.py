"""How grave a finding is: SARIF 2.1.0's levels (§3.27.10)."""

from enum import IntEnum


class Severity(IntEnum):
    """A level; the graver, the greater."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """Return the word SARIF uses: `note`, `warning` or `error`."""
        return self.name.lower()

    @property
    def glyph(self) -> str:
        """Return the sign that says it where a colour alone would not do."""
        return "●▲✖"[self - 1]

    @classmethod
    def named(cls, label: str) -> "Severity":
        """Return the severity called *label*; raises KeyError for any other word."""
        return cls[label.upper()]


NOTE = Severity.NOTE
WARNING = Severity.WARNING
ERROR = Severity.ERROR
