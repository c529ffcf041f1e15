"""A call at one of the desks, and the answer to it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from inspector.core.exchange import Request

# A wish of a test or demo: the token is to be as old as this already.
AGE_WISHED = "X-Stand-In-Token-Age"  # seconds


@dataclass(frozen=True)
class Call:
    """One request, the moment it came in, and the root its answer's addresses begin with."""

    request: Request
    now: datetime
    root: str  # "https://accountname.restv2.westus.media.azure.net/api/"
    inner: bool = False  # a part of a `$batch`, whose own headers may be few
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


@dataclass(frozen=True)
class Answer:
    """What goes back; header names in their usual spelling."""

    status: int
    body: bytes = b""
    fields: tuple[tuple[str, str], ...] = field(default=())

    def also(self, *fields: tuple[str, str]) -> "Answer":
        """Return the same answer with more header fields."""
        return replace(self, fields=(*self.fields, *fields))


def plain(status: int, text: str, *fields: tuple[str, str]) -> Answer:
    """Return a sentence as an answer."""
    kind = ("Content-Type", "text/plain; charset=utf-8")
    return Answer(status, text.encode("utf-8", "replace"), (kind, *fields))
