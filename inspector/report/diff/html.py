"""The comparison as a page for a browser, with the look of the report."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from inspector.core.comparing.comparison import Comparison, Defect, Difference, Operation
from inspector.core.comparing.widespread import Widespread, split
from inspector.report.diff import words
from inspector.report.document import Summary
from inspector.report.html.cards import card, remedy, rows
from inspector.report.html.markers import Markers
from inspector.report.html.markup import Html, code, element, hidden, join
from inspector.report.html.page import begin, end, more, navigation, section

LIMITS_SHOWN = 20
SIGNS = {"gained": "+", "lost": "−"}
OTHERWISE = "~"


def write(stream: TextIO, comparison: Comparison, old: Summary, new: Summary) -> None:
    """Write the page: the verdict, findings, operations."""
    begin(stream, "comparison")
    stream.write(f"{_verdict(comparison, old, new)}\n")
    parts = list(_parts(comparison))
    stream.write(f"{navigation((key, title, len(inner)) for key, title, inner in parts)}\n")
    stream.write('<main id="content">\n')
    markers = Markers()
    stream.writelines(
        f"{markers.numbered(section(title, key, *inner))}\n" for key, title, inner in parts
    )
    stream.write("</main>\n")
    end(stream)


def _verdict(comparison: Comparison, old: Summary, new: Summary) -> Html:
    outcome = "failed" if comparison.gained else "passed" if not comparison.differs else "changed"
    return element(
        "header",
        element("p", element("span", "ams-inspector", class_="brand"), class_="about"),
        element("h1", "Comparison"),
        element("p", f"{words.verdict(comparison).capitalize()}."),
        element("p", f"{words.compared(old, new)}.", class_="quiet"),
        class_=f"verdict {outcome}",
    )


def _parts(comparison: Comparison) -> Iterator[tuple[str, str, list[Html]]]:
    """Yield key, title and contents of the sections that have any."""
    for title, groups in words.sections(comparison):
        yield title.lower().replace(" ", "-"), title, list(map(_rule, groups))
    spread, operations = split(comparison)
    if spread:
        yield "most", "In most operations", [_differences(map(_widespread, spread))]
    differing = [_operation(one) for one in operations if one.differs]
    if differing:
        yield "operations", "Operations", differing
    if comparison.limits:
        yield "limits", "Limits", list(_limits(comparison.limits))


def _limits(limits: Sequence[str]) -> Iterator[Html]:
    yield element("ul", join(element("li", code(one)) for one in limits[:LIMITS_SHOWN]))
    further = more(len(limits) - LIMITS_SHOWN, "more of this kind")
    if further is not None:
        yield further


def _rule(defects: list[Defect]) -> Html:
    finding = defects[0].finding
    further = words.further(defects, "operations")
    left = element("p", further, class_="more") if further else None
    shown = rows([_defect(defect) for defect in defects[: words.SHOWN]])
    return card(finding, finding.severity, "", remedy(finding), shown, left)


def _defect(defect: Defect) -> Html:
    places = (element("li", Html(place)) for place in words.evidence(defect, code))
    return element(
        "li",
        element("p", defect.operation, class_="operation"),
        element("ul", join(places), class_="evidence"),
        element("p", words.times(defect), class_="often"),
    )


def _operation(operation: Operation) -> Html:
    pair = operation.calls
    state = "new" if not pair.old else "gone" if not pair.new else ""
    badge = [element("span", state, class_=f"state {state}"), " "] if state else []
    heading = element("h3", *badge, operation.operation)
    changes = [*_statuses(operation), *_changes(operation)]
    calls = element("p", words.calls(operation), class_="quiet")
    inner = element("div", calls, _differences(changes) if changes else None, class_="failure")
    return element("article", heading, inner, class_="failed")


def _statuses(operation: Operation) -> Iterator[Html]:
    if operation.statuses_changed:
        yield _change(OTHERWISE, "changed", "status ", words.statuses(operation))


def _changes(operation: Operation) -> Iterator[Html]:
    for noun, differences, further in words.shown(operation):
        yield from (_difference(noun, one) for one in differences)
        if further:
            yield element("li", further, class_="more")
    for change, noun, names in words.answers(operation, code):
        yield _change(SIGNS.get(change, OTHERWISE), change, f"{noun} ", Html(names))


def _widespread(one: Widespread) -> Html:
    return _difference(words.NOUNS[one.kind], one.difference)


def _difference(noun: str, difference: Difference) -> Html:
    values, shares = words.values(difference, code), words.shares(difference)
    said = [": ", Html(values)] if values else []
    share = [" ", element("span", f"({shares})", class_="quiet")] if shares else []
    kind = SIGNS.get(difference.change, OTHERWISE)
    return _change(kind, difference.change, f"{noun} ", code(difference.name), *said, *share)


def _change(glyph: str, change: str, *said: str) -> Html:
    kind = change if change in SIGNS else "changed"
    shown = element("span", glyph, aria_hidden="true")
    return element(
        "li",
        element("span", shown, hidden(change), class_=f"change {kind}"),
        element("span", *said),
    )


def _differences(changes: Iterable[Html]) -> Html:
    return element("ul", join(changes), class_="changes")
