"""Why a request was refused whose headers do not fit its body, or the answer it asks for."""

from typing import Any

import lives
import make
import pytest
from batches import answer, batch, change_set, operation
from lives import ASSET, at, call

from inspector.core.exchange import Exchange

BODY = b'{"Name": "a"}'


def sent(status: int = 400, url: str = "Assets", body: bytes = BODY, **fields: Any) -> Exchange:
    method = "POST" if body else "GET"
    answered = make.response(status, {"error": {"message": {"value": "no"}}})
    asked = make.headers(**fields)
    return make.exchange(method, make.ROOT + url, body, answer=answered, fields=list(asked))


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        pytest.param(sent(), False, id="no length"),
        pytest.param(sent(Content_Length=str(len(BODY))), False, id="its length"),
        pytest.param(sent(Content_Length="7", Content_Encoding="gzip"), False, id="a coded body"),
        pytest.param(sent(Content_Length="7", Transfer_Encoding="chunked"), False, id="in chunks"),
        pytest.param(sent(Content_Length="-1"), False, id="no number"),
        pytest.param(sent(Content_Length="²"), False, id="a digit of another kind"),
        pytest.param(sent(Content_Length="7", body=b""), False, id="no body recorded"),
        pytest.param(sent(404, Content_Length="7"), False, id="another status"),
        pytest.param(sent(Content_Length="15", body=b'{"Name":\n"a"}'), False, id="CRLF, and one at the end"),
        pytest.param(sent(Content_Length="13", body=b'{"Name":\r\n"a"}'), False, id="LF, as it was sent"),
        pytest.param(sent(Content_Length="70", body=b'{"client_secret": "hush"}'), False, id="a secret was cut out"),
        pytest.param(sent(Content_Length="7"), True, id="shorter"),
        pytest.param(sent(Content_Length="70"), True, id="longer"),
    ],
)  # fmt: skip
def test_a_body_of_another_length(exchange: Exchange, told: bool) -> None:
    (last,) = lives.annotated([exchange])

    assert last.diagnosis is not None
    causes = [one.why for one in last.diagnosis.causes]
    assert any("the service read" in why or "the service waited" in why for why in causes) is told


LIGHT = "application/json;odata=minimalmetadata"


@pytest.mark.parametrize(
    ("exchange", "likelihood"),
    [
        pytest.param(sent(Accept=LIGHT), None, id="of 3.0, as the test's headers allow"),
        pytest.param(sent(Accept=LIGHT, MaxDataServiceVersion=None), None, id="no version"),
        pytest.param(sent(Accept="application/json", MaxDataServiceVersion="2.0"), None, id="plain JSON may be verbose"),
        pytest.param(sent(Accept="application/json;odata=verbose", MaxDataServiceVersion="2.0"), None, id="verbose JSON"),
        pytest.param(sent(Accept=f"{LIGHT}, application/atom+xml", MaxDataServiceVersion="2.0"), None, id="Atom would do as well"),
        pytest.param(sent(Accept=None, MaxDataServiceVersion="2.0"), None, id="no Accept"),
        pytest.param(sent(Accept="application/json;odata=verbose", MaxDataServiceVersion="x"), None, id="no version at all"),
        pytest.param(sent(Accept=LIGHT, MaxDataServiceVersion="2.0"), "certain", id="light JSON"),
        pytest.param(sent(415, Accept=LIGHT, MaxDataServiceVersion="1.0;NetFx"), "likely", id="light JSON, 415"),
        pytest.param(sent(url="Jobs", body=b"", Accept="application/json;odata=verbose", MaxDataServiceVersion="2.0"), "likely", id="a job in any form"),
    ],
)  # fmt: skip
def test_an_answer_beyond_the_version(exchange: Exchange, likelihood: str | None) -> None:
    (last,) = lives.annotated([exchange])

    assert last.diagnosis is not None
    told = [one.likelihood for one in last.diagnosis.causes if "3.0, and" in one.why]
    assert told == ([likelihood] if likelihood else [])


def test_what_a_change_set_made_may_have_been_undone() -> None:
    creates = operation("POST Assets HTTP/1.1", '{"Name": "a"}', Content_Type="application/json")
    breaks = operation("POST Jobs HTTP/1.1", "{}", Content_Type="application/json")
    done = operation("HTTP/1.1 201 Created", f'{{"Id": "{ASSET}", "Name": "a"}}', Content_Type="application/json")  # fmt: skip
    failed = operation("HTTP/1.1 400 Bad Request")
    both = batch(change_set(creates, breaks), answered=answer(change_set(done, failed)))
    *_, last = lives.annotated([both, call("GET", at("Assets", ASSET), answer={}, status=404)])

    assert last.diagnosis is not None
    assert any("its change set was undone" in cause.why for cause in last.diagnosis.causes)


def test_what_a_plain_call_made_was_not_undone() -> None:
    made = call("POST", "Assets", {"Name": "a"}, {"Id": ASSET, "Name": "a"})
    *_, last = lives.annotated([made, call("GET", at("Assets", ASSET), answer={}, status=404)])

    assert last.diagnosis is not None
    told = [cause.why for cause in last.diagnosis.causes if "was there before" in cause.why]
    assert len(told) == 1
    assert "change set" not in told[0]
