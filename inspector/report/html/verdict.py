"""The page's header: what came out, and how much was seen."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.core import words
from inspector.core.annotated import Annotated
from inspector.core.severity import Severity
from inspector.report.document import Summary
from inspector.report.html.markup import Html, element, escaped, join
from inspector.report.html.places import sign
from inspector.report.kinds import Where
from inspector.report.words import count

FILES_NAMED = 3


@dataclass
class Seen:
    """What the header tells beside the summary's counts."""

    failing: int = 0  # findings at or above the threshold
    failed: int = 0  # requests
    first: float | None = None  # seconds since the Unix epoch
    last: float | None = None
    files: dict[str, None] = field(default_factory=dict)

    def add(self, annotated: Annotated, fail_on: Severity | None) -> None:
        """Take in one exchange."""
        found = (one.severity for one in annotated.findings)
        self.failing += sum(fail_on is not None and severity >= fail_on for severity in found)
        self.failed += annotated.diagnosis is not None
        started = annotated.exchange.started
        if started is not None:
            self.first = started if self.first is None else min(self.first, started)
            self.last = started if self.last is None else max(self.last, started)
        file = Where.of(annotated.exchange.source).file
        if file and len(self.files) <= FILES_NAMED:
            self.files[file.replace("\\", "/").rpartition("/")[2]] = None

    def named(self) -> str:
        """Return the names of the recordings."""
        names = [*self.files][:FILES_NAMED]
        return ", ".join([*names, *(["…"] if len(self.files) > FILES_NAMED else [])])


def verdict(summary: Summary, seen: Seen, fail_on: Severity | None) -> Html:
    """Return the header."""
    outcome, heading, said = _outcome(summary, seen, fail_on)
    glyph = {"failed": "✖", "passed": "✔", "nothing": "?"}[outcome]
    return element(
        "header",
        element("p", element("span", "ams-inspector", class_="brand"), *_recorded(seen), class_="about"),
        element("h1", element("span", glyph, aria_hidden="true", class_="outcome"), " ", heading),
        element("p", said, class_="said"),
        element("ul", join(_counts(summary, seen)), class_="counts", aria_label="Counts"),
        class_=f"verdict {outcome}",
    )  # fmt: skip


def _outcome(summary: Summary, seen: Seen, fail_on: Severity | None) -> tuple[str, str, str]:
    """Return the outcome's class, its name, and why."""
    if summary.recognised == 0:
        return "nothing", "Nothing recognised", "No exchange went to a host of a known service."
    if fail_on is None:
        return "passed", "Passed", "Nothing fails: the threshold is “never”."
    threshold = f"the threshold, “{fail_on.label}”"
    if seen.failing:
        are = "is" if seen.failing == 1 else "are"
        return (
            "failed",
            "Failed",
            f"{count(seen.failing, 'finding')} {are} at or above {threshold}.",
        )
    return "passed", "Passed", f"No finding is at or above {threshold}."


def _recorded(seen: Seen) -> Iterator[Html]:
    if seen.files:
        yield element("span", seen.named(), class_="files")
    if words.date(seen.first) and words.date(seen.last):
        begun, ended = words.date(seen.first), words.date(seen.last)
        same = begun.partition(" ")[0] == ended.partition(" ")[0]
        until = ended.partition(" ")[2] if same else ended
        yield escaped(f"{begun} – {until} UTC" if begun != ended else f"{begun} UTC")


def _counts(summary: Summary, seen: Seen) -> Iterator[Html]:
    counts = summary.as_json()
    for severity in sorted(Severity, reverse=True):
        number = summary.severities[severity]
        label = severity.label if number == 1 else f"{severity.label}s"
        yield _count(number, label, sign(severity), severity.label if number else "zero")
    yield _count(summary.exchanges, "exchange" if summary.exchanges == 1 else "exchanges")
    yield _count(summary.inspected, "inspected")
    yield _count(seen.failed, "failed request" if seen.failed == 1 else "failed requests")
    for key, label in (("baselined", "in the baseline"), ("suppressed", "suppressed")):
        if counts[key]:
            yield _count(counts[key], label)


def _count(number: int, label: str, glyph: Html | None = None, class_: str | None = None) -> Html:
    return element("li", element("strong", glyph, f"{number:,}"), " ", label, class_=class_)
