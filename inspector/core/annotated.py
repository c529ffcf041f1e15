"""An exchange and what was found in it."""

from dataclasses import dataclass, replace
from typing import Literal

from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.lives.touch import Touch
from inspector.core.severity import Severity
from inspector.core.silence import Silence

Likelihood = Literal["certain", "likely", "possible", "ruled-out"]
WORDS = 2000  # characters of a title or a remedy; rules need less
LIKELIHOODS: tuple[Likelihood, ...] = ("certain", "likely", "possible", "ruled-out")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that was broken, and the evidence for it; plain data."""

    code: str
    name: str
    severity: Severity
    title: str
    remedy: str
    evidence: tuple[Evidence, ...]
    fingerprint: str
    part: int | None = None  # of a `$batch`, from 1
    silence: Silence | None = None  # None: it counts


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a request may have failed."""

    likelihood: Likelihood
    why: str
    code: str | None = None  # of the rule whose finding says so
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a request failed: causes, likeliest first, and what the service itself said."""

    causes: tuple[Cause, ...]
    service_message: str | None = None


@dataclass(frozen=True)
class Annotated:
    """An exchange with its findings, gravest first."""

    exchange: Exchange
    index: int = 0  # its number in the capture, from 0
    profile: str | None = None  # None: of no profile, and not inspected
    service: str = ""  # the kind of host: `api`, `token`, `blob`, …
    operation: str = ""
    findings: tuple[Finding, ...] = ()
    diagnosis: Diagnosis | None = None
    touches: tuple[Touch, ...] = ()  # what it did to entities; a capture keeps them by themselves
    suppressed: tuple[Finding, ...] = ()  # what someone silenced, and `findings` leaves out
    known: tuple[Finding, ...] = ()  # what a baseline has, and `findings` no more; in no capture

    @property
    def severity(self) -> Severity | None:
        """Return the gravest finding's severity, None when there is no finding."""
        return max((finding.severity for finding in self.findings), default=None)


def inert(annotated: Annotated) -> Annotated:
    """Return *annotated* with all that is said of the exchange made harmless to a terminal.

    Rules say nothing else; a recording of a stranger may.
    """
    return replace(
        annotated,
        profile=None if annotated.profile is None else one_line(annotated.profile),
        service=one_line(annotated.service),
        operation=one_line(annotated.operation),
        findings=tuple(map(_inert, annotated.findings)),
        suppressed=tuple(map(_inert, annotated.suppressed)),
    )


def _inert(finding: Finding) -> Finding:
    return replace(
        finding,
        code=one_line(finding.code),
        name=one_line(finding.name),
        title=one_line(finding.title, WORDS),
        remedy=one_line(finding.remedy, WORDS),
        fingerprint=one_line(finding.fingerprint),
    )
