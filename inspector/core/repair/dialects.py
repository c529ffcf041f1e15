"""Fixes of what a body is read as: its type, and the version of the protocol."""

import re
from dataclasses import replace

from inspector.core.exchange import Request
from inspector.core.odata import NEWEST, Form, reads_body_as
from inspector.core.repair.fix import Places
from inspector.core.repair.headers import with_header
from inspector.core.versions import read_protocol_version

VERBOSE = "application/json;odata=verbose"
LIGHT = "application/json"
PROTOCOL = "3.0"
BIND = "@odata."
_BOUNDARY = re.compile(rb"\s*--([^\r\n\"]{1,70})\r?\n")


def typed_by_body(request: Request, _: Places) -> Request:
    """Declare the type that the body has."""
    if request.target.is_batch:
        found = _BOUNDARY.match(request.body or b"")
        boundary = found[1].decode("latin-1").strip() if found else ""
        value = f'multipart/mixed; boundary="{boundary}"' if boundary else ""
    else:
        value = {"xml": "application/atom+xml", "json": VERBOSE}.get(request.sniffed, "")
    if value != VERBOSE or not _is_light(request):
        return with_header(request, "Content-Type", value) if value else request
    return read_as_light(request, ())


def read_as_verbose(request: Request, _: Places) -> Request:
    """Have the body read as verbose JSON, unless it has words of light JSON too."""
    return request if _is_light(request) else with_header(request, "Content-Type", VERBOSE)


def read_as_light(request: Request, _: Places) -> Request:
    """Have the body read as light JSON, unless it has words of verbose JSON too."""
    if request.metadata_pointers:
        return request
    return with_header(at_protocol_3(request, ()), "Content-Type", LIGHT)


def at_protocol_3(request: Request, _: Places) -> Request:
    """Speak version 3.0; what was read as verbose JSON is, by being declared so."""
    if reads_body_as(request) is Form.VERBOSE and request.has_body and not _is_light(request):
        request = with_header(request, "Content-Type", VERBOSE)
    most = request.headers.get("MaxDataServiceVersion")
    version = None if most is None else read_protocol_version(most)
    if most is not None and (version is None or version < NEWEST):
        request = with_header(request, "MaxDataServiceVersion", PROTOCOL)
    return with_header(request, "DataServiceVersion", PROTOCOL)


def link_as_read(request: Request, _: Places) -> Request:
    """Have a link to another entity read as it was written."""
    value = request.json.value if request.json.failure is None else None
    names = set(value) if isinstance(value, dict) else set()
    if names == {"uri"}:
        return read_as_verbose(request, ())
    return read_as_light(request, ()) if names == {"url"} else request


def asks_for_a_known_form(request: Request, _: Places) -> Request:
    """Ask for a form that the service answers in."""
    if request.target.is_metadata:
        return replace(request, headers=request.headers.without("Accept"))
    return with_header(request, "Accept", "multipart/mixed" if request.target.is_batch else VERBOSE)


def _is_light(request: Request) -> bool:
    """Tell whether words of light JSON stand in the body."""
    if any(BIND in name for _, name in request.annotations):
        return True
    value = request.json.value if request.sniffed == "json" else None
    return request.target.is_links and isinstance(value, dict) and set(value) == {"url"}
