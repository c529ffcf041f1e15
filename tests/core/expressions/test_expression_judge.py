"""Expressions against the entity model."""

from dataclasses import replace

import pytest

from inspector.core.edm.model import Model
from inspector.core.expressions.judge import (
    MOST,
    Judgement,
    judge_filter,
    judge_orderby,
    judge_select,
)
from inspector.core.expressions.parser import read_filter, read_orderby
from inspector.core.expressions.select import read_select
from inspector.core.expressions.tree import Fault, Node
from inspector.profiles.model import bundled_model

MODEL = bundled_model()


def type_of(entity_set: str, model: Model = MODEL) -> str:
    return model.sets[entity_set].type


def judged(entity_set: str, text: str) -> Judgement:
    found = read_filter(text)
    assert isinstance(found, Node), found
    return judge_filter(found, type_of(entity_set), MODEL)


@pytest.mark.parametrize(
    ("entity_set", "text"),
    [
        pytest.param("Assets", "Name eq 'x'", id="string"),
        pytest.param("Assets", "'x' eq Name", id="string, value first"),
        pytest.param("Assets", "Name gt 'x'", id="strings have an order"),
        pytest.param("Assets", "Id eq 'nb:cid:UUID:1'", id="id"),
        pytest.param("Jobs", "State eq 3", id="enumeration"),
        pytest.param("Jobs", "State eq 99", id="a number beyond the enumeration"),
        pytest.param("Jobs", "State eq 3L or State eq 3.0 or State eq 3m", id="numbers of other kinds"),
        pytest.param("Jobs", "RunningDuration gt 1", id="double and int"),
        pytest.param("Files", "ContentFileSize gt 5000000000", id="long"),
        pytest.param("Files", "IsPrimary eq true", id="boolean"),
        pytest.param("Files", "IsPrimary", id="boolean alone"),
        pytest.param("Files", "not IsPrimary and (IsEncrypted)", id="booleans joined"),
        pytest.param("Channels", "State eq 'Running'", id="an enumeration of words"),
        pytest.param("Assets", "LastModified gt datetime'2014-01-01T00:00:00Z'", id="datetime"),
        pytest.param("Assets", "LastModified gt datetimeoffset'2014-01-01T00:00:00+02:00'", id="datetimeoffset"),
        pytest.param("Programs", "ArchiveWindowLength gt time'PT1H'", id="time"),
        pytest.param("EncodingReservedUnitTypes", "AccountId eq guid'0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001'", id="guid"),
        pytest.param("Assets", "Name eq null and Created ne null and null eq State", id="null"),
        pytest.param("Assets", "indexof(Name,'Holo') gt 1", id="indexof"),
        pytest.param("Assets", "substringof('x',Name) eq true", id="a function that is a condition"),
        pytest.param("Assets", "tolower(trim(Name)) eq concat('a',AlternateId)", id="functions of strings"),
        pytest.param("Assets", "year(Created) eq 2014 and State add 1 gt 2", id="numbers, computed"),
        pytest.param("Assets", "startswith(Name,null)", id="null as argument"),
        pytest.param("Assets", "(Name eq 'x') eq true", id="a comparison, compared"),
        pytest.param("Assets", "isof('NS.Type') and cast(State,'Edm.String') eq 'x'", id="types"),
        pytest.param("Locators", "Asset/Name eq 'x' and Asset/State eq 1", id="navigation"),
        pytest.param("Channels", "Input/StreamingProtocol eq 'RTMP'", id="complex"),
        pytest.param("Assets", "Files/any(f: f/IsPrimary and f/Name eq Name)", id="any"),
        pytest.param("Jobs", "Tasks/all(t: t/OutputMediaAssets/any(a: a/State eq 0 and t/State eq 3))", id="lambdas in lambdas"),
        pytest.param("StreamingEndpoints", "CustomHostNames/any(n: n eq 'x')", id="any of strings"),
        pytest.param("Assets", "Files/any()", id="any at all"),
        pytest.param("Assets", "$it/Name eq 'x'", id="the entity itself"),
        pytest.param("Assets", "NS.Derived/Whatever eq 3", id="a type that is not in the model"),
        pytest.param("Assets", "null", id="null alone"),
    ],
)  # fmt: skip
def test_nothing_is_said(entity_set: str, text: str) -> None:
    assert replace(judged(entity_set, text), equated=()) == Judgement()


