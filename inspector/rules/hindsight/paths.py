"""What is odd about where a request went, or in what form, beside the earlier ones."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from inspector.core.address import Kind
from inspector.core.annotated import Cause
from inspector.core.exchange import REQUEST_ID
from inspector.core.inspection import Inspection
from inspector.rules.explanations import NO_HOST

RETIRED = 1719705600.0  # 2024-06-30, in seconds since the Unix epoch
PROXY_HEADERS = ("X-Squid-Error", "Proxy-Authenticate", "X-Cache-Lookup", "X-BlueCoat-Via")
PROXIES = ("squid", "bluecoat", "zscaler", "envoy", "nginx", "haproxy", "mitmproxy", "proxy")
ALIKE = 0.9  # of two hosts' names, from 0 to 1


def root_left_out(it: Inspection) -> Iterator[Cause]:
    """Yield that the address lacks the root `/api` that earlier ones at the same host had."""
    host = it.request.target.host
    if _has_root(it.request.target.path):
        return
    for seen in it.history:
        taken = seen.status is not None and seen.status < 300
        if taken and seen.host == host and _has_root(seen.path):
            why = f"The address lacks `/api`, the root that exchange {seen.index + 1} had."
            yield Cause("certain", why, None, (it.request.at_url(),))
            return


def _has_root(path: str) -> bool:
    return path.lower().lstrip("/").startswith(("api/", "api"))


def host_mistyped(it: Inspection) -> Iterator[Cause]:
    """Yield that the host that did not answer is nearly one that did."""
    host = it.request.target.host
    for other in dict.fromkeys(seen.host for seen in it.history if seen.status is not None):
        alike = SequenceMatcher(None, host, other, autojunk=False).ratio()
        if host != other and alike >= ALIKE:
            why = f"The host is mistyped: {host} did not answer, and {other} did before."
            yield Cause("likely", why, None, (it.request.at_url(),))
            return


def type_unreadable(it: Inspection) -> Iterator[Cause]:
    """Yield that the body's type is none that the service reads."""
    media = it.request.content_type
    if media is None or not it.request.has_body:
        return
    if not (media.is_json or media.is_xml or media.is_multipart):
        why = f"The service reads JSON and Atom, and no `Content-Type` of {media.essence}."
        yield Cause("certain", why, "HDR116", (it.request.at("Content-Type"),))


def switched_off(it: Inspection) -> Iterator[Cause]:
    """Yield that the service's hosts do not exist any more."""
    now, gone = it.exchange.started, re.search(NO_HOST, it.exchange.error, re.IGNORECASE)
    if gone and now is not None and now >= RETIRED:
        why = (
            "Azure Media Services was retired and switched off on 30 June 2024, and its hosts do not exist any "
            "more; send the calls to the stand-in (`inspector proxy --stand-in`)."
        )
        yield Cause("likely", why, None, (it.request.at_url(),))


def answered_by_another(it: Inspection) -> Iterator[Cause]:
    """Yield that a proxy between client and service answered, and not the service."""
    response = it.response
    if response is None or response.headers.first_of(*REQUEST_ID):
        return
    server = (response.headers.get("Server") or "").lower()
    sign = next((name for name in PROXY_HEADERS if name in response.headers), None)
    if sign is None and not any(name in server for name in PROXIES):
        return
    why = "A proxy between client and service answered, and not the service; look at its own log."
    yield Cause("likely", why, None, (response.at(sign or "Server"),))


def refers_to_nothing(it: Inspection) -> Iterator[Cause]:
    """Yield that an operation of a batch refers to a Content-ID that there is not."""
    if it.part is None or it.address is None or it.address.kind is not Kind.REFERENCE:
        return
    name = it.request.target.segments[0].name
    if name[1:] not in {one.content_id for one in it.siblings}:
        why = f"`{name}` is no Content-ID of an earlier operation of the batch."
        yield Cause("certain", why, "QRY510", (it.request.at_url(),))
