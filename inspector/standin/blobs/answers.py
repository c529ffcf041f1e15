"""What the blob host answers: a blob or a part of it, a list, a refusal."""

import re
from email.utils import format_datetime

from lxml import etree

from inspector.standin.call import Answer, Call
from inspector.standin.forms.values import legal
from inspector.standin.store.blobs import Blob
from inspector.standin.store.state import State

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_XML = ("Content-Type", "application/xml")
_MOST_LISTED = 5000
META = "x-ms-meta-"


class RefusedError(Exception):
    """Ends a call with *status*, and a code of Azure Storage."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


def got(call: Call, blob: Blob) -> Answer:
    """Return a blob, or the range of it that was asked for."""
    kind = ("Content-Type", blob.content_type)
    fields = (kind, *validators(blob), ("x-ms-blob-type", "BlockBlob"), ("Accept-Ranges", "bytes"))
    headers = call.request.headers
    if headers.get("If-None-Match") in {blob.etag, "*"}:
        return Answer(304, b"", validators(blob))
    asked = _RANGE.fullmatch(headers.get("x-ms-range") or headers.get("Range") or "")
    if asked is None:
        return Answer(200, blob.content, fields)
    size = len(blob.content)
    first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    if first > last:
        raise RefusedError(
            416, "InvalidRange", "The range is invalid for the size of the resource."
        )
    part = blob.content[first : last + 1]
    return Answer(206, part, (*fields, ("Content-Range", f"bytes {first}-{last}/{size}")))


def listed(call: Call, state: State, container: str) -> Answer:
    """Return the list of a container's blobs."""
    prefix = call.request.target.option("prefix") or ""
    root = etree.Element("EnumerationResults", ContainerName=container)
    blobs = etree.SubElement(root, "Blobs")
    wanted = [pair for pair in state.storage.listed(container) if pair[0].startswith(prefix)]
    for name, blob in wanted[:_MOST_LISTED]:
        one = etree.SubElement(blobs, "Blob")
        etree.SubElement(one, "Name").text = legal(name)
        about = etree.SubElement(one, "Properties")
        etree.SubElement(about, "Last-Modified").text = format_datetime(blob.modified, usegmt=True)
        etree.SubElement(about, "Etag").text = blob.etag
        etree.SubElement(about, "Content-Length").text = str(len(blob.content))
        etree.SubElement(about, "Content-Type").text = legal(blob.content_type)
        etree.SubElement(about, "BlobType").text = "BlockBlob"
    etree.SubElement(root, "NextMarker")
    return Answer(200, etree.tostring(root, xml_declaration=True, encoding="utf-8"), (_XML,))


def validators(blob: Blob) -> tuple[tuple[str, str], ...]:
    """Return the header fields that tell a blob's version and its metadata."""
    modified = format_datetime(blob.modified, usegmt=True)
    meta = tuple((f"{META}{name}", value) for name, value in blob.about.items())
    return (("ETag", blob.etag), ("Last-Modified", modified), *meta)
