"""Ids of the service: `nb:cid:UUID:` and a GUID."""

import re

# The GUID's text is not always a version 4 UUID: "…-1500-80c3-…" occurs often.
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID = re.compile(rf"nb:([a-z]+):UUID:({_GUID})", re.IGNORECASE)
_BARE = re.compile(rf"[{{(]?{_GUID}[)}}]?", re.IGNORECASE)


def kind_of_id(text: str) -> str | None:
    """Return the letters that say whose id *text* is, `cid`; None when it is no such id."""
    found = _ID.fullmatch(text.strip().strip("'"))
    return found[1].lower() if found else None


def canonical(text: str) -> str | None:
    """Return an id with its letters as the service writes them; None when it is no such id."""
    found = _ID.fullmatch(text.strip().strip("'"))
    return f"nb:{found[1].lower()}:UUID:{found[2].lower()}" if found else None


def abbreviated(text: str) -> str:
    """Return an id without most of its GUID, `nb:cid:…0a1b2c3d4e5f`; other text as it is."""
    found = _ID.fullmatch(text)
    return f"nb:{found[1]}:…{found[2][-12:]}" if found else text


def is_bare_guid(text: str) -> bool:
    """Tell whether *text* is a GUID without what makes it an id."""
    return _BARE.fullmatch(text.strip()) is not None
