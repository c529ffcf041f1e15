"""COR: how one request is told from another, and found again in the service's logs.

The overview says `client-request-id`; clients send `x-ms-client-request-id`. Both count.
"""

import re
import uuid
from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.exchange import CLIENT_REQUEST_ID, REQUEST_ID, Request, Response
from inspector.core.history import Trace, trace
from inspector.core.inspection import Inspection
from inspector.core.repair.fix import Places
from inspector.core.repair.headers import with_header
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.url import Target
from inspector.rules.sources import ERRORS, OVERVIEW

CLIENTS_SEND = "x-ms-client-request-id"
LONGEST = 2096  # bytes: the overview's "2096b"
SAFE = 2048  # bytes: the overview's "2k"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BEGUN_GUID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{0,4}|(?:-[0-9a-f]{4}){1,3}-[0-9a-f]{0,12})?", re.IGNORECASE
)


def bare(value: str) -> str:
    """Return a GUID without its braces, anything else as it is."""
    return value.strip(" {}()")


def is_nil(value: str) -> bool:
    """Tell whether *value* is empty or all zeros, so that it marks nothing."""
    return not bare(value).strip("0-")


def is_begun_guid(value: str) -> bool:
    """Tell whether *value* is a GUID whose end is missing; a plain number is none."""
    text = bare(value)
    return (
        not text.isdigit()
        and _BEGUN_GUID.fullmatch(text) is not None
        and _GUID.fullmatch(text) is None
    )


def size(value: str) -> int:
    """Return the bytes of a header's value."""
    return len(value.encode("utf-8", "surrogatepass"))


def _renewed(request: Request, _: Places) -> Request:
    """Give the request an id of its own, under the name that its client knows."""
    fresh = str(uuid.uuid4())
    for name in [name for name in CLIENT_REQUEST_ID if name in request.headers] or [CLIENTS_SEND]:
        request = with_header(request, name, fresh)
    return request


@rule(
    "COR201",
    WARNING,
    source=OVERVIEW,
    strict=ERROR,
    parts=False,
    fix=_renewed,
    demands=(CLIENTS_SEND, *CLIENT_REQUEST_ID),
)
def client_request_id_missing(it: Inspection) -> Iterator[Evidence]:
    """The request bears no client request id.

    The service writes the id to its logs. Without one, a call that failed cannot be told from
    its neighbours afterwards, neither in the service's logs nor in the client's own.

    Send `x-ms-client-request-id` with a new GUID on each request; `client-request-id`, the
    overview's spelling, counts as well.
    """
    if it.request.client_request_ids:
        return
    if all(it.request.records(name) for name in CLIENT_REQUEST_ID):
        yield it.request.at(CLIENTS_SEND)


@rule("COR202", ERROR, source=OVERVIEW, fix=_renewed)
def client_request_id_too_long(it: Inspection) -> Iterator[Evidence]:
    """The client request id is over 2,096 bytes long.

    The overview caps the value at 2096 bytes; a longer one is not kept as it was sent.

    Send a GUID: 36 characters.
    """
    for name, value in it.request.client_request_ids:
        if size(value) > LONGEST:
            yield Evidence("request", value, header=name, note=f"{size(value):,} bytes")


@rule("COR203", WARNING, source=OVERVIEW, fix=_renewed)
def client_request_id_nearly_too_long(it: Inspection) -> Iterator[Evidence]:
    """The client request id is between 2,049 and 2,096 bytes long.

    The overview caps the value at "2096b (2k)", and 2k is 2048: its two figures contradict each
    other, so what lies between them may or may not be kept.

    Send a GUID: 36 characters.
    """
    for name, value in it.request.client_request_ids:
        if SAFE < size(value) <= LONGEST:
            yield Evidence("request", value, header=name, note=f"{size(value):,} bytes")


@rule("COR204", WARNING, source=OVERVIEW, parts=False, fix=_renewed)
def client_request_id_reused(it: Inspection) -> Iterator[Evidence]:
    """An earlier request of this recording bore the same client request id.

    The id is to name one request. Where several share it, the service's logs show them as one,
    and an answer cannot be attributed any more.

    Make a new GUID for each request, a retry included.
    """
    if it.request.client_request_id is None:
        return
    name, value = it.request.client_request_id
    earlier = it.history.with_request_id(value)
    if not earlier or is_nil(value):
        return
    now = trace(it.exchange, -1)
    other = next((seen for seen in earlier if not is_retry(seen, now)), None)
    first = other or earlier[0]
    found = it.request.at(name)
    where = f"exchange {first.index + 1}, {first.operation}"
    if other:
        yield found.noting(f"also borne by {where}")
    else:
        yield found.noting(f"a retry of {where}").as_(NOTE)


