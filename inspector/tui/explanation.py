"""The words about a rule, and its examples, coloured."""

import re

from inspector.core.sheets.sheet import Sheet

_HEADER = re.compile(r"[A-Za-z0-9-]+: .*")
_START = re.compile(r"[A-Z]+ https?://\S+.*|HTTP/\d.*")


def explanation(text: str) -> Sheet:
    """Return the text of `inspector explain` as a sheet."""
    sheet = Sheet()
    in_example = False
    for number, line in enumerate(text.split("\n")):
        in_example = in_example or line.startswith("### ")
        kind = _in_example(line) if in_example else _in_words(line)
        sheet.add("title" if number == 0 else kind, line)
    return sheet


def _in_words(line: str) -> str:
    if line.startswith("Remedy:"):
        return "good"
    return "note" if line.startswith("Source:") else "prose"


def _in_example(line: str) -> str:
    if line.startswith("### "):
        return {"bad": "bad", "goo": "good"}.get(line[4:7], "title")
    if _START.fullmatch(line):
        return "start"
    return "header" if _HEADER.fullmatch(line) else "json"
