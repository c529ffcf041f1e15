"""One request and its response."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from inspector.core.bearer import Credential
from inspector.core.caller import Caller
from inspector.core.charset import codec_of
from inspector.core.evidence import ABSENT, Evidence, Side
from inspector.core.headers import Headers
from inspector.core.media import MediaType, read_accept, read_media_type
from inspector.core.mend import Mend
from inspector.core.reading import Document, Failure, read_json
from inspector.core.url import Target
from inspector.core.versions import Version, read_protocol_version

TUNNEL = "X-HTTP-Method"
CLIENT_REQUEST_ID = ("client-request-id", "x-ms-client-request-id")
REQUEST_ID = ("request-id", "x-ms-request-id")
_MARKS = (b"__", b"odata.", b"\\u", b"\x00")  # a name may be escaped, or in UTF-16


@dataclass(frozen=True, kw_only=True)
class Message:
    """What request and response have in common.

    The body is without its content encoding. None is "not recorded" (*withheld* may say why),
    b"" is "empty". *unreadable* is what was wrong with a withheld body.
    """

    headers: Headers = field(default_factory=Headers)
    body: bytes | None = None
    body_size: int | None = None  # bytes on the wire; None when not known
    body_sha256: str = ""  # of a withheld body
    withheld: str = ""  # why the body is not here: "larger than 1 MiB", "streamed"
    unreadable: Failure | None = None
    unrecorded: frozenset[str] = frozenset()  # lower-case names of headers the recording drops
    http_version: str = "HTTP/1.1"

    def records(self, header: str) -> bool:
        """Tell whether the absence of *header* would mean that it was not sent."""
        return header.lower() not in self.unrecorded

    def lacks(self, header: str) -> bool:
        """Tell whether *header* was certainly not sent."""
        return header not in self.headers and self.records(header)

    def at(self, header: str) -> Evidence:
        """Return the header as evidence, its absence included."""
        values = self.headers.all(header)
        return Evidence(self._side, ", ".join(values) if values else ABSENT, header=header)

    def at_pointer(self, pointer: str, seen: object = None) -> Evidence:
        """Return a place of the body as evidence."""
        return Evidence(self._side, "" if seen is None else str(seen), pointer=pointer)

    def at_failure(self, failure: Failure) -> Evidence:
        """Return the place where the body stopped to be readable as evidence."""
        known = failure.line > 0
        return Evidence(
            self._side,
            failure.reason,
            pointer="",
            line=failure.line if known else None,
            column=failure.column if known else None,
        )

    @property
    def has_body(self) -> bool:
        """Tell whether it certainly has a body, be it one that was not kept."""
        return bool(self.body or (self.withheld and self.body_size))

    @property
    def _side(self) -> Side:
        return "request" if isinstance(self, Request) else "response"

    @cached_property
    def content_type(self) -> MediaType | None:
        """Return the body's declared type; None when absent or no media type."""
        value = self.headers.get("Content-Type")
        return None if value is None else read_media_type(value)

    @cached_property
    def client_request_ids(self) -> tuple[tuple[str, str], ...]:
        """Return header name and value of the client's request ids, each value once."""
        found: dict[str, str] = {}
        for name in CLIENT_REQUEST_ID:
            for value in self.headers.all(name):
                found.setdefault(value.strip(), name)
        return tuple((name, value) for value, name in found.items())

    @cached_property
    def text(self) -> str:
        """Return the body as text, by its charset or as UTF-8; what is no text is replaced."""
        declared = self.content_type.parameter("charset") if self.content_type else None
        codec = codec_of(declared) if declared else None
        return (self.body or b"").decode(codec or "utf-8", "replace")

    @cached_property
    def sniffed(self) -> str:
        """Return what the body looks like: `json`, `xml`, `text`, or "" for no body."""
        if self.body is None:
            return ""
        start = self.text[:256].lstrip("\ufeff \t\r\n")[:1]
        return {"": "", "{": "json", "[": "json", "<": "xml"}.get(start, "text")

    @cached_property
    def json(self) -> Document:
        """Return the body read as JSON, whatever its declared type."""
        if self.body is None:
            return Document(failure=self.unreadable)
        return read_json(self.text)

    def members(self) -> Iterator[tuple[str, str, Any]]:
        """Yield pointer, name and value of every JSON member; nothing for other bodies."""
        if self.body and self.sniffed == "json" and self.json.failure is None:
            yield from self.json.members()


