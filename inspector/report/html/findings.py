"""What was found, by rule, gravest first; within a rule by operation, alike findings once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inspector.core.annotated import Finding
from inspector.core.rule import Rule
from inspector.core.severity import Severity
from inspector.report.alike import Groups
from inspector.report.html.cards import card, remedy, rows
from inspector.report.html.exchanges import Key
from inspector.report.html.markup import Html, element, join, prose
from inspector.report.html.page import more
from inspector.report.html.places import evidence, exchange_link
from inspector.report.words import count

ROWS_SHOWN = 40  # of a rule
OPENED = 6  # rules that are open when the page opens
Opened = Mapping[Key, list[int]]


@dataclass
class Broken:
    """A rule that was broken: where, and how often."""

    rows: list[tuple[str, Finding, int]] = field(default_factory=list)  # operation, first, times

    @property
    def first(self) -> Finding:
        """Return the gravest finding."""
        return max((finding for _, finding, _ in self.rows), key=lambda one: one.severity)

    @property
    def severity(self) -> Severity:
        """Return the gravest severity."""
        return self.first.severity

    @property
    def times(self) -> int:
        """Return how often it was broken."""
        return sum(times for _, _, times in self.rows)


def by_rule(groups: Groups) -> list[Broken]:
    """Return the broken rules, the gravest and most frequent first."""
    broken: dict[str, Broken] = {}
    for operation, group in groups:
        for finding, _, times in group.worst_first():
            broken.setdefault(finding.code, Broken()).rows.append((operation, finding, times))
    for one in broken.values():
        one.rows.sort(key=lambda row: (-row[1].severity, -row[2]))
    return sorted(broken.values(), key=lambda one: (-one.severity, -one.times, one.first.code))


def findings(broken: list[Broken], rules: Mapping[str, Rule], opened: Opened) -> Iterator[Html]:
    """Yield each broken rule as a disclosure."""
    for place, one in enumerate(broken):
        yield _rule(one, rules.get(one.first.code), opened, is_open=place < OPENED)


def _rule(broken: Broken, rule: Rule | None, opened: Opened, *, is_open: bool) -> Html:
    first = broken.first
    operations = count(len({operation for operation, _, _ in broken.rows}), "operation")
    return card(
        first,
        broken.severity,
        f"×{broken.times:,} in {operations}",
        _explained(first, rule),
        rows([_row(row, opened) for row in broken.rows[:ROWS_SHOWN]]),
        more(len(broken.rows) - ROWS_SHOWN, "more kinds"),
        _all_of(first.code),
        is_open=is_open,
    )


def _explained(first: Finding, rule: Rule | None) -> Html:
    if rule is None:  # of another version
        return remedy(first)
    sources = join((_source(url) for url in rule.source.split()), ", ")
    name = element("code", rule.name)
    about = element("p", name, " · ", sources, class_="quiet sources")
    return join([element("p", prose(rule.why), class_="why"), remedy(first), about])


def _source(url: str) -> Html:
    """Return a link that a rule of ours names; none is ever made of traffic."""
    return element("a", url.removeprefix("https://"), href=url, rel="noreferrer")


def _row(row: tuple[str, Finding, int], opened: Opened) -> Html:
    operation, finding, times = row
    numbers = opened.get((operation, finding.code, finding.fingerprint), [])
    return element(
        "li",
        element("p", element("span", operation, class_="operation"), " ",
                element("span", f"×{times:,}", class_="often")),
        evidence(finding),
        exchange_links(numbers, times),
    )  # fmt: skip


def exchange_links(numbers: list[int], times: int) -> Html | None:
    """Return the way to the first exchanges in which something was found."""
    if not numbers:
        return None
    links = join(map(exchange_link, numbers), " ")
    further = " …" if times > len(numbers) else None
    return element("p", "In ", links, further, class_="links")


def _all_of(code: str) -> Html:
    link = element("a", "Show its exchanges in the table", href="#exchanges", data_code=code)
    return element("p", link, class_="links scripted", hidden=True)
