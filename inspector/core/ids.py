"""Ids of the service: `nb:cid:UUID:` and a GUID."""

import re

# The GUID's text is not always a version 4 UUID: "…-1500-80c3-…" occurs often.
_ID = re.compile(
    r"nb:([a-z]+):UUID:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    re.IGNORECASE,
)


def kind_of_id(text: str) -> str | None:
    """Return the letters that say whose id *text* is, `cid`; None when it is no such id."""
    found = _ID.fullmatch(text.strip().strip("'"))
    return found[1].lower() if found else None
