"""A request as text in an editor, and back."""

from dataclasses import replace

from inspector.control.words import Refusal
from inspector.core.exchange import Request
from inspector.core.headers import Headers
from inspector.tui import lending

EDITORS = ("VISUAL", "EDITOR")  # variables, the first that is set counts
HEAD = """\
# Change the request, save, and leave the editor; an empty file gives it up.
# The proxy puts a <redacted:…> back where it stood; Content-Length follows the body.
"""
BINARY = "# The body is no text, and stays as it is.\n"


def written(request: Request) -> str:
    """Return *request* as `.http` text."""
    lines = [f"{request.method} {request.url}", *(f"{n}: {v}" for n, v in request.headers)]
    head = HEAD + "\n".join(lines) + "\n\n"
    body = _text(request)
    return BINARY + head if body is None else head + body


def read(text: str, request: Request) -> Request | None:
    """Return *request* as it was changed to *text*, None when there is nothing left of it.

    Raises Refusal.
    """
    head, _, body = _uncommented(text).partition("\n\n")
    lines = [line for line in head.split("\n") if line.strip()]
    if not lines:
        return None
    method, blank, url = lines[0].strip().partition(" ")
    if not blank:
        raise Refusal("the first line has to be METHOD URL")
    fields = [_field(line) for line in lines[1:]]
    changed = replace(request, method=method, url=url.strip(), headers=Headers(fields))
    before = _text(request)
    if before is None:
        return changed
    if not before.endswith("\n"):
        body = body.removesuffix("\n")  # editors end the last line
    return changed if body == before else replace(changed, body=_bytes(body), body_size=None)


def edited(text: str) -> str:
    """Let the person edit *text* in their editor; raises Refusal when there is none."""
    with lending.file_of(_bytes(text), ".http") as path:
        lending.run("editor", EDITORS, "vi", path)
        return path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")


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


def _text(request: Request) -> str | None:
    """Return the body as text that can be edited, None when it is not."""
    body = request.body or b""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or "\r" in text else text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
