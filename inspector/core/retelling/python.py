"""A request as a Python program: by requests, or by http.client where requests would change it.

requests sends a name once, spells some addresses anew, and writes `Content-Length: 0` by itself;
the standard library's client sends what it is told.
"""

import re
from collections.abc import Iterator

from inspector.core.clean import one_line
from inspector.core.exchange import Request
from inspector.core.retelling.call import BODILESS, Call, call_of, octets
from inspector.core.retelling.holes import BODY, Hole, Names, Pieces

# What urllib3 leaves as it is; it writes escapes in capitals and others' signs as escapes.
_STABLE = re.compile(
    r"/(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+)?"
)
_OTHER = re.compile(r"[^!-~]")


def retell(request: Request, names: Names) -> str:
    """Return a program that sends *request*; raises Untellable."""
    call = call_of(request)
    remarks = [*call.remarks, *names.remarks(call), *_remarks(call)]
    program = _by_requests if _is_unchanged(call) else _by_client
    lines = [f"# {one_line(remark, 600)}" for remark in remarks]
    return "\n".join([*lines, *program(call, names), ""])


def _is_unchanged(call: Call) -> bool:
    once = len(set(call.names)) == len(call.names)
    unsent = call.length == "none" and not call.chunked and call.method not in BODILESS
    return once and not unsent and _STABLE.fullmatch(call.target) is not None


def _remarks(call: Call) -> Iterator[str]:
    if call.http_version == "HTTP/1.0":
        yield "it was sent as HTTP/1.0, and is sent as HTTP/1.1"
    if not call.target.isascii():
        yield "what is no ASCII in the address is percent-encoded here"


def _by_requests(call: Call, names: Names) -> Iterator[str]:
    skipped = [name for name in ("User-Agent", "Accept-Encoding") if call.lacks(name)]
    yield from _imports(call, names)
    yield from ("", "import requests") if any(names.remarks(call)) else ("import requests",)
    yield "from requests.structures import CaseInsensitiveDict"
    if skipped:
        yield "from urllib3.util import SKIP_HEADER"
    yield from ("", f"url = {_text(names.pieces(octets(call.url)))}", *_body(call, names))
    yield f"request = requests.Request({call.method!r}, url).prepare()"
    yield "request.method, request.url = " + f"{call.method!r}, url  # as they were written"
    yield "request.headers = CaseInsensitiveDict({"
    for name, value in call.fields:
        yield f"    {name!r}: {_value(names.pieces(value))},"
    if call.length == "counted":
        yield "    'Content-Length': str(len(body)),"
    yield from (f"    {name!r}: SKIP_HEADER," for name in skipped)
    yield "})"
    if _sends_body(call):
        yield "request.body = body"
    yield "session = requests.Session()"
    yield "settings = session.merge_environment_settings(url, {}, None, None, None)"
    yield "response = session.send(request, allow_redirects=False, **settings)"
    yield "print(response.status_code, response.reason)"
    yield "print(response.text)"


def _by_client(call: Call, names: Names) -> Iterator[str]:
    kind = "HTTPSConnection" if call.scheme == "https" else "HTTPConnection"
    target = _OTHER.sub(lambda found: _escaped(found[0]), call.target)
    yield "# http.client, since requests would not send this request as it was"
    yield "import http.client"
    yield from _imports(call, names)
    yield from ("", *_body(call, names))
    yield f"connection = http.client.{kind}({_text(names.pieces(octets(call.authority)))})"
    yield (
        f"connection.putrequest({call.method!r}, {_text(names.pieces(octets(target)))},"
        f" skip_host={not call.lacks('Host')}, skip_accept_encoding=True)"
    )
    for name, value in call.fields:
        yield f"connection.putheader({name!r}, {_value(names.pieces(value))})"
    if call.length == "counted":
        yield "connection.putheader('Content-Length', str(len(body)))"
    sent = "body" if _sends_body(call) else ""
    yield f"connection.endheaders({sent}{', encode_chunked=True' if call.chunked else ''})"
    yield "response = connection.getresponse()"
    yield "print(response.status, response.reason)"
    yield "print(response.read())"


def _imports(call: Call, names: Names) -> Iterator[str]:
    if any(names.remarks(call)):
        yield "import os"
    if call.missing:
        yield "import pathlib"


def _body(call: Call, names: Names) -> Iterator[str]:
    if call.missing:
        yield f"body = pathlib.Path(os.environ[{BODY!r}]).read_bytes()"
    elif _sends_body(call):
        lines = call.body.splitlines(keepends=True)
        yield "body = ("
        yield from (f"    {_bytes(names.pieces(line))}" for line in lines or [b""])
        yield ")"


def _sends_body(call: Call) -> bool:
    return bool(call.body or call.missing or call.chunked or call.length == "counted")


def _escaped(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in octets(sign))


def _value(pieces: Pieces) -> str:
    """Return a header's value: text where it is ASCII, else bytes."""
    ascii_only = all(isinstance(piece, Hole) or piece.isascii() for piece in pieces)
    return _text(pieces) if ascii_only else _bytes(pieces)


def _text(pieces: Pieces) -> str:
    parts = [
        f"os.environ[{piece.name!r}]" if isinstance(piece, Hole)
        else ascii(piece.decode("utf-8", "surrogateescape"))
        for piece in pieces
    ]  # fmt: skip
    return " + ".join(parts) or "''"


def _bytes(pieces: Pieces) -> str:
    parts = [
        f"os.environ[{piece.name!r}].encode()" if isinstance(piece, Hole) else repr(piece)
        for piece in pieces
    ]
    return " + ".join(parts) or "b''"
