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
POLLED_WAYS = frozenset({"", "Tasks"})
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
    listed: Event | None = None  # the latest list that mentions it
    # Exchanges whose operation ended as failed.
    undone: deque[int] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))
    # By way ("" for itself), those that the service answered since it was last worked on.
    reads: dict[str, Streak] = field(default_factory=dict)

    def last(self, *acts: Act) -> Event | None:
        """Return the latest of its events that is one of *acts* and was not refused."""
        told = reversed(self.events)
        fit = (one for one in told if one.act in acts and not one.refused)
        found = next((one for one in fit if one.index not in self.undone), None)
        listed = self.listed if "listed" in acts else None
        if found is None or (listed is not None and listed.index > found.index):
            return listed
        return found

    def undo(self, index: int) -> None:
        """Remember that what exchange *index* began came to nothing: its operation failed."""
        if index not in self.undone:  # a failed operation may be read again and again
            self.undone.append(index)
        if self.deleted is not None and self.deleted.index == index:
            self.deleted = None

    def take(self, touch: Touch, event: Event, host: str) -> None:
        """Remember what was done to it at *host*."""
        if touch.act != "listed":
            self.events.append(event)
        elif not touch.refused:
            self.listed = event
        if touch.act in WORKED_ON:
            self.reads.clear()
        if touch.refused:
            return
        if len(self.hosts) < MOST_HOSTS and touch.act != "linked":
            self.hosts.add(host)
        self.facts.update(touch.facts)
        if touch.count is not None:
            self.counts[touch.way] = touch.count
        self._live(touch, event)

    def _live(self, touch: Touch, event: Event) -> None:
        if touch.act in POLLS and event.started is not None and touch.way in POLLED_WAYS:
            self.reads[touch.way] = after(self.reads.get(touch.way), event.started)
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
