"""Workflow commands of GitHub Actions: an annotation for each kind of finding.

Source: "Workflow commands for GitHub Actions"; a step shows ten of each level.
"""

from typing import TextIO

from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.core.severity import ERROR, WARNING, Severity
from inspector.report.document import Summary
from inspector.report.kinds import Kind, Kinds, told
from inspector.report.words import count

SHOWN = 10  # of each level
LEVELS = {ERROR: "error", WARNING: "warning"}
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class Report:
    """Gathers kinds while exchanges come, and writes the commands at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.kinds = Kinds()

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        self.kinds.add(annotated)

    def close(self, summary: Summary) -> None:
        """Write the worst of each level, and how many more there are."""
        summary.left_out = max(summary.left_out, self.kinds.left_out)
        written: dict[Severity, int] = {}
        for kind in self.kinds.worst_first():
            written[kind.severity] = written.get(kind.severity, 0) + 1
            if written[kind.severity] <= SHOWN:
                self.stream.write(command(kind) + "\n")
        more = sum(max(0, number - SHOWN) for number in written.values())
        if more:
            text = f"{count(more, 'more kind', 'more kinds')} of findings; see the report."
            self.stream.write(f"::notice title=ams-inspector::{text.translate(_MESSAGE)}\n")


def command(kind: Kind) -> str:
    """Return one annotation."""
    where = kind.places[0]
    properties = {"file": where.file, "line": "" if where.line is None else str(where.line)}
    properties["title"] = f"{kind.finding.code} {kind.finding.name}"
    listed = ",".join(
        f"{name}={one_line(value, 400).translate(_PROPERTY)}"
        for name, value in properties.items()
        if value
    )
    text = f"{one_line(told(kind), 1000)}\n{kind.finding.remedy}".translate(_MESSAGE)
    return f"::{LEVELS.get(kind.severity, 'notice')} {listed}::{text}"
