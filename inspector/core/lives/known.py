"""What is known of one entity of the service."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from inspector.core.lives.streak import Streak, after
from inspector.core.lives.touch import Act, Touch

MOST_EVENTS = 16  # the latest
MOST_LINKS = 200  # the latest
MOST_HOSTS = 4
WORKED_ON = frozenset({"created", "changed", "called", "deleted"})  # what begins something new
DELETED = "2"  # an asset's State; one that is gone is still answered where a job names it
SEEN = frozenset({"read", "listed", "followed"})
POLLS = frozenset({"read", "followed"})


@dataclass(frozen=True, slots=True)
class Event:
    """One act on an entity, and the exchange that did it."""

    act: Act
    index: int  # of the exchange in its capture, from 0
    operation: str
    started: float | None  # seconds since the Unix epoch
    refused: bool
    way: str = ""
    status: int | None = None  # None: no answer
    other: str | None = None  # the entity that it is about as well


@dataclass(slots=True)
class Known:
    """One entity: what is known of it, and what happened to it lately."""

    entity: str
    type: str = ""
    hosts: set[str] = field(default_factory=set)  # where it was found; at most MOST_HOSTS
    facts: dict[str, Any] = field(default_factory=dict)  # the latest values seen or sent
    links: dict[str, str] = field(default_factory=dict)  # other entity → way
    counts: dict[str, int] = field(default_factory=dict)  # way → entities there, when last listed
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))
    created: Event | None = None
    deleted: Event | None = None
    undone: set[int] = field(default_factory=set)  # exchanges whose operation ended as failed
    reads: Streak | None = None  # those that the service answered, since it was last worked on

    def last(self, *acts: Act) -> Event | None:
        """Return the latest of its events that is one of *acts* and was not refused."""
        for one in reversed(self.events):
            if one.act in acts and not one.refused and one.index not in self.undone:
                return one
        return None

    def undo(self, index: int) -> None:
        """Remember that what exchange *index* began came to nothing: its operation failed."""
        self.undone.add(index)
        if self.deleted is not None and self.deleted.index == index:
            self.deleted = None

    def take(self, touch: Touch, event: Event, host: str) -> None:
        """Remember what was done to it at *host*."""
        if touch.act != "listed":
            self.events.append(event)
        if touch.act in WORKED_ON:
            self.reads = None
        if touch.refused:
            return
        if len(self.hosts) < MOST_HOSTS and touch.act != "linked":
            self.hosts.add(host)
        self.facts.update(touch.facts)
        if touch.count is not None:
            self.counts[touch.way] = touch.count
        self._live(touch, event)

    def _live(self, touch: Touch, event: Event) -> None:
        if touch.act in POLLS and event.started is not None:
            self.reads = after(self.reads, event.started)
        if touch.act == "created":
            self.created, self.deleted = event, None
        elif touch.act == "deleted":
            self.deleted = event
        elif touch.act in SEEN:
            gone = self.type == "Asset" and str(self.facts.get("State")) == DELETED
            self.deleted = (self.deleted or event) if gone else None

    def link(self, other: str, way: str) -> None:
        """Remember that it is related to *other*; forget the oldest link when there are too many."""
        if len(self.links) >= MOST_LINKS and other not in self.links:
            del self.links[next(iter(self.links))]
        self.links[other] = way
