from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.edm.model import Type
from inspector.core.edm.reader import read_model

SCHEMA = """<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices><Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="A" BaseType="N.B" OpenType="true"><Key><PropertyRef Name="Id"/></Key>
<Property Name="Id" Type="Edm.String" Nullable="false"/>
<Property Name="Tags" Type="Collection(Edm.String)"/>
<Property Name="Text" Type="Edm.String" MaxLength="Max"/>
<NavigationProperty Name="Bs" Relationship="N.A_Bs" FromRole="S" ToRole="T"/></EntityType>
<Association Name="A_Bs"><End Role="S" Type="N.A" Multiplicity="*"/><End Role="T" Type="N.A" Multiplicity="*"/></Association>
<EntityContainer Name="C"><EntitySet Name="As" EntityType="N.A"/><FunctionImport Name="F"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""


def test_a_document_without_annotations_is_a_model_too() -> None:
    model, failure = read_model(SCHEMA.encode())

    assert failure is None
    assert model is not None
    a = model.type_of("As")
    assert a is not None
    assert (a.key, a.properties["Id"].nullable) == (("Id",), False)
    assert (a.properties["Tags"].type, a.properties["Tags"].collection) == ("Edm.String", True)
    assert a.properties["Text"].max_length is None
    assert (a.navigation["Bs"].type, a.navigation["Bs"].many) == ("N.A", True)
    assert model.sets["As"].verbs is None
    assert model.functions_of(None)["F"].verbs == {"POST"}


def test_older_csdl_is_read_as_well() -> None:
    older = SCHEMA.replace("ado/2009/11/edm", "ado/2006/04/edm")
    model, _ = read_model(older.encode())

    assert model is not None
    assert model.type_of("As") is not None


def test_a_set_there_is_not_has_no_type() -> None:
    model, _ = read_model(SCHEMA.encode())

    assert model is not None
    assert model.type_of("Bs") is None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"<html/>", "no CSDL schema", id="another document"),
        pytest.param(SCHEMA.encode()[:-20], "", id="cut off"),
        pytest.param(b"<!DOCTYPE x>" + SCHEMA.encode(), "DTD", id="a DTD"),
        pytest.param(b'{"value": []}', "", id="JSON"),
        pytest.param(
            b'<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"/>',
            "no CSDL schema",
            id="OData v4",
        ),
    ],
)
def test_what_is_no_model_is_told(document: bytes, reason: str) -> None:
    model, failure = read_model(document)

    assert model is None
    assert failure is not None
    assert reason in failure.reason


HEAD = """<Edmx xmlns:i="urn:ams-inspector:model:1"><Schema Namespace="N" Alias="Self" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">"""
TAIL = "</Schema></Edmx>"


def types_of(declared: str) -> Mapping[str, Type]:
    model, failure = read_model((HEAD + declared + TAIL).encode())
    assert model is not None, failure
    return model.types


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param('i:AlsoWritten="Crated Createt"', {"also_written": ("Crated", "Createt")}, id="other spellings"),
        pytest.param('i:Never="0 7"', {"never": frozenset({"0", "7"})}, id="refused values"),
        pytest.param('i:Least="PT5M" i:Most="PT25H"', {"least": "PT5M", "most": "PT25H"}, id="bounds"),
        pytest.param('i:Pattern="[a-z]+"', {"pattern": "[a-z]+"}, id="a pattern"),
        pytest.param('i:Holds="xml:taskBody"', {"holds": "xml:taskBody"}, id="what it holds"),
        pytest.param('MaxLength="99999999999999999999"', {"max_length": None}, id="a length beyond sense"),
        pytest.param('MaxLength="٣"', {"max_length": None}, id="digits of another script"),
        pytest.param("", {"also_written": (), "never": frozenset(), "least": None, "most": None, "pattern": None, "holds": None}, id="nothing said"),
    ],
)  # fmt: skip
def test_annotations(attributes: str, expected: dict[str, object]) -> None:
    found = types_of(f'<ComplexType Name="A"><Property Name="P" {attributes}/></ComplexType>')
    read = found["N.A"].properties["P"]

    assert {name: getattr(read, name) for name in expected} == expected


