"""What the requests inside a `$batch` bear, kept beside the markers in its body."""

import make
import pytest

from inspector.core.bearer import Credential, read_credential, split_scheme
from inspector.core.exchange import Exchange, Request
from inspector.core.media import read_media_type
from inspector.core.multipart import read_multipart
from inspector.core.redaction.redact import INNER, Redactor

BATCH = "multipart/mixed; boundary=batch_1"
OTHER = make.token(aud="https://graph.microsoft.com")


def batch(*lines: str, outer: str | None = None, end: str = "\r\n") -> Exchange:
    """Return a `$batch` with a request for each of *lines*, which is a header line."""
    parts = [
        ["--batch_1", "Content-Type: application/http", "", f"GET {make.ROOT}Assets HTTP/1.1", line, "", ""]
        for line in lines
    ]  # fmt: skip
    text = end.join([line for part in parts for line in part] + ["--batch_1--", ""])
    return make.exchange("POST", "$batch", text, Content_Type=BATCH, Authorization=outer)


def inner_values(request: Request) -> list[str]:
    """Return the `Authorization` of each request in the body, as it stands there now."""
    found = read_multipart(request.body or b"", read_media_type(BATCH)).operations()
    return [part.inner.headers.get("Authorization") or "" for part in found if part.inner]


def credentials(exchange: Exchange) -> list[Credential | None]:
    """Return what each request in the body bears, found as whoever judges it finds it."""
    request = exchange.request
    return [
        request.inner_credentials.get(split_scheme(value)[1]) for value in inner_values(request)
    ]


def read(authorization: str) -> Credential:
    return read_credential(authorization, Redactor(make.KEY).tag)


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(f"Bearer {make.token()}",                      id="a token of Azure AD"),
        pytest.param(f"bearer  {make.token()}",                     id="lower case, more blanks"),
        pytest.param("Bearer a=1&ExpiresOn=5&HMACSHA256=abcdefg",   id="a SWT"),
        pytest.param("Bearer abcdef123456",                         id="an opaque token"),
        pytest.param("SharedKey acct:c2lnbmF0dXJlc2ln",             id="a storage key"),
        pytest.param(make.token(),                                  id="no scheme"),
        pytest.param("Bearer <ENCODED JWT TOKEN>",                  id="the document's words"),
        pytest.param("Bearer {{AccessToken}}",                      id="a variable"),
        pytest.param("Bearer your_access_token_1",                  id="words that look like a secret"),
        pytest.param("Bearer",                                      id="nothing behind the scheme"),
        pytest.param("Bearer REDACTED",                             id="left out"),
        pytest.param("Bearer eyJ0eXAiOiJKV1Qi...",                  id="cut short"),
        pytest.param("Bearer <redacted:jwt:0123456789ab>",          id="a marker of another session"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["Authorization: {}", "authorization:{}", "Authorization : {}"])
def test_what_an_inner_request_bears_is_kept(authorization: str, form: str) -> None:
    assert credentials(batch(form.format(authorization))) == [read(authorization)]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_the_claims_stand_behind_the_marker_in_the_body(end: str) -> None:
    exchange = batch(f"Authorization: Bearer {OTHER}", end=end)
    (value,) = inner_values(exchange.request)

    (credential,) = exchange.request.inner_credentials.values()

    assert value == f"Bearer {credential.tag}"
    assert list(exchange.request.inner_credentials) == [credential.tag]
    assert credential.audiences == ("https://graph.microsoft.com",)
    assert OTHER not in repr(exchange)


def test_the_outer_token_has_the_same_tag_inside() -> None:
    line = f"Authorization: Bearer {make.token()}"
    exchange = batch(line, f"Authorization: Bearer {OTHER}", line, outer=line[15:])

    first, second, third = credentials(exchange)

    assert first == third == exchange.request.credential
    assert second != first
    assert len(exchange.request.inner_credentials) == 2


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(make.exchange(),                                                           id="no body"),
        pytest.param(make.exchange("POST", body={"Authorization": "Bearer abcdef123456"}),      id="JSON that names one"),
        pytest.param(batch("Accept: application/json"),                                         id="a batch without any"),
        pytest.param(batch("Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA=="),                  id="for the proxy"),
        pytest.param(batch("X-Authorization: Bearer abcdef123456"),                             id="another header"),
        pytest.param(
            make.exchange(answer=make.response(200, f"--b\r\nAuthorization: Bearer {OTHER}\r\n\r\n--b--")),
            id="in an answer",
        ),
    ],
)  # fmt: skip
def test_requests_that_hold_none(exchange: Exchange) -> None:
    assert exchange.request.inner_credentials == {}


def test_an_answer_gives_nothing_to_the_next_request() -> None:
    redactor = Redactor(make.KEY)
    answer = make.response(200, f"--b\r\nAuthorization: Bearer {OTHER}\r\n\r\n--b--")
    redactor.take_in(Exchange(request=make.request(), response=answer))

    following = redactor.take_in(
        Exchange(request=make.request("POST", body="--b\r\nA: b\r\n--b--"))
    )

    assert following.request.inner_credentials == {}


def test_so_many_of_one_body_are_kept() -> None:
    lines = [f"Authorization: Bearer {make.token(jti=str(number))}" for number in range(INNER + 9)]

    found = credentials(batch(*lines))

    assert [one is not None for one in found] == [True] * INNER + [False] * 9


def test_taking_in_again_keeps_them() -> None:
    once = batch(f"Authorization: Bearer {OTHER}")

    assert Redactor(b"another").take_in(once) is once
