"""Types of an entity model and what they inherit from their base types."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspector.core.edm.model import Type

Declared = tuple[Type, str]  # a type with its own members only, and its base type's name


def inherit(declared: Mapping[str, Declared], limit: int) -> dict[str, Type] | None:
    """Return the types with what they inherit; None when that is more than *limit* members.

    Base types may form a circle, or a line as long as the document.
    """
    whole: dict[str, Type] = {}
    size = 0
    for name in declared:
        for heir in reversed(_lineage(name, declared, whole)):
            one, base = declared[heir]
            whole[heir] = _heir(one, whole.get(base))
            size += 1 + len(whole[heir].properties) + len(whole[heir].navigation)
            if size > limit:
                return None
    return whole


def _lineage(
    name: str, declared: Mapping[str, Declared], whole: Mapping[str, Type]
) -> Sequence[str]:
    """Return a type and its base types that are not whole yet; a circle is cut open."""
    line: dict[str, None] = {}
    while name in declared and name not in whole and name not in line:
        line[name] = None
        name = declared[name][1]
    return list(line)


def _heir(own: Type, base: Type | None) -> Type:
    if base is None:
        return own
    return replace(
        own,
        key=own.key or base.key,
        properties={**base.properties, **own.properties},
        navigation={**base.navigation, **own.navigation},
        open=own.open or base.open,
    )
