"""The life of an entity: who made, linked, changed, read and deleted it, and what it led to.

It is told from touches, the exchanges' acts in their order. An entity leads to those that were
made after it and are linked with it. An entity that the service makes by itself, such as a job's
output asset, is never created by a client: it counts as made once it was reached from another.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from inspector.core.touch import Act, Touch

FIRST, LATEST = 30, 10  # events of one life; those between them are merely counted
MOST_LINKS = 100  # of one entity
MOST_STATES = 8  # of reads in a row
LONGEST_ID = 300  # characters
LONGEST = 200  # of an operation, a name, a way

READS = frozenset({"read", "listed"})
ANSWERED = READS | {"created"}  # acts whose answer tells a state
# Navigations that lead to what was there before: a job's input, a file's asset.
_UPWARDS = ("Input", "Parent")
# The old root redirected each account to the cluster that it lived on.
_OLD_ROOT = re.compile(r"media\.windows\.net|(?:.+\.)?[a-z]*cloudapp\.(?:net|cn|de)")

Moment = tuple[int, int]  # an exchange's index, and the number of the touch in it


class Entity(NamedTuple):
    """An entity of one account; the same id at two hosts is two entities."""

    account: str
    id: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """The exchange in which something was done."""

    index: int  # in its capture, from 0
    operation: str
    started: float | None  # seconds since the Unix epoch
    status: int | None


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """An act on an entity, or the same read several times in a row."""

    act: Act
    index: int  # of the exchange, or of the first of them
    operation: str
    started: float | None  # seconds since the Unix epoch
    status: int | None = None  # None: not answered, or within a `$batch`
    refused: bool = False
    part: int | None = None  # of a `$batch`, from 1
    way: str = ""
    other: str | None = None  # the entity it was linked with, or reached from
    count: int = 1
    last: int = 0  # index of the last exchange
    ended: float | None = None  # when the last of them began
    states: tuple[str, ...] = ()  # those that were seen, each once it changed


@dataclass(frozen=True, slots=True)
class Led:
    """An entity that was made from another, or by means of it."""

    entity: Entity
    type: str
    name: str
    way: str
    index: int  # of the exchange that made it, or first showed it


@dataclass(frozen=True, slots=True)
class Lifeline:
    """What a capture tells of one entity."""

    entity: Entity
    type: str = ""  # "" when nothing told it
    name: str = ""
    events: tuple[LifeEvent, ...] = ()
    led_to: tuple[Led, ...] = ()
    left_out: int = 0  # acts that are not among the events
    led_further: bool = False  # to more than *led_to* says


@dataclass(slots=True)
class Link:
    """How an entity hangs together with another."""

    way: str
    onward: bool  # the other was reached from this one


def account_of(host: str) -> str:
    """Return what stands for the account at *host*.

    All hosts of the time before each account had one of its own count as the same.
    """
    return "media.windows.net" if _OLD_ROOT.fullmatch(host) else host


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