@pytest.mark.parametrize(
    ("entity_set", "text", "equated"),
    [
        pytest.param("Assets", "Id eq 'x'", [("x", "cid")], id="its own id"),
        pytest.param("Files", "'x' eq ParentAssetId", [("x", "cid")], id="another's"),
        pytest.param("Jobs", "Tasks/any(t: t/Id eq 'x')", [("x", "tid")], id="in a lambda"),
        pytest.param("Assets", "Name eq 'x'", [], id="no id"),
        pytest.param("Assets", "Id ne 'x'", [], id="unequal"),
        pytest.param("Assets", "Id eq AlternateId", [], id="no text"),
    ],
)
def test_what_ids_are_held_against(
    entity_set: str, text: str, equated: list[tuple[str, str]]
) -> None:
    assert [(one.text, one.id_kind) for one in judged(entity_set, text).equated] == equated


@pytest.mark.parametrize(
    ("entity_set", "text", "faults"),
    [
        pytest.param("Assets", "Nmae eq 'x'", ["character 1: `Nmae` is no property of Asset; did you mean Name?"], id="a slip"),
        pytest.param("Assets", "1 eq 1 and name eq 'x'", ["character 12: `name` is no property of Asset; did you mean Name?"], id="another case"),
        pytest.param("Assets", "Frobnication eq 1", ["character 1: `Frobnication` is no property of Asset"], id="nothing like it"),
        pytest.param("Files", "IsPrimary eq True", ["character 14: `True` is no property of AssetFile; did you mean true?"], id="a word in another case"),
        pytest.param("Locators", "Asset/Nmae eq 1", ["character 7: `Nmae` is no property of Asset; did you mean Name?"], id="beyond a navigation"),
        pytest.param("Locators", "Aset/Whatever/Else eq 1", ["character 1: `Aset` is no property of Locator; did you mean Asset?"], id="an unknown navigation, once"),
        pytest.param("Channels", "Input/Protocol eq 'x'", ["character 7: `Protocol` is no property of ChannelInput; did you mean StreamingProtocol?"], id="in a complex value"),
        pytest.param("Assets", "Created/Year eq 2014", ["character 9: Edm.DateTime has no properties"], id="within a date"),
        pytest.param("Assets", "Files/any(f: f/Nmae eq g/Name)", ["character 16: `Nmae` is no property of AssetFile; did you mean Name?", "character 24: `g` is no property of Asset"], id="in a lambda"),
        pytest.param("Assets", "startswith(Naem,'x') or length(Titel) gt 1", ["character 12: `Naem` is no property of Asset; did you mean Name?", "character 32: `Titel` is no property of Asset"], id="in functions"),
    ],
)  # fmt: skip
def test_unknown_names(entity_set: str, text: str, faults: list[str]) -> None:
    found = judged(entity_set, text)

    assert [str(fault) for fault in found.unknown] == faults
    assert not found.mistyped


