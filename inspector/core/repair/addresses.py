"""Fixes of the request line: verb, URL, query options."""

import re
from dataclasses import replace
from urllib.parse import quote

from inspector.core.exchange import TUNNEL, Request
from inspector.core.placeholder import MARKER, has_holes
from inspector.core.repair.fix import Fix, Places
from inspector.core.repair.headers import with_header

_ILLEGAL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\U0010ffff]')


def with_option(name: str, value: str) -> Fix:
    """Return a fix that gives the query option *name* another value, where it stands."""

    def fix(request: Request, _: Places) -> Request:
        return with_option_set(request, name, value)

    return fix


def with_option_set(request: Request, name: str, value: str) -> Request:
    """Return *request* with the query option *name*, as spelt there, set to *value*."""
    head, mark, rest = request.url.partition("?")
    query, hash_, fragment = rest.partition("#")
    options = request.target.options
    pieces = [piece for piece in query.split("&") if piece]
    if not mark or len(pieces) != len(options):
        return request
    mended = [
        f"{piece.partition('=')[0]}={value}" if option.name == name else piece
        for piece, option in zip(pieces, options, strict=True)
    ]
    return replace(request, url=f"{head}?{'&'.join(mended)}{hash_}{fragment}")


def over_tls(request: Request, _: Places) -> Request:
    """Send it to the same host by https."""
    return replace(request, url="https" + request.url[len("http") :])


def encoded(request: Request, _: Places) -> Request:
    """Percent-encode what does not belong in a URL, unless a template's variable is in it."""
    if has_holes(MARKER.sub("", request.url)):
        return request
    url = _ILLEGAL.sub(
        lambda found: quote(found[0].encode("utf-8", "surrogateescape")), request.url
    )
    return replace(request, url=url)


def as_merge(request: Request, _: Places) -> Request:
    """Send MERGE in place of PATCH."""
    if request.method == "PATCH":
        return replace(request, method="MERGE")
    return with_header(request, TUNNEL, "MERGE")


def tunnelled_by_post(request: Request, _: Places) -> Request:
    """Send POST where a verb is tunnelled."""
    mended = replace(request, method="POST")
    return mended if mended.has_body else with_header(mended, "Content-Length", "0")


def tunnelled_rightly(request: Request, _: Places) -> Request:
    """Write the tunnelled verb in capitals, once, and on a POST only."""
    values = {value.strip().upper() for value in request.headers.all(TUNNEL)}
    if request.method not in {"GET", "POST"} and values == {request.method}:
        return replace(request, headers=request.headers.without(TUNNEL))
    if request.method in {"GET", "POST"} and values <= {"DELETE", "PUT", "MERGE", "PATCH"}:
        return with_header(request, TUNNEL, values.pop()) if len(values) == 1 else request
    return request


def verb_in_capitals(request: Request, _: Places) -> Request:
    """Write the verb in capitals."""
    return replace(request, method=request.method.upper())
