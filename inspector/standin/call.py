"""A call at one of the desks, and the answer to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import unquote, urlsplit

from inspector.core.exchange import Request
from inspector.core.url import Target
from inspector.core.versions import Version
from inspector.standin.clock import Clock
from inspector.standin.schema import NEWEST, Schema, schema_of

# A wish of a test or demo: the token is to be as old as this already.
AGE_WISHED = "X-Stand-In-Token-Age"  # seconds


@dataclass(frozen=True)
class Call:
    """One request, the moment it came in, and the roots its answer's addresses begin with."""

    request: Request
    now: datetime
    root: str  # "https://accountname.restv2.westus.media.azure.net/api/"
    clock: Clock = field(default_factory=Clock)
    faults: Mapping[str, str] = field(default_factory=dict)  # what is to go wrong
    storage: str = ""  # "http://127.0.0.1:8099/": where blobs are when not at Azure's hosts
    version: Version = NEWEST  # of the API
    inner: bool = False  # a part of a `$batch`, whose own headers may be few
    # Content-ID → address of what earlier operations of the change set made
    references: Mapping[str, str] = field(default_factory=dict)
    new_jobs: list[str] | None = None  # of the change set this call is part of, not yet settled

    @property
    def body(self) -> bytes:
        """Return the request's body."""
        return self.request.body or b""

    @property
    def origin(self) -> str:
        """Return scheme and authority: `https://login.microsoftonline.com`."""
        parts = urlsplit(self.request.url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def schema(self) -> Schema:
        """Return what the version that the call names has."""
        return schema_of(self.version)


_REFERENCE = re.compile(r"(?:^|/)\$([A-Za-z0-9_.-]{1,64})(?=[/?]|$)")


def referred(address: str, references: Mapping[str, str]) -> str:
    """Return the address that `$1/Tasks` stands for; "" for one that refers to nothing.

    What stands before it may be any of the service's roots, however they are written.
    """
    first = next(iter(Target(address).segments), None)
    if first is None or first.name[:1] != "$" or first.name[1:] not in references:
        return ""
    path, mark, query = address.partition("?")
    decoded = unquote(path)
    found = _REFERENCE.search(decoded)
    return f"{references[first.name[1:]]}{decoded[found.end() :]}{mark}{query}" if found else ""


@dataclass(frozen=True)
class Answer:
    """What goes back; header names in their usual spelling."""

    status: int
    body: bytes = b""
    fields: tuple[tuple[str, str], ...] = field(default=())

    def also(self, *fields: tuple[str, str]) -> "Answer":
        """Return the same answer with more header fields."""
        return replace(self, fields=(*self.fields, *fields))

    def header(self, name: str) -> str | None:
        """Return the value of a header field, None when it is not there."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)


def plain(status: int, text: str, *fields: tuple[str, str]) -> Answer:
    """Return a sentence as an answer."""
    kind = ("Content-Type", "text/plain; charset=utf-8")
    return Answer(status, text.encode("utf-8", "replace"), (kind, *fields))
