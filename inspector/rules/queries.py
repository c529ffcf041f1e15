"""QRY: the verb, the query options, and what they bring back."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.exchange import TUNNEL
from inspector.core.history import Trace
from inspector.core.inspection import Inspection
from inspector.core.paging import PAGE, fills_a_page, total
from inspector.core.repair.addresses import (
    as_merge,
    tunnelled_by_post,
    tunnelled_rightly,
    verb_in_capitals,
    with_option,
)
from inspector.core.repair.bodies import without_body
from inspector.core.repair.headers import without
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.url import Target
from inspector.rules.sources import HTTP, ODATA_URLS, OVERVIEW, PAGING, TUNNELLING

VERBS = ("GET", "POST", "PUT", "DELETE", "MERGE", "PATCH", "HEAD")
TUNNELLED = ("DELETE", "PUT", "MERGE", "PATCH")
_BEYOND = (" gt ", " ge ", " lt ", " le ")


@rule("QRY501", WARNING, source=PAGING, late=True)
def result_may_be_cut(it: Inspection) -> Iterator[Evidence]:
    """The answer holds exactly 1,000 entities, and the client did not ask for the next page.

    The service gives 1,000 entities at most and no link to the rest, so a list that was cut
    looks complete.

    Repeat the query with `$skip` advanced by the number received, and with `$orderby`, until
    fewer than 1,000 come.
    """
    response, target = it.response, it.request.target
    if response is None or response.status != 200 or it.request.verb != "GET":
        return
    if not fills_a_page(response) or (target.number("$top") or PAGE) != PAGE:
        return
    reached = (target.number("$skip") or 0) + PAGE
    count = total(response)
    if count is not None and count <= reached:
        return
    if not any(continues(it, seen) for seen in (*it.history, *it.later)):
        note = f"1,000 entities of {count:,}" if count is not None else "1,000 entities"
        yield it.request.at_query("$skip").noting(note)


def continues(it: Inspection, seen: Trace) -> bool:
    """Tell whether *seen*, begun no earlier, is the same client's request for the next page.

    A client may page by `$skip`, by `$skiptoken`, or by a filter that moves on: `Id gt '…'`.
    """
    before = it.exchange.started
    if before is not None and seen.started is not None and seen.started < before:
        return False
    if seen.client != (it.request.headers.get("User-Agent") or ""):
        return False
    here, there = it.request.target, Target(seen.url)
    if (seen.host, there.segments) != (here.host, here.segments):
        return False
    if (there.number("$skip") or 0) > (here.number("$skip") or 0):
        return True
    return moves_on(here, there, "$skiptoken") or (
        moves_on(here, there, "$filter")
        and any(word in (there.option("$filter") or "") for word in _BEYOND)
    )


def moves_on(here: Target, there: Target, option: str) -> bool:
    """Tell whether *there* gives *option* another value than *here*."""
    return there.option(option) not in {None, here.option(option)}


@rule("QRY502", ERROR, source=PAGING, fix=with_option("$top", str(PAGE)))
def top_over_limit(it: Inspection) -> Iterator[Evidence]:
    """The request asks for more than 1,000 entities at once.

    The service gives 1,000 entities at most, whatever `$top` says; a client that relies on more
    loses the rest without a word.

    Ask for `$top=1000` and go on with `$skip`.
    """
    if (it.request.target.number("$top") or 0) > PAGE:
        yield it.request.at_query("$top")


@rule("QRY503", NOTE, source=f"{PAGING} {ODATA_URLS}")
def paging_unordered(it: Inspection) -> Iterator[Evidence]:
    """The request skips entities of a list that has no order.

    Without `$orderby` the order may change between two pages, as entities are created and
    deleted; some are then seen twice, and others never.

    Add an order that does not change, for instance `$orderby=Created`.
    """
    target = it.request.target
    if (target.number("$skip") or 0) > 0 and target.option("$orderby") is None:
        yield it.request.at_query("$skip")


@rule("QRY505", NOTE, source=OVERVIEW, strict=ERROR, fix=as_merge)
def patch_undocumented(it: Inspection) -> Iterator[Evidence]:
    """The request uses PATCH, which the overview's table of verbs lacks.

    It works all the same: OData prefers PATCH over MERGE from version 3 on, and clients of the
    service sent it and were answered 204.

    Keep it, or send MERGE to stay within the overview's words.
    """
    if it.request.verb == "PATCH":
        yield it.request.at(TUNNEL) if it.request.method != "PATCH" else it.request.at_method()


@rule("QRY506", WARNING, source=f"{OVERVIEW} {TUNNELLING}", strict=NOTE, fix=tunnelled_by_post)
def tunnelled_through_get(it: Inspection) -> Iterator[Evidence]:
    """The request tunnels a verb through GET.

    The overview says that `X-HTTP-Method` goes with a GET; the framework the service is built
    on takes it with POST only, and answers 400 to a GET that bears it.

    Send the same request as POST.
    """
    if it.request.method == "GET" and TUNNEL in it.request.headers:
        yield it.request.at(TUNNEL)


@rule("QRY507", ERROR, source=f"{OVERVIEW} {TUNNELLING}", fix=tunnelled_rightly)
def tunnelling_invalid(it: Inspection) -> Iterator[Evidence]:
    """The `X-HTTP-Method` cannot be obeyed.

    The framework takes it with one value, exactly DELETE, PUT, MERGE or PATCH in upper case,
    and on a POST only. It answers 400 to anything else.

    Send POST with a single `X-HTTP-Method: MERGE`, or the verb itself without the header.
    """
    values = it.request.headers.all(TUNNEL)
    if not values:
        return
    found = it.request.at(TUNNEL)
    if it.request.method not in {"GET", "POST"}:
        yield found.noting(f"on {it.request.method}")
    elif len(values) > 1:
        yield found.noting(f"{len(values)} values")
    elif values[0].strip() not in TUNNELLED:
        yield found.noting(_why_not(values[0].strip()))


def _why_not(value: str) -> str:
    if value.upper() in TUNNELLED:
        return f"case matters: {value.upper()}"
    return "several values" if "," in value else f"not one of {', '.join(TUNNELLED)}"


@rule("QRY508", ERROR, source=f"{OVERVIEW} {HTTP}#section-9", fix=verb_in_capitals)
def verb_unsupported(it: Inspection) -> Iterator[Evidence]:
    """The service does not know the verb.

    It takes GET, POST, PUT, DELETE, MERGE, PATCH and HEAD, in upper case.

    Send one of these.
    """
    method = it.request.method
    if method in VERBS:
        return
    found = it.request.at_method()
    if method.upper() in VERBS:
        yield found.noting("verbs are case-sensitive")
    elif method == "OPTIONS" and "Access-Control-Request-Method" in it.request.headers:
        yield found.noting("a browser asks whether a page may call; the service is no help to it")
    else:
        yield found


@rule("QRY513", NOTE, source=OVERVIEW, fix=without("Accept"))
def metadata_as_json(it: Inspection) -> Iterator[Evidence]:
    """The `$metadata` document is asked for as JSON, and exists as XML only.

    The service either ignores the wish or answers 415.

    Send `Accept: application/xml`, or no `Accept` at all.
    """
    accept = it.request.accept
    if it.request.target.is_metadata and accept and all(media.is_json for media in accept):
        yield it.request.at("Accept")


@rule("QRY515", WARNING, source=f"{HTTP}#section-9.3.1", fix=without_body)
def get_with_body(it: Inspection) -> Iterator[Evidence]:
    """A GET or DELETE has a body.

    The body of such a request has no meaning: what stands in it is not read, and servers and
    proxies on the way may refuse the request.

    Put what is asked for into the URL; to create or change something, use another verb.
    """
    request = it.request
    meant = request.method == request.verb or request.verb in TUNNELLED
    if meant and request.verb in {"GET", "DELETE"} and request.has_body:
        size = len(request.body) if request.body else request.body_size
        yield request.at_pointer("").noting(f"{request.verb} with {size:,} bytes")


RULES: tuple[Rule, ...] = (
    result_may_be_cut,
    top_over_limit,
    paging_unordered,
    patch_undocumented,
    tunnelled_through_get,
    tunnelling_invalid,
    verb_unsupported,
    metadata_as_json,
    get_with_body,
)
