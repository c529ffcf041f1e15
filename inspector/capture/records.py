"""Exchanges and verdicts as plain records, every field exactly as it was."""

import json
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Literal

import msgspec

from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding, Likelihood
from inspector.core.bearer import Credential, Kind
from inspector.core.caller import Caller
from inspector.core.evidence import Evidence, Side
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.headers import Headers
from inspector.core.mend import Mend, Spot
from inspector.core.reading import Failure
from inspector.core.severity import Severity
from inspector.core.silence import Silence
from inspector.core.trust import Signature

SEEN_LIMIT = 4096  # characters; escapes make 201 characters at most ten times as long


class Record(msgspec.Struct, array_like=True):
    """A struct that is written as an array: no record repeats names."""


class SavedEvidence(Record):
    """An Evidence; `Evidence()` itself would clip what has been clipped before."""

    side: Side
    seen: str
    header: str | None
    pointer: str | None
    query: str | None
    claim: str | None
    line: int | None
    column: int | None
    note: str
    severity: Severity | None

    def restore(self) -> Evidence:
        return Evidence(**msgspec.structs.asdict(self))


class SavedSilence(Record):
    """A Silence."""

    by: Literal["request", "settings"]
    word: str
    operation: str

    def restore(self) -> Silence:
        return Silence(self.by, self.word, self.operation)


class SavedFinding(Record):
    """A Finding."""

    code: str
    name: str
    severity: Severity
    title: str
    remedy: str
    evidence: tuple[SavedEvidence, ...]
    fingerprint: str
    part: int | None
    silence: SavedSilence | None = None  # older captures lack it

    def restore(self) -> Finding:
        evidence = tuple(place.restore() for place in self.evidence)
        return Finding(
            self.code, self.name, self.severity, self.title, self.remedy,
            evidence, self.fingerprint, self.part,
            None if self.silence is None else self.silence.restore(),
        )  # fmt: skip


class SavedCause(Record):
    """A Cause."""

    likelihood: Likelihood
    why: str
    code: str | None
    evidence: tuple[SavedEvidence, ...]

    def restore(self) -> Cause:
        evidence = tuple(place.restore() for place in self.evidence)
        return Cause(self.likelihood, self.why, self.code, evidence)


class SavedVerdict(Record):
    """What an Annotated adds to its exchange."""

    index: int
    profile: str | None
    service: str
    operation: str
    findings: tuple[SavedFinding, ...]
    diagnosis: tuple[tuple[SavedCause, ...], str | None] | None
    suppressed: tuple[SavedFinding, ...] = ()  # older captures lack it

    def restore(self, exchange: Exchange) -> Annotated:
        diagnosis = None
        if self.diagnosis is not None:
            causes, message = self.diagnosis
            diagnosis = Diagnosis(tuple(cause.restore() for cause in causes), message)
        findings = tuple(finding.restore() for finding in self.findings)
        return Annotated(
            exchange, self.index, self.profile, self.service, self.operation, findings, diagnosis,
            suppressed=tuple(finding.restore() for finding in self.suppressed),
        )  # fmt: skip


class SavedCredential(Record):
    """A Credential; mappings are JSON texts, for they may hold infinity and huge integers."""

    kind: Kind
    scheme: str
    tag: str
    header: str
    claims: str
    problem: str
    tenant_agrees: bool | None
    signature: Signature
    unexpected: tuple[str, ...] = ()  # older captures lack it

    def restore(self) -> Credential:
        return Credential(
            self.kind, self.scheme, self.tag, _mapping(self.header), _mapping(self.claims),
            self.problem, self.tenant_agrees, self.signature, self.unexpected,
        )  # fmt: skip


class SavedMessage(Record):
    """What request and response have in common, without the body."""

    headers: tuple[tuple[str, str], ...]
    body_size: int | None
    body_sha256: str
    withheld: str
    unreadable: tuple[str, int, int] | None
    unrecorded: frozenset[str]
    http_version: str

    def fields(self, body: bytes | None) -> dict[str, Any]:
        return {
            "headers": Headers(self.headers),
            "body": body,
            "body_size": self.body_size,
            "body_sha256": self.body_sha256,
            "withheld": self.withheld,
            "unreadable": None if self.unreadable is None else Failure(*self.unreadable),
            "unrecorded": self.unrecorded,
            "http_version": self.http_version,
        }


class SavedMend(Record):
    """A Mend."""

    code: str
    spot: Spot
    header: str
    before: str | None
    after: str | None
    side: Side = "request"  # older captures lack it

    def restore(self) -> Mend:
        return Mend(self.code, self.spot, self.header, self.before, self.after, self.side)


