"""What a call costs does not grow with what the stand-in holds; counted in steps of SQLite's."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from standin.caller import Caller

from inspector.standin.schema import schema
from inspector.standin.store.database import Database
from inspector.standin.store.fresh import fresh

FEW, MANY = 1000, 40_000
BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
STEPS = 20  # of SQLite's virtual machine, for each one counted


def key(number: int) -> str:
    return f"nb:cid:UUID:00000000-0000-0000-0000-{number:012}"


def holding(count: int) -> Caller:
    caller, base = Caller(), fresh(schema().sets["Assets"])
    caller.state.insert_many(
        "Assets",
        (
            {
                **base,
                "Id": key(number),
                "Name": f"asset-{number % 997:03}-{number:06}",
                "Created": BEGUN + timedelta(seconds=number),
                "Options": number % 3,
            }
            for number in range(count)
        ),
    )
    return caller


@pytest.fixture(scope="module")
def few() -> Caller:
    return holding(FEW)


@pytest.fixture(scope="module")
def many() -> Caller:
    return holding(MANY)


@pytest.fixture(autouse=True)
def nobody_looks_at_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave SQLite's one progress handler to the counting."""
    monkeypatch.setattr(Database, "within", lambda *_: nullcontext())


def steps(caller: Caller, url: str) -> tuple[int, int]:
    """Return how many steps a call takes, in STEPS, and how many entities it gives."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection = caller.state.database._connection
    connection.set_progress_handler(count, STEPS)
    told = caller.call("GET", url)
    connection.set_progress_handler(None, 0)
    assert told.status == 200, told.body
    value = told.json.get("value")
    return counted, 1 if value is None else len(value)


@pytest.mark.parametrize(
    ("path", "condition"),
    [
        pytest.param(f"Assets('{key(777)}')", "", id="one by its key"),
        pytest.param("Assets?$top=20", "", id="a page"),
        pytest.param("Assets?$orderby=Name&$top=20", "", id="a page in order"),
        pytest.param("Assets?$orderby=Created%20desc&$top=20", "", id="the latest"),
        pytest.param("Assets?$top=20", "Name eq 'asset-500-000500'", id="an index finds one"),
        pytest.param("Assets?$top=20", "Name eq 'nobody'", id="an index finds none"),
        pytest.param("Assets?$top=20", "startswith(Name,'asset-')", id="all pass"),
        pytest.param("Assets?$top=1", "startswith(Name,'asset-500')", id="few begin so"),
        pytest.param("Assets?$top=20", "Options eq 2", id="a third passes"),
        pytest.param("Assets?$top=20", "Options eq 1 or Options eq 2", id="two thirds pass"),
        pytest.param("Assets?$top=20", "not (Name eq 'x')", id="all but one pass"),
        pytest.param("Assets?$top=1", "substringof('500-000500',Name)", id="inside of one name"),
        pytest.param("Assets?$top=1", "endswith(Name,'-000500')", id="the end of one name"),
        pytest.param("Assets?$top=20", "Created lt datetime'2019-01-01'", id="no date fits"),
        pytest.param("Assets?$top=20", "Name eq 'asset-500-000500' and Options eq 2", id="two indexes"),
        pytest.param("Assets?$top=1", "tolower(Name) eq 'asset-500-000500'", id="in lower case"),
        pytest.param("Assets?$orderby=Created&$top=1", "Name eq 'asset-500-000500'", id="one, in order"),
        pytest.param("Assets?$orderby=Created&$top=20", "Options eq 2", id="a third, in order"),
        pytest.param("Assets?$inlinecount=allpages&$top=1", "substringof('500-000500',Name)", id="counted"),
    ],
)  # fmt: skip
def test_costs_stay(few: Caller, many: Caller, path: str, condition: str) -> None:
    url = f"{path}{'&' if '?' in path else '?'}$filter={quote(condition)}" if condition else path

    (small, given), (large, found) = steps(few, url), steps(many, url)

    assert found == given
    # The first rows of the table, which are looked at before an index is asked, are more of them.
    assert large <= 3 * max(small, 10)


def test_a_page_is_of_1000_entities_and_names_no_other(many: Caller) -> None:
    told = many.call("GET", "Assets?$inlinecount=allpages")

    assert len(told.json["value"]) == 1000
    assert told.json["odata.count"] == str(MANY)
    assert not {"odata.nextLink", "__next"} & told.json.keys()
    assert len(many.call("GET", "Assets?$top=5000").json["value"]) == 1000
    assert len(many.call("GET", f"Assets?$skip={MANY - 7}").json["value"]) == 7
