"""Keys that outlive the process when the state is a file."""

from collections.abc import Callable

from inspector.standin.store.database import Database


class Secrets:
    """Named secrets, made when they are asked for the first time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the secret *name*; *make* makes it when there is none."""
        row = self._database.execute(
            'SELECT value FROM "$secrets" WHERE name = ?', (name,)
        ).fetchone()
        if row is not None:
            return bytes(row[0])
        value = make()
        self.set(name, value)
        return value

    def set(self, name: str, value: bytes) -> None:
        """Let the secret *name* be *value*."""
        self._database.execute(
            'INSERT OR REPLACE INTO "$secrets" (name, value) VALUES (?, ?)', (name, value)
        )
