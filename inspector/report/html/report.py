"""A page for people: the verdict, what was found and why requests failed, every exchange."""

from collections.abc import Iterator, Sequence
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TextIO

from inspector.core.annotated import Annotated
from inspector.core.lives.lifelines import Lifelines
from inspector.core.rule import Rule
from inspector.core.scorecard import Demand, Scorecard
from inspector.core.severity import Severity
from inspector.report.alike import Groups, is_told
from inspector.report.document import Summary
from inspector.report.html.entities import entities
from inspector.report.html.exchanges import CHOICES, COLUMNS, Rows
from inspector.report.html.failures import failures
from inspector.report.html.filters import filters
from inspector.report.html.findings import Broken, by_rule, findings
from inspector.report.html.headers import headers
from inspector.report.html.markers import Markers
from inspector.report.html.markup import Html, element, hidden, join
from inspector.report.html.page import begin, end, more, navigation, section
from inspector.report.html.verdict import Seen, verdict

IN_MEMORY = 4 * 1024 * 1024  # characters of rows; further ones go to a file


class Report:
    """Writes rows aside as exchanges come, and puts the page together at the end."""

    def __init__(
        self,
        stream: TextIO,
        rules: Sequence[Rule],
        fail_on: Severity | None,
        demands: Sequence[Demand] = (),
    ) -> None:
        self.stream = stream
        self.rules = {rule.code: rule for rule in rules}
        self.fail_on = fail_on
        self.scorecard = Scorecard(demands)
        self.groups, self.lifelines, self.seen = Groups(), Lifelines(), Seen()
        self._aside = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - `close` does
        self.markers = Markers()
        self.rows = Rows(self._aside, self.markers)

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        self.seen.add(annotated, self.fail_on)
        self.lifelines.add(annotated)
        self.scorecard.add(annotated)
        if is_told(annotated):
            self.groups.add(annotated)
        self.rows.add(annotated)

    def close(self, summary: Summary) -> None:
        """Write the page."""
        broken = by_rule(self.groups)
        failed = list(failures(self.groups, self.rows.opened))
        followed, lives = entities(self.lifelines)
        card = list(headers(self.scorecard))
        ways = [
            ("findings", "Findings", sum(one.times for one in broken)),
            ("failures", "Failed requests", self._failed()),
            ("headers", "Required headers", len(self.scorecard.lines)),
            ("exchanges", "Exchanges", summary.exchanges),
            ("entities", "Entities", followed),
        ]
        with self._aside:
            begin(self.stream, self.seen.named() or "report")
            self._write(verdict(summary, self.seen, self.fail_on))
            self._write(navigation(way for way in ways if way[2]), '<main id="content">')
            self._write(*self._findings(broken))
            if failed:
                self._write(section("Failed requests", "failures", *failed))
            if card:
                self._write(section("Required headers", "headers", *card))
            self._exchanges([one.first.code for one in broken])
            if followed:
                self._write(section("Entities", "entities", *lives))
            self._write("</main>")
            end(self.stream)

    def _failed(self) -> int:
        of = (group.times for _, group in self.groups)
        return sum(number for times in of for kind, number in times.items() if kind[0] == "failed")

    def _findings(self, broken: list[Broken]) -> Iterator[Html]:
        if not broken:
            return
        left = more(self.groups.left_out, "exchanges with findings that are not told here")
        told = findings(broken, self.rules, self.rows.opened)
        yield section("Findings", "findings", *told, *([left] if left else []))

    def _exchanges(self, codes: list[str]) -> None:
        rows = self.rows
        heading = element("h2", "Exchanges", id="exchanges", tabindex=-1)
        self._write('<section aria-labelledby="exchanges">', heading)
        self._write(filters(sorted(codes)[:CHOICES], sorted(rows.methods), rows.shown))
        head = join(element("th", name or hidden("Severity"), scope="col") for name in COLUMNS)
        self._write('<table class="exchanges">', element("thead", element("tr", head)))
        self._aside.seek(0)
        copyfileobj(self._aside, self.stream)
        self._write("</table>", *rows.lacking(), "</section>")

    def _write(self, *pieces: str) -> None:
        self.stream.writelines(f"{self.markers.numbered(piece)}\n" for piece in pieces)
