"""What makes a defect the same one in the next recording."""

import hashlib
import re
from collections.abc import Sequence

from inspector.core.annotated import Finding
from inspector.core.evidence import Evidence
from inspector.core.rule import Rule

OF_SETTINGS = frozenset({"JWT306", "JWT308", "JWT310"})  # what a user expects of every token
_NUMBERED = re.compile(r"/\d+(?=/|$)")


def fingerprint(rule: Rule, operation: str, places: Sequence[Evidence]) -> str:
    """Return what is equal for the same defect in the next recording: code, operation, places.

    Positions in lists and in text are left out, and so are the values seen.
    """
    at = sorted({_place(place) for place in places})
    text = "\n".join([rule.code, operation, *at])
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def defect(finding: Finding) -> str:
    """Return what is the same defect in the next exchange: for headers whatever the operation."""
    if finding.code in OF_SETTINGS:
        return finding.code
    headers = sorted({place.header for place in finding.evidence if place.header})
    if not headers or any(place.pointer for place in finding.evidence):
        return finding.fingerprint
    values = sorted(place.seen for place in finding.evidence)
    return "|".join([finding.code, *headers, *values])


def _place(place: Evidence) -> str:
    pointer = None if place.pointer is None else _NUMBERED.sub("/*", place.pointer)
    return "|".join(str(p) for p in (place.side, place.header, pointer, place.query, place.claim))
