"""What is to happen later: the next step of a job, the end of an operation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inspector.standin.store.columns import date_text
from inspector.standin.store.database import Database


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is due; *kind* says who sees to it."""

    at: datetime
    kind: str
    entity: str
    more: Mapping[str, Any]


class Due:
    """Events by the time when they are due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: datetime, kind: str, entity: str, **more: Any) -> None:
        """Let something happen to *entity* at a time."""
        self._database.execute(
            'INSERT INTO "$due" (at, kind, entity, more) VALUES (?, ?, ?, ?)',
            (date_text(at), kind, entity, json.dumps(more)),
        )

    def take(self, now: datetime) -> Event | None:
        """Return the earliest event that is due by *now*, and forget it; None for none."""
        row = self._database.execute(
            'SELECT n, at, kind, entity, more FROM "$due" WHERE at <= ? ORDER BY at, n LIMIT 1',
            (date_text(now),),
        ).fetchone()
        if row is None:
            return None
        number, at, kind, entity, more = row
        self._database.execute('DELETE FROM "$due" WHERE n = ?', (number,))
        when = datetime.fromisoformat(at).replace(tzinfo=UTC)
        return Event(when, kind, entity, json.loads(more))

    def drop(self, entity: str) -> None:
        """Forget what was to happen to *entity*."""
        self._database.execute('DELETE FROM "$due" WHERE entity = ?', (entity,))
