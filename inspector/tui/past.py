"""Filters that were typed before, kept across sessions in a file for its owner only."""

import os
from pathlib import Path

from inspector.core.filter import LONGEST

KEPT = 200  # filters


class Past:
    """The latest filters, the last one last. Without a *path* they are forgotten at the end."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.problem = ""  # why they are not kept
        self.filters: list[str] = self._read()

    def add(self, text: str) -> None:
        """Remember a filter; other screens may have remembered some meanwhile."""
        if self.path is not None and not self.problem:
            self.filters = self._read()
        self.filters = [*(each for each in self.filters if each != text), text][-KEPT:]
        self._write()

    def _read(self) -> list[str]:
        if self.path is None:
            return []
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror or error}"
            return []
        return [line for line in text.splitlines() if line and len(line) <= LONGEST][-KEPT:]

    def _write(self) -> None:
        """Replace the file by a whole one: a reader never meets half of it."""
        if self.path is None or self.problem:
            return
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.unlink(missing_ok=True)  # one that was left behind may have another mode
            own = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(own, "w", encoding="utf-8") as file:
                file.write("".join(f"{each}\n" for each in self.filters))
            new.replace(self.path)
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror or error}"
