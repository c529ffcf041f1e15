"""Secrets that are not text."""

import make
import pytest

from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.redaction.redact import Redactor


@pytest.mark.parametrize(
    ("url", "field"),
    [
        pytest.param("https://us\udc80er:secretsecret@h/api/", "", id="in the authority"),
        pytest.param("https://h/api/?sig=secret\udc80secret", "", id="in the query"),
        pytest.param("https://h/api/", "SharedKey a:secret\udc80secret", id="in a header"),
        pytest.param("https://h/api/", "Bearer secret\ud800secret", id="half a pair"),
    ],
)
def test_bytes_that_are_no_utf_8_are_hidden_as_well(url: str, field: str) -> None:
    headers = Headers([("Authorization", field)] if field else [])
    taken = Redactor(make.KEY).take_in(
        Exchange(request=Request(method="GET", url=url, headers=headers, body=b""))
    )

    assert "secret" not in taken.request.url + str(taken.request.headers)
