"""Fixes of bodies: members left out, JSON written strictly."""

import json
from dataclasses import replace
from typing import Any

from inspector.core.charset import codec_of
from inspector.core.exchange import Request
from inspector.core.repair.fix import Places

FRAMING = ("Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding")


def without_members(request: Request, places: Places) -> Request:
    """Leave out the members that *places* point at; of `__deferred`, the member that holds it."""
    if request.sniffed != "json" or request.json.failure is not None:
        return request
    gone = {(place.pointer or "").removesuffix("/__deferred") for place in places} - {""}
    return _rewritten(request, _left(request.json.value, "", gone)) if gone else request


def strictly(request: Request, _: Places) -> Request:
    """Write as strict JSON what only a lenient reader can read."""
    if request.sniffed != "json" or request.json.failure is not None:
        return request
    return _rewritten(request, request.json.value)


def without_body(request: Request, _: Places) -> Request:
    """Leave out the body, and the headers that are about it."""
    headers = request.headers
    for name in FRAMING:
        headers = headers.without(name)
    return replace(request, headers=headers, body=b"", body_size=None)


def _left(value: Any, at: str, gone: set[str]) -> Any:
    if isinstance(value, dict):
        inner = ((f"{at}/{_step(name)}", name, member) for name, member in value.items())
        return {name: _left(m, here, gone) for here, name, m in inner if here not in gone}
    if isinstance(value, list):
        return [_left(member, f"{at}/{place}", gone) for place, member in enumerate(value)]
    return value


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _rewritten(request: Request, value: Any) -> Request:
    declared = request.content_type.parameter("charset") if request.content_type else None
    codec = (codec_of(declared) if declared else None) or "utf-8"
    text = json.dumps(value)  # in ASCII, which nearly every charset has
    return replace(request, body=text.encode(codec), body_size=None)
