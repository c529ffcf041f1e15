"""A message, or anything else that is read line by line, with its places and marks."""

from dataclasses import dataclass, field

from inspector.core.annotated import Finding
from inspector.core.clean import clean, one_line
from inspector.core.evidence import ABSENT, Evidence, Side
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.tui import words
from inspector.tui.layout import Indenter, hex_lines, text_lines, xml_lines

Line = tuple[str, str]  # kind, text without line breaks
Place = tuple[str, str]  # ("header", "accept"), ("pointer", "/Name"), ("query", "$top")
START: Place = ("start", "")
BINARY_SAMPLE = 4096  # characters


@dataclass
class Sheet:
    """Lines to read; *marks* gives the gravest severity of what was found on a line."""

    lines: list[Line] = field(default_factory=list)
    places: dict[Place, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    stub: bool = False  # the body is still to be laid out

    def add(self, kind: str, text: str = "", place: Place | None = None) -> None:
        """Add a line; *place* is how it is found again."""
        if place is not None:
            self.places.setdefault(place, len(self.lines))
        self.lines.append((kind, text))

    def find(self, evidence: Evidence) -> int:
        """Return the line that *evidence* is about, or the nearest there is."""
        if evidence.line is not None:
            at = self.places.get(("body", ""), 0) + evidence.line - 1
            return min(at, len(self.lines) - 1)
        if evidence.header is not None:
            return self.places.get(("header", evidence.header.lower()), 0)
        if evidence.query is not None:
            return self.places.get(("query", evidence.query), 0)
        return 0 if evidence.pointer is None else self._pointed(evidence.pointer)

    def _pointed(self, pointer: str) -> int:
        while pointer and ("pointer", pointer) not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(("pointer", pointer), self.places.get(("body", ""), 0))

    def mark(self, line: int, severity: int) -> None:
        """Mark a line; the gravest mark stays."""
        self.marks[line] = max(severity, self.marks.get(line, 0))


def message_sheet(exchange: Exchange, side: Side, findings: tuple[Finding, ...]) -> Sheet:
    """Return one message, its start line first, with what was found in it marked."""
    message = exchange.request if side == "request" else exchange.response
    if message is None:
        return _no_response(exchange)
    evidence = [(f.severity, e) for f in findings for e in f.evidence if e.side == side]
    sheet = Sheet()
    _start(sheet, message)
    _headers(sheet, message, [place for _, place in evidence])
    _body(sheet, message, [place for _, place in evidence])
    for severity, place in evidence:
        sheet.mark(sheet.find(place), severity)
    return sheet


def is_big(message: Message | None, limit: int = 64 * 1024) -> bool:
    """Tell whether laying out the body takes so long that nobody should wait for it."""
    return message is not None and len(message.body or b"") > limit


def stub(exchange: Exchange, side: Side, findings: tuple[Finding, ...]) -> Sheet:
    """Return a message whose body is still to come."""
    message = exchange.request if side == "request" else exchange.response
    if message is None:
        return _no_response(exchange)
    sheet = Sheet(stub=True)
    _start(sheet, message)
    _headers(sheet, message, [e for f in findings for e in f.evidence if e.side == side])
    sheet.add("note", f"reading {words.size(len(message.body or b''))} …", ("body", ""))
    return sheet


def _no_response(exchange: Exchange) -> Sheet:
    sheet = Sheet()
    why = f": {one_line(exchange.error)}" if exchange.error else ""
    sheet.add("note", f"No response{why}.", START)
    return sheet


def _start(sheet: Sheet, message: Message) -> None:
    version = one_line(message.http_version, 20)
    if isinstance(message, Request):
        sheet.add("start", f"{one_line(message.method)} {_whole(message.url)} {version}", START)
        for option in message.target.options:
            shown = f"  {one_line(option.name)} = {_whole(option.value)}"
            sheet.add("query", shown, ("query", option.name))
    elif isinstance(message, Response):
        reason = one_line(message.reason)
        kind = "failed" if message.status >= 400 else "start"
        sheet.add(kind, f"{version} {message.status} {reason}".rstrip(), START)


def _headers(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    for name, value in message.headers:
        sheet.add("header", f"{one_line(name)}: {_whole(value)}", ("header", name.lower()))
    missing = {e.header.lower(): e.header for e in evidence if e.header and e.seen == ABSENT}
    for low, name in missing.items():
        if name not in message.headers:
            sheet.add("absent", f"{one_line(name)}: (absent)", ("header", low))
    sheet.add("plain")


def _body(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    if message.body is None:
        why = one_line(message.withheld) or "not recorded"
        known = "" if message.body_size is None else f" of {words.size(message.body_size)}"
        sheet.add("note", f"The body{known} is not here: {why}.", ("body", ""))
        if message.body_sha256:
            sheet.add("note", f"SHA-256 {one_line(message.body_sha256)}")
    elif not message.body:
        sheet.add("note", "No body.", ("body", ""))
    else:
        _laid(sheet, message, evidence)


def _laid(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    first = len(sheet.lines)
    sheet.places["body", ""] = first
    as_sent = any(e.line is not None for e in evidence)  # line numbers are those of the text sent
    text = message.text
    if _is_binary(text):
        sheet.lines += [("hex", line) for line in hex_lines(message.body or b"")]
    elif message.sniffed == "json":
        if as_sent:
            sheet.lines += [("json", line) for line in text_lines(text)]
            return
        laid = Indenter(e.pointer for e in evidence if e.pointer is not None).indent(text)
        sheet.lines += [("json", line) for line in laid.lines]
        sheet.places |= {("pointer", p): first + at for p, at in laid.places.items()}
    elif message.sniffed == "xml" and not as_sent:
        sheet.lines += [("xml", line) for line in xml_lines(text)]
    else:
        kind = "xml" if message.sniffed == "xml" else "plain"
        sheet.lines += [(kind, line) for line in text_lines(text)]


def _is_binary(text: str) -> bool:
    sample = text[:BINARY_SAMPLE]
    return "\0" in sample or sample.count("\ufffd") * 20 > len(sample)


def _whole(value: str) -> str:
    return clean(value, len(value) + 1).replace("\n", "\\n").replace("\t", "\\t")