@pytest.mark.parametrize(
    ("entity_set", "text", "faults"),
    [
        pytest.param("Jobs", "State eq 'Finished'", ["character 10: `State` is Edm.Int32; write 3, the number of Finished"], id="a word for its number"),
        pytest.param("Jobs", "'finished' ne State", ["character 15: `State` is Edm.Int32; write 3, the number of Finished"], id="value first"),
        pytest.param("Jobs", "State eq '3'", ["character 10: `State` is Edm.Int32; write 3 without quotes"], id="a number in quotes"),
        pytest.param("Jobs", "State eq 'Done'", ["character 10: `State` is Edm.Int32; write a number, without quotes"], id="a word that is none of it"),
        pytest.param("Assets", "Created gt '2014-01-01'", ["character 12: `Created` is Edm.DateTime; write datetime'2014-01-01'"], id="a date in bare quotes"),
        pytest.param("Assets", "Created gt 'today'", ["character 12: `Created` is Edm.DateTime; write datetime'2014-01-31T12:00:00Z'"], id="no date at all"),
        pytest.param("Assets", "Created gt 20140101", ["character 12: `Created` is Edm.DateTime; write datetime'2014-01-31T12:00:00Z'"], id="a number for a date"),
        pytest.param("Assets", "Name eq 5", ["character 9: `Name` is Edm.String; write '5'"], id="a number for a string"),
        pytest.param("Assets", "Id eq guid'0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001'", ["character 7: `Id` is Edm.String; write '…'"], id="a guid for a string"),
        pytest.param("Channels", "State eq 2", ["character 10: `State` is Edm.String; write '2'"], id="a number for a word"),
        pytest.param("Files", "IsPrimary eq 'True'", ["character 14: `IsPrimary` is Edm.Boolean; write true"], id="a boolean in quotes"),
        pytest.param("Files", "IsPrimary eq 1", ["character 14: `IsPrimary` is Edm.Boolean; write true or false"], id="a number for a boolean"),
        pytest.param("Programs", "ArchiveWindowLength eq 'PT1H'", ["character 24: `ArchiveWindowLength` is Edm.Time; write time'…'"], id="a time in bare quotes"),
        pytest.param("EncodingReservedUnitTypes", "AccountId eq 'x'", ["character 14: `AccountId` is Edm.Guid; write guid'…'"], id="a guid in bare quotes"),
        pytest.param("Assets", "length(Name) eq 'x'", ["character 17: a number is compared with a string: this is a number, 'x' is a string"], id="what a function gives"),
        pytest.param("Assets", "Name eq State", ["character 9: a string is compared with a number: `Name` is Edm.String, `State` is Edm.Int32"], id="two properties"),
        pytest.param("Jobs", "not State eq 3", ["character 5: not takes a condition, a comparison in parentheses; `State` is Edm.Int32"], id="not without parentheses"),
        pytest.param("Jobs", "State eq 3 or 4", ["character 15: or joins conditions; 4 is a number"], id="half a comparison"),
        pytest.param("Assets", "indexof(Name,'x')", ["character 1: a filter is a condition; this is a number"], id="a filter that is no condition"),
        pytest.param("Assets", "startswith(State,'x')", ["character 12: startswith takes a string here; `State` is Edm.Int32"], id="a number as argument"),
        pytest.param("Assets", "year('2014-01-01') eq 2014", ["character 6: year takes a date here; '2014-01-01' is a string"], id="a string for a date"),
        pytest.param("Assets", "Name add 'x' eq 'y'", ["character 1: add takes numbers; `Name` is Edm.String", "character 10: add takes numbers; 'x' is a string", "character 17: a number is compared with a string: this is a number, 'y' is a string"], id="strings, added"),
        pytest.param("Assets", "Files/any(f: f/Name)", ["character 14: any takes a condition; `Name` is Edm.String"], id="a lambda without a condition"),
        pytest.param("Locators", "Asset/State eq 'Deleted'", ["character 16: `State` is Edm.Int32; write 2, the number of Deleted"], id="beyond a navigation"),
    ],
)  # fmt: skip
def test_mistyped_values(entity_set: str, text: str, faults: list[str]) -> None:
    found = judged(entity_set, text)

    assert [str(fault) for fault in found.mistyped] == faults
    assert not found.unknown


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("Created desc,Name", [], id="properties"),
        pytest.param("tolower(Name)", [], id="a function"),
        pytest.param("Created,Naem desc", ["character 9: `Naem` is no property of Asset; did you mean Name?"], id="a slip"),
    ],
)  # fmt: skip
def test_orders(text: str, faults: list[str]) -> None:
    keys = read_orderby(text)
    assert not isinstance(keys, Fault)

    found = judge_orderby(keys, type_of("Assets"), MODEL)

    assert [str(fault) for fault in found.unknown] == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("Id,Name", [], id="properties"),
        pytest.param("*", [], id="everything"),
        pytest.param("Files/Name,Files/*,Files", [], id="paths"),
        pytest.param("WindowsAzureMediaServices.*", [], id="all actions"),
        pytest.param("WindowsAzureMediaServices.Publish,Publish", [], id="an action"),
        pytest.param("Id, naem,Files/Naem", ["character 5: `naem` is no property of Asset; did you mean Name?", "character 16: `Naem` is no property of AssetFile; did you mean Name?"], id="slips"),
    ],
)  # fmt: skip
def test_selections(text: str, faults: list[str]) -> None:
    paths = read_select(text)
    assert not isinstance(paths, Fault)

    found = judge_select(paths, type_of("Assets"), MODEL)

    assert [str(fault) for fault in found.unknown] == faults


def test_a_chain_of_thousands_is_judged() -> None:
    found = judged("Jobs", " and ".join(["State eq '3'", "Nmae eq 1"] * 2500))

    assert (len(found.unknown), found.unknown[0].at) == (MOST, 17)
    assert (len(found.mistyped), found.mistyped[0].at) == (MOST, 9)


def test_the_deepest_expression_is_judged() -> None:
    found = judged("Assets", "a or b and c eq d add 1 mul (" * 99 + "e" + ")" * 99)

    assert len(found.unknown) == MOST
