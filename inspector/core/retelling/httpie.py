"""A request as a command of HTTPie 3, for any POSIX shell.

HTTPie sends through requests: it orders fields in its own way, spells some addresses anew and
writes `Content-Length: 0` by itself; remarks tell the latter two. A sign behind the colon that
would make a file's name of a value (`@`) is escaped.
"""

import re
from collections.abc import Iterator

from inspector.core.exchange import Request
from inspector.core.retelling.call import BODILESS, Call, Untellable, call_of, octets
from inspector.core.retelling.curl import AN_ARGUMENT
from inspector.core.retelling.holes import BODY, Hole, Names, Pieces
from inspector.core.retelling.shell import comment, guard, is_plain, printing, word

OWN = ("User-Agent", "Accept", "Accept-Encoding", "Connection")  # what HTTPie adds by itself
_OPENINGS = (b"=", b"@")  # behind the colon they make another kind of item, a file's name too
_UNSURE = re.compile(rb"\\[:=@;]")  # no item can hold it: a backslash escapes the sign
_UNRESERVED = "4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE]|2[DE]|3[0-9]"  # escapes that are undone
_CHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%(?!{_UNRESERVED})[0-9A-F]{{2}})"
_STABLE = re.compile(rf"/(?!/){_CHAR}*(?:\?(?:\?|{_CHAR})+)?")


def retell(request: Request, names: Names) -> str:
    """Return the lines of a command that sends *request*; raises Untellable."""
    call = call_of(request)
    if not call.method.isalpha():
        raise Untellable(f"HTTPie takes {call.method!r} for no method")
    body = names.pieces(call.body)
    piped = bool(call.body) and (not is_plain(call.body) or len(call.body) > AN_ARGUMENT)
    remarks = [*call.remarks, *names.remarks(call), *_remarks(call)]
    options = [*_options(call, piped=piped), *_raw(body, piped=piped), *_request(call, names)]
    command = " \\\n  ".join([f"http {options[0]}", *options[1:]])
    return "\n".join([*map(comment, remarks), _fed(call, body, piped=piped) + command, ""])


def _remarks(call: Call) -> Iterator[str]:
    if _STABLE.fullmatch(call.target) is None:
        yield "HTTPie spells this address in its own way"
    if call.length == "none" and not call.chunked and call.method not in BODILESS:
        yield "HTTPie adds Content-Length: 0"
    if call.http_version == "HTTP/1.0":
        yield "it was sent as HTTP/1.0, and is sent as HTTP/1.1"
    if not call.method.isupper():
        yield "HTTPie writes the method in capitals"
    for name, value in call.fields:
        if _UNSURE.search(value):
            yield f"HTTPie leaves out a backslash of {name}"


def _options(call: Call, *, piped: bool) -> Iterator[str]:
    if not (piped or call.missing):
        yield "--ignore-stdin"
    yield "--ignore-netrc"
    if "/." in call.target or "/%2e" in call.target.lower():
        yield "--path-as-is"
    if call.chunked:
        yield "--chunked"


def _request(call: Call, names: Names) -> Iterator[str]:
    ends = any(name.startswith("-") for name, _ in call.fields)  # else an option
    yield (
        "-- " if ends else ""
    ) + f"{word(call.method.encode())} {word(*names.pieces(octets(call.url)))}"
    for name, value in call.fields:
        if name.lower() in {"content-length", "transfer-encoding"} and call.body:
            continue  # HTTPie's own
        yield word(*names.pieces(_item(name, value)))
    suppressed = (*OWN, "Content-Type") if call.body or call.missing else OWN
    yield from (word(f"{name}:".encode()) for name in suppressed if call.lacks(name))


def _item(name: str, value: bytes) -> bytes:
    if not value.strip():
        return f"{name};".encode()
    return f"{name}:".encode() + (b"\\" if value.startswith(_OPENINGS) else b"") + value


def _raw(body: Pieces, *, piped: bool) -> Iterator[str]:
    if body and not piped:
        yield f"--raw={word(*body)}"


def _fed(call: Call, body: Pieces, *, piped: bool) -> str:
    if call.missing:
        return f'{guard((Hole(BODY),))} && cat "${BODY}" |\n'
    if not piped:
        return ""
    holes = any(isinstance(piece, Hole) for piece in body)
    return (f"{guard(body)} && " if holes else "") + f"{printing(body)} |\n"
