"""The comparison as one JSON document."""

import json
from typing import Any, TextIO

from inspector.core.comparing.comparison import Comparison, Defect, Difference, Operation, Pair
from inspector.core.comparing.tallies import KINDS
from inspector.report.document import SCHEMA, Summary, finding_as_json, tool

VALUES = {"request_headers": "values", "request_properties": "types"}  # other names have none


def write(stream: TextIO, comparison: Comparison, old: Summary, new: Summary) -> None:
    """Write the document, in ASCII."""
    json.dump(document(comparison, old, new), stream, indent=1)
    stream.write("\n")


def document(comparison: Comparison, old: Summary, new: Summary) -> dict[str, Any]:
    """Return the comparison as plain data; every operation is in it, also one without changes."""
    calls = [operation.calls for operation in comparison.operations]
    return {
        "schema": SCHEMA,
        "tool": tool(),
        "summary": {
            "exchanges": {"old": old.exchanges, "new": new.exchanges},
            "inspected": {"old": old.inspected, "new": new.inspected},
            "operations_new": sum(pair.old == 0 for pair in calls),
            "operations_gone": sum(pair.new == 0 for pair in calls),
            "operations_changed": sum(operation.differs for operation in comparison.shared),
            "findings_gained": len(comparison.gained),
            "findings_lost": len(comparison.lost),
        },
        "operations": [_operation(operation) for operation in comparison.operations],
        "findings": {
            "gained": [_defect(defect) for defect in comparison.gained],
            "lost": [_defect(defect) for defect in comparison.lost],
        },
        "limits": list(comparison.limits),
    }


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "operation": operation.operation,
        "differs": operation.differs,
        "calls": _pair(operation.calls),
        "statuses": {status: _pair(pair) for status, pair in operation.statuses},
        "statuses_changed": operation.statuses_changed,
        **{kind: [_difference(each, kind) for each in operation.names[kind]] for kind in KINDS},
    }


def _difference(difference: Difference, kind: str) -> dict[str, Any]:
    values = VALUES.get(kind)
    told = {
        "name": difference.name,
        "change": difference.change,
        "old": {"sent": difference.old.sent, "calls": difference.old.calls},
        "new": {"sent": difference.new.sent, "calls": difference.new.calls},
    }
    if values is not None:
        told[f"{values}_gained"] = list(difference.values_gained)
        told[f"{values}_lost"] = list(difference.values_lost)
    return told


def _defect(defect: Defect) -> dict[str, Any]:
    return {
        "operation": defect.operation,
        "times": _pair(defect.times),
        **finding_as_json(defect.finding),
    }


def _pair(pair: Pair) -> dict[str, int]:
    return {"old": pair.old, "new": pair.new}
