"""Header values without what differs from call to call and from recording to recording."""

import re
from functools import lru_cache

from inspector.core.clean import one_line

LOOKED_AT = 4096  # characters of a value
LONGEST = 200  # characters that are kept of it
VARYING = frozenset(
    """
    age client-request-id content-length content-md5 content-range cookie date expires if-match
    if-modified-since if-none-match if-unmodified-since range request-id traceparent tracestate
    x-correlation-id x-forwarded-for x-ms-blob-content-length x-ms-blob-content-md5
    x-ms-client-request-id x-ms-content-crc64 x-ms-content-md5 x-ms-copy-id x-ms-correlation-id
    x-ms-correlation-request-id x-ms-date x-ms-lease-id x-ms-proposed-lease-id x-ms-range
    x-ms-request-id x-request-id
    """.split()  # noqa: SIM905 - forty lines otherwise
)
_OF_PRODUCTS = frozenset(
    {"user-agent", "x-ms-useragent", "sec-ch-ua", "sec-ch-ua-full-version-list"}
)
_MARKER = re.compile(r"redacted:([a-z0-9_-]{1,32}):[0-9a-f]{12}")
_BOUNDARY = re.compile(r'(\bboundary=)(?:"[^"]*"|[^\s;,"]+)', re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
# A date alone stays: it is the version of the storage service (`x-ms-version: 2012-02-12`).
_ONCE = re.compile(
    r"nb:[a-z]+:UUID:[0-9a-f-]+"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[a-z]{3,9}, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d(?: GMT)?"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
    r"|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])"
    r"|\d{5,}",
    re.IGNORECASE,
)


def steady_value(header: str, value: str) -> str | None:
    """Return *value* with an ellipsis for ids, dates, boundaries and the like, as one line.

    Returns None for a header of nothing else (`Date`), whose presence alone says something.
    Versions of products are left out, protocol versions are not.
    """
    name = header.lower()
    if name in VARYING or name.startswith("x-ms-meta-"):
        return None
    return _steady(name in _OF_PRODUCTS, value[:LOOKED_AT])


@lru_cache(maxsize=2048)
def _steady(products: bool, value: str) -> str:
    value = _MARKER.sub(r"redacted:\1", value)
    value = _ONCE.sub("…", _BOUNDARY.sub(r"\1…", value))
    return one_line(_NUMBER.sub("…", value) if products else value, LONGEST)
