"""ODA: what a body says, held against how it is read."""

from collections.abc import Iterator

from lxml import etree

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.inspection import Inspection
from inspector.core.odata import Form, accepted_forms, answer_form, reads_body_as
from inspector.core.repair.bodies import strictly, without_members
from inspector.core.repair.dialects import link_as_read, read_as_light, read_as_verbose
from inspector.core.repair.headers import setting
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.xml import read_xml
from inspector.rules.sources import JSON, ODATA_LIGHT_JSON, ODATA_VERBOSE_JSON, OVERVIEW

VERBOSE = "application/json;odata=verbose"
ROOTS = frozenset({"entry", "feed", "uri"})
BIND = "@odata.bind"


@rule(
    "ODA401",
    ERROR,
    source=f"{OVERVIEW} {ODATA_VERBOSE_JSON}",
    fix=setting("Accept", VERBOSE),
    demands=("Accept",),
)
def metadata_without_verbose_accept(it: Inspection) -> Iterator[Evidence]:
    """`__metadata` was sent, but verbose JSON was not asked for.

    The overview demands it: whoever uses `__metadata` in a request must set `Accept` to verbose
    JSON. It is a word of that dialect alone.

    Send `Accept: application/json;odata=verbose`.
    """
    if not it.request.metadata_pointers or not it.request.records("Accept"):
        return
    if not it.request.asks_for_verbose_json:
        yield it.request.at("Accept")


@rule("ODA402", ERROR, source=f"{OVERVIEW} {ODATA_LIGHT_JSON}", fix=read_as_verbose)
def metadata_read_as_light(it: Inspection) -> Iterator[Evidence]:
    """`__metadata` was sent in a body that the service reads as light JSON.

    Plain `application/json` is light JSON at DataServiceVersion 3.0, which is also assumed when
    it is absent. Light JSON does not know `__metadata`: it is taken for a property that the
    type has not, and the answer is 400, "Parsing request content failed".

    Send `Content-Type: application/json;odata=verbose`, or link by `…@odata.bind`.
    """
    if reads_body_as(it.request) is Form.LIGHT:
        for pointer in it.request.metadata_pointers:
            yield it.request.at_pointer(pointer, "__metadata")


@rule("ODA403", ERROR, source=f"{ODATA_LIGHT_JSON} {ODATA_VERBOSE_JSON}", fix=read_as_light)
def bind_read_as_verbose(it: Inspection) -> Iterator[Evidence]:
    """`@odata.bind` was sent in a body that the service reads as verbose JSON.

    It is a word of light JSON. Verbose JSON takes it for a property that the type has not, and
    the answer is 400.

    Send `Content-Type: application/json` at DataServiceVersion 3.0, or link by `__metadata`.
    """
    if reads_body_as(it.request) is Form.VERBOSE:
        for pointer, name in it.request.annotations:
            if name.endswith(BIND):
                yield it.request.at_pointer(pointer, name)


@rule("ODA404", ERROR, source=f"{ODATA_LIGHT_JSON} {ODATA_VERBOSE_JSON}", fix=link_as_read)
def link_body_form(it: Inspection) -> Iterator[Evidence]:
    """A link was written in the other dialect than the one it is read in.

    Verbose JSON writes a link as `{"uri": "…"}`, light JSON as `{"url": "…"}`; plain
    `application/json` is light at DataServiceVersion 3.0. The answer is 400.

    Send `{"uri": "…"}` with `Content-Type: application/json;odata=verbose`.
    """
    form = reads_body_as(it.request)
    wrong = {Form.LIGHT: "uri", Form.VERBOSE: "url"}.get(form) if form else None
    if wrong is None or not it.request.target.is_links:
        return
    for pointer, name, _ in it.request.members():
        if pointer == f"/{wrong}":
            yield it.request.at_pointer(pointer, name)
        elif pointer == "/@odata.id":
            yield it.request.at_pointer(pointer, name).noting("OData v4's form of a link")


