"""Whether a value fits what an entity model says of its property."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from inspector.core.contents import each
from inspector.core.edm.model import Model, Property
from inspector.core.ids import is_bare_guid
from inspector.core.keys import VARIABLE
from inspector.core.literals import fault_of_literal, whole_number
from inspector.core.placeholder import MARKER, is_template
from inspector.core.reading import read_json
from inspector.core.xml import read_xml

_SPAN = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_SECONDS = (31_557_600, 2_629_800, 86_400, 3600, 60, 1)


def faults_of_value(
    pointer: str, value: Any, known: Property, model: Model
) -> Iterator[tuple[str, Any, str]]:
    """Yield pointer, value and fault of each part of *value* that does not fit *known*."""
    if value is None or (value == "" and (known.collection or known.type in model.types)):
        return  # an empty element of Atom says no more than that there is nothing
    values = list(each(pointer, value))
    listed = len(values) != 1 or values[0][0] != pointer
    if known.collection and not listed:
        if not is_unknown(value):
            yield pointer, value, "one value where a list belongs"
        return
    if listed and not known.collection:
        yield pointer, "", "a list where one value belongs"
        return
    for at, one in values:
        fault = _fault(one, known, model)
        if fault:
            yield at, "" if isinstance(one, dict | list) else one, fault


def _fault(value: Any, known: Property, model: Model) -> str:
    if value is None or is_unknown(value):
        return ""
    if known.type in model.types:
        return (
            ""
            if isinstance(value, dict)
            else f"a plain value where {known.type.rpartition('.')[2]} belongs"
        )
    return (
        fault_of_literal(value, known.type)
        or _beyond_values(value, known)
        or _beyond_length(value, known)
        or _beyond_bounds(value, known)
        or _fault_of_text(value, known)
    )


def is_unknown(value: Any) -> bool:
    """Tell whether nobody knows what was sent: a secret of which a marker is left, a variable."""
    if not isinstance(value, str):
        return False
    return bool(MARKER.search(value) or VARIABLE.search(value)) or is_template(value)


def _beyond_values(value: Any, known: Property) -> str:
    if not known.values:
        return ""
    number = whole_number(value)
    text = _plain(value) if number is None else str(number)
    if text in known.never:
        return f"{text} is refused here: one of {_listed(known)}"
    if not text or text.lower() in {one.lower() for one in known.values}:
        return ""
    if known.flags and number is not None and number >= 0 and not number & ~_flags(known):
        return ""
    return f"none of {_listed(known)}"


def _plain(value: Any) -> str:
    return str(value).strip().lower() if isinstance(value, bool) else str(value).strip()


def _flags(known: Property) -> int:
    """Return all single flags; a value such as 65535, All, is none that others are made of."""
    numbers = (int(text) for text in known.values or () if text.isdecimal())
    return sum(number for number in numbers if number.bit_count() == 1)


def _listed(known: Property) -> str:
    pairs = [(text, name) for text, name in (known.values or {}).items() if text not in known.never]
    words = [text if name == text else f"{text} {name}" for text, name in pairs]
    return ", ".join(words) + (" or a sum of these" if known.flags else "")


def _beyond_length(value: Any, known: Property) -> str:
    if known.max_length is None or not isinstance(value, str) or len(value) <= known.max_length:
        return ""
    return f"{len(value):,} characters, {known.max_length:,} at most"


def _beyond_bounds(value: Any, known: Property) -> str:
    measured = None if known.least is None and known.most is None else _measure(value)
    if measured is None:
        return ""
    least = _measure(known.least) if known.least is not None else None
    most = _measure(known.most) if known.most is not None else None
    if (least is not None and measured < least) or (most is not None and measured > most):
        return f"outside of {known.least or '…'} to {known.most or '…'}"
    return ""


def _measure(value: Any) -> float | None:
    """Return a number, or a length of time in seconds."""
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        parts = [float(part or 0) for part in found.groups()[1:]]
        total = sum(part * size for part, size in zip(parts, _SECONDS, strict=True))
        return -total if found[1] else total
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _fault_of_text(value: Any, known: Property) -> str:
    if not isinstance(value, str) or not value.strip():
        return ""
    if known.id_kind and is_bare_guid(value):
        guid = value.strip().strip("{}()")
        return f"a bare GUID: the id is written nb:{known.id_kind}:UUID:{guid}"
    if known.pattern and not _compiled(known.pattern).fullmatch(value):
        return f"not of the form {known.pattern}"
    if known.holds == "json":
        failure = read_json(value).failure
        return f"no JSON: {failure.reason}" if failure else ""
    if known.holds and known.holds.startswith("xml:"):
        return _fault_of_xml(value, known.holds.removeprefix("xml:"))
    return ""


def _fault_of_xml(text: str, root_name: str) -> str:
    # A declaration of another encoding than the text now has is no fault of the text.
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    root, failure = read_xml(plain.encode("utf-8", "replace"))
    if root is None:
        return f"no XML: {failure.reason if failure else 'empty'}"
    name = str(root.tag).rpartition("}")[2]
    return "" if name.lower() == root_name.lower() else f"its root is {name}, not {root_name}"


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
