"""What occurs in a capture, to be offered to who types a filter: the commonest of the latest."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from inspector.capture.reader import CaptureReader
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.core.exchange import Message
from inspector.core.headers import Headers
from inspector.errors import CaptureError

LISTED = 5000  # exchanges whose line in the list is looked at
READ = 200  # exchanges that are read
OFFERED = 100  # values
LONGEST = 120  # characters of a value
_STEP = re.compile(r"[ /]([A-Z]\w*)", re.ASCII)


def vocabulary(reader: CaptureReader, field: str, key: str = "") -> list[str]:
    """Return what occurs in a field of the filter language; without a key, the keys that do.

    Of the queries it is the names of their options.

    What a terminal would obey, and what a filter could not say, is left out. Raises CaptureError.
    """
    counted = Counter(_occurring(reader, field, key))
    speakable = (each for each, _ in counted.most_common(OFFERED * 2) if _can_be_said(each))
    return list(speakable)[:OFFERED]


def _occurring(reader: CaptureReader, field: str, key: str) -> Iterator[str]:
    last = reader.last()
    if field == "comment":
        yield from (mark.comment for mark in reader.marks() if mark.comment)
        return
    if field in {"header", "claim", "query", "type", "name", "id"}:
        yield from chain.from_iterable(_read(one, field, key) for one in _latest(reader, last))
        return
    for row in reader.rows(last - LISTED + 1, last):
        match field:
            case "code":
                yield from row.codes.split()
            case "method":
                yield row.verb
            case "op":
                yield row.operation
            case "entity":
                yield from _STEP.findall(row.operation)
            case "host":
                yield row.host
            case "status" if row.status is not None:
                yield str(row.status)


def _latest(reader: CaptureReader, last: int) -> Iterator[Annotated]:
    for n in range(last, max(0, last - READ), -1):
        try:
            yield reader.annotated(n)
        except (LookupError, CaptureError):  # whoever wants to see that exchange is told
            continue


def _read(one: Annotated, field: str, key: str) -> Iterable[str]:
    request, response = one.exchange.request, one.exchange.response
    messages: list[Message] = [request, *([response] if response else [])]
    headers = [message.headers for message in messages]
    match field:
        case "name":
            return [finding.name for finding in one.findings]
        case "id":
            return [touch.entity for touch in one.touches if touch.entity]
        case "type":
            return [each.partition(";")[0].strip() for each in _values(headers, "Content-Type")]
        case "query":
            return [one.name for one in request.target.options]
        case "header":
            return _values(headers, key) if key else [name for each in headers for name, _ in each]
    claims = request.credential.claims if request.credential else {}
    return [str(claims[key])] if key in claims else [] if key else list(claims)


def _values(headers: list[Headers], name: str) -> list[str]:
    return [value for each in headers for value in each.all(name)]


def _can_be_said(value: str) -> bool:
    return 0 < len(value) <= LONGEST and one_line(value) == value and not set(value) & set("*?")
