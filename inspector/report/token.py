"""A token by itself: what it says, when it is valid, and what is wrong with it; never the token."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inspector.core.annotated import Annotated, Finding
from inspector.core.bearer import KINDS, Credential
from inspector.core.clean import clean, one_line
from inspector.core.moments import moment, span, utc
from inspector.report.document import finding_as_json
from inspector.report.text import GLYPHS, place_and_value

TIMES = {"nbf", "iat", "exp", "ExpiresOn", "auth_time", "xms_tcdt"}


def as_text(annotated: Annotated, credential: Credential, at: float) -> str:
    """Return *credential*, and what was found at the moment *at*, for people."""
    lines = [f"{KINDS[credential.kind]}  {one_line(credential.tag)}"]
    if credential.problem:
        lines.append(f"problem: {one_line(credential.problem)}")
    lines.append(f"signature {credential.signature}")
    life = _life(credential, at)
    if life:
        lines.append(life)
    for title, members in (("header", credential.header), ("claims", credential.claims)):
        lines.extend(_members(title, members))
    for finding in annotated.findings:
        lines.extend(["", *_finding(finding)])
    return "\n".join(lines)


def as_json(annotated: Annotated, credential: Credential, at: float) -> str:
    """Return the same as JSON."""
    document: dict[str, Any] = {
        "schema": 1,
        "at": utc(at),
        "kind": credential.kind,
        "tag": clean(credential.tag),
        "signature": credential.signature,
        "problem": clean(credential.problem) or None,
        "begins": None if credential.begins is None else utc(credential.begins),
        "expires": None if credential.expires is None else utc(credential.expires),
        "header": dict(credential.header),
        "claims": dict(credential.claims),
        "findings": [finding_as_json(finding) for finding in annotated.findings],
    }
    return json.dumps(document, indent=1, default=list)


def _life(credential: Credential, at: float) -> str:
    begins, expires = credential.begins, credential.expires
    if expires is None:
        return ""
    bounds = f"valid {'until' if begins is None else f'{utc(begins)} to'} {utc(expires)}"
    if at >= expires:
        return f"{bounds}: expired {span(at - expires)} before {utc(at)}"
    if begins is not None and at < begins:
        return f"{bounds}: begins {span(begins - at)} after {utc(at)}"
    return f"{bounds}: {span(expires - at)} left at {utc(at)}"


def _members(title: str, members: Mapping[str, object]) -> Iterator[str]:
    if not members:
        return
    names = {name: one_line(name, 60) for name in members}
    width = max(map(len, names.values()))
    yield f"\n{title}"
    for name, value in members.items():
        told = value if isinstance(value, str) else json.dumps(value, default=list)
        seconds = moment(value) if name in TIMES else None
        when = "" if seconds is None else f"  {utc(seconds)}"
        yield f"  {names[name]:<{width}}  {one_line(told, 400)}{when}"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{GLYPHS[finding.severity]} {finding.code} {finding.title}"
    for evidence in finding.evidence:
        yield f"    {place_and_value(evidence)}"
    yield f"    → {finding.remedy}"
