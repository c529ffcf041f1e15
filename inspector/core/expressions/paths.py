"""Where the paths of an expression lead in an entity model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from inspector.core.edm.model import Model, Property, Type
from inspector.core.expressions.literals import shown
from inspector.core.expressions.tree import Fault, Name

WORDS = ("true", "false", "null")
ALIKE = 0.62  # below that `Titel` would be taken for `State`
LONGEST_NAME = 80  # characters; no name of a model is as long


@dataclass(frozen=True, slots=True)
class Place:
    """The end of a path, or the name at which the model knows no further."""

    type: str = ""  # full name, "" when it is not known
    many: bool = False
    found: Property | None = None
    missing: Name | None = None
    id_kind: str | None = None  # whose id it is
    within: Type | None = None  # what lacks it; None: the primitive type *type*

    @property
    def fault(self) -> Fault | None:
        """Return what is wrong with the path; to look for similar names takes its time."""
        if self.missing is None:
            return None
        if self.within is None:
            return Fault(self.missing.at, f"{self.type} has no properties")
        return Fault(self.missing.at, _unknown(self.missing.text, self.within))


def follow(names: Sequence[Name], start: str, model: Model) -> Place:
    """Return where *names* lead from the type *start*; nothing is known beyond an unknown type."""
    here = Place(start)
    for number, name in enumerate(names):
        if name.text == "$it" and number == 0:
            continue
        here = _step(here, name, model)
        if here.missing or not here.type:
            break
    return here


def _step(here: Place, name: Name, model: Model) -> Place:
    if name.text in model.types:
        return Place(name.text, here.many)
    known = model.types.get(here.type)
    if known is None:
        primitive = here.found is not None and here.type.startswith("Edm.")
        return Place(here.type, missing=name) if primitive else Place()
    found = known.properties.get(name.text)
    if found is not None:
        own = known.id_kind if name.text in known.key else None
        return Place(found.type, found.collection, found, id_kind=found.id_kind or own)
    way = known.navigation.get(name.text)
    if way is not None:
        return Place(way.type, way.many)
    if "." in name.text:  # a derived type, or an action; the model need not have it
        return Place()
    return Place(missing=name, within=known)


def _unknown(name: str, known: Type) -> str:
    near = nearest(name, (*known.properties, *known.navigation, *WORDS))
    hint = f"; did you mean {near}?" if near else ""
    return f"`{shown(name)}` is no property of {known.name}{hint}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the word of *known* that *name* is most like, whatever its case; "" for none."""
    if len(name) > LONGEST_NAME:
        return ""
    folded = {word.casefold(): word for word in known}
    near = get_close_matches(name.casefold(), folded, 1, ALIKE)
    return folded[near[0]] if near else ""