def is_retry(earlier: Trace, now: Trace) -> bool:
    """Tell whether *now* repeats *earlier*, at the same address or where a redirect points."""
    if now.repeats(earlier):
        return True
    if earlier.status is None or not 300 <= earlier.status < 400:
        return False
    before, after = Target(earlier.url), Target(now.url)
    return (before.segments, before.query) == (after.segments, after.query)


@rule("COR205", NOTE, source=OVERVIEW, fix=_renewed)
def client_request_id_degenerate(it: Inspection) -> Iterator[Evidence]:
    """The client request id does not tell this request from any other.

    An id of zeros, a GUID cut short and an empty value are what programs send when the id was
    never made. Characters outside of printable ASCII do not survive the way through the
    service's logs, and many servers refuse a header with them.

    Send a new GUID: `x-ms-client-request-id: 3f2504e0-4f89-41d3-9a0c-0305e82c3301`.
    """
    for name, value in it.request.client_request_ids:
        if not (value.isascii() and value.isprintable()):
            yield Evidence("request", value, header=name, note="not printable ASCII").as_(ERROR)
        elif is_nil(value):
            note = "all zeros" if value else "empty"
            yield Evidence("request", value, header=name, note=note)
        elif is_begun_guid(value):
            yield Evidence("request", value, header=name, note="a GUID cut short")


def records_headers(it: Inspection) -> Response | None:
    """Return the response if its headers were recorded."""
    return it.response if it.response is not None and len(it.response.headers) > 0 else None


@rule("COR206", NOTE, source=OVERVIEW, parts=False)
def client_request_id_not_echoed(it: Inspection) -> Iterator[Evidence]:
    """The response does not repeat the client request id.

    Many answers of the service carry it back, not all: its release notes name the headers as
    unsupported. Such an answer can be matched to its request by its own `request-id` only.

    Keep the response's `request-id` with the request in the client's log.
    """
    response = records_headers(it)
    if response is None or response.client_request_ids:
        return
    sent = any(value for _, value in it.request.client_request_ids)
    if sent and all(response.records(name) for name in CLIENT_REQUEST_ID):
        yield response.at(CLIENTS_SEND)


@rule("COR207", ERROR, source=OVERVIEW)
def client_request_id_mismatch(it: Inspection) -> Iterator[Evidence]:
    """The response repeats another client request id than was sent.

    It answers another request: connections, or the buffers of a proxy or a test double between
    client and service, were mixed up.

    Compare the id of each answer with the request's own, and look at what stands in between.
    """
    sent = {value for _, value in it.request.client_request_ids if value}
    if it.response is None or not sent:
        return
    for name, value in it.response.client_request_ids:
        if value and value not in sent and _folded(value) not in map(_folded, sent):
            yield Evidence("response", value, header=name)


def _folded(value: str) -> str:
    return bare(value).lower() if _GUID.fullmatch(bare(value)) else value


@rule("COR208", NOTE, source=f"{OVERVIEW} {ERRORS}", parts=False)
def request_id_missing(it: Inspection) -> Iterator[Evidence]:
    """The response carries no request id of the service.

    The service marks its answers with `request-id` and `x-ms-request-id`, and support asks for
    them. An answer without either comes from something in front of the service: a redirect, a
    gateway, a proxy.

    Look at the response's `Server` and body for who answered.
    """
    response = records_headers(it)
    if response is None or response.headers.first_of(*REQUEST_ID):
        return
    if all(response.records(name) for name in REQUEST_ID):
        yield response.at("x-ms-request-id")


RULES: tuple[Rule, ...] = (
    client_request_id_missing,
    client_request_id_too_long,
    client_request_id_nearly_too_long,
    client_request_id_reused,
    client_request_id_degenerate,
    client_request_id_not_echoed,
    client_request_id_mismatch,
    request_id_missing,
)
