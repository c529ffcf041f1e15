"""Which operations sent the headers that the rules demand, as a table."""

from collections.abc import Iterator

from inspector.core.scorecard import Cell, Line, Scorecard
from inspector.report.html.markup import Html, element, hidden, join
from inspector.report.html.page import paragraph
from inspector.report.scorecard import LEGEND, SHARES, rest, share
from inspector.report.words import count

ROWS = 200


def headers(card: Scorecard) -> Iterator[Html]:
    """Yield the table, or one line when all is well; nothing when no call was of the service."""
    lines = card.lines
    if not lines:
        return
    if card.is_met:
        yield paragraph(f"All required headers were sent by {count(len(lines), 'operation')}.")
        return
    lacking = [line for line in lines if line.severity]
    names = [element("th", element("span", demand.header), scope="col", class_="header") for demand in card.demands]  # fmt: skip
    head = element("tr", element("th", "Operation", scope="col"), element("th", "Calls", scope="col", class_="n"), *names)  # fmt: skip
    body = element("tbody", join(map(_row, lacking[:ROWS])))
    table = element("table", element("thead", head), body, class_="scorecard")
    yield element("div", table, class_="wide", role="region", aria_label="Required headers", tabindex=0)  # fmt: skip
    said = [*rest(card, len(lacking), min(ROWS, len(lacking))), LEGEND, SHARES]
    yield paragraph(f"{'; '.join(said)}.", "more")


def _row(line: Line) -> Html:
    name = element("th", line.operation, scope="row")
    calls = element("td", f"{line.calls:,}", class_="n")
    return element("tr", name, calls, *map(_cell, line.cells))


def _cell(cell: Cell) -> Html:
    label = None if cell.severity is None else cell.severity.label
    shown = element("span", cell.sign, class_=f"sign {label or 'clean'}", aria_hidden="true")
    words = cell.verdict if label is None else f"{cell.verdict}, {label}"
    return element("td", shown, hidden(words), share(cell), title=words)
