"""What mends quote is redacted like the messages that they quote."""

import make
import pytest

from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.mend import Mend
from inspector.core.redaction.redact import Redactor

CANARY = "C4nary7Qx9zRt2Lm8wPvC4nary7Qx9zRt2Lm8wPv"
SAS = f"https://a.blob.core.windows.net/asset-1?sv=2012-02-12&sr=c&sig={CANARY}&se=2030"
LOCATOR = f'{{"Path": "{SAS.replace("/", chr(92) + "/")}"}}'


def taken_in(*mends: Mend, authorization: str = "Bearer x") -> Exchange:
    """Return an exchange of a raw recording, with these mends, as it is taken in."""
    headers = Headers([("Authorization", authorization)])
    request = Request(method="POST", url=make.ROOT + "Jobs", headers=headers, body=b"")
    json = Headers([("Content-Type", "application/json")])
    response = Response(status=200, headers=json, body=b"{}")
    return Redactor(b"tests").take_in(Exchange(request=request, response=response, mends=mends))


@pytest.mark.parametrize(
    "mend",
    [
        Mend("X", "header", "Authorization", f"bearer {CANARY}", f"Bearer {CANARY}"),
        Mend("X", "header", "Cookie", f"a={CANARY}", None),
        Mend("X", "header", "x-ms-copy-source", None, SAS),
        Mend("X", "url", "", SAS, SAS + "&x=1"),
        Mend("X", "body", "", f"client_secret={CANARY}&a=b", None),
        Mend("X", "body", "", LOCATOR, LOCATOR.replace("}", ', "State": 4}'), "response"),
        Mend("X", "body", "", None, LOCATOR[:-1], "response"),
        Mend("X", "status", "", f"400 {SAS}", "200 OK", "response"),
    ],
    ids=lambda mend: f"{mend.side} {mend.place}",
)
def test_no_canary_survives(mend: Mend) -> None:
    (found,) = taken_in(mend).mends

    assert CANARY not in f"{found.before}{found.after}"
    assert "<redacted:" in f"{found.before}{found.after}".replace("%3C", "<")


def test_a_secret_of_a_message_is_found_in_what_a_mend_quotes() -> None:
    mend = Mend("X", "body", "", f"say {CANARY}", None)

    (found,) = taken_in(mend, authorization=f"Bearer {CANARY}").mends

    assert CANARY not in str(found.before)


@pytest.mark.parametrize(
    "mend",
    [
        Mend("X", "header", "x-ms-version", None, "2.19"),
        Mend("X", "method", "", "PUT", "MERGE"),
        Mend("X", "url", "", make.ROOT + "Jobs", make.ROOT + "Jobs?$top=1"),
        Mend("X", "body", "", "{'Name': 'n'}", '{"Name": "n"}'),
        Mend("X", "body", "", "a \ufffd b", "ü", "response"),
        Mend("X", "status", "", "404 Not Found", "200", "response"),
    ],
    ids=lambda mend: f"{mend.side} {mend.place}",
)
def test_what_holds_no_secret_stays(mend: Mend) -> None:
    assert taken_in(mend).mends == (mend,)
