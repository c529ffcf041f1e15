"""A request as a command of curl, for any POSIX shell.

curl sends what it is told and adds what it is not told to leave out; here it is told both. It
reads no file but one that its user names: values go in by `--data-raw`, or through a pipe.
"""

from collections.abc import Iterator

from inspector.core.exchange import Request
from inspector.core.retelling.call import Call, call_of, octets
from inspector.core.retelling.holes import BODY, Hole, Names, Pieces
from inspector.core.retelling.shell import comment, guard, is_plain, printing, word

AN_ARGUMENT = 64 * 1024  # bytes; Linux takes 128 KiB, and a shell's own printf any number
WAITS = 1000  # bytes from which on some versions send `Expect: 100-continue`
OWN = ("User-Agent", "Accept")  # what curl sends unless told not to
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def retell(request: Request, names: Names) -> str:
    """Return the lines of a command that sends *request*; raises Untellable."""
    call = call_of(request)
    body = names.pieces(call.body)
    piped = not is_plain(call.body) or len(call.body) > AN_ARGUMENT
    lines = [comment(remark) for remark in (*call.remarks, *names.remarks(call))]
    options = [*_start(call, names), *_headers(call, names), *_body(call, body, piped=piped)]
    command = " \\\n  ".join([f"curl {options[0]}", *options[1:]])
    if piped:
        holes = any(isinstance(piece, Hole) for piece in body)
        command = f"{guard(body)} && {_pipe(body)}{command}" if holes else _pipe(body) + command
    return "\n".join([*lines, command, ""])


def _pipe(body: Pieces) -> str:
    return f"{printing(body)} |\n"


def _start(call: Call, names: Names) -> Iterator[str]:
    exact = call.target.isascii()
    base = call.url if exact else f"{call.origin}/"
    yield word(*names.pieces(octets(base)))
    if not exact:  # curl would percent-encode it
        yield f"--request-target {word(*names.pieces(octets(call.target)))}"
    if any(sign in call.url for sign in "[]{}"):
        yield "--globoff"
    path = call.target.partition("?")[0].lower()
    if "/." in path or "/%2e" in path:
        yield "--path-as-is"
    if call.http_version == "HTTP/1.0":
        yield "--http1.0"
    elif call.http_version == "HTTP/1.1" and call.scheme == "https":
        yield "--http1.1"
    yield from _method(call)


def _method(call: Call) -> Iterator[str]:
    sends = _sends_body(call)
    if call.method == "HEAD" and not sends:
        yield "--head"
    elif call.method != ("POST" if sends else "GET"):
        yield f"--request {word(call.method.encode())}"


def _headers(call: Call, names: Names) -> Iterator[str]:
    fields = list(call.fields)
    if call.names[:1] == ("host",) and call.names.count("host") == 1 and fields[0][0] == "Host":
        if fields[0][1].decode("latin-1") == _own_host(call):
            del fields[0]
    elif not call.lacks("Host") or call.http_version == "HTTP/1.0":
        yield "--header 'Host:'"  # else curl writes it before all others, and once
    if not call.lacks("Accept-Encoding"):
        yield "--compressed"
    for name, value in fields:
        if value.strip(b" \t"):
            yield f"--header {word(*names.pieces(f'{name}: '.encode() + value))}"
        else:
            yield f"--header {word(f'{name};'.encode())}"
    yield from (f"--header '{name}:'" for name in _suppressed(call) if call.lacks(name))


def _suppressed(call: Call) -> Iterator[str]:
    yield from OWN
    if "@" in call.origin:
        yield "Authorization"
    if _sends_body(call):
        yield "Content-Type"
        if len(call.body) >= WAITS or call.missing:
            yield "Expect"


def _own_host(call: Call) -> str | None:
    """Return what curl writes as `Host` by itself, None where that is hard to tell."""
    odd = call.authority.endswith(DEFAULT_PORTS[call.scheme]) or not call.authority.isascii()
    return None if odd or call.authority != call.authority.lower() else call.authority


def _sends_body(call: Call) -> bool:
    return bool(call.body or call.missing or call.chunked or call.length == "counted")


def _body(call: Call, body: Pieces, *, piped: bool) -> Iterator[str]:
    if call.missing:
        yield f"--data-binary {word(b'@', Hole(BODY))}"
    elif piped:
        yield "--data-binary @-"
    elif _sends_body(call):
        yield f"--data-raw {word(*body)}"
