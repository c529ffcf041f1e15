"""RSP: what is lost on the way from the old root to the new one."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.history import Trace
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR
from inspector.rules.sources import CONNECTING, HTTP

SEE_OTHER = 303  # asks for a GET


@rule("RSP603", ERROR, source=f"{CONNECTING} {HTTP}#section-15.4.2", parts=False)
def method_lost_in_redirect(it: Inspection) -> Iterator[Evidence]:
    """A redirect was followed with GET instead of the verb, or without `Authorization`.

    Many HTTP libraries follow a 301 by themselves. They turn POST into GET, drop the body, and
    drop `Authorization` when the host changes: a list comes back where something was to be
    created, or a 401.

    Switch automatic redirects off, and repeat the same request, with verb, body and token, at
    the address in `Location`.
    """
    redirected = redirect_followed(it)
    if redirected is None:
        return
    where = f"{redirected.operation} was redirected here by exchange {redirected.index + 1}"
    lost = redirected.verb not in {"GET", "HEAD"} and redirected.status != SEE_OTHER
    if lost and it.request.verb == "GET":
        yield it.request.at_method().noting(where)
    if redirected.authorized and it.request.lacks("Authorization"):
        yield it.request.at("Authorization").noting(where)


def redirect_followed(it: Inspection) -> Trace | None:
    """Return the redirect that this request is the same client's first to follow, or None."""
    url = it.request.url
    redirects = it.history.redirected_to(url)
    if not redirects:
        return None
    latest = redirects[-1]
    if latest.client != (it.request.headers.get("User-Agent") or ""):
        return None
    since = it.history.with_url(url)
    return None if since and since[-1].index > latest.index else latest


RULES: tuple[Rule, ...] = (method_lost_in_redirect,)
