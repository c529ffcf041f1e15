"""Blobs, the blocks that no list has named yet, and the signatures that open containers."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from inspector.standin.moments import seconds_of
from inspector.standin.store.columns import date_text
from inspector.standin.store.database import Database
from inspector.standin.store.secrets import Secrets

ROOM = 256 * 1024 * 1024  # bytes that all blobs together may take
SAS_VERSION = "2012-02-12"
_FINISHED = ""  # the block of a whole blob


def _etag(content: bytes, modified: str) -> str:
    digest = hashlib.blake2b(content, digest_size=8, key=modified.encode())
    return f'"0x{digest.hexdigest().upper()}"'


@dataclass(frozen=True)
class Blob:
    """A finished blob."""

    content: bytes
    content_type: str
    modified: datetime
    about: Mapping[str, str] = field(default_factory=dict)  # its `x-ms-meta-…`
    blocks: tuple[tuple[str, int], ...] = ()  # those it was put together of, and their sizes

    @property
    def etag(self) -> str:
        """Return a validator made of the content and the time."""
        return _etag(self.content, date_text(self.modified))


@dataclass(frozen=True)
class Listed:
    """A finished blob without its content."""

    name: str
    size: int
    content_type: str
    modified: datetime
    etag: str


class Blobs:
    """The storage accounts' containers, one an asset; their names are unique among them all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key = Secrets(database).get("storage", lambda: secrets.token_bytes(32))

    def make(self, container: str) -> None:
        """Make a container; nothing happens when it is there."""
        self._database.execute(
            'INSERT OR IGNORE INTO "$containers" (name) VALUES (?)', (container,)
        )

    def drop(self, container: str) -> None:
        """Delete a container with all in it."""
        self._database.execute('DELETE FROM "$containers" WHERE name = ?', (container,))
        self._database.execute('DELETE FROM "$blobs" WHERE container = ?', (container,))

    def has(self, container: str) -> bool:
        """Tell whether there is such a container."""
        rows = self._database.execute('SELECT 1 FROM "$containers" WHERE name = ?', (container,))
        return rows.fetchone() is not None

    def containers(self) -> list[str]:
        """Return the containers' names."""
        return [row[0] for row in self._database.execute('SELECT name FROM "$containers"')]

    @property
    def used(self) -> int:
        """Return the bytes that blobs and blocks take."""
        (size,) = self._database.execute('SELECT coalesce(sum(size), 0) FROM "$blobs"').fetchone()
        return int(size)

    def put(self, container: str, name: str, blob: Blob) -> None:
        """Keep a blob; one of the same name is replaced, its loose blocks forgotten."""
        self.remove(container, name)
        self._insert(container, name, _FINISHED, blob)

    def put_block(self, container: str, name: str, block: str, blob: Blob) -> None:
        """Keep a block until a list names it."""
        self._database.execute(
            'DELETE FROM "$blobs" WHERE container = ? AND name = ? AND block = ?',
            (container, name, block),
        )
        self._insert(container, name, block, blob)

    def _insert(self, container: str, name: str, block: str, blob: Blob) -> None:
        self._database.execute(
            'INSERT INTO "$blobs" (container, name, block, content, size, type, modified, about) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (container, name, block, blob.content, len(blob.content), blob.content_type,
             date_text(blob.modified),
             json.dumps({"meta": dict(blob.about), "blocks": blob.blocks, "etag": blob.etag})),
        )  # fmt: skip

    def get(self, container: str, name: str) -> Blob | None:
        """Return a finished blob, None when there is none."""
        return self._get(container, name, _FINISHED)

    def get_block(self, container: str, name: str, block: str) -> Blob | None:
        """Return a block that was put, None when there is none."""
        return self._get(container, name, block) if block != _FINISHED else None

    def _get(self, container: str, name: str, block: str) -> Blob | None:
        row = self._database.execute(
            'SELECT content, type, modified, about FROM "$blobs" '
            "WHERE container = ? AND name = ? AND block = ?",
            (container, name, block),
        ).fetchone()
        return None if row is None else _blob(row)

    def blocks(self, container: str, name: str) -> list[tuple[str, int]]:
        """Return the ids and sizes of a blob's loose blocks."""
        rows = self._database.execute(
            'SELECT block, size FROM "$blobs" '
            "WHERE container = ? AND name = ? AND block <> ? ORDER BY n",
            (container, name, _FINISHED),
        )
        return [(str(block), int(size)) for block, size in rows]

    def remove(self, container: str, name: str) -> bool:
        """Delete a blob and its loose blocks; tell whether it was there."""
        found = self.get(container, name) is not None
        self._database.execute(
            'DELETE FROM "$blobs" WHERE container = ? AND name = ?', (container, name)
        )
        return found

    def listed(self, container: str) -> Iterator[Listed]:
        """Return the finished blobs of a container, by name."""
        rows = self._database.execute(
            'SELECT name, size, type, modified, about FROM "$blobs" '
            "WHERE container = ? AND block = ? ORDER BY name",
            (container, _FINISHED),
        )
        for name, size, kind, modified, about in rows.fetchall():
            yield Listed(name, size, kind, _moment(modified), json.loads(about)["etag"])

    def signed(
        self,
        container: str,
        start: datetime | None,
        end: datetime,
        *,
        rights: str,
        policy: str = "",
    ) -> str:
        """Return a query that opens *container* from *start* until *end*.

        *rights* are letters of `sp`. With *policy*, a locator's GUID, they do not stand in the query,
        whose form is that of the service's own paths: `sv sr si sig st se`.
        """
        fields = {"sv": SAS_VERSION, "sr": "c"}
        fields |= {"si": policy} if policy else {"sp": rights}
        times = {} if start is None else {"st": f"{seconds_of(start)}Z"}
        times["se"] = f"{seconds_of(end)}Z"
        fields["sig"] = self.signature(container, fields | times, rights)
        fields |= times
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())

    def signature(self, container: str, fields: Mapping[str, str], rights: str) -> str:
        """Return what `sig` must be for these fields of a query, and rights."""
        names = ("sv", "sr", "si", "sp", "st", "se")
        text = "\n".join([container, *(fields.get(name, "") for name in names), rights])
        digest = hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


def _blob(row: tuple[bytes, str, str, str]) -> Blob:
    content, kind, modified, about = row
    more = json.loads(about)
    blocks = tuple((str(name), int(size)) for name, size in more["blocks"])
    return Blob(content, kind, _moment(modified), more["meta"], blocks)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
