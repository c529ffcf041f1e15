"""The operations of a `$batch`, and which answer is whose."""

import make
import pytest
from batches import answer, batch, change_set, mixed, operation
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.batch import Operation, operations
from inspector.core.exchange import Exchange, Response
from inspector.core.multipart import MOST_PARTS

ROOT = make.ROOT
JOB = operation(f"POST {ROOT}Jobs HTTP/1.1", "{}", Content_ID="1")
TASK = operation("POST $1/Tasks HTTP/1.1", "{}", Content_ID="2")
READ = operation("GET Assets HTTP/1.1")
DONE = "HTTP/1.1 201 Created"
FAILED = "HTTP/1.1 400 Bad Request"


def called(exchange: Exchange) -> list[str]:
    return [f"{one.number} {one.exchange.request.operation}" for one in operations(exchange)]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        pytest.param([change_set(JOB, TASK)], ["1 POST Jobs", "2 POST $1/Tasks"], id="the official form: a job and its task"),
        pytest.param([READ, READ], ["1 GET Assets", "2 GET Assets"], id="reads outside of change sets"),
        pytest.param([READ, change_set(JOB), READ], ["1 GET Assets", "2 POST Jobs", "3 GET Assets"], id="numbers count on through change sets"),
        pytest.param([change_set(JOB), change_set(JOB, boundary="d")], ["1 POST Jobs", "2 POST Jobs"], id="two change sets"),
        pytest.param([operation("GET /api/Assets HTTP/1.1")], ["1 GET Assets"], id="a path"),
        pytest.param([operation("GET Assets('nb:cid:UUID:1') HTTP/1.1")], ["1 GET Assets('…')"], id="a relative URL with colons"),
        pytest.param([operation("GET Assets")], ["1 GET Assets"], id="without HTTP version"),
        pytest.param([operation("GET Assets?$filter=Name eq 'x y' HTTP/1.1")], ["1 GET Assets"], id="blanks that are not encoded"),
        pytest.param([operation("POST Assets('1') HTTP/1.1", "{}", X_HTTP_Method="MERGE")], ["1 MERGE Assets('…')"], id="a tunnelled verb"),
        pytest.param([change_set()], [], id="an empty change set"),
        pytest.param([operation("what is this")], [], id="a start line that is none"),
        pytest.param([operation(DONE)], [], id="an answer where a request belongs"),
        pytest.param(["Content-Type: text/plain\r\n\r\nGET Assets HTTP/1.1"], [], id="a part of text"),
    ],
)  # fmt: skip
def test_the_operations_of_a_batch(parts: list[str], found: list[str]) -> None:
    assert called(batch(*parts)) == found


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(mixed(change_set(JOB, TASK)).replace("\r\n", "\n"), "multipart/mixed; boundary=b", id="line feeds only"),
        pytest.param("a preamble\r\n" + mixed(change_set(JOB, TASK)), "multipart/mixed; boundary=b", id="a preamble"),
        pytest.param(mixed(change_set(JOB, TASK)).removesuffix("--b--\r\n"), "multipart/mixed; boundary=b", id="no closing boundary"),
        pytest.param(mixed(change_set(JOB, TASK)).replace("--c--\r\n", ""), "multipart/mixed; boundary=b", id="no closing boundary inside"),
        pytest.param(mixed(change_set(JOB, TASK)), 'Multipart/Mixed;Boundary="b"', id="a quoted boundary"),
    ],
)  # fmt: skip
def test_a_batch_may_be_written_by_hand(body: str, kind: str) -> None:
    sent = make.exchange("POST", "$batch", body, content_type=kind)

    assert called(sent) == ["1 POST Jobs", "2 POST $1/Tasks"]


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(make.exchange("GET", "$batch", mixed(JOB), content_type="multipart/mixed; boundary=b"), id="another verb"),
        pytest.param(batch(JOB, url="Assets"), id="another address"),
        pytest.param(batch(JOB, content_type="application/json"), id="another type"),
        pytest.param(batch(JOB, content_type=None), id="no type"),
        pytest.param(batch(JOB, content_type="multipart/mixed; boundary=x"), id="another boundary"),
        pytest.param(make.exchange("POST", "$batch", None), id="not recorded"),
        pytest.param(make.exchange("POST", "$batch", b""), id="empty"),
    ],
)  # fmt: skip
def test_what_is_no_batch_has_no_operations(exchange: Exchange) -> None:
    assert operations(exchange) == ()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"{ROOT}Jobs", id="absolute"),
        pytest.param("Jobs", id="relative"),
        pytest.param("/api/Jobs", id="a path"),
    ],
)
@pytest.mark.parametrize("outer", ["$batch", "%24batch", "$batch?api-version=2.19", "/$batch"])
def test_inner_urls_are_made_whole(url: str, outer: str) -> None:
    (one,) = operations(batch(operation(f"POST {url} HTTP/1.1", "{}"), url=outer))

    assert one.exchange.request.target.host == "accountname.restv2.westus.media.azure.net"
    assert [s.name for s in one.exchange.request.target.segments] == ["Jobs"]


