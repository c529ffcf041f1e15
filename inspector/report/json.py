"""One JSON document: the tool, every exchange, the summary."""

from typing import TextIO

from inspector.core.annotated import Annotated
from inspector.report.document import SCHEMA, Summary, exchange_as_json, tool
from inspector.report.jsonl import one_line_json


class Report:
    """Writes the document as the exchanges come, so that it is never held whole."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.separator = ""
        stream.write(f'{{"schema": {SCHEMA}, "tool": {one_line_json(tool())}, "exchanges": [')

    def add(self, annotated: Annotated) -> None:
        """Write one exchange."""
        self.stream.write(f"{self.separator}\n  {one_line_json(exchange_as_json(annotated))}")
        self.separator = ","

    def close(self, summary: Summary) -> None:
        """Write the summary and end the document."""
        self.stream.write(f'\n ],\n "summary": {one_line_json(summary.as_json())}}}\n')
