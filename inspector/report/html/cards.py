"""A broken rule as a disclosure: how grave it is, its code and title; the rest beneath."""

from inspector.core.annotated import Finding
from inspector.core.severity import Severity
from inspector.report.html.markup import Html, element, join, prose
from inspector.report.html.places import sign


def card(
    finding: Finding, severity: Severity, often: str, *inner: str | None, is_open: bool = True
) -> Html:
    """Return a rule's card; *often* is what its head says of numbers."""
    title = element("span", prose(finding.title), class_="title")
    heading = element("h3", sign(severity), " ", code_of(finding), " ", title)
    numbers = element("span", often, class_="often") if often else None
    return element(
        "details",
        element("summary", heading, numbers),
        element("div", *inner, class_="body"),
        class_=f"rule {severity.label}",
        open=is_open,
    )


def code_of(finding: Finding) -> Html:
    """Return the code of the rule that was broken."""
    return element("span", finding.code, class_="code")


def remedy(finding: Finding) -> Html:
    """Return how to mend it."""
    return element("p", prose(finding.remedy), class_="remedy")


def rows(entries: list[Html]) -> Html:
    """Return where a rule was broken, one beneath the other."""
    return element("ul", join(entries), class_="rows")
