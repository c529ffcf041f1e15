"""Queries and bodies that were made to hurt, and what few would think of."""

from urllib.parse import quote

import make
import pytest
from standin.caller import Caller

from inspector.core.reading import read_json
from inspector.standin.laws import assets
from inspector.standin.schema import schema


def nested(function: str, count: int, rest: str = ")") -> str:
    return f"{f'{function}(' * count}Name{rest * count} eq 'A'"


def alternately(count: int) -> str:
    text = "Name eq 'x0'"
    for number in range(1, count):
        text = f"({text}) or (Name eq 'x{number}')"
    return text


def inward(count: int) -> str:
    text = "Name eq 'x'"
    for number in range(count):
        text = f"(Name eq 'x{number}') or ({text})"
    return text


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(nested("toupper", 60), id="upper case of upper case"),
        pytest.param(nested("insert", 40, ",1,'x')"), id="inserted into what was inserted"),
        pytest.param(nested("replace", 12, ",'o','" + "o" * 900 + "')"), id="replaced by more and more"),
        pytest.param(nested("concat", 90, ",'x')"), id="put together again and again"),
        pytest.param(alternately(90), id="90 in parentheses to the left"),
        pytest.param(inward(40), id="40 in parentheses to the right"),
        pytest.param("not " * 90 + "(Name eq 'x')", id="not, ninety times"),
        pytest.param(" add ".join(["1"] * 400) + " eq 1", id="a long sum"),
        pytest.param(" eq ".join(["true"] * 400), id="a long chain of comparisons"),
        pytest.param("floor(INF) eq 1", id="the floor of no end"),
        pytest.param("INF mod 2.5 eq 1", id="the rest of no end"),
        pytest.param("Options div 0 eq 1", id="divided by nothing"),
        pytest.param("time'P999999Y' gt time'PT1S'", id="a million years"),
        pytest.param("Created gt datetimeoffset'0001-01-01T00:00:00+14:00'", id="before all time"),
        pytest.param("Created lt datetimeoffset'9999-12-31T23:59:59-14:00'", id="after all time"),
        pytest.param("substringof('ab\0cd',Name)", id="nothing inside of a text"),
        pytest.param("Options eq 99999999999999999999999", id="a number beyond all"),
    ],
)  # fmt: skip
def test_a_query_is_answered(service: Caller, condition: str) -> None:
    service.asset("one for all")

    told = service.call("GET", f"Assets?$filter={quote(condition)}&$orderby=Name")

    assert told.status in {200, 400}
    assert service.call("GET", f"Assets/$count?$filter={quote(condition)}").status == told.status


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        pytest.param("(AlternateId gt 'x') eq false", 1, id="what is not known is not greater"),
        pytest.param("not (AlternateId gt 'x')", 1, id="the same, negated"),
        pytest.param("substringof('zzz',Name) eq false", 1, id="a search that finds nothing"),
        pytest.param("substringof('Stra',Name) eq true", 1, id="a search that finds it"),
        pytest.param("toupper(Name) eq 'STRASSE'", 0, id="one character becomes one, as in .NET"),
        pytest.param("toupper(Name) eq 'STRAßE'", 1, id="and some stay"),
    ],
)
def test_what_is_found(service: Caller, condition: str, found: int) -> None:
    service.asset("Straße")

    listed = service.call("GET", f"Assets?$filter={quote(condition)}").json["value"]
    counted = service.call("GET", f"Assets/$count?$filter={quote(condition)}").body

    assert (len(listed), int(counted)) == (found, found)


