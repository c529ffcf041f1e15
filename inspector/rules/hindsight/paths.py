"""What is odd about where a request went, or in what form, beside the earlier ones."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection

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
