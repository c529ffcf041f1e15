"""What the stand-in holds: entities, the links between them, and how to take a change back."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from inspector.standin.hosts import STORAGE_ACCOUNT
from inspector.standin.model import ENTITY_SETS, EntitySet, Link
from inspector.standin.storage import Storage

Entity = dict[str, Any]
Undo = Callable[[], None]

ENCODER = "nb:mpid:UUID:ff4df607-d419-42f0-bc17-a481b1331e56"  # the real Media Encoder Standard
_PROCESSORS = (
    (ENCODER, "Media Encoder Standard", "Media Encoder Standard", "1.1"),
    ("", "Media Encoder Premium Workflow", "Media Encoder Premium Workflow", "1.0"),
    ("", "Azure Media Indexer", "Azure Media Indexer", "1.3"),
    ("", "Windows Azure Media Encryptor", "Encrypts assets", "2.8"),
)
_INDEXED = frozenset(
    (link.target, link.via) for s in ENTITY_SETS.values() for link in s.links if link.many
)


class State:
    """One account: tables by entity set, links, storage; all in memory."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Entity]] = {name: {} for name in ENTITY_SETS}
        self.storage = Storage()
        self.busy_jobs: dict[str, None] = {}  # keys of jobs whose life is not over
        self._links: dict[tuple[str, str, str], dict[str, None]] = {}
        self._index: dict[tuple[str, str, object], dict[str, None]] = {}
        self._undo: list[Undo] | None = None
        self._furnish()

    def _furnish(self) -> None:
        for key, name, description, version in _PROCESSORS:
            made_up = f"nb:mpid:UUID:{uuid.uuid5(uuid.NAMESPACE_DNS, name)}"
            values = {"Id": key or made_up, "Name": name, "Description": description}
            self.insert(
                ENTITY_SETS["MediaProcessors"],
                {**values, "Sku": "", "Vendor": "Microsoft", "Version": version},
            )
        account = {"Name": STORAGE_ACCOUNT, "IsDefault": True, "BytesUsed": 0}
        self.insert(ENTITY_SETS["StorageAccounts"], account)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Take back every change made inside when it ends in an exception."""
        outer, self._undo = self._undo, []
        try:
            yield
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        else:
            if outer is not None:
                outer.extend(self._undo)
        finally:
            self._undo = outer

    def find(self, entity_set: EntitySet, key: str) -> Entity | None:
        """Return the entity with *key*, None when there is none."""
        return self.tables[entity_set.name].get(key)

    def insert(self, entity_set: EntitySet, entity: Entity) -> None:
        """Keep a new entity; its key must be free."""
        key = entity[entity_set.key]
        self.tables[entity_set.name][key] = entity
        self._indexed(entity_set, key, entity, present=True)
        if entity_set.name == "Jobs" and entity["EndTime"] is None:
            self.busy_jobs[key] = None
        self._note(lambda: self.remove(entity_set, key))

    def change(self, entity_set: EntitySet, key: str, values: Mapping[str, Any]) -> None:
        """Give properties of an entity new values."""
        entity = self.tables[entity_set.name][key]
        before = {name: entity.get(name) for name in values}
        self._indexed(entity_set, key, entity, present=False)
        entity.update(values)
        self._indexed(entity_set, key, entity, present=True)
        self._note(lambda: self.change(entity_set, key, before))

    def remove(self, entity_set: EntitySet, key: str) -> None:
        """Forget an entity; links to it lead nowhere from then on."""
        entity = self.tables[entity_set.name].pop(key)
        self.busy_jobs.pop(key, None)
        self._indexed(entity_set, key, entity, present=False)
        self._note(lambda: self.insert(entity_set, entity))

    def _indexed(self, entity_set: EntitySet, key: str, entity: Entity, *, present: bool) -> None:
        for name, prop in _INDEXED:
            if name == entity_set.name and prop:
                keys = self._index.setdefault((name, prop, entity.get(prop)), {})
                if present:
                    keys[key] = None
                else:
                    keys.pop(key, None)

    def connect(self, entity_set: EntitySet, key: str, link: Link, target: str) -> None:
        """Link an entity to the one whose key is *target*."""
        targets = self._links.setdefault((entity_set.name, key, link.name), {})
        if target not in targets:
            targets[target] = None
            self._note(lambda: self.disconnect(entity_set, key, link, target))

    def disconnect(self, entity_set: EntitySet, key: str, link: Link, target: str) -> None:
        """Undo a link; nothing happens when there is none."""
        targets = self._links.get((entity_set.name, key, link.name), {})
        if target in targets:
            del targets[target]
            self._note(lambda: self.connect(entity_set, key, link, target))

    def linked(self, entity_set: EntitySet, entity: Entity, link: Link) -> list[Entity]:
        """Return the entities that a navigation property leads to, in the order of linking."""
        key, table = entity[entity_set.key], self.tables[link.target]
        keys: list[str] | dict[str, None]
        if link.via and not link.many:
            keys = [entity[link.via]] if entity.get(link.via) else []
        elif link.via:
            keys = self._index.get((link.target, link.via, key), {})
        else:
            keys = self._links.get((entity_set.name, key, link.name), {})
        return [table[target] for target in keys if target in table]

    def _note(self, undo: Undo) -> None:
        if self._undo is not None:
            self._undo.append(undo)


def new_id(kind: str) -> str:
    """Return a fresh id of *kind*: `nb:cid:UUID:…`."""
    return f"nb:{kind}:UUID:{uuid.uuid4()}"


def guid_of(identifier: str) -> str:
    """Return what stands after the last colon of an id."""
    return identifier.rpartition(":")[2]
