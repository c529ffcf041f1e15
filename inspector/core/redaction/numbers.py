"""Numbers for secrets, in the order in which they are met.

A number says nothing of its secret, and a recording that is read again gets the same ones: so two
reports on it are alike, which markers under a random key never are.
"""

from collections import OrderedDict

MOST = (
    100_000  # secrets; the longest unmet is forgotten first, and gets a new number when met again
)


class Numbers:
    """Numbers, by a digest of each secret."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._last = 0

    def of(self, digest: bytes) -> int:
        """Return the number of the secret with this *digest*, a new one at the first time."""
        known = self._known.get(digest)
        if known is None:
            self._last += 1
            known = self._known[digest] = self._last
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(digest)
        return known
