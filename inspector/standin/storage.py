"""Blobs and the signatures that open their containers."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from inspector.standin.hosts import BLOB_HOST
from inspector.standin.values import iso

RIGHTS = ((1, "r"), (2, "w"), (4, "d"), (8, "l"))  # of an AccessPolicy; letters of `sp`
ROOM = 256 * 1024 * 1024  # bytes that all blobs together may take
SAS_VERSION = "2012-02-12"


@dataclass(frozen=True)
class Blob:
    """A finished blob."""

    content: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        """Return a validator made of the content."""
        return '"0x' + hashlib.blake2b(self.content, digest_size=8).hexdigest().upper() + '"'


@dataclass
class Container:
    """Blobs by name, and blocks that no list has named yet."""

    blobs: dict[str, Blob] = field(default_factory=dict)
    blocks: dict[tuple[str, str], bytes] = field(default_factory=dict)


class Storage:
    """The storage account's containers, one an asset."""

    def __init__(self) -> None:
        self.containers: dict[str, Container] = {}
        self._key = secrets.token_bytes(32)

    @property
    def used(self) -> int:
        """Return the bytes that blobs and blocks take."""
        return sum(
            sum(len(blob.content) for blob in container.blobs.values())
            + sum(map(len, container.blocks.values()))
            for container in self.containers.values()
        )

    def signed(
        self, container: str, permissions: int, start: datetime | None, end: datetime
    ) -> str:
        """Return a query that opens *container* from *start* until *end*."""
        letters = "".join(letter for bit, letter in RIGHTS if permissions & bit)
        fields = {"sv": SAS_VERSION, "sr": "c", "sp": letters}
        if start is not None:
            fields["st"] = iso(start)
        fields["se"] = iso(end)
        fields["sig"] = self.signature(container, fields)
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())

    def signature(self, container: str, fields: dict[str, str]) -> str:
        """Return what `sig` must be for these fields of a query."""
        names = ("sv", "sr", "sp", "st", "se")
        text = "\n".join([container, *(fields.get(name, "") for name in names)])
        digest = hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


def container_uri(container: str) -> str:
    """Return where a container is."""
    return f"https://{BLOB_HOST}/{container}"
