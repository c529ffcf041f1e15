"""ODA: which members a body has, and lacks, held against the service's entity model."""

from collections.abc import Iterator
from difflib import get_close_matches

from inspector.core.address import Address, Kind
from inspector.core.contents import Instance, Member
from inspector.core.edm.model import Model, Property, Type
from inspector.core.evidence import ABSENT, Evidence
from inspector.core.inspection import Inspection
from inspector.core.reading import escaped
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.core.versions import Version, read_number
from inspector.rules.expressions import unknown_names
from inspector.rules.sources import ERRORS, REFERENCE
from inspector.rules.versions import is_supported, newest, versions


@rule("ODA410", ERROR, source=f"{REFERENCE} {ERRORS}")
def unknown_property(it: Inspection) -> Iterator[Evidence]:
    """A property was named that the entity type does not have.

    It stands in a body, or in `$filter`, `$orderby` or `$select`. Names are compared letter by
    letter, upper and lower case included. The service reads no body with a name that its type
    lacks, and answers 400, "Parsing request content failed".

    Correct the name or leave the property out; `$metadata` lists those there are.
    """
    yield from unknown_names(it)
    for instance in it.contents.instances:
        if instance.type.open:
            continue
        for member in instance.members():
            if member.property is None and member.navigation is None:
                note = _meant(member.name, instance.type)
                yield it.request.at_pointer(member.pointer, member.name).noting(note)


def _meant(name: str, type_: Type) -> str:
    known = {one.casefold(): one for one in (*type_.properties, *type_.navigation)}
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.7)
    return f"did you mean {known[near[0]]}?" if near else f"{type_.name} has no such property"


@rule("ODA411", ERROR, source=REFERENCE, fix=newest)
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


RULES: tuple[Rule, ...] = (
    unknown_property,
    property_newer_than_version,
    required_property_missing,
)
