"""HDR: what client and service tell each other about their bodies."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.inspection import Inspection
from inspector.core.media import ODATA_LEVELS, MediaType
from inspector.core.repair.dialects import asks_for_a_known_form, typed_by_body
from inspector.core.repair.headers import without
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.rules.sources import HTTP, OVERVIEW

CODINGS = frozenset({"gzip", "x-gzip", "deflate", "identity", "*"})
CHARSETS = frozenset({"utf-8", "utf8", "*"})
RAW = frozenset({"$value", "$count"})  # their answers are plain text or bytes


@rule("HDR114", WARNING, source=OVERVIEW, fix=asks_for_a_known_form)
def accept_unsupported(it: Inspection) -> Iterator[Evidence]:
    """The `Accept` names no form the service answers in.

    It answers in JSON, Atom or XML, and a `$batch` in `multipart/mixed`; of JSON it knows the
    levels verbose, minimalmetadata, nometadata and fullmetadata. For anything else it answers
    415.

    Send `Accept: application/json;odata=verbose`, or another of these forms.
    """
    value = it.request.headers.joined("Accept")
    if not value or not value.strip() or asks_for_raw(it.request):
        return
    if not any(is_answerable(media) for media in it.request.accept):
        yield it.request.at("Accept")
    for level in {media.odata for media in it.request.accept if media.is_json}:
        if level is not None and level not in ODATA_LEVELS:
            yield it.request.at("Accept").noting(f"odata={level} is no level of OData v3")


def asks_for_raw(request: Request) -> bool:
    """Tell whether the raw value of something is asked for, whose type is its own."""
    segments = request.target.segments
    return bool(segments) and segments[-1].name in RAW


def is_answerable(media: MediaType) -> bool:
    """Tell whether the service may answer in *media*, its `odata` level aside."""
    return media.is_json or media.is_xml or media.is_multipart or media.is_wildcard


@rule(
    "HDR115",
    ERROR,
    source=f"{OVERVIEW} {HTTP}#section-8.3",
    fix=typed_by_body,
    demands=("Content-Type",),
)
def content_type_missing(it: Inspection) -> Iterator[Evidence]:
    """The request has a body, but no `Content-Type`.

    The service does not guess: it reads a body by its declared type, and answers 415 or 400 to
    one without.

    Send `Content-Type: application/json;odata=verbose`, or the type the body has.
    """
    given = (it.request.headers.get("Content-Type") or "").strip()
    if it.request.has_body and not given and it.request.records("Content-Type"):
        yield it.request.at("Content-Type")


@rule("HDR116", ERROR, source=OVERVIEW, fix=typed_by_body)
def content_type_contradicts_body(it: Inspection) -> Iterator[Evidence]:
    """The `Content-Type` says one thing, and the body is another.

    JSON declared as XML, XML declared as JSON, and the encoding of an HTML form cannot be read
    as an entity; the service answers 400 or 415. So it does to a batch in which the boundary
    that its type names does not occur.

    Send the type the body has: `application/json;odata=verbose` or `application/atom+xml`.
    """
    media, looks = it.request.content_type, it.request.sniffed
    if media is None or not it.request.has_body:
        return
    declared = {media.is_json: "json", media.is_xml: "xml", media.is_form: "form"}.get(True)
    problem = boundary_missing(it.request)
    if problem:
        yield it.request.at("Content-Type").noting(problem)
    if declared == "form" or {declared, looks} == {"json", "xml"}:
        yield it.request.at("Content-Type").noting(f"the body is {looks}" if looks else "")


def boundary_missing(request: Request) -> str:
    """Return why the parts of a `$batch` cannot be told apart, "" when they can."""
    media = request.content_type
    if not request.body or not request.target.is_batch or media is None or not media.is_multipart:
        return ""
    boundary = media.parameter("boundary")
    if not boundary:
        return "it names no boundary"
    begun = f"--{boundary}".encode("utf-8", "replace") in request.body
    return "" if begun else f"its boundary {boundary} does not occur in the body"


@rule("HDR117", NOTE, source=OVERVIEW, fix=without("Accept-Encoding"))
def accept_encoding_useless(it: Inspection) -> Iterator[Evidence]:
    """The `Accept-Encoding` names no coding the service has.

    It compresses with gzip or deflate; a client that can read neither gets every answer
    uncompressed.

    Send `Accept-Encoding: gzip, deflate`, or leave the header out.
    """
    named = members(it.request.headers.joined("Accept-Encoding"))
    if named and CODINGS.isdisjoint(named):
        yield it.request.at("Accept-Encoding")


@rule("HDR118", WARNING, source=OVERVIEW, fix=without("Accept-Charset"))
def accept_charset_not_utf8(it: Inspection) -> Iterator[Evidence]:
    """The `Accept-Charset` leaves UTF-8 out.

    The service writes UTF-8 and nothing else; a client that cannot read it will misread names.

    Send `Accept-Charset: UTF-8`, or leave the header out.
    """
    named = members(it.request.headers.joined("Accept-Charset"))
    if named and CHARSETS.isdisjoint(named):
        yield it.request.at("Accept-Charset")


def members(value: str | None) -> frozenset[str]:
    """Return the members of a list without their weights, in lower case."""
    if not value:
        return frozenset()
    names = (part.partition(";")[0].strip().lower() for part in value.split(","))
    return frozenset(name for name in names if name)


RULES: tuple[Rule, ...] = (
    accept_unsupported,
    content_type_missing,
    content_type_contradicts_body,
    accept_encoding_useless,
    accept_charset_not_utf8,
)
