"""RSP and INS: answers, no answers, and what was not inspected."""

from dataclasses import replace

import make
import pytest
from batches import answer, batch, change_set, operation

from inspector.core.exchange import Exchange, Response
from inspector.core.inspection import Inspection
from inspector.rules import inspector as own
from inspector.rules import responses
from inspector.rules.explanations import ending

MESSAGE = '{"error":{"message":{"value":"Bad."}}}'
LIGHT_MESSAGE = '{"odata.error":{"message":{"value":"Bad."}}}'
ATOM_MESSAGE = '<m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><m:message>Bad.</m:message></m:error>'
READ, MADE = operation("GET Assets HTTP/1.1"), operation("POST Assets HTTP/1.1", "{}")
REFUSED = operation("HTTP/1.1 400 Bad Request", MESSAGE)
DONE = operation("HTTP/1.1 200 OK", "{}")


@pytest.mark.parametrize(
    ("asked", "answered", "notes"),
    [
        pytest.param([READ], answer(DONE), {}, id="done"),
        pytest.param([READ, MADE], answer(DONE, operation("HTTP/1.1 201 Created")), {}, id="two done"),
        pytest.param([READ], answer(operation("HTTP/1.1 304 Not Modified")), {}, id="not modified"),
        pytest.param([READ], answer(operation("HTTP/1.1 200 OK", MESSAGE)), {}, id="an error's envelope in a 200"),
        pytest.param([READ], answer(), {}, id="not answered"),
        pytest.param([READ], answer(REFUSED, status=400), {}, id="the batch itself was refused: RSP601's"),
        pytest.param([READ], make.response(202, None), {}, id="the answer was not recorded"),
        pytest.param([READ], None, {}, id="no response"),
        pytest.param([READ], answer(REFUSED), {1: "Bad."}, id="a read that failed"),
        pytest.param([READ], answer(operation("HTTP/1.1 400 Bad Request", LIGHT_MESSAGE)), {1: "Bad."}, id="a message in light JSON"),
        pytest.param([READ], answer(operation("HTTP/1.1 400 Bad Request", ATOM_MESSAGE)), {1: "Bad."}, id="a message in XML"),
        pytest.param([READ], answer(operation("HTTP/1.1 503 Unavailable")), {1: "without a message"}, id="a failure without message"),
        pytest.param([READ, READ, READ], answer(REFUSED, DONE, REFUSED), {1: "Bad.", 3: "Bad."}, id="two of three"),
        pytest.param([READ, change_set(MADE, MADE)], answer(DONE, REFUSED), {2: "none of the change set's 2 operations was done: Bad."}, id="a whole change set"),
        pytest.param([change_set(MADE)], answer(change_set(REFUSED)), {1: "Bad."}, id="a change set of one"),
    ],
)  # fmt: skip
def test_an_operation_of_a_batch_failed(
    asked: list[str], answered: Response | None, notes: dict[int, str]
) -> None:
    outer = replace(make.inspection(), exchange=batch(*asked, answered=answered))
    rule = responses.batch_part_failed

    assert {one.part: place.note for one in outer.parts for place in rule.check(one)} == notes
    assert list(rule.check(outer)) == []


OLD = "https://media.windows.net/api/"
NEW = "https://wamsbluclus001rest-hs.cloudapp.net/api/"


