"""A message as text in an editor, and back."""

import codecs
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from inspector.control.sendable import Answered, Refusal, Sent
from inspector.core.exchange import Message, Request, Response
from inspector.core.headers import Headers
from inspector.tui import lending

EDITORS = ("VISUAL", "EDITOR")  # variables, the first that is set counts
HEAD = """\
# Change the {name}, save, and leave the editor; an empty file gives it up.
# The proxy puts a <redacted:…> back where it stood; Content-Length follows the body.
"""
REFUSED = """\
# This cannot be sent: {why}.
# Mend it, save, and leave the editor; an empty file gives it up, and so does this one as it is.
"""
BINARY = "# The body is no text, and stays as it is.\n"


def written(message: Request | Response) -> str:
    """Return *message* as `.http` text."""
    if isinstance(message, Request):
        name, start = "request", f"{message.method} {message.url}"
    else:
        name, start = "answer", f"{message.status} {message.reason}".rstrip()
    lines = [start, *(f"{n}: {v}" for n, v in message.headers)]
    head = HEAD.format(name=name) + "\n".join(lines) + "\n\n"
    body = _text(message)
    return BINARY + head if body is None else head + body


def read[M: (Request, Response)](text: str, message: M) -> M | None:
    """Return *message* as it was changed to *text*, None when there is nothing left of it.

    Raises Refusal.
    """
    head, _, body = _uncommented(text).partition("\n\n")
    lines = [line for line in head.split("\n") if line.strip()]
    if not lines:
        return None
    headers = Headers([_field(line) for line in lines[1:]])
    changed = replace(message, headers=headers, **_start(message, lines[0].strip()))
    before = _text(message)
    if before is None:
        return changed
    if not before.endswith("\n"):
        body = body.removesuffix("\n")  # editors end the last line
    return changed if body == before else replace(changed, body=_bytes(body), body_size=None)


def _start(message: Request | Response, line: str) -> dict[str, Any]:
    """Return the fields that the first line tells of."""
    first, blank, rest = line.partition(" ")
    if isinstance(message, Response):
        if not (first.isascii() and first.isdecimal() and len(first) == 3):
            raise Refusal("the first line has to be STATUS REASON")
        return {"status": int(first), "reason": rest.strip()}
    if not blank:
        raise Refusal("the first line has to be METHOD URL")
    return {"method": first, "url": rest.strip()}


def changed[M: (Request, Response)](
    message: M, require: Callable[[M], None] = lambda _: None
) -> M | None:
    """Return *message* as the person wants it, None when they give it up.

    What cannot be sent, or what *require* raises Refusal for, is given back to them with the
    reason; who leaves that as it is gets it as a Refusal.
    """
    given = written(message)
    while True:
        text = edited(given)
        try:
            return _sendable(read(text, message), require)
        except Refusal as refusal:
            if _uncommented(text) == _uncommented(given):
                raise
            given = REFUSED.format(why=refusal) + _uncommented(text)


def _sendable[M: (Request, Response)](message: M | None, require: Callable[[M], None]) -> M | None:
    """Return *message*; raises Refusal when it cannot be sent."""
    if message is None:
        return None
    if isinstance(message, Request):
        Sent.of(message).request()
    else:
        Answered.of(message).response()
    require(message)
    return message


def edited(text: str) -> str:
    """Let the person edit *text* in their editor; raises Refusal when there is none."""
    with lending.file_of(_bytes(text), ".http") as path:
        lending.run("editor", EDITORS, "vi", path)
        saved = path.read_bytes().removeprefix(codecs.BOM_UTF8)  # some editors on Windows write it
        return saved.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def _uncommented(text: str) -> str:
    lines = text.split("\n")
    while lines and (lines[0].startswith("#") or not lines[0].strip()):
        lines.pop(0)
    return "\n".join(lines)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise Refusal(f"not a header: {line[:60]}; a blank line comes before the body")
    return name.strip(), value.strip()


def _text(message: Message) -> str | None:
    """Return the body as text that can be edited, None when it is not."""
    body = message.body or b""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or "\r" in text else text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
