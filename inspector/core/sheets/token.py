"""The token of a request in words: what it says, and when in its life the request fell."""

import json
from collections.abc import Mapping

from inspector.core import words
from inspector.core.annotated import Annotated, Finding
from inspector.core.bearer import KINDS, Credential
from inspector.core.clean import one_line
from inspector.core.severity import ERROR
from inspector.core.sheets.sheet import Sheet

BAR = 40  # cells
TIMES = ("nbf", "iat", "exp")
MEANINGS = {
    "aud": "for whom it is",
    "iss": "who issued it",
    "nbf": "valid from",
    "iat": "issued at",
    "exp": "valid to",
    "tid": "tenant",
    "appid": "application",
    "azp": "application",
    "oid": "who asks",
    "sub": "who asks",
    "roles": "what it may do",
    "scp": "what it may do",
    "ver": "version",
    "alg": "signed with",
    "kid": "signing key",
    "typ": "kind of token",
}
MEANT = max(map(len, MEANINGS.values()))

Found = dict[str, list[tuple[Finding, str]]]  # findings with their notes, by claim


def token_sheet(annotated: Annotated) -> Sheet:
    """Return the claims of the request's token, findings beside them."""
    sheet = Sheet()
    credential = annotated.exchange.request.credential
    if credential is None:
        sheet.add("note", "The request has no Authorization, or none was recorded.", ("claim", ""))
    else:
        _summary(sheet, credential)
        _life(sheet, credential.claims, annotated.exchange.started)
    found = _findings(annotated)
    shown = _tell(sheet, found, "")
    if credential is not None:
        for title, members in (("Claims", credential.claims), ("Header", credential.header)):
            at = annotated.exchange.started if title == "Claims" else None
            shown |= _members(sheet, title, members, at, found)
    for claim in found.keys() - shown:  # a claim that is missing
        sheet.add("plain")
        _tell(sheet, found, claim)
    return sheet


def _summary(sheet: Sheet, credential: Credential) -> None:
    scheme = one_line(credential.scheme) or "(no scheme)"
    sheet.add("title", f"{scheme} · {KINDS[credential.kind]}", ("claim", ""))
    sheet.add("plain", one_line(credential.tag))
    sheet.add("note", f"signature {credential.signature}: the claims are not verified"
              if credential.signature == "not checked" else f"signature {credential.signature}")  # fmt: skip
    if credential.problem:
        sheet.add("bad", f"{ERROR.glyph} {one_line(credential.problem)}")


def _life(sheet: Sheet, claims: Mapping[str, object], at: float | None) -> None:
    start, end = _number(claims.get("nbf", claims.get("iat"))), _number(claims.get("exp"))
    if start is None or end is None:
        return
    if end <= start:
        sheet.add("bad", f"{ERROR.glyph} It was never valid: it ends before it begins.")
        return
    sheet.add("plain")
    bounds = f"{words.clock(start)} {{}} {words.clock(end)}"
    if at is None:
        sheet.add("plain", bounds.format("━" * BAR))
        return
    share = (at - start) / (end - start)
    place = min(BAR - 1, max(0, round(share * (BAR - 1))))
    bar = "━" * place + "●" + "─" * (BAR - 1 - place)
    if share < 0:
        sheet.add("bad", "● " + bounds.format("─" * BAR))
        sheet.add("bad", f"The request came {words.span(start - at)} before it was valid.")
    elif share > 1:
        sheet.add("bad", bounds.format("━" * BAR) + " ●")
        sheet.add("bad", f"The request came {words.span(at - end)} after it had expired.")
    else:
        sheet.add("good", bounds.format(bar))
        kind = "caution" if share > 0.9 else "good"
        sheet.add(kind, f"At the request it had {words.span(end - at)} left.")


def _members(
    sheet: Sheet, title: str, members: Mapping[str, object], at: float | None, found: Found
) -> set[str]:
    """Add a table, what was found in a member below it; return the members there are."""
    if not members:
        return set()
    sheet.add("plain")
    sheet.add("title", title)
    wide = min(16, max(len(name) for name in members))
    for name, value in members.items():
        shown = f"{one_line(name, 40):<{wide}}  {MEANINGS.get(name, ''):<{MEANT}}  "
        sheet.add("claim", shown + _said(name, value, at), ("claim", name))
        if title == "Claims":
            _tell(sheet, found, name)
    return set(members) if title == "Claims" else set()


def _said(name: str, value: object, at: float | None) -> str:
    moment = _number(value) if name in TIMES else None
    if moment is None or not words.date(moment):
        said = value if isinstance(value, str) else json.dumps(value, default=str)
        return one_line(said, 2000)
    relative = ""
    if at is not None:
        side = "after" if moment > at else "before"
        relative = f" · {words.span(moment - at)} {side} the request"
    return f"{words.date(moment)} UTC{relative}"


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e12 < value < 1e12 else None  # no date lies beyond


def _findings(annotated: Annotated) -> Found:
    """Return what was found in the token by claim, "" for what is about the whole."""
    found: Found = {}
    for finding in annotated.findings:
        for place in finding.evidence:
            if (place.header or "").lower() == "authorization":
                found.setdefault(place.claim or "", []).append((finding, place.note))
    return found


def _tell(sheet: Sheet, found: Found, claim: str) -> set[str]:
    for finding, note in found.get(claim, ()):
        kind = {3: "bad", 2: "caution"}.get(finding.severity, "note")
        said = f"{finding.severity.glyph} {one_line(finding.code)} {one_line(finding.title)}"
        more = f" ({one_line(note)})" if note else ""
        sheet.mark(sheet.places.get(("claim", claim), 0), finding.severity)
        sheet.add(kind, f"  {said}{more}", ("claim", claim))
    return {claim}
