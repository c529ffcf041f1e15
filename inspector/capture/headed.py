"""A file whose beginning was looked at, though it may be a pipe that cannot be rewound."""

from collections.abc import Callable
from typing import BinaryIO

HEAD = 1024 * 1024  # bytes that the kind of a file is told by


class Headed:
    """Reads like *file*; its first HEAD bytes are also there as `head`.

    *read* is told of how many bytes were read, each time some were.
    """

    def __init__(self, file: BinaryIO, read: Callable[[int], None] = lambda _: None) -> None:
        self._file = file
        self._told = read
        self.head = file.read(HEAD)
        self._at = 0

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes, fewer only at the end."""
        taken = self.head[self._at : self._at + size]
        self._at += len(taken)
        if len(taken) < size:
            taken += self._file.read(size - len(taken))
        self._told(len(taken))
        return taken
