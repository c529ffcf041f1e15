"""What the table of exchanges can be filtered by; the script makes it appear, and work."""

from collections.abc import Iterable

from inspector.core.severity import Severity
from inspector.report.html.markup import Html, element, join

STATUSES = (("2xx", "2xx"), ("3xx", "3xx"), ("4xx", "4xx"), ("5xx", "5xx"), ("none", "no answer"))


def filters(codes: Iterable[str], methods: Iterable[str], rows: int) -> Html:
    """Return the form."""
    severities = [*sorted(Severity, reverse=True), None]
    return element(
        "form",
        _labelled("Search", element("input", type="search", name="text", id="f-text", autocomplete="off",
                                    spellcheck="false", placeholder="address, header, body, cause"), "f-text"),
        element("fieldset", element("legend", "Severity"), element("div", *map(_check, severities))),
        _choice("Rule", "code", [(code, code) for code in codes]),
        _choice("Status", "status", STATUSES),
        _choice("Method", "method", [(method, method) for method in methods]),
        element("button", "Reset", type="reset"),
        element("output", f"{rows:,} of {rows:,} exchanges", for_="f-text", role="status"),
        id="filter", role="search", aria_label="Filter the exchanges", hidden=True,
    )  # fmt: skip


def _labelled(label: str, control: Html, key: str) -> Html:
    return element("div", element("label", label, for_=key), control, class_="field")


def _choice(label: str, name: str, values: Iterable[tuple[str, str]]) -> Html:
    options = [("", "any"), *values]
    choices = join(element("option", shown, value=value) for value, shown in options)
    return _labelled(label, element("select", choices, name=name, id=f"f-{name}"), f"f-{name}")


def _check(severity: Severity | None) -> Html:
    label = "clean" if severity is None else severity.label
    box = element("input", type="checkbox", name="severity", value=label, checked=True)
    glyph = element(
        "span",
        "·" if severity is None else severity.glyph,
        class_=f"sign {label}",
        aria_hidden="true",
    )
    return element("label", box, " ", glyph, " ", label)
