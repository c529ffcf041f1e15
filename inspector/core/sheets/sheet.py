"""Anything that is read line by line, with its places, marks and folds."""

from dataclasses import dataclass, field

from inspector.core.clean import clean, one_line
from inspector.core.evidence import Evidence
from inspector.core.headers import Headers
from inspector.core.sheets.colouring import Span
from inspector.core.sheets.folding import Fold

Line = tuple[str, str]  # kind, text without line breaks
Place = tuple[str, str]  # ("header", "accept"), ("pointer", "/Name"), ("query", "$top")
START: Place = ("start", "")
BODY: Place = ("body", "")


@dataclass
class Sheet:
    """Lines to read; *marks* gives the gravest severity of what was found on a line."""

    lines: list[Line] = field(default_factory=list)
    places: dict[Place, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    folds: dict[int, Fold] = field(default_factory=dict)
    spans: dict[int, list[Span]] = field(default_factory=dict)  # beside those of a line's kind
    stub: bool = False  # the body is still to be laid out

    def add(self, kind: str, text: str = "", place: Place | None = None) -> None:
        """Add a line; *place* is how it is found again."""
        if place is not None:
            self.places.setdefault(place, len(self.lines))
        self.lines.append((kind, text))

    def add_headers(self, headers: Headers) -> None:
        """Add a line for each header field."""
        for name, value in headers:
            self.add("header", f"{one_line(name)}: {whole(value)}", ("header", name.lower()))

    def take(self, other: "Sheet", indent: int = 0, part: int | None = None) -> None:
        """Add another sheet's lines; its places become those of operation *part*."""
        first, blank = len(self.lines), " " * indent
        self.lines += [(kind, blank + text if text else "") for kind, text in other.lines]
        self.folds |= {
            first + head: fold._replace(end=first + fold.end) for head, fold in other.folds.items()
        }
        for (kind, name), at in other.places.items():
            own = kind if part is None or ":" in kind else f"{part}:{kind}"
            self.places.setdefault((own, name), first + at)

    def find(self, evidence: Evidence, part: int | None = None) -> int:
        """Return the line that *evidence* is about, or the nearest there is.

        *part* is the operation of a `$batch` whose message the evidence is about.
        """
        prefix = "" if part is None else f"{part}:"
        start = self.places.get((f"{prefix}start", ""), 0)
        body = self.places.get((f"{prefix}body", ""), start)
        if evidence.line is not None:
            return min(body + evidence.line - 1, len(self.lines) - 1)
        if evidence.header is not None:
            return self.places.get((f"{prefix}header", evidence.header.lower()), start)
        if evidence.query is not None:
            return self.places.get((f"{prefix}query", evidence.query), start)
        pointer = evidence.pointer
        if pointer is None:
            return start
        while pointer and (f"{prefix}pointer", pointer) not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get((f"{prefix}pointer", pointer), body)

    def mark(self, line: int, severity: int) -> None:
        """Mark a line; the gravest mark stays."""
        self.marks[line] = max(severity, self.marks.get(line, 0))


def whole(value: str) -> str:
    """Return text of the wire on one line, however long."""
    return clean(value, len(value) + 1).replace("\n", "\\n").replace("\t", "\\t")
