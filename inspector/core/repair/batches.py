"""Mend one operation of a `$batch`, and leave every byte of the others as it is."""

from dataclasses import replace

from inspector.core.batch import asked_in
from inspector.core.exchange import Request
from inspector.core.multipart import Inner, read_multipart
from inspector.core.repair.fix import Fix, Places

LOST = "\ufffd"  # in the place of bytes that are no text


def mended_within(batch: Request, number: int, fix: Fix, places: Places) -> Request:
    """Return *batch* with its operation *number* mended; the very same where nothing is changed."""
    body = batch.body or b""
    parts = read_multipart(body, batch.content_type).operations()
    inner = next((part.inner for part in parts if part.number == number), None)
    if inner is None or inner.asked is None or not _can_be_written(inner, body):
        return batch
    before = asked_in(batch, inner)
    after = fix(before, places)
    if after == before:
        return batch
    end = inner.body_start + len(inner.body)
    whole = body[: inner.start] + _written(inner, inner.asked[1], before, after) + body[end:]
    return replace(batch, body=whole, body_size=None)


def _can_be_written(inner: Inner, body: bytes) -> bool:
    """Tell whether its head says nothing but what was read of it."""
    lines = body[inner.start : inner.body_start].split(b"\n")
    texts = [inner.start_line, *(value for _, value in inner.headers)]
    fields = sum(bool(line.strip()) for line in lines) - 1
    return fields == len(inner.headers) and not any(LOST in text for text in texts)


def _written(inner: Inner, sent: str, before: Request, after: Request) -> bytes:
    """Return *after* as an HTTP message; its address is as relative as *sent* was."""
    base = before.url.removesuffix(sent) if before.url.endswith(sent) else ""
    url = sent if after.url == before.url else after.url.removeprefix(base)
    headers, body = after.headers, after.body or b""
    if "Content-Length" in headers:
        headers = headers.setting("Content-Length", str(len(body)))
    start = f"{after.method} {url} {inner.http_version}".rstrip()
    lines = [start, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + body
