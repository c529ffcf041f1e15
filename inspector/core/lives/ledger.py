"""What is known of the service's entities from the exchanges so far; bounded."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from inspector.core.ids import canonical
from inspector.core.lives.known import SEEN, Event, Known
from inspector.core.lives.likeness import Likeness, Tally, likeness
from inspector.core.lives.touch import Touch

MOST = 2000  # entities; the longest untouched is forgotten first
# What the service deletes along with an entity.
CONTAINED = {
    "Asset": ("Locator", "AssetFile", "AssetFilter"),
    "Job": ("Task",),
    "IngestManifest": ("IngestManifestAsset", "IngestManifestFile"),
    "IngestManifestAsset": ("IngestManifestFile",),
}
FAILED = "Failed"  # an operation's State
# Members that name another entity, and are worth a link when an answer holds them.
NAMING = {"Locator": ("AssetId", "AccessPolicyId")}


class Ledger:
    """All entities that exchanges have touched."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._tally = Tally()
        self._whole: set[tuple[str, str]] = set()  # type and host

    def __len__(self) -> int:
        return len(self._known)

    def get(self, entity: str) -> Known | None:
        """Return what is known of *entity*, None when nothing is."""
        return self._known.get(entity)

    def of_type(self, name: str) -> Iterator[Known]:
        """Yield the entities of one type, in the order in which they were last touched."""
        return (known for known in self._known.values() if known.type == name)

    def all(self) -> Iterator[Known]:
        """Yield every entity, the longest untouched first."""
        return iter(self._known.values())

    def linked(self, entity: str, type_name: str, *, alive: bool = True) -> list[Known]:
        """Return the entities of a type that *entity* is linked to; with *alive* those left."""
        known = self._known.get(entity)
        others = (self._known.get(other) for other in (known.links if known else ()))
        return [
            one
            for one in others
            if one is not None and one.type == type_name and not (alive and one.deleted is not None)
        ]

    def listed_whole(self, type_name: str, host: str) -> bool:
        """Tell whether a list of all entities of a type was seen at *host*."""
        return (type_name, host) in self._whole

    def created_alike(self, one: Likeness) -> int:
        """Return how many entities like *one* were created so far."""
        return self._tally.of(one)

    def add(
        self,
        touches: Iterable[Touch],
        index: int,
        operation: str,
        started: float | None,
        host: str = "",
        status: int | None = None,
    ) -> None:
        """Remember what one exchange with *host* did."""
        for touch in touches:
            event = Event(
                touch.act, index, operation, started, touch.refused, touch.way, status, touch.other
            )
            if touch.act == "followed" and touch.count is not None and not touch.refused:
                self._list(touch.type, host)
            self._tally.add(likeness(touch, host))
            if touch.entity:
                self._add(touch, event, host)

    def _list(self, type_name: str, host: str) -> None:
        if len(self._whole) < self._most:
            self._whole.add((type_name, host))

    def _add(self, touch: Touch, event: Event, host: str) -> None:
        known = self._entry(touch.entity, touch.type)
        known.take(touch, event, host)
        if touch.refused:
            return
        if touch.act == "deleted":
            self._delete_contained(known, event)
        if known.type == "Operation" and known.created and known.facts.get("State") == FAILED:
            for other in known.links:
                if other in self._known:
                    self._known[other].undo(known.created.index)
        self._link(known, touch.other, touch.way, apart=touch.act == "unlinked")
        if touch.act in SEEN:
            for name in NAMING.get(known.type, ()):
                self._link(known, canonical(str(known.facts.get(name))), name)

    def _entry(self, entity: str, type_name: str) -> Known:
        known = self._known.get(entity)
        if known is None:
            known = self._known[entity] = Known(entity, type_name)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(entity)
        known.type = known.type or type_name
        return known

    def _link(self, known: Known, name: str | None, way: str, *, apart: bool = False) -> None:
        if not name:
            return
        other = self._entry(name, "")
        for one, there in ((known, other), (other, known)):
            if apart:
                one.links.pop(there.entity, None)
            else:
                one.link(there.entity, way)

    def _delete_contained(self, known: Known, event: Event) -> None:
        for type_name in CONTAINED.get(known.type, ()):
            for contained in self.linked(known.entity, type_name):
                contained.deleted = event
                contained.events.append(event)
