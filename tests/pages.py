"""The HTML report of annotated exchanges, and what it is made of."""

import io
from collections.abc import Iterable

from inspector.core.annotated import Annotated
from inspector.core.scorecard import demands
from inspector.core.severity import ERROR, Severity
from inspector.profiles.catalogue import all_rules
from inspector.report import html
from inspector.report.document import Summary

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "footer", "article", "script",
    "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "span", "strong", "code", "q", "pre", "mark", "div", "details",
    "summary", "table", "thead", "tbody", "tr", "th", "td", "form", "fieldset", "legend", "label", "input", "select",
    "option", "button", "output",
}  # fmt: skip


def written(given: Iterable[Annotated], fail_on: Severity | None = ERROR) -> str:
    """Return the page."""
    stream, summary = io.StringIO(), Summary()
    report = html.Report(stream, all_rules(), fail_on, demands(all_rules()))
    for one in given:
        summary.add(one)
        report.add(one)
    report.close(summary)
    return stream.getvalue()
