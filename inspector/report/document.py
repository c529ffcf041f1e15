"""The JSON form of annotated exchanges, as a schema version 1 says."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.caller import Caller
from inspector.core.clean import clean
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.mend import Mend
from inspector.core.severity import Severity

SCHEMA = 1


def tool() -> dict[str, str]:
    """Return name and version of this program."""
    return {"name": "ams-inspector", "version": version("ams-inspector")}


@dataclass
class Summary:
    """Counts over a run; errors, warnings and notes are findings, not exchanges."""

    exchanges: int = 0
    inspected: int = 0
    recognised: int = 0  # went to a service whose contract a profile knows
    severities: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    suppressed: int = 0  # findings that a request's own header or the settings silence
    baselined: int = 0  # findings that the baseline has

    left_out: int = 0  # findings beyond the kinds that SARIF, JUnit and annotations tell

    def add(self, annotated: Annotated) -> None:
        """Count one exchange and its findings."""
        self.exchanges += 1
        self.inspected += annotated.profile is not None
        self.recognised += annotated.service in {"api", "tunnel"} or bool(
            annotated.findings or annotated.known or annotated.suppressed
        )
        self.suppressed += len(annotated.suppressed)
        self.baselined += len(annotated.known)
        for finding in annotated.findings:
            self.severities[finding.severity] += 1
            self.codes[finding.code] += 1

    def as_json(self) -> dict[str, Any]:
        """Return the counts as the contract names them."""
        return {
            "exchanges": self.exchanges,
            "inspected": self.inspected,
            "errors": self.severities[Severity.ERROR],
            "warnings": self.severities[Severity.WARNING],
            "notes": self.severities[Severity.NOTE],
            "suppressed": self.suppressed,
            "baselined": self.baselined,
            "codes": dict(sorted(self.codes.items())),
        }


def exchange_as_json(annotated: Annotated) -> dict[str, Any]:
    """Return one annotated exchange; text from the wire is inert in it."""
    exchange, suppressed = annotated.exchange, annotated.suppressed
    return {
        "index": annotated.index,
        "id": exchange.id,
        "started": moment(exchange.started),
        "duration_ms": None if exchange.duration is None else round(exchange.duration * 1000, 3),
        "profile": annotated.profile,
        "method": clean(exchange.request.method),
        "url": clean(exchange.request.url),
        "operation": clean(annotated.operation),
        "status": exchange.response.status if exchange.response else None,
        "source": clean(exchange.source),
        **_apart(exchange),
        **_caller(exchange.caller),
        "findings": [finding_as_json(finding) for finding in annotated.findings],
        **({"suppressed": list(map(_suppressed, suppressed))} if suppressed else {}),
        "diagnosis": _diagnosis(annotated.diagnosis),
    }


def _apart(exchange: Exchange) -> dict[str, Any]:
    """Return what sets the exchange apart from what a client sent and a server answered."""
    said: dict[str, Any] = {}
    if exchange.replay_of:
        said["replay_of"] = clean(exchange.replay_of)
    if exchange.mends:
        said["mends"] = [_mend(mend) for mend in exchange.mends]
    return said


def _mend(mend: Mend) -> dict[str, Any]:
    return {
        "code": mend.code,
        "side": mend.side,
        "spot": mend.spot,
        "header": clean(mend.header) or None,
        "before": None if mend.before is None else clean(mend.before),
        "after": None if mend.after is None else clean(mend.after),
    }


def _caller(caller: Caller | None) -> dict[str, Any]:
    if caller is None:
        return {}
    return {"caller": {"test": clean(caller.test), "file": clean(caller.file), "line": caller.line}}


def moment(started: float | None) -> str | None:
    """Return seconds since the epoch as RFC 3339 text in UTC; None stays None."""
    if started is None:
        return None
    try:
        when = datetime.fromtimestamp(started, UTC)
    except (ValueError, OverflowError, OSError):  # a year beyond 9999
        return None
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Return one finding as plain data."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "title": finding.title,
        "remedy": finding.remedy,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "fingerprint": finding.fingerprint,
        "part": finding.part,
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    by = "" if finding.silence is None else finding.silence.told
    return {**finding_as_json(finding), "suppressed_by": clean(by)}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    always = {
        "side": evidence.side,
        "header": evidence.header,
        "pointer": None if evidence.pointer is None else clean(evidence.pointer),
        "seen": evidence.seen,
    }
    further = {
        "query": evidence.query,
        "claim": evidence.claim,
        "line": evidence.line,
        "column": evidence.column,
        "note": evidence.note or None,
    }
    return always | {name: value for name, value in further.items() if value is not None}


def _diagnosis(diagnosis: Diagnosis | None) -> dict[str, Any] | None:
    if diagnosis is None:
        return None
    said = diagnosis.service_message
    return {
        "causes": [_cause(cause) for cause in diagnosis.causes],
        "service_message": None if said is None else clean(said),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "code": cause.code,
        "likelihood": cause.likelihood,
        "why": clean(cause.why),
        "evidence": [_evidence(evidence) for evidence in cause.evidence],
    }
