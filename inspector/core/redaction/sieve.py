"""Tell at a glance that a text names no secret; nearly all texts do not.

Each look at a text for a word costs about a nanosecond per character, and there are a hundred
words. They have few roots: those are looked for once, and a word only where its root occurs.
"""

import re
from functools import cached_property

ROOTS = (
    "secret", "passw", "pwd", "token", "assertion", "credential", "authorization", "sig", "key",
    "hmac", "saml", "connection", "device", "verifier",
)  # fmt: skip


class Words:
    """Words, in lower case, of which a text may hold any; "" is in every text."""

    def __init__(self, *words: str) -> None:
        self.words = words
        rooted: dict[str, list[str]] = {}
        for word in words:
            root = next((root for root in ROOTS if root in word), "")
            rooted.setdefault(root, []).append(word)
        self._loose = tuple(rooted.pop("", ()))
        self._rooted = {root: _any_of(root, of) for root, of in rooted.items()}

    def occur_in(self, text: str, sieve: "Sieve") -> bool:
        """Tell whether one of the words occurs in *text*, which is the sieve's or its plain one."""
        for word in self._loose:
            if word in text:
                return True
        if self._rooted:
            for root in sieve.roots:
                if root in self._rooted and self._rooted[root].search(text):
                    return True
        return False


class Sieve:
    """A text, and which roots of words occur in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()

    @cached_property
    def plain(self) -> str:
        """Return the text as names are compared: in lower case, without `-` and `_`."""
        return self.low.replace("_", "").replace("-", "")

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Return the roots that occur, be it with a `-` or `_` inside."""
        return tuple(filter(self.plain.__contains__, ROOTS))

    @cached_property
    def has_equals(self) -> bool:
        """Tell whether an equals sign occurs, escaped or not."""
        low = self.low
        return "=" in low or ("%" in low and ("%3d" in low or "%253d" in low)) or "u003d" in low

    def holds(self, words: Words) -> bool:
        """Tell whether one of *words* occurs."""
        return words.occur_in(self.low, self)


def _any_of(root: str, words: list[str]) -> re.Pattern[str]:
    """Return the expression for any of *words*; it is quick since all begin at their *root*."""
    ends = []
    for word in words:
        before, _, after = word.partition(root)
        behind = f"(?<={re.escape(before + root)})" if before else ""
        ends.append(behind + re.escape(after))
    return re.compile(f"{root}(?:{'|'.join(ends)})")
