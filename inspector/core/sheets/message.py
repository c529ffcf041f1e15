"""A message as a sheet: start line, headers and body, with what was found in it marked."""

from inspector.core import words
from inspector.core.annotated import Finding
from inspector.core.clean import one_line
from inspector.core.evidence import ABSENT, Evidence, Side
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.mend import BY_HAND
from inspector.core.sheets.body import Wanted, lay
from inspector.core.sheets.sheet import BODY, START, Sheet, whole

BIG = 64 * 1024  # bytes
LONG = 2000  # characters of a body that was changed on the way


def message_sheet(
    exchange: Exchange, side: Side, findings: tuple[Finding, ...], original: int | None = None
) -> Sheet:
    """Return one message, its start line first, with what was found in it marked.

    *original* is the number of the exchange that a replay repeats, None when it is not known.
    """
    message = exchange.request if side == "request" else exchange.response
    if message is None:
        return _no_response(exchange)
    found = [(f.severity, f.part, e) for f in findings for e in f.evidence if e.side == side]
    wanted: Wanted = {}
    for _, part, place in found:
        wanted.setdefault(part, []).append(place)
    sheet = Sheet()
    _apart(sheet, exchange, side, original)
    _start(sheet, message)
    _headers(sheet, message, wanted.get(None, []))
    _body(sheet, message, wanted)
    for severity, part, place in found:
        sheet.mark(sheet.find(place, part), severity)
    return sheet


def _apart(sheet: Sheet, exchange: Exchange, side: Side, original: int | None) -> None:
    """Say what sets the message apart from what one side sent and the other got."""
    if exchange.replay_of and side == "request":
        of = f"#{original}" if original else f"the exchange {one_line(exchange.replay_of)}"
        sheet.add("note", f"A replay of {of}, sent from a screen.")
    for mend in exchange.mends_of(side):
        why = "by hand" if mend.code == BY_HAND else one_line(mend.code)
        sheet.add("own", f"Changed on the way ({why}): {one_line(mend.place)}")
        sheet.add("refused", f"- {ABSENT if mend.before is None else one_line(mend.before, LONG)}")
        sheet.add("mended", f"+ {ABSENT if mend.after is None else one_line(mend.after, LONG)}")
    if sheet.lines:
        sheet.add("plain")


def is_big(message: Message | None, limit: int = BIG) -> bool:
    """Tell whether laying out the body takes so long that nobody should wait for it."""
    return message is not None and len(message.body or b"") > limit


def stub(
    exchange: Exchange, side: Side, findings: tuple[Finding, ...], said: str = "reading {} …"
) -> Sheet:
    """Return a message without its body; *said* of its size tells why."""
    message = exchange.request if side == "request" else exchange.response
    if message is None:
        return _no_response(exchange)
    sheet = Sheet(stub=True)
    _start(sheet, message)
    _headers(sheet, message, [e for f in findings for e in f.evidence if e.side == side])
    sheet.add("note", said.format(words.size(len(message.body or b""))), BODY)
    return sheet


def _no_response(exchange: Exchange) -> Sheet:
    sheet = Sheet()
    why = f": {one_line(exchange.error)}" if exchange.error else ""
    sheet.add("note", f"No response{why}.", START)
    return sheet


def _start(sheet: Sheet, message: Message) -> None:
    version = one_line(message.http_version, 20)
    if isinstance(message, Request):
        sheet.add("start", f"{one_line(message.method)} {whole(message.url)} {version}", START)
        for option in message.target.options:
            shown = f"  {one_line(option.name)} = {whole(option.value)}"
            sheet.add("query", shown, ("query", option.name))
    elif isinstance(message, Response):
        reason = one_line(message.reason)
        kind = "failed" if message.status >= 400 else "start"
        sheet.add(kind, f"{version} {message.status} {reason}".rstrip(), START)


def _headers(sheet: Sheet, message: Message, evidence: list[Evidence]) -> None:
    sheet.add_headers(message.headers)
    missing = {e.header.lower(): e.header for e in evidence if e.header and e.seen == ABSENT}
    for low, name in missing.items():
        if name not in message.headers:
            sheet.add("absent", f"{one_line(name)}: (absent)", ("header", low))
    sheet.add("plain")


def _body(sheet: Sheet, message: Message, wanted: Wanted) -> None:
    if message.body is None:
        why = one_line(message.withheld) or "not recorded"
        known = "" if message.body_size is None else f" of {words.size(message.body_size)}"
        sheet.add("note", f"The body{known} is not here: {why}.", BODY)
        if message.body_sha256:
            sheet.add("note", f"SHA-256 {one_line(message.body_sha256)}")
    elif not message.body:
        sheet.add("note", "No body.", BODY)
    else:
        lay(sheet, message, wanted)
