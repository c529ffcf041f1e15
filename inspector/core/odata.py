"""How the service reads a request's body, and which form an answer has.

A body is read by its Content-Type and the request's protocol version: plain JSON is verbose
below version 3.0 and light from 3.0 on. `Accept` decides the form of the answer only.
"""

from enum import Enum

from inspector.core.exchange import Message, Request, Response
from inspector.core.media import ODATA_LEVELS, MediaType
from inspector.core.versions import Version, read_protocol_version

NEWEST: Version = (3, 0)
# `light` was a name before OData 3.0 was released; no server reads verbose JSON under it.
_LIGHT_LEVELS = ODATA_LEVELS - {"verbose"} | {"light"}


class Form(Enum):
    """A dialect of OData's bodies."""

    VERBOSE = "verbose JSON"
    LIGHT = "light JSON"
    ATOM = "Atom"
    OTHER = "another form"


_ANY = frozenset(Form)
_ONLY = {form: frozenset({form}) for form in Form}
_EITHER_JSON = frozenset({Form.VERBOSE, Form.LIGHT})


def request_version(request: Request) -> Version | None:
    """Return the protocol version the service reads *request* by; None when it is malformed.

    Without DataServiceVersion it is the lower of MaxDataServiceVersion and 3.0, and 3.0
    without either (WCF Data Services).
    """
    if "DataServiceVersion" in request.headers:
        return request.protocol_version
    most = request.headers.get("MaxDataServiceVersion")
    if most is None:
        return NEWEST
    version = read_protocol_version(most)
    return None if version is None else min(version, NEWEST)


def reads_body_as(request: Request) -> Form | None:
    """Return how the service reads the body of *request*; None when that is not certain."""
    media = request.content_type
    if media is None:
        return None
    if media.is_xml:
        return Form.ATOM
    if not media.is_json:
        return Form.OTHER
    if media.odata == "verbose":
        return Form.VERBOSE
    if media.odata in _LIGHT_LEVELS:
        return Form.LIGHT
    version = request_version(request)
    if media.odata is not None or version is None:
        return None
    return Form.LIGHT if version >= NEWEST else Form.VERBOSE


def accepted_forms(request: Request) -> frozenset[Form]:
    """Return the forms an answer may have; all of them when the client did not say."""
    if not request.accept or not request.records("Accept"):
        return _ANY
    return frozenset().union(*[_forms(media, request) for media in request.accept])


def _forms(media: MediaType, request: Request) -> frozenset[Form]:
    if media.is_wildcard:
        return _ANY
    if media.is_xml:
        return _ONLY[Form.ATOM]
    if not media.is_json:
        return _ONLY[Form.OTHER]
    if media.odata is None:
        return _plain_json_forms(request)
    return _ONLY[Form.VERBOSE if media.odata == "verbose" else Form.LIGHT]


def _plain_json_forms(request: Request) -> frozenset[Form]:
    most = request.headers.get("MaxDataServiceVersion")
    version = NEWEST if most is None else read_protocol_version(most)
    if version is None:
        return _EITHER_JSON
    return _ONLY[Form.LIGHT if version >= NEWEST else Form.VERBOSE]


def answer_form(response: Response) -> Form | None:
    """Return the form of an answer, by its type or else by its envelope; None for no body."""
    media = response.content_type
    if not response.body or media is None:
        return _enveloped(response)
    if media.is_xml:
        return Form.ATOM
    if media.is_json:
        return _json_form(media, response)
    return Form.OTHER


def _json_form(media: MediaType, response: Response) -> Form | None:
    if media.odata is not None:
        return Form.VERBOSE if media.odata == "verbose" else Form.LIGHT
    return _enveloped(response)


def _enveloped(message: Message) -> Form | None:
    if message.sniffed == "xml":
        return Form.ATOM
    if message.sniffed != "json" or message.json.failure is not None:
        return None
    value = message.json.value
    if isinstance(value, dict) and set(value) == {"d"}:
        return Form.VERBOSE
    return Form.LIGHT
