"""SARIF 2.1.0, for code scanning: a result for each kind of finding.

Sources: OASIS SARIF 2.1.0; GitHub's limits (25,000 results of a run, 20 tags of a rule). GitHub
refuses a whole log for one location that names no file and line (GH1001, GH1003 of Microsoft's
SARIF SDK).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TextIO
from urllib.parse import quote

from inspector.core.annotated import Annotated
from inspector.core.clean import clean
from inspector.core.rule import Rule
from inspector.core.silence import Silence
from inspector.report.document import Summary, tool
from inspector.report.jsonl import one_line_json
from inspector.report.kinds import MOST_KINDS, Kind, Kinds, Where, told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "SRCROOT"
SERVICE = "SERVICE"  # what the path of an operation is below, where there is no file
FINGERPRINT = "amsInspector/v1"


class Report:
    """Gathers kinds while exchanges come, and writes the log at the end, result by result."""

    def __init__(self, stream: TextIO, rules: Sequence[Rule]) -> None:
        self.stream = stream
        self.rules = list(rules)
        self.places = {rule.code: place for place, rule in enumerate(self.rules)}
        self.kinds = Kinds()
        self.aside = Kinds()  # what the baseline has, and what someone silenced

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        self.kinds.add(annotated)
        if annotated.known or annotated.suppressed:
            aside = (*annotated.known, *annotated.suppressed)
            self.aside.add(replace(annotated, findings=aside))

    def close(self, summary: Summary) -> None:
        """Write the log."""
        summary.left_out = max(summary.left_out, self._left_out)
        about = tool()
        driver = {
            "name": about["name"],
            "semanticVersion": about["version"],
            "rules": [_rule(rule) for rule in self.rules],
        }
        start = {"$schema": SCHEMA, "version": "2.1.0"}
        self.stream.write(f'{one_line_json(start)[:-1]}, "runs": [{{\n')
        self.stream.write(f' "tool": {one_line_json({"driver": driver})},\n')
        self.stream.write(' "columnKind": "unicodeCodePoints",\n "results": [')
        separator = ""
        for result in islice(self._results(), MOST_KINDS):
            self.stream.write(f"{separator}\n  {one_line_json(result)}")
            separator = ","
        invocation = {"executionSuccessful": True, **self._notifications()}
        self.stream.write(f'\n ],\n "invocations": [{one_line_json(invocation)}],\n')
        self.stream.write(
            f' "properties": {one_line_json({"summary": summary.as_json()})}\n}}]}}\n'
        )

    def _results(self) -> Iterator[dict[str, Any]]:
        """Yield what counts, then what is aside: a result that is gone would count as mended."""
        compares = any(kind.finding.silence is None for kind in self.aside.of.values())
        for kind in self.kinds.of.values():
            yield {**self._result(kind), **({"baselineState": "new"} if compares else {})}
        for kind in self._only_aside:
            yield {**self._result(kind), **_set_aside(kind.finding.silence)}

    @property
    def _only_aside(self) -> list[Kind]:
        return [kind for key, kind in self.aside.of.items() if key not in self.kinds.of]

    @property
    def _left_out(self) -> int:
        beyond = self._only_aside[MOST_KINDS - len(self.kinds.of) :]
        return self.kinds.left_out + self.aside.left_out + sum(kind.count for kind in beyond)

    def _notifications(self) -> dict[str, Any]:
        left_out = self._left_out
        if not left_out:
            return {}
        text = f"{left_out:,} findings beyond the first {self.kinds.most:,} kinds are left out."
        return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}]}

    def _result(self, kind: Kind) -> dict[str, Any]:
        finding = kind.finding
        first, *others = kind.places
        result = {
            "ruleId": finding.code,
            "level": kind.severity.label,
            "message": {"text": clean(f"{told(kind)}\n{finding.remedy}")},
            "occurrenceCount": kind.count,
            "locations": [_location(first, kind)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        }
        place = self.places.get(finding.code)
        if place is not None:
            result["ruleIndex"] = place
        if others:
            related = [
                {**_location(one, kind), "id": number} for number, one in enumerate(others, 1)
            ]
            result["relatedLocations"] = related
        return result


def _set_aside(silence: Silence | None) -> dict[str, Any]:
    """Return why a result does not count: *silence*, or else the baseline."""
    if silence is None:
        why = {"kind": "external", "justification": "The baseline has it."}
        return {"baselineState": "unchanged", "suppressions": [why]}
    kind = "inSource" if silence.by == "request" else "external"
    return {"suppressions": [{"kind": kind, "justification": clean(silence.told)}]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why or rule.title},
        "help": {"text": f"{rule.why}\n\n{rule.remedy}".strip()},
        "helpUri": rule.source.split()[0],
        "defaultConfiguration": {"level": rule.severity.label},
        "properties": {"tags": [rule.topic, rule.name]},
    }


def _location(where: Where, kind: Kind) -> dict[str, Any]:
    name = where.test or f"{kind.operation}{where.entry and ' '}{where.entry}"
    return {
        "logicalLocations": [{"fullyQualifiedName": clean(name)}],
        "physicalLocation": {
            "artifactLocation": _artifact(where.file, kind.operation),
            "region": {"startLine": where.line or 1},
        },
    }


def _artifact(file: str, operation: str) -> dict[str, str]:
    """Return the file, or else the operation: what `run` saw is in no file, unless it is kept."""
    if not file:
        path = clean(operation).rpartition(" ")[2]
        return {"uri": _quoted(path) or ".", "uriBaseId": SERVICE}
    path = file.replace("\\", "/")
    relative = not path.startswith("/") and ":" not in path.partition("/")[0]
    return {"uri": _quoted(path), **({"uriBaseId": ROOT} if relative else {})}


def _quoted(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~-._")
