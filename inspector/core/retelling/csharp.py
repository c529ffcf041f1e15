"""A request as a C# program (.NET 6 and later) by HttpClient.

HttpClient groups the fields of a name and writes those of the content behind the others.
"""

import re
from collections.abc import Iterator

from inspector.core.clean import HARMFUL, one_line
from inspector.core.exchange import Request
from inspector.core.retelling.call import Call, call_of, octets
from inspector.core.retelling.holes import BODY, Hole, Names, Pieces
from inspector.core.retelling.shell import is_plain

CONTENT = frozenset({  # what HttpClient takes for headers of the content
    "allow", "content-disposition", "content-encoding", "content-language", "content-length",
    "content-location", "content-md5", "content-range", "content-type", "expires", "last-modified",
})  # fmt: skip
_SIGNS = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_SPECIAL = re.compile(rf'["\\\n\t]|{HARMFUL.pattern}')
_BEGIN = """\
using System;
using System.IO;
using System.Net.Http;
using System.Text;

using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };"""
_END = """\

using var client = new HttpClient(handler);
using var response = await client.SendAsync(request);
Console.WriteLine($"{(int)response.StatusCode} {response.ReasonPhrase}");
Console.WriteLine(await response.Content.ReadAsStringAsync());
"""


def retell(request: Request, names: Names) -> str:
    """Return a program that sends *request*; raises Untellable."""
    call = call_of(request)
    remarks = [*call.remarks, *names.remarks(call)]
    lines = [f"// {one_line(remark, 600)}" for remark in remarks]
    return "\n".join([*lines, _BEGIN, *_program(call, names), _END])


def _program(call: Call, names: Names) -> Iterator[str]:
    if not all(value.isascii() for _, value in call.fields):
        yield "handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;"
    if any(names.remarks(call)):
        yield (
            "static string Secret(string name) => Environment.GetEnvironmentVariable(name)"
            ' ?? throw new InvalidOperationException($"{name} is not set");'
        )
    yield f"var url = new Uri({_text(names.pieces(octets(call.url)))},"
    yield "    new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });"
    yield f"using var request = new HttpRequestMessage(new HttpMethod({_quoted(call.method)}), url)"
    yield f"{{ {_version(call)} }};"
    if _sends_content(call):
        yield f"request.Content = new ByteArrayContent({_body(call, names)});"
    for name, value in call.fields:
        yield from _field(call, name, _text(names.pieces(value), "latin-1"))


def _version(call: Call) -> str:
    version = {"HTTP/1.0": "1, 0", "HTTP/2": "2, 0", "HTTP/3": "3, 0"}.get(call.http_version)
    return (
        f"Version = new Version({version or '1, 1'}),"
        " VersionPolicy = HttpVersionPolicy.RequestVersionOrLower"
    )


def _field(call: Call, name: str, value: str) -> Iterator[str]:
    lower = name.lower()
    if lower == "content-length":
        return  # HttpClient counts
    if lower == "transfer-encoding" and call.chunked:
        yield "request.Headers.TransferEncodingChunked = true;"
    else:
        holder = "request.Content!.Headers" if lower in CONTENT else "request.Headers"
        yield f"{holder}.TryAddWithoutValidation({_quoted(name)}, {value});"


def _sends_content(call: Call) -> bool:
    framed = call.body or call.missing or call.chunked or call.length != "none"
    return bool(framed) or any(name in CONTENT for name in call.names)


def _body(call: Call, names: Names) -> str:
    if call.missing:
        return f'File.ReadAllBytes(Secret("{BODY}"))'
    pieces = names.pieces(call.body)
    if is_plain(call.body.replace(b"\r\n", b"\n")):
        return f"Encoding.UTF8.GetBytes({_text(pieces)})"
    if any(isinstance(piece, Hole) for piece in pieces):
        return f"Encoding.Latin1.GetBytes({_text(pieces, 'latin-1')})"
    return f"Convert.FromHexString({_quoted(call.body.hex())})"


def _text(pieces: Pieces, codec: str = "utf-8") -> str:
    parts = [
        f"Secret({_quoted(piece.name)})" if isinstance(piece, Hole)
        else _quoted(piece.decode(codec, "surrogateescape"))
        for piece in pieces
    ]  # fmt: skip
    return " + ".join(parts) or '""'


def _quoted(text: str) -> str:
    return '"' + _SPECIAL.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _SIGNS:
        return _SIGNS[sign]
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
