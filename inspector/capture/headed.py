"""A file whose beginning was looked at, though it may be a pipe that cannot be rewound."""

from typing import BinaryIO

HEAD = 1024 * 1024  # bytes that the kind of a file is told by


class Headed:
    """Reads like *file*; its first HEAD bytes are also there as `head`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.head = file.read(HEAD)
        self._at = 0

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes, fewer only at the end."""
        taken = self.head[self._at : self._at + size]
        self._at += len(taken)
        return taken if len(taken) == size else taken + self._file.read(size - len(taken))
