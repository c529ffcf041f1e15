"""The blob host: enough of Azure Storage for an upload and a look at it."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import unquote

from lxml import etree

from inspector.core.xml import read_xml
from inspector.standin.call import Answer, Call
from inspector.standin.state import State
from inspector.standin.storage import ROOM, Blob, Container
from inspector.standin.values import legal

_XML = ("Content-Type", "application/xml")
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_RIGHTS = {"GET": "r", "HEAD": "r", "PUT": "w", "DELETE": "d"}
_BLOCKS_LIMIT = 50_000


class _Refused(Exception):  # noqa: N818 - it is an answer
    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


def answer_blob(call: Call, state: State) -> Answer:
    """Answer a call at the blob host."""
    try:
        return _answered(call, state)
    except _Refused as refused:
        root = etree.Element("Error")
        etree.SubElement(root, "Code").text = refused.code
        etree.SubElement(root, "Message").text = legal(refused.text)
        body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return Answer(refused.status, body, (_XML, ("x-ms-error-code", refused.code)))


def _answered(call: Call, state: State) -> Answer:
    verb = call.request.method
    if verb not in _RIGHTS:
        raise _Refused(405, "UnsupportedHttpVerb", "The resource doesn't support this verb.")
    name, _, blob = unquote(call.request.target.path, errors="replace").lstrip("/").partition("/")
    listing = not blob and call.request.target.option("comp") == "list"
    _check_signature(call, state, name, "l" if listing else _RIGHTS[verb])
    container = state.storage.containers.get(name)
    if container is None:
        raise _Refused(404, "ContainerNotFound", "The specified container does not exist.")
    if listing and verb == "GET":
        return _listed(container, name)
    if not blob or len(blob) > 1024:
        raise _Refused(400, "InvalidUri", "The requested URI does not name a blob.")
    if verb == "PUT":
        return _put(call, state, container, blob)
    found = container.blobs.get(blob)
    if found is None:
        raise _Refused(404, "BlobNotFound", "The specified blob does not exist.")
    if verb == "DELETE":
        del container.blobs[blob]
        return Answer(202)
    return _got(call, found)


def _check_signature(call: Call, state: State, container: str, right: str) -> None:
    failed = _Refused(
        403,
        "AuthenticationFailed",
        "Server failed to authenticate the request. Make sure the value of Authorization header "
        "is formed correctly including the signature.",
    )
    sent = {option.name: option.value for option in call.request.target.options}
    signature = sent.get("sig", "").replace(" ", "+")  # `+` unencoded reads as a blank
    expected = state.storage.signature(container, sent)
    if "Authorization" in call.request.headers or not hmac.compare_digest(
        signature.encode("utf-8", "replace"), expected.encode()
    ):
        raise failed
    begin, end = (_moment(sent.get(name)) for name in ("st", "se"))
    if end is None or call.now >= end or (begin is not None and call.now < begin):
        raise failed
    if right not in sent.get("sp", ""):
        raise _Refused(
            403, "AuthorizationPermissionMismatch", "The signature does not permit this operation."
        )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _put(call: Call, state: State, container: Container, name: str) -> Answer:
    if state.storage.used + len(call.body) > ROOM:
        raise _Refused(
            507, "InsufficientStorage", "The stand-in keeps blobs in memory; it is full."
        )
    part = call.request.target.option("comp")
    if part == "block":
        return _put_block(call, container, name)
    if part == "blocklist":
        content = _joined(call, container, name)
    elif part is not None:
        raise _Refused(400, "InvalidQueryParameterValue", f"The stand-in has no comp={part[:40]}.")
    elif call.request.headers.get("x-ms-blob-type") != "BlockBlob":
        raise _Refused(400, "MissingRequiredHeader", "x-ms-blob-type: BlockBlob is required.")
    else:
        content = call.body
    headers = call.request.headers
    kind = headers.get("x-ms-blob-content-type") or headers.get("Content-Type")
    blob = Blob(content, kind or "application/octet-stream", call.now)
    container.blobs[name] = blob
    return Answer(201, b"", (*_validators(blob), ("Content-MD5", _md5(call.body))))


def _put_block(call: Call, container: Container, name: str) -> Answer:
    block = call.request.target.option("blockid") or ""
    if not 0 < len(block) <= 128 or len(container.blocks) >= _BLOCKS_LIMIT:
        raise _Refused(400, "InvalidQueryParameterValue", "The blockid is missing or too long.")
    container.blocks[name, block] = call.body
    return Answer(201, b"", (("Content-MD5", _md5(call.body)),))


def _joined(call: Call, container: Container, name: str) -> bytes:
    root, failure = read_xml(call.body)
    if root is None or root.tag != "BlockList":
        reason = failure.reason if failure else "the root is not BlockList"
        raise _Refused(400, "InvalidXmlDocument", f"The block list cannot be read: {reason}.")
    wanted = [(name, (element.text or "").strip()) for element in root]
    if not all(block in container.blocks for block in wanted):
        raise _Refused(400, "InvalidBlockList", "The block list names a block that was not put.")
    content = b"".join(container.blocks[block] for block in wanted)
    for block in [block for block in container.blocks if block[0] == name]:
        del container.blocks[block]
    return content


def _got(call: Call, blob: Blob) -> Answer:
    kind = ("Content-Type", blob.content_type)
    fields = (kind, *_validators(blob), ("x-ms-blob-type", "BlockBlob"), ("Accept-Ranges", "bytes"))
    asked = _RANGE.fullmatch(call.request.headers.get("Range") or "")
    if asked is None:
        return Answer(200, blob.content, fields)
    size = len(blob.content)
    first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    if first > last:
        raise _Refused(416, "InvalidRange", "The range is invalid for the size of the resource.")
    part = blob.content[first : last + 1]
    return Answer(206, part, (*fields, ("Content-Range", f"bytes {first}-{last}/{size}")))


def _listed(container: Container, name: str) -> Answer:
    root = etree.Element("EnumerationResults", ContainerName=name)
    blobs = etree.SubElement(root, "Blobs")
    for key, blob in sorted(container.blobs.items()):
        one = etree.SubElement(blobs, "Blob")
        etree.SubElement(one, "Name").text = legal(key)
        about = etree.SubElement(one, "Properties")
        etree.SubElement(about, "Content-Length").text = str(len(blob.content))
        etree.SubElement(about, "Last-Modified").text = format_datetime(blob.modified, usegmt=True)
    etree.SubElement(root, "NextMarker")
    return Answer(200, etree.tostring(root, xml_declaration=True, encoding="utf-8"), (_XML,))


def _validators(blob: Blob) -> tuple[tuple[str, str], ...]:
    modified = format_datetime(blob.modified, usegmt=True)
    return ("ETag", blob.etag), ("Last-Modified", modified)


def _md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
