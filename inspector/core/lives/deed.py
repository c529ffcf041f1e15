"""An exchange as something that is done to entities: to which, what was sent and answered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inspector.core.address import Address, Step
from inspector.core.answer import Answer, read_answer
from inspector.core.edm.model import Model, Type
from inspector.core.ids import kind_of_id
from inspector.core.inspection import Inspection
from inspector.core.lives.identity import identity, identity_of_address
from inspector.core.lives.touch import Act, Touch

MOST_FACTS = 24  # members of one entity
LONGEST_FACT = 200  # characters
LONGEST_STATE = 40


class Deed:
    """One exchange, and the questions it is asked."""

    def __init__(self, it: Inspection, model: Model, address: Address) -> None:
        self.it = it
        self.model = model
        self.address = address
        self.type = model.types.get(address.type or "")
        self.refused = _is_refused(it)

    def touch(self, entity: str, act: Act, type_: Type | None, **more: Any) -> Touch:
        """Return a touch by this exchange."""
        name = type_.name if type_ is not None else ""
        state = _state(more.get("facts", {}), type_)
        part = self.it.part
        return Touch(entity, act, name, refused=self.refused, part=part, state=state, **more)

    def type_of_id(self, entity: str) -> Type | None:
        """Return whose id *entity* is; for `cid` an asset, which bodies name, and not a file."""
        kind = kind_of_id(entity)
        names = self.model.types_of_kind(kind) if kind else ()
        return self.model.types[names[0]] if names else None

    def step(self, step: Step) -> tuple[str, Type | None]:
        """Return how the entity at *step* is called, "" without a key, and its type."""
        type_ = self.model.types.get(step.type)
        return identity(step.key, type_) if step.key else self.referred(), type_

    def referred(self) -> str:
        """Return what the operation made that `$1` refers to, "" when that is not known."""
        segments = self.it.request.target.segments
        name = segments[0].name if segments else ""
        if self.it.part is None or not name.startswith("$"):
            return ""
        for earlier in self.it.siblings:
            if earlier.content_id == name[1:] and earlier.address is not None:
                made = Deed(earlier, self.model, earlier.address)
                return made.called(made.answered()) or made.located()
        return ""

    def sent(self) -> Mapping[str, Any]:
        """Return the members of the entity that was sent."""
        instances = self.it.contents.instances
        return instances[0].value if instances else {}

    def answer(self) -> Answer:
        """Return the entities that were answered."""
        response = self.it.response
        return Answer((), listed=False) if response is None else read_answer(response)

    def answered(self) -> Mapping[str, Any]:
        """Return the members of the one entity that was answered."""
        answer = self.answer()
        return answer.entities[0] if answer.entities and not answer.listed else {}

    def called(self, entity: Mapping[str, Any]) -> str:
        """Return how the entity with these members is called, "" without its key."""
        keys = self.type.key if self.type is not None else ()
        key = entity.get(keys[0]) if len(keys) == 1 else None
        return identity(key, self.type) if isinstance(key, str) and key else ""

    def located(self) -> str:
        """Return which entity the answer's `Location` names, "" for none."""
        response = self.it.response
        place = response.headers.get("Location") if response is not None else None
        named = identity_of_address(place, self.model) if place and not self.refused else None
        return named or ""


def _is_refused(it: Inspection) -> bool:
    """Tell whether the service did not do it; a recording without answers is believed."""
    if it.response is not None:
        return it.response.status >= 300
    if it.undone:
        return True
    whole = it.outer.response if it.outer is not None else None
    return bool(it.exchange.error) or (whole is not None and whole.status >= 300)


def _state(facts: Mapping[str, Any], type_: Type | None) -> str:
    """Return the name of the state among *facts*, the value itself when it has no name."""
    state = facts.get("State")
    if state is None or type_ is None:
        return ""
    names = type_.properties["State"].values or {}
    return names.get(str(state), str(state)[:LONGEST_STATE])


def facts_of(members: Mapping[str, Any], type_: Type | None) -> dict[str, Any]:
    """Return the short and plain ones of *members* that the type has."""
    found: dict[str, Any] = {}
    if type_ is None:
        return found
    for name, value in _plain(members.items()):
        if name in type_.properties and len(found) < MOST_FACTS:
            found[name] = value
    return found


def _plain(members: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, value in members:
        if isinstance(value, str):
            yield name, value[:LONGEST_FACT]
        elif value is None or isinstance(value, bool | int | float):
            yield name, value