@dataclass(frozen=True, kw_only=True)
class Request(Message):
    """The client's message."""

    method: str
    url: str
    credential: Credential | None = None  # None: no `Authorization` was recorded
    # Those of `Authorization` lines in the body (a `$batch` holds requests), by what stands there
    # behind the scheme: the credential's tag; a placeholder or a left-out value as it was sent.
    inner_credentials: Mapping[str, Credential] = field(default_factory=dict)

    @cached_property
    def target(self) -> Target:
        """Return the URL taken apart."""
        return Target(self.url)

    @cached_property
    def verb(self) -> str:
        """Return the verb that is meant: the tunnelled one of a POST or GET, else the method."""
        tunnelled = self.headers.get(TUNNEL)
        if tunnelled and self.method in {"POST", "GET"}:
            return tunnelled.strip().upper()
        return self.method

    @cached_property
    def accept(self) -> tuple[MediaType, ...]:
        """Return the media types of all `Accept` fields but those whose weight is zero."""
        return read_accept(self.headers.joined("Accept") or "")

    @property
    def asks_for_verbose_json(self) -> bool:
        """Tell whether one member of `Accept` is verbose JSON."""
        return any(member.is_verbose_json for member in self.accept)

    @cached_property
    def protocol_version(self) -> Version | None:
        """Return `DataServiceVersion`; None when absent or malformed."""
        value = self.headers.get("DataServiceVersion")
        return None if value is None else read_protocol_version(value)

    @cached_property
    def client_request_id(self) -> tuple[str, str] | None:
        """Return header name and value of the client's request id, in either spelling."""
        return self.headers.first_of(*CLIENT_REQUEST_ID)

    @cached_property
    def operation(self) -> str:
        """Return the templated call: `GET Assets('…')/Files`."""
        return f"{self.verb} {self.target.template}"

    @cached_property
    def metadata_pointers(self) -> tuple[str, ...]:
        """Return where `__metadata` is a member of the body: `/InputMediaAssets/0/__metadata`."""
        return tuple(at for at, name in self.annotations if name == "__metadata")

    @cached_property
    def annotations(self) -> tuple[tuple[str, str], ...]:
        """Return pointer and name of the body's members that are OData's own, not the entity's.

        `__metadata` and `__deferred` of verbose JSON, and names with an `@` or `odata.`.
        """
        if not self.body or not any(mark in self.body for mark in _MARKS):
            return ()
        return tuple((at, name) for at, name, _ in self.members() if _is_annotation(name))

    def at_query(self, name: str) -> Evidence:
        """Return a query option as evidence."""
        value = self.target.option(name)
        return Evidence("request", ABSENT if value is None else value, query=name)

    def at_url(self) -> Evidence:
        """Return the request's URL as evidence."""
        return Evidence("request", self.url)

    def at_method(self) -> Evidence:
        """Return the method as evidence."""
        return Evidence("request", self.method)

    def at_claim(self, claim: str) -> Evidence:
        """Return a member of the bearer token as evidence."""
        claims = self.credential.claims if self.credential else {}
        return Evidence(
            "request", str(claims.get(claim, ABSENT)), header="Authorization", claim=claim
        )


@dataclass(frozen=True, kw_only=True)
class Response(Message):
    """The service's message."""

    status: int
    reason: str = ""

    def at_status(self) -> Evidence:
        """Return the status as evidence."""
        return Evidence("response", f"{self.status} {self.reason}".strip())


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request and its response; None when none came, *error* then says why."""

    request: Request
    response: Response | None = None
    id: str = ""
    started: float | None = None  # seconds since the Unix epoch; None: not recorded
    duration: float | None = None  # seconds; None: not recorded
    error: str = ""
    source: str = ""  # where it was recorded: "traffic.har#/log/entries/0"
    line: int | None = None  # of that file, from 1, where the source does not say it
    redacted: bool = False  # its secrets are markers, its credential is data
    replay_of: str = ""  # the id of the exchange that this one repeats
    mends: tuple[Mend, ...] = ()  # what was changed on the way; both messages are as they came
    caller: Caller | None = None  # the test that sent it; None: not known
    marked: bool = False  # a person marked it on a screen, or wrote a comment
    comment: str = ""  # what the person wrote

    def mends_of(self, side: Side) -> tuple[Mend, ...]:
        """Return what was changed on the way in one of its messages."""
        return tuple(mend for mend in self.mends if mend.side == side)


def _is_annotation(name: str) -> bool:
    return name.startswith(("__", "odata.")) or "@odata." in name
