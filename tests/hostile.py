"""Requests that hold whatever could make a shell, a client or a terminal do something else."""

import random

from inspector.core.exchange import Request
from inspector.core.headers import Headers

METHODS = [
    "GET",
    "GET",
    "HEAD",
    "POST",
    "POST",
    "PUT",
    "MERGE",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "merge",
    "M-SEARCH",
    "X$'`|!~*",
]
STEPS = [
    "/api/Assets('nb%3acid%3aUUID%3A1')",
    "/..",
    "/.",
    "/%2e%2E/",
    "//",
    "/é",
    "/\udcff",
    "/[1-3]",
    "/{a,b}",
    "/$(touch gone)",
    "/`touch gone`",
    "/a\\b",
    "/\"'",
    "/%zz%",
    "/~!*;|&<>^",
    "/a b",
]
QUERIES = [
    "",
    "",
    "?",
    "?$filter=Name eq 'a'",
    "?a=1&b=%7e&c",
    "?x=é\udcfe",
    "?$(touch gone);`id`!!",
    "?[1]{2}",
    "?@/etc/passwd",
    "?a?b",
]
NAMES = [
    "X-A",
    "x-a",
    "X-B",
    "Accept",
    "User-Agent",
    "Accept-Encoding",
    "Cookie",
    "Connection",
    "X!#$%&'*+-.^_`|~9",
    "-H",
    "Referer",
    "If-Match",
    "X-HTTP-Method",
    "Authorization",
]
VALUES = [
    "",
    "1",
    "@/etc/passwd",
    "<x",
    "=1",
    ":=1",
    "$(touch gone)",
    "`touch gone`",
    "!!",
    "!$",
    "\x1b]0;title\x07",
    "\u202e\u200b\x9b",
    "\udcff\udc80",
    "é",
    "\\",
    "\\n\\0",
    "a\\:b",
    "\"'\"'",
    "a\tb",
    "%s%n%%",
    "; x",
    "-",
    "*",
    "~root",
    "${HOME}",
    "'",
    "\\'",
    "MERGE",
    "{{token}}",
]
BODIES = [b"", b"", b"@/etc/passwd", b"<x", b"a\x00b\x00", b"\r\n\r\n", b"\n", b"x\n\n", b"\xff\xfe\x80", bytes(range(256)), b"'\"'\\", b"%s%d%%\\n", b"-n", b"-e x", b"$(touch gone)`touch gone`", b"!!", b"\x1b[31m", "é\u202e\u200d".encode(), b'{"Name": "it\'s"}', b"x" * 100_000, b"a%s\\\x00'" * 5000, b"\t", b"&a=b", b"EOF\n"]  # fmt: skip


def requests(number: int, authority: str, seed: int = 20260131) -> list[Request]:
    """Return *number* hostile requests to *authority*, always the same ones."""
    chance = random.Random(seed)
    return [_request(chance, authority) for _ in range(number)]


def _request(chance: random.Random, authority: str) -> Request:
    method = chance.choice(METHODS)
    target = "".join(chance.choices(STEPS, k=chance.randint(0, 3))) + chance.choice(QUERIES)
    if target and target[0] not in "/?":
        target = f"/{target}"
    body = b"" if method == "HEAD" else chance.choice(BODIES)
    fields = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randint(0, 6))]
    if body and chance.random() < 0.7:
        fields.append(
            ("Content-Type", chance.choice(["application/json", "text/plain; charset=x"]))
        )
    fields += _framing(chance, method, body)
    chance.shuffle(fields)
    host = (chance.choice(["Host", "host"]), chance.choice([authority, "media.example.test"]))
    where = chance.choice([None, 0, 0, len(fields)])
    if where is not None:
        fields.insert(where, host)
    return Request(
        method=method, url=f"http://{authority}{target}", headers=Headers(fields), body=body
    )


def _framing(chance: random.Random, method: str, body: bytes) -> list[tuple[str, str]]:
    if method != "HEAD" and chance.random() < 0.1:
        return [("Transfer-Encoding", "chunked")]
    if body or chance.random() < 0.3:
        return [(chance.choice(["Content-Length", "content-length"]), str(len(body)))]
    return []
