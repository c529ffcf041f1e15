"""JUnit XML: a suite for each operation, in it a case for each kind of finding.

What is at or above the threshold is a failure; what is below stands in the case's output. An
operation without findings is one case that passes.
"""

from collections.abc import Callable
from typing import TextIO

from lxml import etree

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import clean, one_line
from inspector.report.document import Summary
from inspector.report.kinds import Kind, Kinds, place, told

MOST_OPERATIONS = 2000


class Report:
    """Gathers kinds while exchanges come, and writes the suites at the end."""

    def __init__(self, stream: TextIO, fails: Callable[[Finding], bool]) -> None:
        self.stream = stream
        self.fails = fails
        self.kinds = Kinds()
        self.operations: dict[str, int] = {}  # the exchanges of each

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        self.kinds.add(annotated)
        if annotated.profile is None:
            return
        if annotated.operation in self.operations or len(self.operations) < MOST_OPERATIONS:
            self.operations[annotated.operation] = self.operations.get(annotated.operation, 0) + 1

    def close(self, summary: Summary) -> None:
        """Write the suites."""
        summary.left_out = max(summary.left_out, self.kinds.left_out)
        by_operation: dict[str, list[Kind]] = {name: [] for name in self.operations}
        for kind in self.kinds.of.values():
            by_operation.setdefault(kind.operation, []).append(kind)
        tests = sum(len(kinds) or 1 for kinds in by_operation.values())
        failures = sum(1 for kind in self.kinds.of.values() if self.fails(kind.finding))
        counts = f'tests="{tests}" failures="{failures}" errors="0"'
        self.stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
        self.stream.write(f'<testsuites name="ams-inspector" {counts}>\n')
        for name, kinds in by_operation.items():
            suite = self._suite(name, kinds)
            etree.indent(suite, level=1)
            self.stream.write(f"  {etree.tostring(suite, encoding='unicode')}\n")
        self.stream.write("</testsuites>\n")

    def _suite(self, operation: str, kinds: list[Kind]) -> etree._Element:
        failed = sum(1 for kind in kinds if self.fails(kind.finding))
        name = legal(one_line(operation))
        counts = {"tests": str(len(kinds) or 1), "failures": str(failed), "errors": "0"}
        suite = etree.Element("testsuite", {"name": name, **counts, "skipped": "0"})
        seen = self.operations.get(operation, 0)
        if not kinds:
            called = f"{seen:,} without findings"
            etree.SubElement(suite, "testcase", {"classname": name, "name": called})
        for kind in kinds:
            suite.append(self._case(name, kind))
        return suite

    def _case(self, suite: str, kind: Kind) -> etree._Element:
        finding = kind.finding
        case = etree.Element(
            "testcase", {"classname": suite, "name": f"{finding.code} {finding.name}"}
        )
        first = kind.places[0]
        if first.file:
            case.set("file", legal(first.file))
            if first.line is not None:
                case.set("line", str(first.line))
        tag = "failure" if self.fails(finding) else "system-out"
        inside = etree.SubElement(case, tag)
        if tag == "failure":
            inside.set("type", finding.code)
            inside.set("message", legal(one_line(told(kind), 400)))
        inside.text = legal("\n".join([told(kind), finding.remedy, *map(place, kind.places)]))
        return case


def legal(text: str) -> str:
    """Return *text* as XML can hold it; most of what it cannot is what `clean` writes out."""
    return clean(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
