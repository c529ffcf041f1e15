"""HDR: what the headers of a request must say."""

from collections.abc import Iterator

from inspector.core.address import Kind
from inspector.core.evidence import Evidence
from inspector.core.exchange import CLIENT_REQUEST_ID
from inspector.core.inspection import Inspection
from inspector.core.moments import http_date
from inspector.core.repair.headers import said_once, setting, without
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.rules.sources import AUTHENTICATION, ERRORS, HTTP, OVERVIEW

SKEW_BORNE = 300.0  # seconds
ONCE = ("x-ms-version", "DataServiceVersion", "MaxDataServiceVersion", "Content-Type", "Host")
FRAMING = ("Content-Length", "Transfer-Encoding")  # either tells where a body ends (HTTP/1.1)
LENGTH_REQUIRED = 411


@rule(
    "HDR101",
    ERROR,
    source=f"{AUTHENTICATION} {ERRORS}",
    parts=False,
    demands=("Authorization",),
)
def authorization_missing(it: Inspection) -> Iterator[Evidence]:
    """The request bears no `Authorization`.

    Every call of the operations API needs a bearer token of Azure AD; without one the service
    answers 401.

    Send `Authorization: Bearer <token>` with a token for https://rest.media.azure.net.
    """
    if it.request.lacks("Authorization") and not _is_told_to_all(it):
        yield it.request.at("Authorization")


def _is_told_to_all(it: Inspection) -> bool:
    """Tell whether the service answered without a token: its service document, and `$metadata`."""
    taken = it.response is not None and 200 <= it.response.status < 300
    target = it.request.target
    return taken and (not target.segments or target.is_metadata)


@rule("HDR102", ERROR, source=f"{AUTHENTICATION} {HTTP}#section-11.6.2")
def authorization_not_bearer(it: Inspection) -> Iterator[Evidence]:
    """The `Authorization` is not exactly one bearer token.

    The service takes the scheme Bearer, in any case, followed by the token. Another scheme, a
    scheme without a token, or several `Authorization` headers are answered 401.

    Send one header, `Authorization: Bearer <token>`; a SharedKey belongs to Azure Storage.
    """
    credential = it.request.credential
    repeated = len(it.request.headers.all("Authorization")) > 1
    if repeated or (credential is not None and credential.kind in {"other", "empty"}):
        yield it.request.at("Authorization")


@rule("HDR111", ERROR, source=f"{HTTP}#section-5.3", fix=said_once)
def header_repeated(it: Inspection) -> Iterator[Evidence]:
    """A header that has one value was sent more than once.

    Which of the values counts is not defined; proxies join them with a comma, and then none of
    them is understood.

    Send the header once; look for code that adds it where it should set it.
    """
    if not it.request.headers.repeats:
        return
    for name in (*ONCE, *CLIENT_REQUEST_ID):
        values = it.request.headers.all(name)
        if len(values) > 1:
            found = it.request.at(name)
            yield found if len(set(values)) > 1 else found.as_(WARNING)


@rule("HDR113", WARNING, source=f"{OVERVIEW} {HTTP}#section-6.6.1", fix=without("Date"))
def date_malformed(it: Inspection) -> Iterator[Evidence]:
    """The `Date` is no HTTP date, or not the time of the request.

    The overview wants RFC 1123 form, in GMT. A date that is minutes off shows a wrong clock,
    and a wrong clock makes good tokens look expired or not yet valid.

    Send `Date: Sat, 31 Jan 2026 12:00:00 GMT` in the time of the request, or leave it out.
    """
    value = it.request.headers.get("Date")
    if value is None:
        return
    moment = http_date(value)
    if moment is None:
        yield it.request.at("Date").noting("not an RFC 1123 date")
    elif it.exchange.started is not None:
        off = moment - it.exchange.started
        if abs(off) > SKEW_BORNE:
            word = "ahead of" if off > 0 else "behind"
            yield it.request.at("Date").noting(f"{abs(off) / 60:.0f} min {word} the request")


@rule(
    "HDR119",
    ERROR,
    source=f"{ERRORS} {HTTP}#section-8.6",
    parts=False,
    fix=setting("Content-Length", "0"),
    demands=FRAMING,
)
def content_length_missing(it: Inspection) -> Iterator[Evidence]:
    """An action was called without a body, and without `Content-Length`.

    The service answers 411 to a POST that does not say how long its body is, be it empty. Many
    HTTP libraries leave the header out where there is no body.

    Send `Content-Length: 0`, or an empty body in a way that makes the library send it.
    """
    request, status = it.request, it.response.status if it.response is not None else 0
    if request.method != "POST" or not request.http_version.startswith("HTTP/1"):
        return
    if it.address is None or it.address.kind is not Kind.ACTION or request.body != b"":
        return
    if any(name in request.headers for name in FRAMING) or 200 <= status < 400:
        return
    if status == LENGTH_REQUIRED or all(request.records(name) for name in FRAMING):
        yield request.at("Content-Length")


RULES: tuple[Rule, ...] = (
    authorization_missing,
    authorization_not_bearer,
    header_repeated,
    date_malformed,
    content_length_missing,
)
