"""A secret is put back as it was, and only for a host that has it already."""

from dataclasses import replace

import make
import pytest

from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.redaction import memory as limits
from inspector.core.redaction.memory import Irreplaceable, Memory, put_back
from inspector.core.redaction.redact import Redactor

HOST = "https://accountname.restv2.westus.media.azure.net:443"
TOKEN = make.token()
SAS = "https://store.blob.core.windows.net/asset-1/film.mp4?sv=2012-02-12&sig=a%2Bb0%2fc1d2e3f4g5h6%3D"


def sent(method: str = "GET", url: str = make.ROOT + "Assets", body: str = "", **fields: str) -> Request:  # fmt: skip
    headers = Headers((name.replace("_", "-"), value) for name, value in fields.items())
    return Request(method=method, url=url, headers=headers, body=body.encode())


def redactor() -> tuple[Redactor, Memory]:
    memory = Memory()
    return Redactor(make.KEY, memory=memory), memory


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(sent(), id="no secret"),
        pytest.param(sent(Authorization=f"Bearer {TOKEN}"), id="a bearer token"),
        pytest.param(sent(Authorization="Bearer opaque-token-0123456789"), id="an opaque token"),
        pytest.param(sent(Authorization="Basic dXNlcjpwYXNzd29yZDEyMw=="), id="user and password"),
        pytest.param(sent(Cookie="a=s3cr3tcookie1; b=s3cr3tcookie2"), id="cookies"),
        pytest.param(sent(url=SAS), id="a SAS with its own escapes"),
        pytest.param(
            sent("POST", body="grant_type=client_credentials&client_secret=ab%2Bcd%3Defgh1234",
                 Content_Type="application/x-www-form-urlencoded"), id="a form"),
        pytest.param(
            sent("POST", body='{"Name": "n", "EncryptedContentKey": "q\\/83u0kL1+aBcDeF=="}',
                 Content_Type="application/json"), id="an escape in JSON"),
        pytest.param(
            sent("POST", body="<a><AccountKey>k&amp;9876543210abc</AccountKey></a>",
                 Content_Type="application/xml"), id="an entity in XML"),
        pytest.param(
            sent("POST", body=f'{{"token": "{TOKEN}"}}', Authorization=f"Bearer {TOKEN}",
                 Content_Type="application/json; charset=utf-8"), id="one token twice"),
    ],
)  # fmt: skip
def test_what_was_taken_out_is_put_back(request_: Request) -> None:
    taking, memory = redactor()
    redacted = taking.take_in(Exchange(request=request_), request_.target.origin).request

    again = put_back(redacted, memory)

    assert (again.url, again.headers, again.body) == (
        request_.url,
        request_.headers,
        request_.body,
    )


def test_a_token_that_was_met_before_is_known_for_the_next_host_too() -> None:
    taking, memory = redactor()
    there = "https://other.restv2.westus.media.azure.net/api/Assets"
    for url in (make.ROOT + "Assets", there):
        one = Exchange(request=sent(url=url, Authorization=f"Bearer {TOKEN}"))
        redacted = taking.take_in(one, one.request.target.origin).request

    assert put_back(redacted, memory).headers.get("Authorization") == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("https://evil.test/api/Assets",                    "never sent to", id="another host"),
        pytest.param(make.ROOT.replace("https:", "http:") + "Assets",   "never sent to", id="in clear"),
        pytest.param(make.ROOT.replace(".net/", ".net:8443/"),          "never sent to", id="another port"),
        pytest.param(make.ROOT.replace("https://", "https://evil.test:1@evil."), "never sent to", id="a host that ends alike"),
    ],
)  # fmt: skip
def test_a_token_goes_nowhere_else(url: str, why: str) -> None:
    taking, memory = redactor()
    one = Exchange(request=sent(Authorization=f"Bearer {TOKEN}"))
    redacted = taking.take_in(one, HOST).request

    with pytest.raises(Irreplaceable, match=why):
        put_back(replace(redacted, url=url), memory)


def test_what_was_sent_in_clear_may_be_sent_to_the_same_host_by_tls() -> None:
    taking, memory = redactor()
    one = Exchange(request=sent(url="http://media.windows.net/", Authorization=f"Bearer {TOKEN}"))
    redacted = taking.take_in(one, one.request.target.origin).request

    mended = put_back(replace(redacted, url="https://media.windows.net/"), memory)

    assert mended.headers.get("Authorization") == f"Bearer {TOKEN}"
    with pytest.raises(Irreplaceable):
        put_back(replace(redacted, url="https://media.windows.net:8443/"), memory)


def test_who_sends_a_marker_gets_no_secret_for_it() -> None:
    taking, memory = redactor()
    one = Exchange(request=sent(Authorization=f"Bearer {TOKEN}"))
    marker = taking.take_in(one, HOST).request.headers.get("Authorization")
    for smuggled in (f"{marker}", f"Bearer x{marker}1234567890", "Basic " + f"{marker}"):
        evil = sent(url="https://evil.test/", Authorization=smuggled, X_Key=f"{marker}")
        redacted = taking.take_in(Exchange(request=evil), "https://evil.test:443").request

        with pytest.raises(Irreplaceable):
            put_back(redacted, memory)


def test_another_proxy_knows_nothing() -> None:
    taking, _ = redactor()
    one = taking.take_in(Exchange(request=sent(Authorization=f"Bearer {TOKEN}")), HOST)

    with pytest.raises(Irreplaceable, match="an earlier one recorded it"):
        put_back(one.request, Memory())


def test_nothing_is_kept_unless_somebody_is_named() -> None:
    taking, memory = redactor()
    one = taking.take_in(Exchange(request=sent(Authorization=f"Bearer {TOKEN}")))

    with pytest.raises(Irreplaceable):
        put_back(one.request, memory)
    assert TOKEN not in repr(memory)
    assert TOKEN not in repr(taking)


def test_the_oldest_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    taking, memory = redactor()
    taken = [
        taking.take_in(Exchange(request=sent(Authorization=f"Bearer opaque-token-{n:010}")), HOST)
        for n in range(5)
    ]

    for one in taken[:2]:
        with pytest.raises(Irreplaceable):
            put_back(one.request, memory)
    for one in taken[2:]:
        put_back(one.request, memory)
