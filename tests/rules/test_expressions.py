"""QRY504's values, and what the model says of queries."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import casefile
import make
import pytest

from inspector.core.inspection import Inspection
from inspector.core.severity import WARNING
from inspector.profiles.model import bundled_model
from inspector.rules import expressions as rules
from inspector.rules.addresses import query_not_encoded

MARKER = "<redacted:sig:0123456789ab>"


def inspection(*args: Any, **changed: Any) -> Inspection:
    it = make.inspection(*args, **changed)
    return replace(it, facts=replace(it.facts, model=bundled_model()))


def notes(url: str, method: str = "GET") -> list[tuple[str | None, str]]:
    found = rules.query_option_unsupported.check(make.inspection(method, url))
    return [(evidence.query, evidence.note) for evidence in found]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("$filter=indexof(Name,'Holo') gt 1", id="raw blanks"),
        pytest.param("$filter=Name+eq+'Media+Encoder+Standard'", id="plus for blanks"),
        pytest.param("$filter=%4E%61%6D%65%20%65%71%20%27%78%27", id="everything encoded"),
        pytest.param("$filter=substringof('x',Name) eq true", id="a function, compared"),
        pytest.param("$filter=startswith(Name, 'a') and State eq 3", id="a blank after a comma"),
        pytest.param("$filter=Id eq 'nb:cid:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001'", id="raw colons"),
        pytest.param("$filter=Name eq 'O''Brien'", id="a doubled quote"),
        pytest.param("$filter=LastModified gt datetime'2014-01-01T00:00:00.123Z'", id="a date"),
        pytest.param("$filter=LastModified gt DateTime'2014-01-01T00:00:00%2B02:00'", id="a date with an offset"),
        pytest.param("$filter=not (State eq 1)", id="not"),
        pytest.param("$filter=(State eq 1)", id="parentheses"),
        pytest.param("$filter=Name eq '%26%23%2B'", id="encoded marks in a string"),
        pytest.param("$filter=Name%20eq%20'x", id="an unclosed quote, which is QRY512's"),
        pytest.param("$filter=", id="empty"),
        pytest.param("$orderby=Created desc,Name", id="two orders"),
        pytest.param("$orderby=", id="no order"),
        pytest.param("$select=*,Files/Name,WindowsAzureMediaServices.*", id="selections"),
        pytest.param("$select=Id, Name ,", id="blanks and a comma"),
        pytest.param("$top=0&$skip=0", id="zeros"),
        pytest.param("$top=+5&$skip=%2B5", id="signs"),
        pytest.param("$top=&$skip=", id="empty numbers"),
        pytest.param("$skip=2147483647", id="the largest number"),
        pytest.param("$skip=-0", id="nothing at all"),
        pytest.param("$top=99999999999", id="absurdly many, which is QRY502's"),
        pytest.param("$inlinecount=allpages", id="counted"),
        pytest.param("$inlinecount=none", id="not counted"),
        pytest.param("$inlinecount=", id="count left out"),
        pytest.param("$skiptoken=whatever(", id="a token is the service's own"),
        pytest.param("$filter={{filter}}&$top={{top}}", id="templates"),
        pytest.param("$filter=Name%20eq%20<name>&$top=<n>", id="names in brackets"),
        pytest.param("$filter=Name%20=%20{name}&$skip=${SKIP}", id="other templates"),
        pytest.param(f"$filter=Name%20=%20{MARKER}", id="a marker"),
        pytest.param("$filter=contains(Name,%27" + "x" * 20000, id="longer than a server takes"),
        pytest.param("filter=contains(Name,'x')", id="without a dollar sign it is no option"),
    ],
)  # fmt: skip
def test_values_that_can_be_read(query: str) -> None:
    assert notes(f"Assets?{query}") == []


@pytest.mark.parametrize(
    ("query", "place", "note"),
    [
        pytest.param("$filter=contains(Name,'x')", "$filter", "character 1: `contains(` is no function: write substringof('x',Name) (contains is OData v4)", id="a function of v4"),
        pytest.param("%24filter=Name%20%3D%20'x'", "$filter", "character 6: `=` is no operator; write eq", id="encoded"),
        pytest.param("$filter=Name%20=='x'", "$filter", "character 6: `==` is no operator; write eq", id="raw"),
        pytest.param("$filter=Name+EQ+'x'", "$filter", "character 6: operators are in lower case: eq, not EQ", id="plus for blanks"),
        pytest.param("$filter=Name eq 'x", "$filter", "character 9: the quote is not closed; one that belongs to a string is written twice", id="an unclosed quote among raw blanks"),
        pytest.param("$filter=%20", "$filter", "character 1: the filter is empty", id="a blank"),
        pytest.param("$filter=length(Name,1)%20eq%201", "$filter", "character 1: length takes 1 argument, not more", id="too many arguments"),
        pytest.param("$filter=Created%20gt%20datetimeoffset'2014-01-01T00:00:00+02:00'", "$filter", "character 12: `datetimeoffset'2014-01-01T00:00:00 02:0…` is no datetimeoffset: write datetimeoffset'2014-01-31T12:00:00Z'; a + in a URL means a blank, so write %2B", id="a raw plus"),
        pytest.param("$orderby=Created%20descending", "$orderby", "character 9: `descending` is no operator: write desc", id="an order"),
        pytest.param("$select=Id%20Name", "$select", "character 1: `Id Name` is no name: names are separated by commas", id="a selection"),
        pytest.param("$top=all", "$top", "no whole number", id="a word for a number"),
        pytest.param("$top=1.5", "$top", "no whole number", id="a fraction"),
        pytest.param("$top=%20", "$top", "no whole number", id="a blank for a number"),
        pytest.param("$top=٣", "$top", "no whole number", id="digits of another script"),
        pytest.param("$top=-1", "$top", "negative", id="negative"),
        pytest.param("$skip=-10", "$skip", "negative", id="negative skip"),
        pytest.param("$skip=2147483648", "$skip", "more than 2,147,483,647", id="too large"),
        pytest.param("$inlinecount=true", "$inlinecount", "neither allpages nor none", id="true"),
        pytest.param("$inlinecount=AllPages", "$inlinecount", "case matters: allpages", id="another case"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_read(query: str, place: str, note: str) -> None:
    assert notes(f"Assets?{query}") == [(place, note)]


def test_a_word_that_some_versions_read_is_a_warning() -> None:
    it = make.inspection(url="Assets?$filter=State%20eq%201%20OR%20State%20eq%202")

    assert [e.severity for e in rules.query_option_unsupported.check(it)] == [WARNING]


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_values_are_read_of_a_get_only(method: str) -> None:
    assert notes("Assets?$top=all", method) == []


@pytest.mark.parametrize("raw", ["$filter=Name%20eq%20'O'Brien'", "$filter=Name%20eq%20'R&D'"])
def test_an_unclosed_quote_is_reported_once(raw: str) -> None:
    it = make.inspection(url=f"Assets?{raw}")

    assert len([*query_not_encoded.check(it), *rules.query_option_unsupported.check(it)]) == 1


ASSET, JOB = "Assets('nb:cid:UUID:1')", "Jobs('nb:jid:UUID:1')"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("Assets?$filter=Name eq 'x'&$orderby=Created desc&$select=Id,Name", id="known names"),
        pytest.param(f"{ASSET}/Files?$filter=IsPrimary eq true", id="related entities"),
        pytest.param(f"{JOB}?$select=State", id="one entity"),
        pytest.param("Assets/$count?$filter=State eq 1", id="a count"),
        pytest.param("Foos?$filter=Nmae eq 'x'", id="an unknown set"),
        pytest.param(f"{ASSET}/Fils?$filter=Nmae eq 'x'", id="an unknown navigation"),
        pytest.param(f"{ASSET}/$links/ContentKeys?$filter=Nmae eq 'x'", id="links"),
        pytest.param("CreateFileInfos?assetid='1'&$filter=Nmae eq 'x'", id="a function"),
        pytest.param("$metadata?$filter=Nmae eq 'x'", id="metadata"),
        pytest.param("$1/Tasks?$filter=Nmae eq 'x'", id="an earlier request of a batch"),
        pytest.param("?$filter=Nmae eq 'x'", id="the service document"),
        pytest.param(f"{JOB}/State?$filter=Nmae eq 'x'", id="a property"),
        pytest.param("Assets?$filter={{property}} eq 'x'&$select={{names}}", id="templates"),
        pytest.param("Assets?$filter=Nmae eq '<name>'", id="a name in brackets"),
        pytest.param(f"Assets?$filter=Nmae eq '{MARKER}'", id="a marker"),
        pytest.param("Assets?$filter=Nmae = 'x'&$orderby=Nmae descending&$select=Nmae,,", id="QRY504's"),
        pytest.param("Assets?$filter=&$orderby=&$select=", id="empty"),
        pytest.param("Assets?filter=Nmae eq 'x'", id="no option"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_names_and_values(url: str) -> None:
    it = inspection(url=url)

    assert [*rules.unknown_names(it), *rules.mistyped_values(it)] == []


def test_nothing_is_said_without_a_model() -> None:
    it = make.inspection(url="Assets?$filter=Nmae eq 'x' and State eq 'y'")

    assert [*rules.unknown_names(it), *rules.mistyped_values(it)] == []


@pytest.mark.parametrize(
    ("url", "found"),
    [
        pytest.param("Assets?$filter=Nmae eq 'x'", [("$filter", "character 1: `Nmae` is no property of Asset; did you mean Name?")], id="a filter"),
        pytest.param("Assets/$count?$filter=Nmae eq 'x'", [("$filter", "character 1: `Nmae` is no property of Asset; did you mean Name?")], id="a count"),
        pytest.param(f"{ASSET}/Files()?%24orderby=isprimary", [("$orderby", "character 1: `isprimary` is no property of AssetFile; did you mean IsPrimary?")], id="an order of related entities"),
        pytest.param(f"{JOB}?$select=Id,Status", [("$select", "character 4: `Status` is no property of Job; did you mean State?")], id="a selection"),
        pytest.param("Assets?$select=Foo&$orderby=Bar", [("$orderby", "character 1: `Bar` is no property of Asset"), ("$select", "character 1: `Foo` is no property of Asset")], id="several options"),
    ],
)  # fmt: skip
def test_unknown_names(url: str, found: list[tuple[str, str]]) -> None:
    assert [(e.query, e.note) for e in rules.unknown_names(inspection(url=url))] == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        pytest.param("Jobs?$filter=State eq 'Finished'", [("$filter", "character 10: `State` is Edm.Int32; write 3, the number of Finished")], id="a word for its number"),
        pytest.param("Jobs?$filter=" + quote("Created gt '2014-01-01'"), [("$filter", "character 12: `Created` is Edm.DateTime; write datetime'2014-01-01'")], id="a date"),
        pytest.param("Jobs?$filter=" + " or ".join(["State eq 'x'"] * 99), [("$filter", f"character {10 + 16 * n}: `State` is Edm.Int32; write a number, without quotes") for n in range(5)], id="very many"),
    ],
)  # fmt: skip
def test_mistyped_values(url: str, found: list[tuple[str, str]]) -> None:
    assert [(e.query, e.note) for e in rules.mistyped_values(inspection(url=url))] == found


ACCEPTED = casefile.cases(Path(__file__).parents[1] / "corpus" / "accepted")


def test_nothing_is_said_of_what_the_service_accepted() -> None:
    requests = [exchange.request for case in ACCEPTED for exchange in case.exchanges]
    queries = [one for one in requests if any(name in one.url for name in ("filter", "orderby"))]
    found = [
        (request.url, evidence.note)
        for request in requests
        for it in [inspection(request.method, request.url)]
        for evidence in (*rules.unknown_names(it), *rules.mistyped_values(it))
    ]

    assert len(queries) > 20
    assert found == []


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("Nm%C3%A4 eq 1 and ", id="unknown names"),
        pytest.param("State eq 'x' or not Name and ", id="mistyped values"),
        pytest.param("a/", id="steps"),
        pytest.param("(", id="parentheses"),
        pytest.param("<a ", id="half a template"),
        pytest.param("{a ", id="half another"),
        pytest.param("a,", id="commas"),
    ],
)
def test_hostile_values(value: str) -> None:
    began = time.process_time()
    for size in (16_000, 1 << 20):
        text = value * (size // len(value)) + "a"
        it = inspection(url=f"Jobs?$filter={text}&$orderby={text}&$select={text}")
        found = [rules.query_option_unsupported.check(it), rules.unknown_names(it), rules.mistyped_values(it)]  # fmt: skip
        assert sum(len([*each]) for each in found) <= 3 + 3 * 2 * rules.MOST

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        pytest.param("Name eq film", "text stands in quotes: 'film'", id="a word for a text"),
        pytest.param("startswith(Name,'a') and Name ne film", "text stands in quotes: 'film'", id="further on"),
        pytest.param("Nmae eq 'film'", "did you mean Name?", id="a name with a slip"),
        pytest.param("State eq film", "", id="a word for a number"),
    ],
)  # fmt: skip
def test_a_word_that_was_meant_as_text_is_told_so(condition: str, words: str) -> None:
    (found,) = rules.unknown_names(inspection(url=f"Assets?$filter={condition}"))

    assert words in found.note
    assert ("quotes" in found.note) is ("quotes" in words)
