"""A request as HTTP/1.1 itself (RFC 9112), as bytes for a socket or as text for people."""

from inspector.core.clean import clean
from inspector.core.exchange import Request
from inspector.core.retelling.call import Call, call_of
from inspector.core.retelling.holes import Names
from inspector.core.retelling.shell import is_plain

UNTEXTED = "[{size:,} bytes that are no text]"


def retell(request: Request, names: Names) -> str:  # noqa: ARG001 - a form
    """Return *request* as inert text with its markers; a body that is no text as its size."""
    call = call_of(request)
    head = _head(call).decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    return clean(head, len(head)) + _body(call)


def wire(request: Request) -> bytes:
    """Return the bytes of *request*; raises Untellable."""
    call = call_of(request)
    if not call.chunked:
        return _head(call) + call.body
    chunk = b"%x\r\n%b\r\n" % (len(call.body), call.body) if call.body else b""
    return _head(call) + chunk + b"0\r\n\r\n"


def _head(call: Call) -> bytes:
    version = "HTTP/1.0" if call.http_version == "HTTP/1.0" else "HTTP/1.1"
    lines = [f"{call.method} {call.target} {version}".encode("utf-8", "surrogateescape")]
    if call.lacks("Host") and version == "HTTP/1.1":
        lines.append(f"Host: {call.authority}".encode())
    lines += [f"{name}: ".encode() + value for name, value in call.fields]
    if call.length == "counted" and not call.missing:
        lines.append(f"Content-Length: {len(call.body)}".encode())
    return b"\r\n".join([*lines, b"", b""])


def _body(call: Call) -> str:
    if call.missing:
        return f"[{call.missing}]\n"
    if not call.body:
        return ""
    text = call.body.replace(b"\r\n", b"\n")
    return f"{text.decode()}\n" if is_plain(text) else UNTEXTED.format(size=len(call.body)) + "\n"
