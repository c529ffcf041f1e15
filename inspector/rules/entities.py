"""ODA: the members and values of a body, held against the service's entity model."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from inspector.core.address import Address, Kind
from inspector.core.contents import Instance, Member
from inspector.core.edm.model import Model, Property, Type
from inspector.core.evidence import ABSENT, Evidence
from inspector.core.inspection import Inspection
from inspector.core.keys import value_of_key
from inspector.core.literals import is_culture_bound
from inspector.core.placeholder import is_template
from inspector.core.reading import escaped
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.values import faults_of_value, is_unknown
from inspector.core.versions import Version, read_number
from inspector.rules.expressions import mistyped_values, unknown_names
from inspector.rules.sources import ASSET_FILE, ERRORS, REFERENCE
from inspector.rules.versions import is_supported, versions

RESERVED = frozenset("!*'();:@&=+$,/?%#[]\"")
# What .NET writes for a member that was never set.
UNSET: tuple[object, ...] = (None, 0, False, [])
UNSET_TEXTS = frozenset({"", "0", "0.0", "false"})
NEVER = ("0001-01-01", "/Date(-62135596800000", "00000000-0000-0000-0000-000000000000")


@rule("ODA410", ERROR, source=f"{REFERENCE} {ERRORS}")
def unknown_property(it: Inspection) -> Iterator[Evidence]:
    """A property was named that the entity type does not have.

    It stands in a body, or in `$filter`, `$orderby` or `$select`. Names are compared letter by letter, upper and lower case included. The service reads no
    body with a name that its type lacks, and answers 400, "Parsing request content failed".

    Correct the name or leave the property out; `$metadata` lists those there are.
    """
    yield from unknown_names(it)
    for instance in it.contents.instances:
        if instance.type.open:
            continue
        for member in instance.members():
            if member.property is None and (member.navigation is None):
                note = _meant(member.name, instance.type)
                yield it.request.at_pointer(member.pointer, member.name).noting(note)


def _meant(name: str, type_: Type) -> str:
    known = {one.casefold(): one for one in (*type_.properties, *type_.navigation)}
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.7)
    return f"did you mean {known[near[0]]}?" if near else f"{type_.name} has no such property"


@rule("ODA411", ERROR, source=REFERENCE)
def property_newer_than_version(it: Inspection) -> Iterator[Evidence]:
    """The request uses an entity or a property that is newer than the version it names.

    Each `x-ms-version` has its own model: filters came with 2.11, the origins of 2.6 are the
    streaming endpoints of 2.7. What the version does not have is answered 400 or 404; yet the PHP
    SDK read newer entity sets under 2.5, so that these count as a warning.

    Send a newer `x-ms-version`, or leave the property out.
    """
    version, model, address = _version(it), it.facts.model, it.address
    if version is None or model is None or address is None:
        return
    note = _since(address, model, version)
    if note:
        yield it.request.at_url().noting(note).as_(WARNING)
        return
    for instance in it.contents.instances:
        for member in instance.members():
            known = member.property or member.navigation
            if known is not None and known.since is not None and known.since > version:
                found = it.request.at_pointer(member.pointer, member.name)
                yield found.noting(_came(known.name, known.since, version))


def _version(it: Inspection) -> Version | None:
    """Return the version of the service that is asked for, in a batch by the batch itself."""
    asked = it.exchange if it.outer is None else it.outer
    for exchange in (it.exchange, asked):
        for value, _ in versions(exchange.request):
            return read_number(value) if is_supported(value) else None
    return None


def _since(address: Address, model: Model, version: Version) -> str:
    """Return why *version* has not what is addressed, "" when it has, or nobody knows."""
    named = model.sets.get(address.entity_set or "")
    if named is not None and named.until is not None and version >= named.until:
        return (
            f"{named.name} ended with {_number(named.until)}; this request names {_number(version)}"
        )
    type_ = model.types.get(address.type or "")
    for one in (named, type_, address.function):
        if named is not None and named.until is not None and one is type_:
            continue  # a set's former name has its own history
        if one is not None and one.since is not None and one.since > version:
            return _came(one.name, one.since, version)
    return ""


def _came(name: str, since: Version, version: Version) -> str:
    return f"{name} came with {_number(since)}; this request names {_number(version)}"


def _number(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


@rule("ODA412", ERROR, source=f"{REFERENCE} {ERRORS}")
def required_property_missing(it: Inspection) -> Iterator[Evidence]:
    """A property is missing without which the entity cannot be created.

    The service answers 400, and 500 to an access policy without `DurationInMinutes`. What the
    reference demands, while nobody knows whether the service insists, counts as a warning.

    Send the property along with the others.
    """
    yield from missing_arguments(it)
    instances = it.contents.instances
    creating = bool(instances) and instances[0].role in {"create", "arguments"}
    for instance in instances if creating else ():
        if instance.role == "key":
            continue
        for known in instance.type.properties.values():
            if known.required and is_missing(known, instance):
                yield _absent(it, instance, known.name, sure=known.required == "true")
        for way in instance.type.navigation.values():
            if way.required and not any(one.navigation is way for one in instance.members()):
                yield _absent(it, instance, way.name, sure=True)


def _absent(it: Inspection, instance: Instance, name: str, *, sure: bool) -> Evidence:
    found = it.request.at_pointer(f"{instance.pointer}/{escaped(name)}", ABSENT)
    return found if sure else found.as_(WARNING)


def is_missing(known: Property, instance: Instance) -> bool:
    """Tell whether nothing of *instance* gives the property: no member, no link, no address."""
    if known.id_kind and known.id_kind in instance.within:
        return False
    given = (member for member in instance.members() if member.value is not None)
    return not any(_gives(member, known) for member in given)


def _gives(member: Member, known: Property) -> bool:
    """Tell whether *member* is the property, or leads to what it names: `Asset`, `ParentAssetId`."""
    way = member.navigation
    return member.property is known or (way is not None and known.name.endswith(f"{way.name}Id"))


def missing_arguments(it: Inspection) -> Iterator[Evidence]:
    """Yield the arguments that a function's address lacks."""
    called = it.address.function if it.address is not None else None
    if called is None or it.address is None or it.address.kind is not Kind.FUNCTION:
        return
    if it.request.target.segments[-1].key is not None:  # `CancelJob(jobid='…')`
        return
    given = {option.name.lower() for option in it.request.target.options}
    for known in called.parameters.values():
        if known.required and known.name.lower() not in given:
            found = it.request.at_query(known.name)
            yield found if known.required == "true" else found.as_(WARNING)


@rule("ODA413", WARNING, source=f"{REFERENCE} {ERRORS}")
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


RULES: tuple[Rule, ...] = (
    unknown_property,
    property_newer_than_version,
    required_property_missing,
    read_only_property_sent,
    value_invalid,
    reserved_characters_in_name,
)
