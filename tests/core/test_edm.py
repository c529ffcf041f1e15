import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.edm import read_model

SCHEMA = """<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices><Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="A"><Key><PropertyRef Name="Id"/></Key>
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


@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    document = bytearray(SCHEMA.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(32, 126))

    model, failure = read_model(bytes(document))

    assert (model is None) is (failure is not None)