@rule("ODA405", ERROR, source=f"{JSON} {OVERVIEW}")
def json_unreadable(it: Inspection) -> Iterator[Evidence]:
    """The body is no JSON that the service can read.

    Its reader is lenient, but it too refuses missing, doubled and trailing commas, typographic
    quotes, no-break spaces between tokens, and text after the value. The answer is 400.

    Mend the body at the place given; let a JSON library write it.
    """
    failure = it.request.json.failure if is_json(it.request) else None
    if failure is not None:
        yield it.request.at_failure(failure)


@rule("ODA406", WARNING, source=JSON, fix=strictly)
def json_lenient_only(it: Inspection) -> Iterator[Evidence]:
    """The body is JSON only to the service's lenient reader.

    It lets pass raw line breaks in strings, single quotes and names without quotes, which other
    readers refuse: gateways, loggers, tests.

    Write strict JSON; a line break in a string is `\\n`.
    """
    leniency = it.request.json.leniency if is_json(it.request) else None
    if leniency is not None:
        yield it.request.at_failure(leniency)


def is_json(request: Request) -> bool:
    """Tell whether the body claims to be JSON, and does not look like something else.

    A body of blanks counts as none, and XML that is declared as JSON is HDR116's.
    """
    if request.body is None:
        return request.unreadable is not None and not _is_xml_by_type(request)
    if not request.body.strip() or request.sniffed == "xml":
        return False
    media = request.content_type
    return request.sniffed == "json" if media is None else media.is_json


def _is_xml_by_type(request: Request) -> bool:
    return request.content_type is not None and request.content_type.is_xml


@rule("ODA407", ERROR, source="https://www.rfc-editor.org/rfc/rfc4287 https://www.w3.org/TR/xml/")
def xml_unreadable(it: Inspection) -> Iterator[Evidence]:
    """The body is no XML that the service can read.

    It takes Atom entries and feeds, and `uri` elements for links; well-formed, and without a
    document type declaration.

    Mend the body at the place given; let an XML library write it.
    """
    request = it.request
    if not _is_xml_by_type(request) or request.sniffed == "json":
        return
    if request.body is None and request.unreadable is not None:
        yield request.at_failure(request.unreadable)
    if request.body and request.body.strip():
        root, failure = read_xml(request.body)
        if failure is not None:
            yield request.at_failure(failure)
        elif root is not None and etree.QName(root).localname not in ROOTS:
            yield request.at_pointer("", f"the root is {etree.QName(root).localname}")


@rule("ODA408", WARNING, source=OVERVIEW)
def answer_form_unexpected(it: Inspection) -> Iterator[Evidence]:
    """The answer has another form than the request asked for.

    Verbose JSON, light JSON and Atom differ from the first character on; a client that asked
    for one of them cannot read another. Something between client and service may have changed
    `Accept`.

    Compare `Accept` and the answer's `Content-Type`; name the dialect, `odata=verbose`, if need be.
    """
    response, target = it.response, it.request.target
    if response is None or not 200 <= response.status < 300:
        return
    if not response.body or target.is_metadata or target.is_batch or not _is_entity_call(it):
        return
    form = answer_form(response)
    if form is not None and form not in accepted_forms(it.request):
        yield response.at("Content-Type").noting(f"{form.value} was answered")
        yield it.request.at("Accept")


def _is_entity_call(it: Inspection) -> bool:
    segments = it.request.target.segments
    return not segments or segments[-1].name not in {"$value", "$count"}


@rule("ODA409", NOTE, source=ODATA_VERBOSE_JSON, fix=without_members)
def deferred_sent_back(it: Inspection) -> Iterator[Evidence]:
    """`__deferred` was sent: the body looks like an answer sent back.

    The service writes `__deferred` where a link could be followed. In a request it says
    nothing, and the read-only properties that come along may be refused.

    Send the properties that change, and nothing else.
    """
    for pointer, name in it.request.annotations:
        if name == "__deferred":
            yield it.request.at_pointer(pointer, name)


RULES: tuple[Rule, ...] = (
    metadata_without_verbose_accept,
    metadata_read_as_light,
    bind_read_as_verbose,
    link_body_form,
    json_unreadable,
    json_lenient_only,
    xml_unreadable,
    answer_form_unexpected,
    deferred_sent_back,
)
