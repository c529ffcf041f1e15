"""Files of cases in `.http` form: each titled block begins one, untitled blocks go on with it."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import make

from inspector.capture import httpfile
from inspector.core.annotated import Annotated, Finding
from inspector.core.engine import Inspector
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Message
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.profiles.catalogue import PROFILES

_TITLE = re.compile(r"###\s+(\S.*)")
Exchanges = Sequence[Exchange]
_EXPECTED = re.compile(r"# expect: (\S+) (.+)")
_SAID = re.compile(r"# (absent|allow|cause|cause-code|cause-match): (.+)")


@dataclass(frozen=True)
class Case:
    """The exchanges of one case; *expected* is found in the last of them: code and place.

    *said* is what else its comments say: codes that are `absent` from all of its exchanges or
    `allow`ed there, and the `cause` of a failure with what a diagnosis of it names.
    """

    file: str
    title: str
    expected: tuple[tuple[str, str], ...]
    exchanges: tuple[Exchange, ...]
    said: Mapping[str, str] = field(default_factory=dict)

    def codes(self, name: str) -> set[str]:
        """Return the codes that a comment names."""
        return {code.strip() for code in self.said.get(name, "").split(",")} - {""}

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases(folder: Path) -> list[Case]:
    """Return the cases of every `.http` file in *folder*."""
    return [case for file in sorted(folder.glob("*.http")) for case in _cases(file)]


def _cases(file: Path) -> list[Case]:
    lines = file.read_bytes().decode().split("\n")
    starts = [number for number, line in enumerate(lines) if _TITLE.fullmatch(line)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        # What precedes the first case are variables; blank lines keep the numbers of the others.
        text = "\n".join([*lines[: starts[0]], *[""] * (start - starts[0]), *lines[start:end]])
        expected = tuple((m[1], m[2]) for line in lines[start:end] if (m := _EXPECTED.match(line)))
        said = dict(m.groups() for line in lines[start:end] if (m := _SAID.match(line)))
        exchanges = tuple(httpfile.read(text, file.name))
        found.append(Case(file.stem, lines[start][4:].strip(), expected, exchanges, said))
    return found


def annotated(exchanges: Exchanges) -> list[Annotated]:
    """Return *exchanges* as a recording of their own, annotated."""
    redactor = Redactor(make.KEY)
    taken = (redactor.take_in(exchange) for exchange in exchanges)
    return list(annotate_all(Inspector(PROFILES), taken))


def places(finding: Finding) -> list[str]:
    """Return where *finding* is, as a case's `expect` writes it: `part=2 request /Name`."""
    part = "" if finding.part is None else f"part={finding.part} "
    return [part + place(evidence) for evidence in finding.evidence]


def place(evidence: Evidence) -> str:
    """Return where *evidence* is in its message."""
    if evidence.line is not None:
        return f"{evidence.side} {evidence.line}:{evidence.column}"
    at = evidence.header or evidence.query or evidence.claim
    if evidence.pointer is not None:
        at = evidence.pointer or "body"
    return " ".join(filter(None, [evidence.side, at or "line", evidence.header and evidence.claim]))


def har(exchanges: Exchanges) -> dict[str, Any]:
    """Return *exchanges*, before their redaction, as a HAR."""
    entries = [_entry(exchange) for exchange in exchanges]
    creator = {"name": "casefile", "version": "1"}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    entry: dict[str, Any] = {
        "time": -1 if exchange.duration is None else exchange.duration * 1000,
        "request": {
            "method": request.method,
            "url": request.url,
            "httpVersion": request.http_version,
            "headers": _fields(request),
            "cookies": [],
            "queryString": [],
            "headersSize": -1,
            "bodySize": len(request.body or b""),
        },
        "response": {"status": 0, "statusText": "", "headers": [], "content": {}, "bodySize": -1},
        "cache": {},
        "timings": {"send": -1, "wait": -1, "receive": -1},
    }
    if exchange.started is not None:
        entry["startedDateTime"] = datetime.fromtimestamp(exchange.started, UTC).isoformat()
    if exchange.error:
        entry["response"]["_error"] = exchange.error
    if request.body:
        kind = request.headers.get("Content-Type") or ""
        entry["request"]["postData"] = {"mimeType": kind, "text": request.body.decode()}
    if response is not None:
        body = response.body or b""
        content = {"size": len(body), "mimeType": response.headers.get("Content-Type") or ""}
        if body:
            content |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
        entry["response"] = {
            "status": response.status,
            "statusText": response.reason,
            "httpVersion": response.http_version,
            "headers": _fields(response),
            "content": content,
            "bodySize": len(body),
        }
    return entry


def _fields(message: Message) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in message.headers]


def found(exchanges: Exchanges) -> list[list[tuple[object, ...]]]:
    """Return of each exchange what is found in it: code, severity, places and notes."""
    return [
        [
            (finding.code, finding.severity, place(evidence), evidence.note)
            for finding in each.findings
            for evidence in finding.evidence
        ]
        for each in annotated(exchanges)
    ]
