"""Put Blob, Put Block, Put Block List."""

from dataclasses import replace
from functools import partial

from inspector.core.xml import read_xml
from inspector.standin.blobs.answers import META, RefusedError, md5, validators
from inspector.standin.call import Answer, Call
from inspector.standin.store.blobs import ROOM, Blob
from inspector.standin.store.state import State

_BLOCKS_LIMIT = 50_000
_LONGEST_ID = 128  # characters
_META_LIMIT = 100  # pairs


def put(call: Call, state: State, container: str, name: str) -> Answer:
    """Keep a blob, a block, or the blocks that a list names."""
    _check_room(state, len(call.body))
    _check_digest(call)
    part = call.request.target.option("comp")
    if part == "block":
        return _put_block(call, state, container, name)
    if "x-ms-copy-source" in call.request.headers:
        raise RefusedError(400, "UnsupportedHeader", "The stand-in copies no blobs.")
    if part == "blocklist":
        blob = _joined(call, state, container, name)
    elif part is not None:
        raise RefusedError(
            400, "InvalidQueryParameterValue", f"The stand-in has no comp={part[:40]}."
        )
    elif call.request.headers.get("x-ms-blob-type") != "BlockBlob":
        raise RefusedError(400, "MissingRequiredHeader", "x-ms-blob-type: BlockBlob is required.")
    else:
        blob = _blob(call, call.body, call.request.headers.get("Content-Type"))
    state.storage.put(container, name, blob)
    etag, modified, *_meta = validators(blob)
    return Answer(201, b"", (etag, modified, ("Content-MD5", md5(call.body))))


def _blob(call: Call, content: bytes, kind: str | None = None) -> Blob:
    """Return a blob; *kind* is its type when `x-ms-blob-content-type` does not say it."""
    headers = call.request.headers
    kind = headers.get("x-ms-blob-content-type") or kind
    about = {
        name.lower().removeprefix(META): value
        for name, value in headers
        if name.lower().startswith(META)
    }
    if len(about) > _META_LIMIT:
        raise RefusedError(400, "MetadataTooLarge", "There is too much metadata.")
    return Blob(content, kind or "application/octet-stream", call.now, about)


def _check_digest(call: Call) -> None:
    said = call.request.headers.get("Content-MD5")
    if said is not None and said.strip() != md5(call.body):
        raise RefusedError(
            400, "Md5Mismatch", "The MD5 value specified in the request did not match the body."
        )


def _put_block(call: Call, state: State, container: str, name: str) -> Answer:
    block = call.request.target.option("blockid") or ""
    if not 0 < len(block) <= _LONGEST_ID:
        raise RefusedError(400, "InvalidQueryParameterValue", "The blockid is missing or too long.")
    state.storage.put_block(container, name, block, _blob(call, call.body))
    return Answer(201, b"", (("Content-MD5", md5(call.body)),))


def _joined(call: Call, state: State, container: str, name: str) -> Blob:
    root, failure = read_xml(call.body)
    if root is None or root.tag != "BlockList":
        reason = failure.reason if failure else "the root is not BlockList"
        raise RefusedError(400, "InvalidXmlDocument", f"The block list cannot be read: {reason}.")
    wanted = [
        (element.text or "").strip()
        for element in root.iterchildren("Latest", "Uncommitted", "Committed")
    ]
    if len(wanted) > _BLOCKS_LIMIT:
        raise RefusedError(400, "BlockListTooLong", "The block list may not have so many blocks.")
    there = _Blocks(state, container, name)
    sizes = {block: there.size(block) for block in dict.fromkeys(wanted)}
    if any(size is None for size in sizes.values()):
        raise RefusedError(
            400, "InvalidBlockList", "The block list names a block that was not put."
        )
    _check_room(state, sum(sizes[block] or 0 for block in wanted))
    content = b"".join(there.content(block) for block in wanted)
    return replace(_blob(call, content), blocks=tuple((one, sizes[one] or 0) for one in wanted))


class _Blocks:
    """A blob's blocks: those put since, and those it was put together of."""

    def __init__(self, state: State, container: str, name: str) -> None:
        self._get = partial(state.storage.get_block, container, name)
        self._loose = dict(state.storage.blocks(container, name))
        self._whole = state.storage.get(container, name)
        self._places: dict[str, tuple[int, int]] = {}
        start = 0
        for block, size in self._whole.blocks if self._whole else ():
            self._places[block] = (start, size)
            start += size

    def size(self, block: str) -> int | None:
        """Return a block's bytes, None for one that there is not."""
        place = self._places.get(block)
        return self._loose.get(block, None if place is None else place[1])

    def content(self, block: str) -> bytes:
        """Return what is in a block that there is."""
        loose = self._get(block) if block in self._loose else None
        if loose is not None:
            return loose.content
        start, size = self._places[block]
        assert self._whole is not None
        return self._whole.content[start : start + size]


def _check_room(state: State, more: int) -> None:
    if state.storage.used + more > ROOM:
        raise RefusedError(
            507, "InsufficientStorage", "The stand-in holds no more blobs; it is full."
        )
