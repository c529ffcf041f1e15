import pytest

from inspector.core.edm.model import EntitySet, Function, Model, Navigation, Property, Type
from inspector.core.edm.overlay import overlay
from inspector.core.versions import Version

LETTERS = "[a-z]+"
NAME = Property(
    "Name", "Edm.String", max_length=32, required="true", pattern=LETTERS, id_kind="cid"
)
STATE = Property("State", "Edm.Int32", read_only=True, values={"0": "New"}, never=frozenset({"0"}))
PARTS = Property("Parts", "Old.Part", collection=True, since=(2, 5))
DURATION = Property("duration", "Edm.Time", required="documented", least="PT1S")
SINCE: Version = (2, 7)


def model_of(namespace: str, *properties: Property, functions: tuple[Function, ...] = ()) -> Model:
    ways = {"Assets": Navigation("Assets", f"{namespace}.Asset", many=True)}
    one = Type("Job", ("Id",), {it.name: it for it in properties}, ways)
    return Model(
        {"Jobs": EntitySet("Jobs", f"{namespace}.Job")}, {f"{namespace}.Job": one}, functions
    )


def known() -> Model:
    ways = {"Assets": Navigation("Assets", "Old.Asset", many=False, required=True, since=SINCE)}
    members = {it.name: it for it in (NAME, STATE, PARTS)}
    one = Type("Job", ("Id",), members, ways, SINCE, "jid")
    sets = {"Jobs": EntitySet("Jobs", "Old.Job", frozenset({"GET"}), SINCE, (2, 9))}
    show = Function(
        "Show", frozenset({"POST", "GET"}), {"duration": DURATION}, "Old.Job", since=SINCE
    )
    return Model(sets, {"Old.Job": one}, (show,))


def overlaid(*properties: Property) -> Type:
    found = overlay(model_of("New", *properties), known()).type_of("Jobs")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(Property("Name", "Edm.String"), NAME, id="annotations and an unsaid length are known's"),
        pytest.param(Property("Name", "Edm.String", max_length=9), Property("Name", "Edm.String", max_length=9, required="true", pattern=LETTERS, id_kind="cid"), id="a length that is said counts"),
        pytest.param(Property("State", "Edm.Int32", nullable=False), Property("State", "Edm.Int32", nullable=False, read_only=True, values={"0": "New"}, never=frozenset({"0"})), id="values"),
        pytest.param(Property("State", "Edm.String"), Property("State", "Edm.String", read_only=True), id="another type: no values of the old one"),
        pytest.param(Property("State", "Edm.Int32", collection=True), Property("State", "Edm.Int32", collection=True, read_only=True), id="a collection now"),
        pytest.param(Property("Parts", "New.Part", collection=True), Property("Parts", "New.Part", collection=True, since=(2, 5)), id="the same type in another namespace"),
        pytest.param(Property("name", "Edm.String"), Property("name", "Edm.String"), id="names are compared letter by letter"),
        pytest.param(Property("Tag", "Edm.String", pattern="(a+)+", read_only=True), Property("Tag", "Edm.String"), id="annotations of the traffic are not believed"),
    ],
)  # fmt: skip
def test_properties(seen: Property, expected: Property) -> None:
    assert overlaid(seen).properties == {seen.name: expected}


def test_what_was_not_seen_is_not_there() -> None:
    found = overlay(model_of("New", NAME), known())

    assert set(found.types) == {"New.Job"}
    assert set(found.types["New.Job"].properties) == {"Name"}
    assert found.functions == ()


def test_types_and_sets_keep_what_was_known_of_them() -> None:
    found = overlay(model_of("New", NAME), known())

    assert found.sets["Jobs"] == EntitySet("Jobs", "New.Job", frozenset({"GET"}), SINCE, (2, 9))
    assert (found.types["New.Job"].since, found.types["New.Job"].id_kind) == (SINCE, "jid")
    assert found.types["New.Job"].navigation == {
        "Assets": Navigation("Assets", "New.Asset", many=True, required=True, since=SINCE)
    }


def test_functions_are_told_apart_by_the_type_they_are_bound_to() -> None:
    duration = Property("Duration", "Edm.Time")
    bound = Function("Show", frozenset({"POST"}), {"Duration": duration}, "New.Job")
    loose = Function("Show", frozenset({"GET"}), {"Duration": duration})
    mine, other = overlay(model_of("New", functions=(bound, loose)), known()).functions

    assert (mine.verbs, mine.since) == (frozenset({"POST", "GET"}), SINCE)
    assert mine.parameters["Duration"] == Property(
        "Duration", "Edm.Time", required="documented", least="PT1S"
    )
    assert other == loose


def test_a_set_nobody_knew_has_no_verbs() -> None:
    found = overlay(known(), model_of("New"))

    assert found.sets["Jobs"].verbs is None
    assert overlay(known(), Model({}, {}, ())).sets["Jobs"] == EntitySet("Jobs", "Old.Job")