def test_a_slip_of_the_documents_finds_its_property() -> None:
    found = types_of('<ComplexType Name="A"><Property Name="B" i:AlsoWritten="C"/></ComplexType>')
    a = found["N.A"]

    assert a.property_written("B") is a.property_written("C") is a.properties["B"]
    assert a.property_written("D") is None


def test_heirs_have_what_their_base_types_have() -> None:
    found = types_of(
        """<EntityType Name="C" BaseType="Self.B"><Property Name="Z" Type="Edm.Int32"/></EntityType>
        <EntityType Name="B" BaseType="N.A" OpenType="true"><Property Name="Y"/></EntityType>
        <EntityType Name="A"><Key><PropertyRef Name="X"/></Key><Property Name="X"/><Property Name="Z"/></EntityType>"""
    )

    assert list(found["N.C"].properties) == ["X", "Z", "Y"]
    assert found["N.C"].properties["Z"].type == "Edm.Int32"
    assert {name: one.open for name, one in found.items()} == {
        "N.C": True, "N.B": True, "N.A": False,
    }  # fmt: skip
    assert {one.key for one in found.values()} == {("X",)}


@pytest.mark.parametrize(
    "bases",
    [
        pytest.param({"A": "N.A"}, id="its own"),
        pytest.param({"A": "N.B", "B": "N.A"}, id="two of each other"),
        pytest.param({"A": "N.B", "B": "N.C", "C": "N.B"}, id="a circle with a tail"),
        pytest.param({"A": "N.None"}, id="one that is not there"),
        pytest.param({"A": ""}, id="none"),
        pytest.param({f"T{n}": f"N.T{n + 1}" for n in range(200)}, id="a long line"),
    ],
)
def test_base_types_in_a_circle_or_astray(bases: dict[str, str]) -> None:
    declared = "".join(
        f'<EntityType Name="{name}" BaseType="{base}"><Property Name="P{name}"/></EntityType>'
        for name, base in bases.items()
    )
    found = types_of(declared)

    assert set(found) == {f"N.{name}" for name in bases}
    assert all(f"P{name}" in found[f"N.{name}"].properties for name in bases)


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param("".join(f'<ComplexType Name="T{n}"/>' for n in range(60_000)), id="types"),
        pytest.param('<ComplexType Name="T">' + "".join(f'<Property Name="P{n}"/>' for n in range(60_000)) + "</ComplexType>", id="properties"),
        pytest.param("".join(f'<EntityType Name="T{n}" BaseType="N.T{n + 1}"><Property Name="P{n}"/></EntityType>' for n in range(20_000)), id="inherited properties"),
        pytest.param("<EntityContainer>" + '<FunctionImport Name="F"/>' * 60_000 + "</EntityContainer>", id="functions"),
    ],
)  # fmt: skip
def test_a_document_too_large_is_no_model(declared: str) -> None:
    model, failure = read_model((HEAD + declared + TAIL).encode())

    assert model is None
    assert failure is not None
    assert "more than 50000" in failure.reason


def test_what_has_no_side_effects_is_called_by_get() -> None:
    model, _ = read_model(
        (
            HEAD
            + """<EntityContainer><FunctionImport Name="F" IsSideEffecting="false"/><FunctionImport Name="A"/>
            <FunctionImport Name="B" IsBindable="true"><Parameter Name="it" Type="Self.T"/><Parameter Name="cueId"/></FunctionImport>
            </EntityContainer>"""
            + TAIL
        ).encode()
    )

    assert model is not None
    assert {one.name: one.verbs for one in model.functions} == {
        "F": {"GET"}, "A": {"POST"}, "B": {"POST"},
    }  # fmt: skip
    b = model.functions_of("N.T")["B"]
    assert b.parameter("CUEID") is b.parameters["cueId"]
    assert b.parameter("it") is None


@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    document = bytearray(SCHEMA.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(32, 126))

    model, failure = read_model(bytes(document))

    assert (model is None) is (failure is not None)
