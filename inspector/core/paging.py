"""Which part of a list is asked for, how many entities an answer holds, and of how many."""

import re
from dataclasses import dataclass
from typing import Any

from inspector.core.exchange import Request, Response

PAGE = 1000  # entities; the service gives no more at once, and no link to the rest
_ENTRY = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?entry[\s/>]")
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*)*<(?:[A-Za-z_][\w.-]*:)?feed[\s/>]")
_COUNT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?count(?:\s[^<>]*)?>\s*(\d{1,18})\s*</")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, as it is asked for."""

    of: tuple[object, ...]  # equal for parts of the same list, asked for by the same client
    skip: int
    limit: int  # entities that may come at once
    sized: bool = False  # the client chose the limit, and the service keeps to it

    def ends_at(self, received: int | None) -> int | None:
        """Return the `$skip` of the page that follows *received* entities; None: not known."""
        return None if received is None else self.skip + received


def page(request: Request) -> Page:
    """Return which part of a list *request* asks for, should it be for a list."""
    target = request.target
    top = target.number("$top")
    return Page(
        of=(
            target.segments,
            target.host,
            request.headers.get("User-Agent"),
            *map(target.option, ("$filter", "$orderby", "$select")),
        ),
        skip=target.number("$skip") or 0,
        limit=PAGE if top is None else min(top, PAGE),
        sized=top is not None and top <= PAGE,
    )


def fills_a_page(response: Response) -> bool:
    """Tell whether *response* holds exactly as many entities as the service gives at once."""
    body = response.body or b""
    if response.sniffed == "xml":
        return len(_ENTRY.findall(body)) == PAGE
    if body.count(b"{") < PAGE or response.sniffed != "json":
        return False
    listed = _listed(response)
    return listed is not None and len(listed) == PAGE


def listed(response: Response) -> int | None:
    """Return how many entities the list in *response* holds; None when it is no list."""
    body = response.body or b""
    if not 200 <= response.status < 300 or not body:
        return None
    if response.sniffed == "xml":
        return len(_ENTRY.findall(body)) if _FEED.match(body[:4096]) else None
    found = _listed(response)
    return None if found is None else len(found)


def total(response: Response) -> int | None:
    """Return the count that `$inlinecount=allpages` asked for, None when there is none."""
    if response.sniffed == "xml":
        found = _COUNT.search(response.body or b"")
        return int(found[1]) if found else None
    value = _envelope(response)
    if not isinstance(value, dict):
        return None
    count = value.get("__count", value.get("odata.count"))
    text = str(count) if isinstance(count, str | int) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _envelope(response: Response) -> Any:
    if response.sniffed != "json" or response.json.failure is not None:
        return None
    value = response.json.value
    return value.get("d", value) if isinstance(value, dict) else None


def _listed(response: Response) -> list[Any] | None:
    value = _envelope(response)
    if isinstance(value, dict):
        value = value.get("results", value.get("value"))
    return value if isinstance(value, list) else None
