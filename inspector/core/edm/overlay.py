"""A `$metadata` document seen in traffic, in the place of the model that was known before."""

from dataclasses import replace

from inspector.core.edm.model import EntitySet, Function, Model, Navigation, Property, Type, plain


def overlay(seen: Model, known: Model) -> Model:
    """Return *seen*, with what CSDL has no word for taken over from *known*.

    The sets, types, members and functions are those of *seen* alone. A type is the same when its
    plain name is: namespaces may differ. Annotations that *seen* brings along are not believed,
    since whoever wrote the traffic wrote them.
    """
    types = {one.name: one for one in known.types.values()}
    return Model(
        {name: _set(one, known.sets.get(name)) for name, one in seen.sets.items()},
        {name: _type(one, types.get(one.name)) for name, one in seen.types.items()},
        tuple(_function(one, _namesake(one, known)) for one in seen.functions),
    )


def _set(seen: EntitySet, known: EntitySet | None) -> EntitySet:
    if known is None:
        return EntitySet(seen.name, seen.type)
    return replace(known, type=seen.type)


def _type(seen: Type, known: Type | None) -> Type:
    properties = {} if known is None else known.properties
    navigation = {} if known is None else known.navigation
    return Type(
        seen.name,
        seen.key,
        {name: _property(one, properties.get(name)) for name, one in seen.properties.items()},
        {name: _navigation(one, navigation.get(name)) for name, one in seen.navigation.items()},
        None if known is None else known.since,
        None if known is None else known.id_kind,
        seen.open,
    )


def _property(seen: Property, known: Property | None) -> Property:
    facets = Property(seen.name, seen.type, seen.collection, seen.nullable, seen.max_length)
    if known is None:
        return facets
    if (plain(seen.type), seen.collection) != (plain(known.type), known.collection):
        return replace(
            facets,
            read_only=known.read_only,
            required=known.required,
            write_once=known.write_once,
            since=known.since,
            also_written=known.also_written,
        )
    length = known.max_length if seen.max_length is None else seen.max_length
    return replace(known, name=seen.name, type=seen.type, nullable=seen.nullable, max_length=length)


def _navigation(seen: Navigation, known: Navigation | None) -> Navigation:
    required, since = (False, None) if known is None else (known.required, known.since)
    return replace(seen, required=required, since=since)


def _function(seen: Function, known: Function | None) -> Function:
    parameters = {
        name: _property(one, None if known is None else known.parameter(name))
        for name, one in seen.parameters.items()
    }
    if known is None:
        return replace(seen, parameters=parameters, since=None, deprecated=False)
    return replace(
        seen,
        parameters=parameters,
        verbs=known.verbs,
        since=known.since,
        deprecated=known.deprecated,
    )


def _namesake(seen: Function, known: Model) -> Function | None:
    owner = plain(seen.bound_to or "")
    same = (one for one in known.functions if one.name == seen.name)
    return next((one for one in same if plain(one.bound_to or "") == owner), None)
