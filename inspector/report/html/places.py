"""How the page shows where something was seen, and how grave it is."""

from inspector.core.annotated import Finding
from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.core.severity import Severity
from inspector.report.html.markup import Html, code, element, hidden, join, prose


def sign(severity: Severity | None) -> Html:
    """Return a severity as a glyph, and in words for those who do not see it; None is "clean"."""
    if severity is None:
        return element("span", _glyph("·"), hidden("clean"), class_="sign clean")
    label = severity.label
    return element(
        "span", _glyph(severity.glyph), hidden(label), class_=f"sign {label}", title=label
    )


def _glyph(glyph: str) -> Html:
    return element("span", glyph, aria_hidden="true")


def evidence(finding: Finding) -> Html:
    """Return the places of a finding, with what was seen there."""
    part = "" if finding.part is None else f"operation {finding.part}: "
    return element("ul", join(_place(part, piece) for piece in finding.evidence), class_="evidence")


def _place(part: str, piece: Evidence) -> Html:
    seen = [": ", code(piece.seen)] if piece.seen else []
    note = [" ", element("span", "(", prose(piece.note), ")", class_="quiet")] if piece.note else []
    return element("li", part, element("span", one_line(piece.place), class_="place"), *seen, *note)


def exchange_link(index: int) -> Html:
    """Return a link to an exchange that has its detail in the page."""
    return element("a", f"#{index + 1}", href=f"#e{index + 1}", class_="exchange")
