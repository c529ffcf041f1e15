"""A body laid out by what it is: JSON and XML indented, a `$batch` as its parts, hex for the rest."""

from inspector.core.clean import one_line
from inspector.core.evidence import ABSENT, Evidence
from inspector.core.exchange import Message
from inspector.core.multipart import Inner, Multipart, Part, read_multipart
from inspector.core.sheets.folding import Fold
from inspector.core.sheets.layout import Indenter, hex_lines, text_lines, xml_folds, xml_lines
from inspector.core.sheets.sheet import BODY, START, Sheet, whole
from inspector.core.words import counted

Wanted = dict[int | None, list[Evidence]]  # what has to be found again, by operation
BINARY_SAMPLE = 4096  # characters
STEP = 2  # cells that a part is indented


def lay(sheet: Sheet, message: Message, wanted: Wanted) -> None:
    """Add the body's lines to *sheet*."""
    sheet.places[BODY] = len(sheet.lines)
    if message.content_type is not None and message.content_type.is_multipart:
        _multipart(sheet, message, wanted)
    else:
        _single(sheet, message, wanted.get(None, []))


def _single(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    as_sent = any(e.line is not None for e in evidence)  # line numbers are those of the text sent
    text, first = message.text, len(sheet.lines)
    if is_binary(text):
        sheet.lines += [("hex", line) for line in hex_lines(message.body or b"")]
    elif message.sniffed == "json" and not as_sent:
        laid = Indenter(e.pointer for e in evidence if e.pointer is not None).indent(text)
        sheet.lines += [("json", line) for line in laid.lines]
        sheet.places |= {("pointer", p): first + at for p, at in laid.places.items()}
        _fold(sheet, first, laid.folds)
    elif message.sniffed == "xml" and not as_sent:
        lines = xml_lines(text)
        sheet.lines += [("xml", line) for line in lines]
        _fold(sheet, first, xml_folds(lines))
    else:
        kind = message.sniffed if message.sniffed in {"json", "xml"} else "plain"
        sheet.lines += [(kind, line) for line in text_lines(text)]


def _fold(sheet: Sheet, first: int, folds: dict[int, Fold]) -> None:
    for head, fold in folds.items():
        sheet.folds[first + head] = fold._replace(end=first + fold.end)


def is_binary(text: str) -> bool:
    """Tell whether *text*, which was read out of bytes, is none."""
    sample = text[:BINARY_SAMPLE]
    return "\0" in sample or sample.count("\ufffd") * 20 > len(sample)


def _multipart(sheet: Sheet, message: Message, wanted: Wanted) -> None:
    body = message.body or b""
    read = read_multipart(body, message.content_type)
    if not read.parts:
        sheet.add("bad", f"The parts cannot be told apart: {one_line(read.problem)}.")
        _single(sheet, message, wanted.get(None, []))
        return
    _parts(sheet, read, wanted)
    if read.rest is not None:
        rest = Message(body=body[read.rest :])
        sheet.add("note", f"{len(rest.body or b''):,} bytes more, as they are:")
        _single(sheet, rest, [])


def _parts(sheet: Sheet, read: Multipart | Part, wanted: Wanted) -> None:
    for part in read.parts:
        head = len(sheet.lines)
        sheet.add("part", _heading(part))
        inside = Sheet()
        _inside(inside, part, wanted)
        sheet.take(inside, STEP, part.number)
        sheet.add("plain")
        end = len(sheet.lines) - 1
        sheet.folds[head] = Fold(end, end - head, "line", is_root=bool(part.parts))
    if read.problem:
        sheet.add("bad", f"Something is wrong here: {one_line(read.problem)}.")


def _heading(part: Part) -> str:
    if part.parts:
        return f"Change set · {counted(len(part.parts), 'part')}"
    if part.inner is None:
        return f"Part · {one_line(part.headers.get('Content-Type') or 'of no type')}"
    said = _called(part.inner) or one_line(part.inner.start_line) or "no start line"
    named = f" · Content-ID {one_line(part.content_id)}" if part.content_id else ""
    return f"Operation {part.number} · {said}{named}"


def _called(inner: Inner) -> str:
    if inner.answered:
        status, reason = inner.answered
        return f"{status} {one_line(reason)}".rstrip()
    if inner.asked is None:
        return ""
    method, url = inner.asked
    return f"{one_line(method)} {one_line(url.partition('?')[0].rpartition('/api/')[2])}"


def _inside(sheet: Sheet, part: Part, wanted: Wanted) -> None:
    for name, value in part.headers:
        sheet.add("header", f"{one_line(name)}: {whole(value)}")
    if part.parts:
        sheet.add("plain")
        _parts(sheet, part, wanted)
        return
    if part.problem:
        sheet.add("bad", f"Something is wrong here: {one_line(part.problem)}.")
    if part.inner is None:
        _content(sheet, Message(headers=part.headers, body=part.body), [])
        return
    sheet.add("plain")
    _inner(sheet, part.inner, wanted.get(part.number, []))


def _inner(sheet: Sheet, inner: Inner, evidence: list[Evidence]) -> None:
    failed = inner.answered is not None and inner.answered[0] >= 400
    sheet.add("failed" if failed else "start", whole(inner.start_line), START)
    sheet.add_headers(inner.headers)
    for name in {e.header for e in evidence if e.header and e.seen == ABSENT}:
        if name not in inner.headers:
            sheet.add("absent", f"{one_line(name)}: (absent)", ("header", name.lower()))
    _content(sheet, Message(headers=inner.headers, body=inner.body), evidence)


def _content(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    if message.body:
        sheet.add("plain")
        sheet.places[BODY] = len(sheet.lines)
        _single(sheet, message, evidence)
