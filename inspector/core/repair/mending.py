"""Mend a request by the fixes of the rules it breaks, and tell what was changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.core.annotated import Finding
from inspector.core.evidence import Side
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.mend import Mend
from inspector.core.repair.batches import mended_within
from inspector.core.repair.fix import Fix

KEPT = 64 * 1024  # characters of a body, before and after
FixOf = Callable[[str], Fix | None]  # by a rule's code


@dataclass(frozen=True)
class Step:
    """The request after one rule's fix."""

    code: str
    request: Request


def steps(request: Request, findings: Iterable[Finding], fix_of: FixOf) -> tuple[Step, ...]:
    """Return *request* after each rule's fix that changed something, the last one wholly mended.

    What was found in operations of a `$batch` is mended in these.
    """
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    done: list[Step] = []
    for code, same in by_code.items():
        fix = fix_of(code)
        if fix is None:
            continue
        before = request
        for finding in same:
            request = _mended(request, finding, fix)
        if request != before:
            done.append(Step(code, request))
    return tuple(done)


def _mended(request: Request, finding: Finding, fix: Fix) -> Request:
    places = [place for place in finding.evidence if place.side == "request"]
    if not places:
        return request
    if finding.part is None:
        return fix(request, places)
    return mended_within(request, finding.part, fix, places)


def mends(before: Request, after: Request, code: str) -> Iterator[Mend]:
    """Yield each place in which two requests differ."""
    if before.method != after.method:
        yield Mend(code, "method", before=before.method, after=after.method)
    if before.url != after.url:
        yield Mend(code, "url", before=before.url, after=after.url)
    yield from _fields_and_body(before, after, code, "request")


def answer_mends(before: Response, after: Response, code: str) -> Iterator[Mend]:
    """Yield each place in which two answers differ."""
    starts = [f"{it.status} {it.reason}".rstrip() for it in (before, after)]
    if starts[0] != starts[1]:
        yield Mend(code, "status", before=starts[0], after=starts[1], side="response")
    yield from _fields_and_body(before, after, code, "response")


def _fields_and_body(before: Message, after: Message, code: str, side: Side) -> Iterator[Mend]:
    for name in dict.fromkeys(name.lower() for name, _ in (*before.headers, *after.headers)):
        old, new = before.headers.all(name), after.headers.all(name)
        if old != new:
            spelt = next(key for key, _ in (*after.headers, *before.headers) if key.lower() == name)
            yield Mend(code, "header", spelt, _joined(old), _joined(new), side)
    if before.body != after.body:
        yield Mend(code, "body", before=_kept(before), after=_kept(after), side=side)


def mended(exchange: Exchange) -> Exchange:
    """Return *exchange* with the request that was sent in the end, as far as its mends tell."""
    request = exchange.request
    for mend in exchange.mends_of("request"):
        if mend.spot == "method":
            request = replace(request, method=mend.after or "")
        elif mend.spot == "url":
            request = replace(request, url=mend.after or "")
        elif mend.spot == "header":
            kept = request.headers
            headers = kept.without(mend.header) if mend.after is None else kept.setting(mend.header, mend.after)  # fmt: skip
            request = replace(request, headers=headers)
        else:
            request = replace(request, body=(mend.after or "").encode(), body_size=None)
    return replace(exchange, request=request)


def _joined(values: tuple[str, ...]) -> str | None:
    return ", ".join(values) if values else None


def _kept(message: Message) -> str | None:
    return message.text[:KEPT] if message.body else None
