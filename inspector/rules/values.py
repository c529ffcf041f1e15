"""ODA: the values in a body, held against the service's entity model."""

from collections.abc import Iterator
from typing import Any

from inspector.core.contents import Instance, Member
from inspector.core.edm.model import Property
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.keys import value_of_key
from inspector.core.literals import is_culture_bound
from inspector.core.placeholder import is_template
from inspector.core.repair.bodies import without_members
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.values import faults_of_value, is_unknown
from inspector.rules.expressions import mistyped_values
from inspector.rules.sources import ASSET_FILE, ERRORS, REFERENCE

RESERVED = frozenset("!*'();:@&=+$,/?%#[]\"")
# What .NET writes for a member that was never set.
UNSET: tuple[object, ...] = (None, 0, False, [])
UNSET_TEXTS = frozenset({"", "0", "0.0", "false"})
NEVER = ("0001-01-01", "/Date(-62135596800000", "00000000-0000-0000-0000-000000000000")


@rule("ODA413", WARNING, source=f"{REFERENCE} {ERRORS}", fix=without_members)
def read_only_property_sent(it: Inspection) -> Iterator[Evidence]:
    """A property was sent that only the service sets.

    What stands in it is ignored at best; some entities, reserved units among them, are answered
    400 when it comes along.

    Send the properties that change, and nothing else.
    """
    for instance in it.contents.instances:
        if instance.role not in {"create", "update"}:
            continue
        whole = is_sent_whole(instance)
        for member in instance.members():
            if not _is_set_by_service(member, it):
                continue
            found = it.request.at_pointer(member.pointer, member.value)
            if whole:
                found = found.noting("the whole entity was sent back").as_(NOTE)
            yield found


def _is_set_by_service(member: Member, it: Inspection) -> bool:
    known, value = member.property, member.value
    if known is None or not known.read_only or is_unset(value):
        return False
    return not isinstance(value, str) or not (is_template(value) or _is_own_key(value, it))


def is_unset(value: object) -> bool:
    """Tell whether *value* is what client libraries write for a member that was never set."""
    if isinstance(value, dict):
        return all(is_unset(one) for name, one in value.items() if name != "__metadata")
    if not isinstance(value, str):
        return value in UNSET
    return value.startswith(NEVER) or value.strip().lower() in UNSET_TEXTS


def _is_own_key(value: str, it: Inspection) -> bool:
    """Tell whether *value* but repeats the key in the address."""
    steps = it.address.steps if it.address is not None else ()
    return bool(steps) and value_of_key(steps[-1].key).casefold() == value.casefold()


def is_sent_whole(instance: Instance) -> bool:
    """Tell whether most properties are there: so client libraries send an entity back."""
    given = {member.property.name for member in instance.members() if member.property}
    return instance.role == "update" and 2 * len(given) > len(instance.type.properties)


@rule("ODA414", ERROR, source=f"{REFERENCE} {ERRORS}")
def value_invalid(it: Inspection) -> Iterator[Evidence]:
    """A value does not fit its property.

    It is of another type, none of the values there are, too long, or outside of what is
    allowed. Numbers and booleans may be sent as text, and dates in either form. The service
    answers 400.

    Send a value of the property's type.
    """
    yield from mistyped_values(it)
    model = it.facts.model
    if model is None:
        return
    for instance in it.contents.instances:
        for member in instance.members():
            if member.property is None:
                if member.navigation is not None and _is_no_entity(member):
                    note = "no entity and no link"
                    yield it.request.at_pointer(member.pointer, member.value).noting(note)
                continue
            if _is_ignored(member, instance):
                continue
            for pointer, value, fault in faults_of_value(
                member.pointer, member.value, member.property, model
            ):
                found = it.request.at_pointer(pointer, value).noting(fault)
                yield found.as_(WARNING) if _may_be_read(value, member.property) else found


def _is_no_entity(member: Member) -> bool:
    value = member.value
    wanted = str if member.bound else dict
    values = value if isinstance(value, list) else [value]
    said = (one for one in values if one is not None and one != "" and not is_unknown(one))
    return any(not isinstance(one, wanted) for one in said)


def _is_ignored(member: Member, instance: Instance) -> bool:
    """Tell whether nobody reads the value: what the service sets itself."""
    known = member.property
    return known is not None and known.read_only and instance.role in {"create", "update"}


def _may_be_read(value: Any, known: Property) -> bool:
    return known.type == "Edm.DateTime" and is_culture_bound(value)


@rule("ODA417", ERROR, source=ASSET_FILE)
def reserved_characters_in_name(it: Inspection) -> Iterator[Evidence]:
    """The name of a file has characters that do not work in the URLs made of it.

    The reference forbids !*'();:@&=+$,/?%#[]" and more than one dot. The file can be created
    and uploaded, and later streaming or encoding fails.

    Name the file with letters, digits, blanks, hyphens and one dot before its ending.
    """
    for instance in it.contents.instances:
        if instance.type.name != "AssetFile" or instance.role not in {"create", "update"}:
            continue
        for member in instance.members():
            name = member.value
            if member.name != "Name" or not isinstance(name, str) or is_unknown(name):
                continue
            found = it.request.at_pointer(member.pointer, name)
            reserved = sorted(RESERVED.intersection(name))
            if reserved:
                yield found.noting(f"reserved: {' '.join(reserved)}")
            elif name.count(".") > 1:
                yield found.noting("more than one dot").as_(WARNING)


RULES: tuple[Rule, ...] = (read_only_property_sent, value_invalid, reserved_characters_in_name)