@pytest.mark.parametrize(
    ("part", "named"),
    [
        pytest.param(JOB, "1", id="among the inner request's headers, as the documents print it"),
        pytest.param(operation("POST Jobs HTTP/1.1", part="Content-ID: 7\r\n"), "7", id="among the part's"),
        pytest.param(operation("POST Jobs HTTP/1.1", content_id="3"), "3", id="in lower case"),
        pytest.param(operation("POST Jobs HTTP/1.1"), None, id="none"),
    ],
)  # fmt: skip
def test_content_ids(part: str, named: str | None) -> None:
    (one,) = operations(batch(change_set(part)))

    assert one.content_id == named


def test_each_operation_has_its_own_headers_and_none_of_the_batchs() -> None:
    own = operation(
        "POST Jobs HTTP/1.1", "{}", DataServiceVersion="3.0", Content_Type="application/json"
    )
    (one,) = operations(batch(own, data_service_version="1.0;NetFx"))

    assert list(one.exchange.request.headers) == [
        ("DataServiceVersion", "3.0"), ("Content-Type", "application/json"),
    ]  # fmt: skip
    assert one.exchange.request.json.value == {}
    assert one.exchange.request.credential is None


def created(name: str = "", start: str = DONE) -> str:
    return operation(start, "{}", **({"Content_ID": name} if name else {}))


def job(name: str = "") -> str:
    return operation("POST Jobs HTTP/1.1", "{}", **({"Content_ID": name} if name else {}))


Outcome = list[tuple[int | None, str | None, int, bool]]


def outcome(found: tuple[Operation, ...]) -> Outcome:
    """Return of each operation status, Content-ID of its answer, sharers, undone."""
    seen = []
    for one in found:
        got = one.exchange.response
        name = got.headers.get("Content-ID") if got else None
        seen.append((got.status if got else None, name, one.answered_with, one.undone))
    return seen


OK = (201, None, 1, False)
NONE = (None, None, 1, False)


