"""One JSON document: the tool, every exchange, the entities' lives, the scorecard, the summary."""

from collections.abc import Sequence
from typing import TextIO

from inspector.core.annotated import Annotated
from inspector.core.lives.lifelines import Lifelines
from inspector.core.scorecard import Demand, Scorecard
from inspector.report.document import SCHEMA, Summary, exchange_as_json, tool
from inspector.report.entities import entity_as_json
from inspector.report.jsonl import one_line_json
from inspector.report.scorecard import as_json


class Report:
    """Writes the document as the exchanges come, so that it is never held whole."""

    def __init__(self, stream: TextIO, demands: Sequence[Demand] = ()) -> None:
        self.stream = stream
        self.scorecard = Scorecard(demands)
        self.separator = ""
        self.lifelines = Lifelines()
        stream.write(f'{{"schema": {SCHEMA}, "tool": {one_line_json(tool())}, "exchanges": [')

    def add(self, annotated: Annotated) -> None:
        """Write one exchange."""
        self.stream.write(f"{self.separator}\n  {one_line_json(exchange_as_json(annotated))}")
        self.separator = ","
        self.lifelines.add(annotated)
        self.scorecard.add(annotated)

    def close(self, summary: Summary) -> None:
        """Write the entities, the scorecard and the summary, and end the document."""
        self.stream.write('\n ],\n "entities": [')
        separator = ""
        for life in self.lifelines.told():
            self.stream.write(f"{separator}\n  {one_line_json(entity_as_json(life))}")
            separator = ","
        left_out = self.lifelines.left_out
        self.stream.write(f'\n ],\n "entities_left_out": {left_out},')
        self.stream.write(f'\n "scorecard": {one_line_json(as_json(self.scorecard))},')
        self.stream.write(f'\n "summary": {one_line_json(summary.as_json())}}}\n')
