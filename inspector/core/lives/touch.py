"""What an exchange did to an entity of the service.

The rules about sequences, the diagnosis and an entity's lifeline are all told from touches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# `followed`: its address was read on to others, `Jobs('…')/Tasks`, which tells nothing of itself.
Act = Literal[
    "created", "linked", "unlinked", "changed", "read", "listed", "followed", "deleted", "called"
]


@dataclass(frozen=True, slots=True)
class Touch:
    """One entity and what was done to it.

    *entity* is an id, or set and key for what has none, `Filters('night')`; "" for one that was
    to be created and of which no id is known. *other* is the entity that the act is about as
    well, related to it through *way*: a property, a navigation, or a function's name.
    """

    entity: str
    act: Act
    type: str = ""  # the entity type's name, "" when not known
    other: str | None = None
    way: str = ""
    refused: bool = False  # the service did not do it, or did not answer
    part: int | None = None  # of a `$batch`, from 1
    facts: Mapping[str, Any] = field(default_factory=dict)  # members that were sent or answered
    count: int | None = None  # of a list that was read beneath *entity*
    state: str = ""  # the name of the `State` among *facts*