def test_a_query_that_takes_too_long_is_given_up(
    service: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector.standin.query import pages

    base = {"State": 0, "Options": 0, "FormatOption": 0}
    service.state.insert_many(
        "Assets", ({**base, "Id": f"nb:cid:UUID:{n}", "Name": f"asset {n}"} for n in range(3000))
    )
    monkeypatch.setattr(pages, "PATIENCE", 0.0)

    told = service.call("GET", "Assets?$filter=endswith(trim(Name),'zz')")

    assert (told.status, "took too long" in told.body.decode()) == (503, True)
    assert service.call("GET", "Assets?$top=1").status == 200


def test_a_string_that_never_ends_is_read_at_once() -> None:
    text = "[]" * 201 + '"' + '\\"' * 500_000

    assert read_json(text).failure is not None


def test_a_header_of_blanks_is_read_at_once(service: Caller) -> None:
    body = f"--b\r\nX: a{' ' * 500_000}b\r\n\r\n--b--".encode()

    assert service.call("POST", "$batch", body, Content_Type="multipart/mixed; boundary=b").status == 400  # fmt: skip


ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"'
PARENTS = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/ParentAssets"


def test_an_entry_inside_an_entry_is_made_once(service: Caller) -> None:
    entry = "<entry/>"
    for _ in range(4):
        entry = (
            f'<entry><link rel="{PARENTS}"><m:inline><feed>{entry}</feed></m:inline></link></entry>'
        )
    body = entry.replace("<entry>", f"<entry {ATOM}>", 1)

    assert service.call("POST", "Assets", body, Content_Type="application/atom+xml").status == 201
    assert service.state.count("Assets") == 5


def test_blocks_named_again_and_again_fill_no_more_than_the_room(
    service: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector.standin.blobs import uploads

    monkeypatch.setattr(uploads, "ROOM", 1000)
    url = service.locator(service.asset()).entity["Path"].replace("?", "/a.mp4?")
    service.send("PUT", f"{url}&comp=block&blockid=YQ%3D%3D", [], b"x" * 100)
    blocks = "<BlockList>" + "<Latest>YQ==</Latest>" * 10_000 + "</BlockList>"

    assert service.send("PUT", f"{url}&comp=blocklist", [], blocks.encode()).status == 507


def test_assets_that_a_job_names_leave_no_gap(service: Caller) -> None:
    """A deleted asset's row is kept; a new one must not take its number."""
    for _ in range(3):
        asset = service.film()
        job = service.made("Jobs", service.job(asset))
        outputs = service.call("GET", f"Jobs('{job['Id']}')/OutputMediaAssets").json["value"]
        for one in [asset, *outputs]:
            assert service.call("DELETE", f"Assets('{one['Id']}')").status == 204
        (gone,) = service.call("GET", f"Jobs('{job['Id']}')/InputMediaAssets").json["value"]
        assert (gone["State"], gone["Name"], gone["Uri"]) == (2, "Nonexistent Asset", None)

    made = service.asset("new")
    assert service.call("GET", f"Assets('{made['Id']}')").status == 200
    assert [one["Name"] for one in service.call("GET", "Assets").json["value"]] == ["new"]


def test_what_fails_while_it_is_due_happens_later(
    service: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = service.made("Jobs", service.job(service.film()))
    service.now += 60
    with monkeypatch.context() as patch:
        patch.setattr("inspector.standin.lives.jobs.fill_outputs", None)
        assert service.call("GET", "Assets").status == 500

    assert service.call("GET", f"Jobs('{job['Id']}')/State").json["value"] == 3


def test_a_bug_is_told_as_one(service: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.AssetLaw, "complete", lambda *_: 1 / 0)

    told = service.call("POST", "Assets", {"Name": "a"})

    assert (told.status, told.header("Server")) == (500, "ams-inspector-stand-in")
    assert service.state.count("Assets") == 0


@pytest.mark.parametrize(
    ("method", "url", "body", "status"),
    [
        pytest.param("POST", "Assets", {"Name": "a\0b"}, 400, id="a name with nothing in it"),
        pytest.param("POST", "Assets", {"Name": "\ud800"}, 201, id="half a character"),
        pytest.param("POST", "Assets", {"StorageAccount": {}}, 400, id="a storage account inside"),
        pytest.param("POST", "Assets", {"Name": "x" * 1_100_000}, 413, id="a megabyte"),
        pytest.param("DELETE", "$metadata", b"", 405, id="deleting the model"),
        pytest.param("GET", "$metadata?$top=1&$top=2", b"", 400, id="a page of the model"),
        pytest.param("GET", "$metadata?api-version=banana", b"", 400, id="the model of no version"),
    ],
)  # fmt: skip
def test_odd_calls(service: Caller, method: str, url: str, body: object, status: int) -> None:
    assert service.call(method, url, body).status == status


def test_units_that_are_null(service: Caller) -> None:
    (units,) = service.call("GET", "EncodingReservedUnitTypes").json["value"]
    path = f"EncodingReservedUnitTypes(guid'{units['AccountId']}')"

    assert service.call("MERGE", path, {"CurrentReservedUnits": None}).status == 204
    assert service.call("GET", path).entity["CurrentReservedUnits"] == 0


def test_a_browser_that_asks_for_an_old_model_gets_it(service: Caller) -> None:
    told = service.send("GET", f"{make.ROOT}$metadata?api-version=2.6")

    assert (told.status, b"Origins" in told.body, b'"Channels"' in told.body) == (200, True, False)


def test_every_set_is_listed_in_every_form(service: Caller) -> None:
    for name in schema().sets:
        version = "2.6" if name == "Origins" else "2.19"
        for accept in ("application/json", make.VERBOSE, "application/atom+xml"):
            told = service.call("GET", name, Accept=accept, x_ms_version=version)
            assert told.status == 200, (name, accept, told.body)
