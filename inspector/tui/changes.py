"""What differs between two requests, as lines to read."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff

from inspector.core.clean import one_line
from inspector.core.exchange import Request
from inspector.core.placeholder import MARKER
from inspector.core.repair.mending import mends
from inspector.core.sheets.sheet import Line, Sheet, whole

BODY = 400  # lines of a body that are compared


def changes_sheet(before: Request, after: Request) -> Sheet:
    """Return *after*, each line that is new or gone marked as such."""
    sheet = Sheet()
    changed = {(mend.spot, mend.header.lower()) for mend in mends(before, after, "")}
    starts = [f"{one_line(it.method)} {whole(it.url)}" for it in (before, after)]
    if starts[0] == starts[1]:
        sheet.add("start", f"{starts[0]} {one_line(after.http_version)}")
    else:
        sheet.add("refused", f"- {starts[0]}")
        sheet.add("mended", f"+ {starts[1]}")
    gone = [(n, v) for n, v in before.headers if ("header", n.lower()) in changed]
    for name, value in after.headers:
        key = name.lower()
        if ("header", key) not in changed:
            sheet.add("header", f"  {one_line(name)}: {whole(value)}")
            continue
        for old in [field for field in gone if field[0].lower() == key]:
            gone.remove(old)
            sheet.add("refused", f"- {one_line(old[0])}: {whole(old[1])}")
        sheet.add("mended", f"+ {one_line(name)}: {whole(value)}")
    for name, value in gone:
        sheet.add("refused", f"- {one_line(name)}: {whole(value)}")
    sheet.add("plain")
    sheet.lines += list(_body(before, after))
    return sheet


def as_sent(request: Request) -> Request:
    """Return what a replay of *request* sends, as far as that is known here.

    How long a body is with its secrets put back, the proxy alone knows.
    """
    sent = replace(request, http_version="HTTP/1.1")
    if MARKER.search(request.text):
        return sent
    return replace(sent, headers=request.headers.framing(request.body or b""))


def _body(before: Request, after: Request) -> Iterator[Line]:
    old, new = (_lines(it) for it in (before, after))
    if old == new:
        yield from (("plain", f"  {line}") for line in new)
        return
    for line in list(unified_diff(old, new, n=2, lineterm=""))[2:]:
        kind = {"+": "mended", "-": "refused", "@": "note"}.get(line[:1], "plain")
        yield kind, line[:1] + " " + line[1:] if kind != "note" else "  …"


def _lines(request: Request) -> list[str]:
    return [whole(line) for line in request.text.split("\n")[:BODY]] if request.body else []