@pytest.mark.parametrize(
    ("status", "body", "notes"),
    [
        pytest.param(400, '{"error":{"message":{"value":"Bad."}}}', ["Bad."], id="400 with a message"),
        pytest.param(401, b"", ["without a message"], id="401 without one"),
        pytest.param(404, None, ["without a message"], id="404, body not recorded"),
        pytest.param(503, "<h2>Service Unavailable</h2>", ["Service Unavailable"], id="503 with a page"),
        pytest.param(599, b"", ["without a message"], id="the last of the statuses"),
        pytest.param(200, b"", [], id="200"),
        pytest.param(201, b"", [], id="201"),
        pytest.param(202, b"", [], id="202"),
        pytest.param(204, b"", [], id="204"),
        pytest.param(206, b"", [], id="206"),
        pytest.param(301, b"", [], id="301"),
        pytest.param(304, b"", [], id="304"),
        pytest.param(399, b"", [], id="just below"),
        pytest.param(200, '{"error":{"message":"in a 200"}}', [], id="an error's envelope in a 200"),
        pytest.param(100, b"", [], id="100"),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_the_services_words(
    status: int, body: str | bytes | None, notes: list[str]
) -> None:
    it = make.inspection(answer=make.response(status, body))

    assert [evidence.note for evidence in responses.request_failed.check(it)] == notes


def moved(
    url: str = OLD + "Assets", to: str | None = NEW + "Assets", status: int = 301
) -> Exchange:
    fields = [] if to is None else [("Location", to)]
    return make.exchange("GET", url, answer=make.response(status, fields=fields))


@pytest.mark.parametrize(
    ("before", "now", "notes"),
    [
        pytest.param([], moved(), ["later requests belong there"], id="the first"),
        pytest.param([], moved("https://media.windows.net/", NEW), ["later requests belong there"], id="the documented probe"),
        pytest.param([moved()], moved(OLD + "Jobs", NEW + "Jobs"), ["2 times so far: the new root is not being kept"], id="the second"),
        pytest.param([moved()] * 4, moved(), ["5 times so far: the new root is not being kept"], id="the fifth"),
        pytest.param([moved(status=200)], moved(), ["later requests belong there"], id="after it had served by itself"),
        pytest.param([moved(NEW + "x", OLD)], moved(), ["later requests belong there"], id="another host's redirect before"),
        pytest.param([], moved(status=200), [], id="it serves by itself"),
        pytest.param([], moved(status=302), [], id="another status"),
        pytest.param([], moved(to=None), [], id="no Location"),
        pytest.param([], moved(to=""), [], id="an empty Location"),
        pytest.param([], moved(to="/api/Assets"), [], id="a place on the same host"),
        pytest.param([], moved(to="https://media.windows.net/API/Assets"), [], id="the same host in full"),
        pytest.param([], moved("http://media.windows.net/", "https://MEDIA.windows.net/"), [], id="from http to https"),
        pytest.param([moved()], make.exchange("GET", NEW + "Assets", answer=make.response()), [], id="the new root is kept"),
        pytest.param([moved()], make.exchange("GET", OLD + "Assets"), [], id="no response"),
        pytest.param([], make.exchange("POST", answer=make.response(201, fields=[("Location", NEW)])), [], id="201 with a Location"),
    ],
)  # fmt: skip
def test_the_old_root_has_moved(before: list[Exchange], now: Exchange, notes: list[str]) -> None:
    usual = make.inspection(before=before)
    it = Inspection(now, usual.service, usual.facts, usual.history)

    assert [evidence.note for evidence in responses.moved_root.check(it)] == notes


@pytest.mark.parametrize(
    ("error", "answered", "found"),
    [
        pytest.param("server closed connection", False, 1, id="closed"),
        pytest.param("server closed connection", True, 0, id="closed after a response"),
        pytest.param("", False, 0, id="no response was written down"),
        pytest.param("", True, 0, id="answered"),
    ],
)
def test_no_answer(error: str, answered: bool, found: int) -> None:
    it = make.inspection(error=error, answer=make.response() if answered else None)

    assert len(list(responses.no_answer.check(it))) == found


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        pytest.param("Client TLS handshake failed. The client does not trust the proxy's certificate for a.net (tlsv1 alert unknown ca)", "TLS: the client does not trust", id="mitmproxy"),
        pytest.param("Client TLS handshake failed. Client disconnected during the handshake", "TLS: the client gave up", id="mitmproxy, without a reason"),
        pytest.param("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate'))", "TLS: the client does not trust", id="requests"),
        pytest.param("The remote certificate is invalid: could not establish trust relationship for the SSL/TLS secure channel", "TLS: the client does not trust", id=".NET"),
        pytest.param("PKIX path building failed", "TLS: the client does not trust", id="Java"),
        pytest.param("self-signed certificate in certificate chain: certificate has a self signed", "TLS: the client does not trust", id="Node"),
        pytest.param("Server TLS handshake failed. Certificate verify failed: certificate has expired", "TLS: the proxy and the service", id="the service's certificate"),
        pytest.param("TLS handshake error: no shared cipher", "TLS: the two sides", id="no common cipher"),
        pytest.param("Client disconnected.", "the client itself", id="the client left"),
        pytest.param("net::ERR_ABORTED", "the client itself", id="a browser's cancel"),
        pytest.param("[Errno 110] Connection timed out", "nothing came in time", id="time-out"),
        pytest.param("[Errno -2] Name or service not known", "the host's name", id="no such host"),
        pytest.param("[Errno 111] Connect call failed: connection refused", "nothing listens", id="refused"),
        pytest.param("server closed connection", "", id="closed without a reason"),
        pytest.param("HTTP/2 protocol error", "", id="a protocol error"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_the_words_of_a_broken_connection(error: str, begins: str) -> None:
    said = ending(error)

    assert said.startswith(begins)
    assert bool(said) == bool(begins)


@pytest.mark.parametrize(
    ("request_withheld", "response_withheld", "sides"),
    [
        pytest.param("larger than 1 MiB", "", ["request"], id="request"),
        pytest.param("", "streamed", ["response"], id="response"),
        pytest.param("streamed", "streamed", ["request", "response"], id="both"),
        pytest.param("", "", [], id="not recorded, for no known reason"),
    ],
)
def test_a_body_that_was_not_inspected(
    request_withheld: str, response_withheld: str, sides: list[str]
) -> None:
    made = make.exchange("POST", body=None, answer=make.response(body=None))
    assert made.response is not None
    exchange = replace(
        made,
        request=replace(made.request, withheld=request_withheld),
        response=replace(made.response, withheld=response_withheld),
    )
    it = Inspection(exchange, make.inspection().service)

    assert [evidence.side for evidence in own.body_not_inspected.check(it)] == sides


def test_a_body_that_is_there_was_inspected() -> None:
    made = make.exchange("POST", body=b"{}")
    exchange = replace(made, request=replace(made.request, withheld="larger than 1 MiB"))

    assert not list(own.body_not_inspected.check(Inspection(exchange, make.inspection().service)))


def test_a_rule_that_failed_is_the_engines_word() -> None:
    assert not list(own.rule_failed.check(make.inspection()))
