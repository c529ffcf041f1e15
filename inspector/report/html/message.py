"""A sheet as lines of HTML: coloured, and marked where something was found."""

from collections.abc import Collection, Iterator, Mapping

from inspector.core.annotated import Annotated
from inspector.core.evidence import Side
from inspector.core.severity import Severity
from inspector.core.sheets.colouring import painted, spans
from inspector.core.sheets.message import is_big, message_sheet, stub
from inspector.core.sheets.sheet import Sheet
from inspector.report.html.markup import Html, element, escaped, hidden, join

LINES_SHOWN = 300  # of a sheet, beside the marked ones
AROUND = 3  # lines before and behind a marked one
MOST_MARKED = 100  # lines
LONGEST = 2_000  # characters of a line
BIGGEST = 256 * 1024  # bytes of a body that is laid out
TOO_BIG = "A body of {}, which is too large for this page."
Codes = Mapping[int, Collection[str]]  # of what was found, by line


def message(annotated: Annotated, side: Side) -> Html:
    """Return one message, and mark what was found in it."""
    exchange, findings = annotated.exchange, annotated.findings
    one = exchange.request if side == "request" else exchange.response
    if is_big(one, BIGGEST):
        sheet = stub(exchange, side, findings, TOO_BIG)
    else:
        sheet = message_sheet(exchange, side, findings)
    codes: dict[int, list[str]] = {}
    for finding in findings:
        for piece in finding.evidence:
            if piece.side == side:
                line = sheet.find(piece, finding.part)
                sheet.mark(line, finding.severity)
                told = codes.setdefault(line, [])
                told += [finding.code] if finding.code not in told else []
    return lines(sheet, codes)


def lines(sheet: Sheet, codes: Codes | None = None) -> Html:
    """Return a sheet; of a long one the beginning, and what is around marks."""
    shown, last = [], -1
    for at in _chosen(sheet):
        if at > last + 1:
            shown.append(_gap(at - last - 1))
        shown.append(_line(sheet, at, (codes or {}).get(at, ())))
        last = at
    if len(sheet.lines) > last + 1:
        shown.append(_gap(len(sheet.lines) - last - 1))
    return element("pre", join(shown), class_="sheet")


def _chosen(sheet: Sheet) -> list[int]:
    end = len(sheet.lines)
    if end <= LINES_SHOWN:
        return list(range(end))
    marked = sorted(sheet.marks)[:MOST_MARKED]
    near = (line for at in marked for line in range(at - AROUND, at + AROUND + 1))
    return sorted({*range(LINES_SHOWN), *(line for line in near if 0 <= line < end)})


def _gap(count: int) -> Html:
    said = f"… {count:,} {'line' if count == 1 else 'lines'} left out …\n"
    return element("span", said, class_="line gap")


def _line(sheet: Sheet, at: int, codes: Collection[str]) -> Html:
    kind, text = sheet.lines[at]
    cut = len(text) - LONGEST
    text = text[:LONGEST]
    more = element("span", f"… {cut:,} characters more", class_="gap") if cut > 0 else None
    inner = join(_coloured(kind, text))
    mark = sheet.marks.get(at)
    if mark is None:
        return element("span", inner, more, "\n", class_="line")
    severity = Severity(mark)
    label = f"{severity.glyph} {' '.join(codes)}".rstrip()
    badge = element("span", label, hidden(f" {severity.label}"), class_="badge")
    return element("mark", inner, more, " ", badge, "\n", class_=f"line {severity.label}")


def _coloured(kind: str, text: str) -> Iterator[Html]:
    for colour, run in painted(text, spans(kind, text)):
        yield escaped(run) if colour == "plain" else element("span", run, class_=colour)
