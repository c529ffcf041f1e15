"""What the blob host answers: a blob or a part of it, a list, a refusal."""

import base64
import hashlib
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
    fields = (*fields, ("Content-MD5", md5(blob.content)))
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


def check_conditions(call: Call, blob: Blob | None) -> None:
    """Refuse a call whose `If-Match` or `If-None-Match` does not fit; *blob* is what is there."""
    headers, there = call.request.headers, set() if blob is None else {blob.etag, "*"}
    reads = call.request.method in {"GET", "HEAD"}
    wanted, unwanted = headers.get("If-Match"), headers.get("If-None-Match")
    if wanted is not None and wanted not in there:
        raise RefusedError(412, "ConditionNotMet", "The condition specified is not met.")
    if unwanted is not None and unwanted in there:
        if reads:
            raise RefusedError(304, "ConditionNotMet", "")
        exists = unwanted == "*"
        code = "BlobAlreadyExists" if exists else "ConditionNotMet"
        raise RefusedError(409 if exists else 412, code, "The specified blob already exists.")


def listed(call: Call, state: State, container: str) -> Answer:
    """Return the list of a container's blobs."""
    prefix = call.request.target.option("prefix") or ""
    root = etree.Element("EnumerationResults", ContainerName=container)
    blobs = etree.SubElement(root, "Blobs")
    marker = call.request.target.option("marker") or ""
    most = min(call.request.target.number("maxresults") or _MOST_LISTED, _MOST_LISTED)
    wanted = [
        blob
        for blob in state.storage.listed(container)
        if blob.name.startswith(prefix) and blob.name >= marker
    ]
    for blob in wanted[:most]:
        one = etree.SubElement(blobs, "Blob")
        etree.SubElement(one, "Name").text = legal(blob.name)
        about = etree.SubElement(one, "Properties")
        etree.SubElement(about, "Last-Modified").text = format_datetime(blob.modified, usegmt=True)
        etree.SubElement(about, "Etag").text = blob.etag
        etree.SubElement(about, "Content-Length").text = str(blob.size)
        etree.SubElement(about, "Content-Type").text = legal(blob.content_type)
        etree.SubElement(about, "BlobType").text = "BlockBlob"
    following = wanted[most].name if len(wanted) > most else ""
    etree.SubElement(root, "NextMarker").text = legal(following) or None
    return Answer(200, etree.tostring(root, xml_declaration=True, encoding="utf-8"), (_XML,))


def md5(content: bytes) -> str:
    """Return the digest that `Content-MD5` bears."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def validators(blob: Blob) -> tuple[tuple[str, str], ...]:
    """Return the header fields that tell a blob's version and its metadata."""
    modified = format_datetime(blob.modified, usegmt=True)
    meta = tuple((f"{META}{name}", value) for name, value in blob.about.items())
    return (("ETag", blob.etag), ("Last-Modified", modified), *meta)
