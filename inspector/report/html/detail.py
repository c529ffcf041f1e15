"""One exchange, opened: why it failed, what was found, and both messages with the places marked."""

from collections.abc import Iterator

from inspector.core.annotated import Annotated, Finding
from inspector.core.sheets.token import token_sheet
from inspector.report.alike import status_of
from inspector.report.html.cards import code_of, remedy
from inspector.report.html.causes import causes
from inspector.report.html.markup import Html, element, hidden, join, prose
from inspector.report.html.message import lines, message
from inspector.report.html.places import evidence, sign


def detail(annotated: Annotated) -> Html:
    """Return an exchange as a disclosure; its summary is the gravest that was found."""
    number = annotated.index + 1
    name = hidden(f"Exchange {number}, {annotated.operation} {status_of(annotated)}: ")
    heading = element("h3", name, *_summary(annotated))
    inner = element("div", join(_parts(annotated)), id=f"e{number}", class_="detail", tabindex=-1)
    return element("details", element("summary", heading), inner)


def _summary(annotated: Annotated) -> Iterator[Html]:
    if annotated.findings:
        gravest = annotated.findings[0]
        yield join([sign(gravest.severity), " "])
        yield join([code_of(gravest), " ", prose(gravest.title)])
        further = len(annotated.findings) - 1
        if further:
            yield element("span", f" +{further:,} more", class_="quiet")
    elif annotated.diagnosis is not None:
        yield prose(next((one.why for one in annotated.diagnosis.causes), "The request failed."))


def _parts(annotated: Annotated) -> Iterator[Html]:
    if annotated.diagnosis is not None:
        yield _block("Why it failed", causes(annotated.diagnosis), "why")
    if annotated.findings:
        found = element("ol", join(map(_finding, annotated.findings)), class_="found")
        yield _block("Found", found, "found")
    yield element(
        "div",
        _block("Request", message(annotated, "request"), "message"),
        _block("Response", message(annotated, "response"), "message"),
        class_="messages",
    )
    if annotated.exchange.request.credential is not None:
        yield _token(annotated)
    source = annotated.exchange.source
    if source:
        yield element("p", "Recorded in ", element("code", source), class_="quiet")


def _token(annotated: Annotated) -> Html:
    found = (piece.header or "" for one in annotated.findings for piece in one.evidence)
    return element(
        "details",
        element("summary", element("h4", "Token")),
        lines(token_sheet(annotated)),
        class_="block",
        open=any(header.lower() == "authorization" for header in found),
    )


def _block(title: str, content: Html, class_: str) -> Html:
    return element("div", element("h4", title), content, class_=f"block {class_}")


def _finding(finding: Finding) -> Html:
    head = element("p", sign(finding.severity), " ", code_of(finding), " ", prose(finding.title))
    return element("li", head, evidence(finding), remedy(finding))
