"""The bundled model as pyodata reads it, which knows nothing of our reader."""

import warnings
from functools import cache
from importlib import resources
from typing import Any

import pytest

from inspector.core.edm.model import Property, Type, plain
from inspector.profiles.model import bundled_model


@cache
def theirs() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pyodata's own imports
        from pyodata.v2.model import Config, MetadataBuilder

        file = resources.files("inspector.profiles") / "media_services.edmx"
        return MetadataBuilder(file.read_bytes(), Config()).build()


def ours(name: str) -> Type:
    [found] = [one for one in bundled_model().types.values() if one.name == name]
    return found


def facets(one: Property) -> tuple[str, bool, bool, int | None]:
    return (
        plain(one.type) if "Edm." not in one.type else one.type,
        one.collection,
        one.nullable,
        one.max_length,
    )


def their_facets(one: Any) -> tuple[str, bool, bool, int | None]:
    length = one.max_length if isinstance(one.max_length, int) else None
    return one.typ.name, one.typ.is_collection, one.nullable, length


def test_sets_and_types_agree() -> None:
    model = bundled_model()
    types = [*theirs().entity_types, *theirs().complex_types]

    assert {one.name: plain(model.sets[one.name].type) for one in theirs().entity_sets} == {
        one.name: one.entity_type.name for one in theirs().entity_sets
    }
    assert sorted(one.name for one in types) == sorted(one.name for one in model.types.values())


@pytest.mark.parametrize("name", sorted(one.name for one in bundled_model().types.values()))
def test_members_agree(name: str) -> None:
    types = [*theirs().entity_types, *theirs().complex_types]
    [their] = [one for one in types if one.name == name]
    mine = ours(name)
    keys = getattr(their, "key_proprties", [])
    ways = getattr(their, "nav_proprties", [])

    assert {it.name: facets(it) for it in mine.properties.values()} == {
        it.name: their_facets(it) for it in their.proprties()
    }
    assert {it.name for it in keys} == set(mine.key)
    assert {it.name: (plain(it.type), it.many) for it in mine.navigation.values()} == {
        it.name: (it.to_role.entity_type_name, it.to_role.multiplicity == "*") for it in ways
    }


def test_functions_agree() -> None:
    # pyodata keeps one function of each name, the last.
    last = {one.name: one for one in bundled_model().functions}

    assert {one.name for one in theirs().function_imports} == set(last)
    for their in theirs().function_imports:
        mine = last[their.name]
        parameters = [(it.name, it.typ.name) for it in their.parameters]
        binding = [("bindingParameter", plain(mine.bound_to))] if mine.bound_to else []
        assert parameters == [*binding, *((it.name, it.type) for it in mine.parameters.values())]
        assert their.http_method in {None, *mine.verbs}
        assert (their.return_type is None) is (mine.returns is None)