class SavedExchange(Record):
    """An Exchange without its bodies and times."""

    id: str
    error: str
    source: str
    redacted: bool
    request: tuple[str, str, SavedCredential | None, SavedMessage]
    response: tuple[int, str, SavedMessage] | None
    inner: tuple[tuple[str, SavedCredential], ...] = ()  # older captures lack it
    replay_of: str = ""  # and this
    mends: tuple[SavedMend, ...] = ()  # and this
    caller: tuple[str, str, int | None] | None = None  # likewise

    def restore(
        self,
        times: tuple[float | None, float | None],
        bodies: tuple[bytes | None, bytes | None],
    ) -> Exchange:
        method, url, credential, message = self.request
        request = Request(
            method=method,
            url=url,
            credential=None if credential is None else credential.restore(),
            inner_credentials={tag: saved.restore() for tag, saved in self.inner},
            **message.fields(bodies[0]),
        )
        response = None
        if self.response is not None:
            status, reason, message = self.response
            response = Response(status=status, reason=reason, **message.fields(bodies[1]))
        return Exchange(
            request=request, response=response, id=self.id, started=times[0], duration=times[1],
            error=self.error, source=self.source, redacted=self.redacted,
            replay_of=self.replay_of, mends=tuple(mend.restore() for mend in self.mends),
            caller=None if self.caller is None else Caller(*self.caller),
        )  # fmt: skip


_EVIDENCE = attrgetter(*SavedEvidence.__struct_fields__)
_MEND = attrgetter(*SavedMend.__struct_fields__)


def verdict_record(annotated: Annotated) -> tuple[object, ...]:
    """Return what a SavedVerdict is written as."""
    diagnosis = annotated.diagnosis
    return (
        annotated.index,
        annotated.profile,
        annotated.service,
        annotated.operation,
        [_finding(finding) for finding in annotated.findings],
        None
        if diagnosis is None
        else ([_cause(cause) for cause in diagnosis.causes], diagnosis.service_message),
        [_finding(finding) for finding in annotated.suppressed],
    )


def exchange_record(exchange: Exchange) -> tuple[object, ...]:
    """Return what a SavedExchange is written as."""
    request, response, caller = exchange.request, exchange.response, exchange.caller
    return (
        exchange.id,
        exchange.error,
        exchange.source,
        exchange.redacted,
        (request.method, request.url, _credential(request.credential), _message(request)),
        None if response is None else (response.status, response.reason, _message(response)),
        [(tag, _credential(inner)) for tag, inner in request.inner_credentials.items()],
        exchange.replay_of,
        [_MEND(mend) for mend in exchange.mends],
        None if caller is None else (caller.test, caller.file, caller.line),
    )


def saved_credential(it: Credential) -> SavedCredential:
    """Return the record of a credential."""
    return msgspec.convert(_credential(it), SavedCredential)


def saved_mend(it: Mend) -> SavedMend:
    """Return the record of a mend."""
    return SavedMend(*_MEND(it))


def _finding(it: Finding) -> tuple[object, ...]:
    places = [_EVIDENCE(place) for place in it.evidence]
    return (
        it.code, it.name, it.severity, it.title, it.remedy, places, it.fingerprint, it.part,
        it.silence and (it.silence.by, it.silence.word, it.silence.operation),
    )  # fmt: skip


def _cause(it: Cause) -> tuple[object, ...]:
    return it.likelihood, it.why, it.code, [_EVIDENCE(place) for place in it.evidence]


def _credential(it: Credential | None) -> tuple[object, ...] | None:
    if it is None:
        return None
    header, claims = _text(it.header), _text(it.claims)
    return (
        it.kind, it.scheme, it.tag, header, claims, it.problem, it.tenant_agrees, it.signature,
        it.unexpected,
    )  # fmt: skip


def _message(it: Message) -> tuple[object, ...]:
    failure = it.unreadable
    return (
        it.headers.fields,
        it.body_size,
        it.body_sha256,
        it.withheld,
        None if failure is None else (failure.reason, failure.line, failure.column),
        tuple(it.unrecorded),
        it.http_version,
    )


def _text(mapping: Mapping[str, object]) -> str:
    return json.dumps(dict(mapping), ensure_ascii=False) if mapping else ""


def _mapping(text: str) -> dict[str, object]:
    value = json.loads(text) if text else {}
    if not isinstance(value, dict):
        raise msgspec.ValidationError("a token's part is no object")
    return value
