"""How many entities an answer holds, and where in the whole result it stands."""

import re
from typing import Any

from inspector.core.exchange import Response

PAGE = 1000  # entities; the service gives no more at once, and no link to the rest
_ENTRY = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?entry[\s/>]")
_FEED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?feed[\s>]")
_COUNT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?count(?:\s[^<>]*)?>\s*(\d{1,18})\s*</")


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
        return len(_ENTRY.findall(body)) if _FEED.search(body[:4096]) else None
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
