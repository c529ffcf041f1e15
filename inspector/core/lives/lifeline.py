"""The life of an entity: who made, linked, changed, read and deleted it, and what it led to."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from inspector.core.lives.touch import Act

LONGEST = 200  # characters of an operation, a name, a way

# The old root redirected each account to the cluster that it lived on.
_OLD_ROOT = re.compile(r"media\.windows\.net|(?:.+\.)?[a-z]*cloudapp\.(?:net|cn|de)")


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


def account_of(host: str) -> str:
    """Return what stands for the account at *host*.

    All hosts of the time before each account had one of its own count as the same.
    """
    return "media.windows.net" if _OLD_ROOT.fullmatch(host) else host