@pytest.mark.parametrize(
    ("asked", "answered", "seen"),
    [
        pytest.param([READ, READ], answer(created(), created()), [OK, OK], id="one by one, in order"),
        pytest.param([READ, READ], answer(created()), [OK, NONE], id="fewer answers than operations"),
        pytest.param([READ], answer(created(), created()), [OK], id="more answers than operations"),
        pytest.param([READ], answer(created(start="HTTP/1.1 404 Not Found")), [(404, None, 1, False)], id="a read that failed"),
        pytest.param([READ, change_set(job(), job()), READ], answer(created(), change_set(created(), created()), created()), [OK] * 4, id="a change set among reads"),
        pytest.param([change_set(job("1"), job("2"))], answer(change_set(created("2"), created("1"))), [(201, "1", 1, False), (201, "2", 1, False)], id="by Content-ID, in another order"),
        pytest.param([change_set(job("1"), job("2"), job("3"))], answer(change_set(created("1"), created("3"))), [(201, "1", 1, False), NONE, (201, "3", 1, False)], id="by Content-ID, one is missing"),
        pytest.param([change_set(job("1"), job("1"))], answer(change_set(created("1"), created("1"))), [(201, "1", 1, False)] * 2, id="the same Content-ID twice: in order"),
        pytest.param([change_set(job("1"), job())], answer(change_set(created("1"), created())), [(201, "1", 1, False), OK], id="one without Content-ID: in order"),
        pytest.param([change_set(job(), job())], answer(change_set()), [NONE, NONE], id="an empty answer, as the documents print it"),
        pytest.param([change_set(job(), job())], answer(), [NONE, NONE], id="no answer for the change set"),
        pytest.param([change_set(job(), job())], answer(created(), created()), [OK, OK], id="answers without a change set around them"),
        pytest.param([change_set(job(), job()), READ], answer(created(start=FAILED), created()), [(400, None, 2, False), (None, None, 1, True), OK], id="one failure for a whole change set"),
        pytest.param([change_set(job("1"), job("2"))], answer(created("2", FAILED)), [(None, None, 1, True), (400, "2", 2, False)], id="one failure, and whose it is"),
        pytest.param([change_set(job("1"), job("2"))], answer(created("9", FAILED)), [(400, "9", 2, False), (None, None, 1, True)], id="one failure, of an id there is not"),
        pytest.param([change_set(job(), job())], answer(change_set(created(start=FAILED))), [(400, None, 2, False), (None, None, 1, True)], id="one failure inside a change set's answer"),
        pytest.param([change_set(job("1"), job("2"), job("3"))], answer(change_set(created("1"), created("2", FAILED))), [(201, "1", 1, False), (400, "2", 1, False), (None, None, 1, True)], id="the answer ends at the failure"),
        pytest.param([change_set(job())], answer(created(start=FAILED)), [(400, None, 1, False)], id="a failed change set of one"),
        pytest.param([change_set(job(), job())], answer(change_set(created())), [OK, NONE], id="one success is not the whole change set's"),
        pytest.param([READ], answer(change_set(created())), [NONE], id="a change set's answer to a read"),
        pytest.param([READ], answer(created(), status=400), [NONE], id="the batch itself was refused"),
        pytest.param([READ], make.response(202, None), [NONE], id="the answer was not recorded"),
        pytest.param([READ], make.response(202, "no batch", [("Content-Type", "text/plain")]), [NONE], id="an answer that is no batch"),
        pytest.param([READ], None, [NONE], id="no response at all"),
    ],
)  # fmt: skip
def test_which_answer_is_whose(asked: list[str], answered: Response | None, seen: Outcome) -> None:
    assert outcome(operations(batch(*asked, answered=answered))) == seen


def test_an_answer_keeps_its_headers_and_body() -> None:
    got = answer(operation(DONE, '{"d":{}}', DataServiceVersion="3.0;"))
    (one,) = operations(batch(job(), answered=got))

    response = one.exchange.response
    assert response is not None
    assert (response.reason, response.headers.get("DataServiceVersion")) == ("Created", "3.0;")
    assert response.json.value == {"d": {}}


def test_many_parts_are_bounded() -> None:
    assert (
        len(operations(batch(*[READ] * 5000, answered=answer(*[created()] * 5000)))) == MOST_PARTS
    )


PIECES = st.sampled_from(
    ["--b\r\n", "--c\r\n", "--b--\r\n", "--c--", "\r\n", "Content-Type: application/http\r\n",
     "Content-Type: multipart/mixed; boundary=c\r\n", "Content-ID: 1\r\n", "GET Assets HTTP/1.1\r\n",
     "GET //[::1 HTTP/1.1\r\n", "POST $1/Tasks HTTP/1.1\r\n", "HTTP/1.1 400 No\r\n", "{", "\U0001f600", "\x00"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.lists(PIECES, max_size=40))
def test_nothing_raises(asked: list[str], answered: list[str]) -> None:
    kind = "multipart/mixed; boundary=b"
    got = make.response(202, "".join(answered), [("Content-Type", kind)])
    for one in operations(
        make.exchange("POST", "$batch", "".join(asked), content_type=kind, answer=got)
    ):
        assert one.exchange.request.operation
        assert one.number > 0
