"""Which calls change something at the service, so that nobody sends them twice by accident."""

from inspector.core.exchange import Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 §9.2.1
# Functions that are called by GET, and do something all the same (or give a key away).
ACTING = frozenset({"canceljob", "createfileinfos", "rebindcontentkey"})


def has_side_effects(request: Request) -> bool:
    """Tell whether sending *request* once more may do something once more."""
    if request.method not in SAFE or request.verb not in SAFE:
        return True
    return any(segment.name.lower() in ACTING for segment in request.target.segments)
