"""`$filter` and the other options of a list."""

from urllib.parse import quote

import pytest
from standin.caller import Caller

NAMES = ["Holo", "alpha", "beta's", "Zoë", "  wide  "]


@pytest.fixture
def furnished(service: Caller) -> Caller:
    for number, name in enumerate(NAMES):
        service.now += 60
        body = {"Name": name, "Options": 1 if number == 1 else 0}
        service.made("Assets", body if number != 2 else {**body, "AlternateId": "x"})
    return service


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Name eq 'Holo'", ["Holo"], id="equal"),
        pytest.param("Name eq 'beta''s'", ["beta's"], id="a quote in a string"),
        pytest.param("Name ne 'Holo' and Options eq 0", NAMES[2:], id="and"),
        pytest.param("Name eq 'Holo' or Name eq 'Zoë'", ["Holo", "Zoë"], id="or"),
        pytest.param("Options eq 1 or Name eq 'Holo' and Options eq 0", NAMES[:2], id="and before or"),
        pytest.param("(Options eq 1 or Name eq 'Holo') and Options eq 0", ["Holo"], id="parentheses"),
        pytest.param("not (Options eq 0)", ["alpha"], id="not"),
        pytest.param("not startswith(Name,'H') and not endswith(Name,'a')", NAMES[2:], id="not, not"),
        pytest.param("indexof(Name,'lo') gt 1", ["Holo"], id="indexof"),
        pytest.param("substringof('eta',Name) eq true", ["beta's"], id="substringof"),
        pytest.param("endswith(Name,'ha')", ["alpha"], id="endswith"),
        pytest.param("length(Name) eq 4", ["Holo"], id="length"),
        pytest.param("tolower(toupper(Name)) eq 'holo'", ["Holo"], id="functions in functions"),
        pytest.param("trim(Name) eq 'wide'", ["  wide  "], id="trim"),
        pytest.param("AlternateId eq null", ["Holo", "alpha", *NAMES[3:]], id="null"),
        pytest.param("AlternateId gt 'a'", ["beta's"], id="null is not greater"),
        pytest.param("Created gt datetime'2026-01-31T12:03:30'", NAMES[3:], id="a date"),
        pytest.param("Created le datetime'2026-01-31T12:01:00.000Z'", NAMES[:1], id="a date with zone"),
        pytest.param("Options ge 0.5", ["alpha"], id="a fraction"),
        pytest.param("true", NAMES, id="true"),
        pytest.param("Id eq 'nb:cid:UUID:none'", [], id="nothing"),
    ],
)  # fmt: skip
def test_filter_finds(furnished: Caller, text: str, found: list[str]) -> None:
    told = furnished.call("GET", f"Assets?$filter={quote(text)}")

    assert [entity["Name"] for entity in told.json["value"]] == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Name eq Holo", id="no quotes"),
        pytest.param("Name eq 'Holo", id="one quote"),
        pytest.param("Nmae eq 'Holo'", id="no such property"),
        pytest.param("Name eq 5", id="a number for a string"),
        pytest.param("Options eq '0'", id="a string for a number"),
        pytest.param("Name", id="no condition"),
        pytest.param("Name eq", id="half a condition"),
        pytest.param("reverse(Name) eq 'x'", id="no such function"),
        pytest.param("startswith(Name)", id="an argument too few"),
        pytest.param("Created gt datetime'yesterday'", id="no date"),
        pytest.param("Id eq guid'x'", id="no guid"),
        pytest.param("Name == 'x'", id="another language"),
        pytest.param("(" * 101 + "true" + ")" * 101, id="too deep"),
        pytest.param("not " * 101 + "true", id="not, a hundred times"),
        pytest.param(" and ".join(["true"] * 1001), id="too long"),
        pytest.param("Name eq '" + "x" * 17_000 + "'", id="far too long"),
        pytest.param("", id="empty"),
    ],
)
def test_filter_is_refused(furnished: Caller, text: str) -> None:
    assert furnished.call("GET", f"Assets?$filter={quote(text)}").status == 400


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param("$orderby=Name", ["  wide  ", "Holo", "Zoë", "alpha", "beta's"], id="in order"),
        pytest.param("$orderby=Options desc,Name", ["alpha", "  wide  ", "Holo", "Zoë", "beta's"], id="two keys"),
        pytest.param("$orderby=AlternateId desc&$top=1", ["beta's"], id="nulls are least"),
        pytest.param("$top=2", NAMES[:2], id="the first two"),
        pytest.param("$skip=3&$top=5", NAMES[3:], id="the rest"),
        pytest.param("$skip=99", [], id="beyond the end"),
        pytest.param("$top=0", [], id="none"),
        pytest.param("$select=Name", NAMES, id="one property"),
    ],
)  # fmt: skip
def test_pages(furnished: Caller, options: str, found: list[str]) -> None:
    told = furnished.call("GET", f"Assets?{quote(options, safe='$=&')}")

    assert [entity["Name"] for entity in told.json["value"]] == found


def test_select_leaves_the_rest_out(furnished: Caller) -> None:
    assert furnished.call("GET", "Assets?$select=Name&$top=1").json["value"] == [{"Name": "Holo"}]


def test_count_of_all_pages(furnished: Caller) -> None:
    told = furnished.call("GET", "Assets?$inlinecount=allpages&$top=1&$filter=Options%20eq%200")

    assert told.json["odata.count"] == "4"
    assert furnished.call("GET", "Assets/$count").body == b"5"


def test_a_thousand_at_most_and_no_word_of_more(service: Caller) -> None:
    for number in range(1001):
        service.made("AccessPolicies", {"Name": str(number), "DurationInMinutes": 1})

    for options in ("", "?$top=5000"):
        told = service.call("GET", f"AccessPolicies{options}")
        assert len(told.json["value"]) == 1000
        assert set(told.json) == {"odata.metadata", "value"}
    assert len(service.call("GET", "AccessPolicies?$skip=1000").json["value"]) == 1
