"""Tell lives from touches, the exchanges' acts in their order.

An entity leads to those that were made after it and are linked with it. An entity that the service
makes by itself, such as a job's output asset, is never created by a client: it counts as made once
it was reached from another.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.core.lives.lifeline import LONGEST, Entity, Led, LifeEvent, Lifeline, Occasion
from inspector.core.lives.touch import Touch

FIRST, LATEST = 30, 10  # events of one life; those between them are merely counted
MOST_LINKS = 100  # of one entity
MOST_STATES = 8  # of reads in a row
LONGEST_ID = 300  # characters

READS = frozenset({"read", "listed"})
ANSWERED = READS | {"created"}  # acts whose answer tells a state
# Navigations that lead to what was there before: a job's input, a file's asset.
_UPWARDS = ("Input", "Parent")

Moment = tuple[int, int]  # an exchange's index, and the number of the touch in it


@dataclass(slots=True)
class Link:
    """How an entity hangs together with another."""

    way: str
    onward: bool  # the other was reached from this one


class Life:
    """A lifeline in the making; exchanges are taken in their order."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.type = ""
        self.name = ""
        self.seen: Moment | None = None
        self.made: Moment | None = None
        self.links: dict[str, Link] = {}
        self.more_links = False
        self._first: list[LifeEvent] = []
        self._latest: deque[LifeEvent] = deque()
        self._left_out = 0

    def take(self, occasion: Occasion, touches: Iterable[tuple[int, Touch]]) -> None:
        """Add what one exchange did: its touches, with their numbers, that name this entity."""
        named = list(touches)
        own = any(touch.entity == self.entity.id for _, touch in named)
        for number, touch in named:
            self._place((occasion.index, number), touch)
            if touch.entity == self.entity.id:
                self._learn(touch)
                self._happened(_event(touch, occasion, touch.other))
            elif touch.act in {"linked", "unlinked"} and not own:
                self._happened(_event(touch, occasion, touch.entity))
            if not touch.refused:
                self._link(touch)

    def skip(self, acts: int) -> None:
        """Count *acts* that are not told."""
        self._left_out += acts

    def leads(self, other: "Life", link: Link) -> bool:
        """Tell whether the entity at the other end of *link* was made after this one."""
        if self.seen is None or other.seen is None:
            return False
        if self.made is not None and other.made is not None:
            return self.made < other.made
        if other.made is not None:
            return self.seen[0] <= other.made[0]
        if self.made is not None and other.seen[0] < self.made[0]:
            return False
        return link.onward

    def told(self, others: Iterable["Life"]) -> Lifeline:
        """Return the lifeline; *others* are those of its links that are known."""
        led = [other for other in others if self.leads(other, self.links[other.entity.id])]
        led.sort(key=Life.beginning)
        return Lifeline(
            self.entity,
            self.type,
            self.name,
            (*self._first, *self._latest),
            tuple(self._led(other) for other in led),
            self._left_out,
            self.more_links,
        )

    def beginning(self) -> Moment:
        """Return when it was made, or else first seen."""
        return self.made or self.seen or (0, 0)

    def _led(self, other: "Life") -> Led:
        way = self.links[other.entity.id].way
        return Led(other.entity, other.type, other.name, way, other.beginning()[0])

    def _place(self, moment: Moment, touch: Touch) -> None:
        self.seen = self.seen or moment
        if touch.act == "created" and not touch.refused and touch.entity == self.entity.id:
            self.made = self.made or moment

    def _learn(self, touch: Touch) -> None:
        self.type = self.type or touch.type
        name = touch.facts.get("Name")
        if isinstance(name, str) and name and not touch.refused:
            self.name = name[:LONGEST]

    def _happened(self, event: LifeEvent) -> None:
        told = self._latest or self._first
        if told and _is_same_read(told[-1], event):
            told[-1] = _joined(told[-1], event)
        elif len(self._first) < FIRST:
            self._first.append(event)
        else:
            if len(self._latest) == LATEST:
                self._left_out += self._latest.popleft().count
            self._latest.append(event)

    def _link(self, touch: Touch) -> None:
        other = touch.entity if touch.other == self.entity.id else touch.other
        if not other or other == self.entity.id:
            return
        if touch.act == "unlinked":
            self.links.pop(other, None)
            return
        onward = (
            touch.act in READS
            and touch.other == self.entity.id
            and not touch.way.startswith(_UPWARDS)
        )
        known = self.links.get(other)
        if known is not None:
            known.onward = known.onward or onward
        elif len(self.links) < MOST_LINKS:
            self.links[other] = Link(touch.way[:LONGEST], onward)
        else:
            self.more_links = True


def named_in(touches: Iterable[Touch]) -> Iterator[tuple[str, tuple[int, Touch]]]:
    """Yield the ids that *touches* name, each with the touch and its number."""
    for number, touch in enumerate(touches):
        clipped = short(touch)
        for one in dict.fromkeys((clipped.entity, clipped.other or "")):
            if one:
                yield one, (number, clipped)


def short(touch: Touch) -> Touch:
    if len(touch.entity) <= LONGEST_ID and len(touch.other or "") <= LONGEST_ID:
        return touch
    other = None if touch.other is None else touch.other[:LONGEST_ID]
    return replace(touch, entity=touch.entity[:LONGEST_ID], other=other)


def _event(touch: Touch, occasion: Occasion, other: str | None) -> LifeEvent:
    state = touch.state if touch.act in ANSWERED and not touch.refused else ""
    return LifeEvent(
        touch.act,
        occasion.index,
        occasion.operation[:LONGEST],
        occasion.started,
        occasion.status if touch.part is None else None,
        touch.refused,
        touch.part,
        touch.way[:LONGEST],
        other,
        last=occasion.index,
        ended=occasion.started,
        states=(state,) if state else (),
    )


def _is_same_read(one: LifeEvent, other: LifeEvent) -> bool:
    return other.act in READS and (one.act, one.refused, one.status) == (
        other.act,
        other.refused,
        other.status,
    )


def _joined(one: LifeEvent, other: LifeEvent) -> LifeEvent:
    states = one.states
    if other.states and other.states != states[-1:]:
        states = (*states[: MOST_STATES - 1], *other.states)
    return replace(
        one,
        count=one.count + 1,
        last=other.last,
        ended=one.ended if other.ended is None else other.ended,
        states=states,
    )
