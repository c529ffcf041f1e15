"""Fixes of headers. A fix that has no mechanical answer returns the request as it was."""

from dataclasses import replace

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.repair.fix import Fix, Places


def setting(header: str, value: str) -> Fix:
    """Return a fix that sends *header* once, as *value*."""
    return lambda request, _: with_header(request, header, value)


def without(*headers: str) -> Fix:
    """Return a fix that leaves *headers* out."""

    def fix(request: Request, _: Places) -> Request:
        kept = request.headers
        for name in headers:
            kept = kept.without(name)
        return replace(request, headers=kept)

    return fix


def said_once(request: Request, places: Places) -> Request:
    """Send each header that *places* name once, if it always says the same."""
    for name in named(places):
        values = request.headers.all(name)
        if len(set(values)) == 1:
            request = with_header(request, name, values[0])
    return request


def with_header(request: Request, header: str, value: str) -> Request:
    """Return *request* with *header* sent once, as *value*."""
    return replace(request, headers=request.headers.setting(header, value))


def named(places: Places) -> tuple[str, ...]:
    """Return the headers that *places* are about, each once."""
    return tuple(dict.fromkeys(_spelt(place) for place in places if place.header))


def _spelt(place: Evidence) -> str:
    return place.header or ""
