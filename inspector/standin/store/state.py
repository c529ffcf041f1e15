"""What the stand-in holds: one account's entities, the links between them, blobs, what is due."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from inspector.core.ids import canonical
from inspector.standin.schema import EntitySet, Link, schema
from inspector.standin.store.blobs import Blobs
from inspector.standin.store.database import Database
from inspector.standin.store.due import Due
from inspector.standin.store.furnishing import furnish
from inspector.standin.store.rows import (
    Entity,
    assignments,
    entities,
    inserting,
    selected,
    values_of,
)
from inspector.standin.store.secrets import Secrets
from inspector.standin.store.sources import GONE, Source, behind, whole
from inspector.standin.store.tables import quoted

_LOOK_AFTER = 500  # entities that are new in a table


class State:
    """One account, in memory or in a file; raises ConfigError for a file that cannot be used."""

    def __init__(self, file: Path | None = None) -> None:
        self.database = Database(file)
        self.lock = self.database.lock
        self.storage = Blobs(self.database)
        self.secrets = Secrets(self.database)
        self.due = Due(self.database)
        self._grown: Counter[str] = Counter()
        if not self.count("MediaProcessors"):
            with self.transaction():
                furnish(self)

    def reset(self) -> None:
        """Forget everything but the secrets, which clients may have seen, and begin anew."""
        with self.lock, self.transaction():
            for name in (*schema().sets, "$links", "$due", "$containers", "$blobs"):
                self.database.execute(f"DELETE FROM {quoted(name)}")
            furnish(self)

    def close(self) -> None:
        """Close the file; nothing can be asked any more."""
        with self.lock:
            self.database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Take back every change made inside when it ends in an exception."""
        return self.database.transaction()

    def count(self, name: str) -> int:
        """Return how many entities a set has."""
        source = whole(name)
        (number,) = self.database.execute(
            f"SELECT count(*) FROM {source.tables} WHERE {source.condition}", source.values
        ).fetchone()
        return int(number)

    def where(self, name: str, **values: Any) -> list[Entity]:
        """Return the entities of a set that have all these values."""
        source = whole(name)
        equal = [f"t.{quoted(column)} = ?" for column in values]
        condition = " AND ".join([source.condition, *equal])
        return self.some(source, condition, tuple(values.values()))

    def count_of(self, name: str, **values: Any) -> int:
        """Return how many entities of a set have all these values."""
        equal = [f"{quoted(column)} = ?" for column in values]
        (number,) = self.database.execute(
            f"SELECT count(*) FROM {quoted(name)} WHERE {' AND '.join(equal)}",
            tuple(values.values()),
        ).fetchone()
        return int(number)

    def find(self, entity_set: EntitySet | str, key: str) -> Entity | None:
        """Return the entity with *key*, None when there is none."""
        name = entity_set if isinstance(entity_set, str) else entity_set.name
        found = self._find(name, key)
        if found is None and (other := canonical(key)) not in {None, key}:
            found = self._find(name, str(other))
        return found

    def _find(self, name: str, key: str) -> Entity | None:
        source = whole(name)
        column = quoted(schema().sets[name].key)
        rows = self.database.execute(
            f"SELECT {selected(name)} FROM {source.tables} "
            f"WHERE t.{column} = ? AND {source.condition}",
            (key, *source.values),
        )
        return next(entities(name, rows), None)

    def insert(self, entity_set: EntitySet | str, entity: Mapping[str, Any]) -> None:
        """Keep a new entity; its key must be free."""
        name = entity_set if isinstance(entity_set, str) else entity_set.name
        self.database.execute(inserting(name), values_of(name, entity))
        self._counted(name, 1)

    def insert_many(self, name: str, many: Iterable[Mapping[str, Any]]) -> None:
        """Keep many new entities at once."""
        rows = [values_of(name, one) for one in many]
        with self.lock, self.transaction():
            self.database.execute_many(inserting(name), rows)
            self._counted(name, len(rows))

    def _counted(self, name: str, more: int) -> None:
        """Let SQLite look at a table anew each time it has grown by much, to choose its indexes."""
        self._grown[name] += more
        if self._grown[name] >= _LOOK_AFTER:
            self._grown[name] = -3 * self.count(name)
            self.database.execute("PRAGMA analysis_limit = 400")
            self.database.execute(f"ANALYZE {quoted(name)}")

    def change(self, entity_set: EntitySet | str, key: str, values: Mapping[str, Any]) -> None:
        """Give properties of an entity new values."""
        name = entity_set if isinstance(entity_set, str) else entity_set.name
        if not values:
            return
        names, given = assignments(name, values)
        column = quoted(schema().sets[name].key)
        self.database.execute(
            f"UPDATE {quoted(name)} SET {names} WHERE {column} = ?", (*given, key)
        )

    def remove(self, entity_set: EntitySet | str, key: str) -> None:
        """Forget an entity and its links; an asset that a job names leaves a trace."""
        name = entity_set if isinstance(entity_set, str) else entity_set.name
        if name == "Assets" and self._is_of_a_job(key):
            self.change(name, key, GONE)
            self.database.execute('UPDATE "Assets" SET "$n" = -"$n" WHERE "Id" = ?', (key,))
            return
        column = quoted(schema().sets[name].key)
        self.database.execute(f"DELETE FROM {quoted(name)} WHERE {column} = ?", (key,))
        ways = [f"{name}.{link.name}" for link in schema().sets[name].links if not link.via]
        for way in ways:
            self.database.execute('DELETE FROM "$links" WHERE way = ? AND source = ?', (way, key))
        for one in schema().sets.values():
            for link in one.links:
                if link.target == name and not link.via:
                    self.database.execute(
                        'DELETE FROM "$links" WHERE way = ? AND target = ?',
                        (f"{one.name}.{link.name}", key),
                    )

    def _is_of_a_job(self, key: str) -> bool:
        ways = ("Jobs.InputMediaAssets", "Jobs.OutputMediaAssets")
        rows = self.database.execute(
            'SELECT 1 FROM "$links" WHERE way IN (?, ?) AND target = ?', (*ways, key)
        )
        return rows.fetchone() is not None

    def connect(self, entity_set: EntitySet, key: str, link: Link, target: str) -> None:
        """Link an entity to the one whose key is *target*; nothing happens when it is so."""
        self.database.execute(
            'INSERT OR IGNORE INTO "$links" (way, source, target) VALUES (?, ?, ?)',
            (f"{entity_set.name}.{link.name}", key, target),
        )

    def disconnect(self, entity_set: EntitySet, key: str, link: Link, target: str) -> None:
        """Undo a link; nothing happens when there is none."""
        self.database.execute(
            'DELETE FROM "$links" WHERE way = ? AND source = ? AND target = ?',
            (f"{entity_set.name}.{link.name}", key, target),
        )

    def default_storage(self) -> list[Entity]:
        """Return the storage account that assets go to when nobody names one."""
        return self.where("StorageAccounts", IsDefault=1)

    def linked(self, entity_set: EntitySet, entity: Entity, name: str) -> list[Entity]:
        """Return the entities that a navigation property leads to, in the order of linking."""
        whole_set = schema().sets[entity_set.name]
        return self.all(behind(whole_set, entity, whole_set.links_by_name[name]))

    def all(self, source: Source) -> list[Entity]:
        """Return every entity of *source*."""
        return self.some(source, f"{source.condition} ORDER BY {source.order}", source.values)

    def some(self, source: Source, rest: str, values: Sequence[Any]) -> list[Entity]:
        """Return the entities of *source* for which what stands behind WHERE is true."""
        rows = self.database.execute(
            f"SELECT {selected(source.name)} FROM {source.tables} WHERE {rest}", values
        )
        return list(entities(source.name, rows))


def new_id(kind: str) -> str:
    """Return a fresh id of *kind*: `nb:cid:UUID:…`."""
    return f"nb:{kind}:UUID:{uuid.uuid4()}"


def guid_of(identifier: str) -> str:
    """Return what stands after the last colon of an id."""
    return identifier.rpartition(":")[2]
