"""One line of JSON for each exchange."""

import json
from typing import Any, TextIO

from inspector.core.annotated import Annotated
from inspector.report.document import Summary, exchange_as_json


class Report:
    """Writes a line for each exchange, and nothing else."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def add(self, annotated: Annotated) -> None:
        """Write one exchange."""
        self.stream.write(one_line_json(exchange_as_json(annotated)) + "\n")

    def close(self, summary: Summary) -> None:
        """Write nothing: a line is an exchange."""


def one_line_json(value: Any) -> str:
    """Return *value* as JSON in ASCII on one line."""
    return json.dumps(value)
