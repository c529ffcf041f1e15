"""From what the user typed to the inspector that judges."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from inspector.core.engine import Inspector
from inspector.core.policy import ALL, PRESETS, Policy
from inspector.core.redact import Redactor
from inspector.core.severity import Severity
from inspector.core.trust import NOTHING, Trust
from inspector.errors import ConfigError
from inspector.profiles.catalogue import PROFILES, rule_words

NEVER = "never"
KEY_FILE_LIMIT = 1024 * 1024  # bytes; the keys of a large issuer take 20 kB
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell's `>` writes
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Everything about judging that a user can set."""

    policy: Policy = field(default_factory=Policy)
    profile: str | None = None  # forced on every exchange; None: by host
    trust: Trust = NOTHING  # how tokens are judged


def settings(
    *,
    preset: str = "standard",
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    fail_on: str = "error",
    profile: str | None = None,
    jwks: str | None = None,
    token_tenant: str | None = None,
    token_app: str | None = None,
    token_object: str | None = None,
    token_role: Iterable[str] = (),
    audience: Iterable[str] = (),
) -> Settings:
    """Return settings checked against the rules there are.

    *select* and *ignore* are lists as typed, `ODA401,COR`; *jwks* is the path of a file of keys.
    Raises ConfigError for a word that names nothing, and for a file that gives no keys.
    """
    if profile is not None:
        profile = _named(profile, [known.name for known in PROFILES], "--profile")
    policy = Policy(
        preset=_named(preset, PRESETS, "--preset"),
        select=_codes(select, "--select") or (ALL,),
        ignore=_codes(ignore, "--ignore"),
        fail_on=None if fail_on == NEVER else Severity.named(fail_on),
    )
    trust = Trust(
        keys=read_key_file(jwks) if jwks is not None else "",
        tenant=_guid(token_tenant, "--token-tenant"),
        app=_filled(token_app, "--token-app"),
        object_id=_guid(token_object, "--token-object"),
        roles=tuple(_filled(role, "--token-role") for role in token_role),
        audiences=tuple(_filled(one, "--audience").rstrip("/").lower() for one in audience),
    )
    return Settings(policy, profile, trust)


def inspector_for(chosen: Settings) -> Inspector:
    """Return an inspector of all profiles that obeys *chosen*."""
    audiences = chosen.trust.audiences
    return Inspector(PROFILES, chosen.policy, forced=chosen.profile, audiences=audiences)


def new_redactor(trust: Trust = NOTHING) -> Redactor:
    """Return a redactor whose key exists in this process only; it judges tokens by *trust*."""
    return Redactor(os.urandom(32), trust)


def read_key_file(file: str) -> str:
    """Return the text of a file of public keys, JWKS or PEM; raises ConfigError for another."""
    from inspector.core.keyring import read_keys  # takes 0.1 s to import

    try:
        with Path(file).open("rb") as stream:  # it may be a pipe
            raw = stream.read(KEY_FILE_LIMIT + 1)
    except OSError as error:
        raise ConfigError(
            f"--jwks: {file}: cannot be read ({error.strerror}); name a file of public keys"
        ) from error
    if len(raw) > KEY_FILE_LIMIT:
        raise ConfigError(f"--jwks: {file}: too large for a file of keys; give a JWKS, or PEM")
    text = raw.decode("utf-16" if raw[:2] in _UTF_16 else "utf-8", "replace")
    try:
        read_keys(text)
    except ValueError as error:
        raise ConfigError(f"--jwks: {file}: {error}") from error
    return text


def _guid(word: str | None, flag: str) -> str:
    text = _filled(word, flag)
    if text and not _GUID.fullmatch(text):
        raise ConfigError(f"{flag}: {text!r} is no GUID; a token holds ids, never names")
    return text


def _filled(word: str | None, flag: str) -> str:
    """Return *word* without blanks around it; raises ConfigError for one that is empty."""
    if word is not None and not word.strip():
        raise ConfigError(f"{flag}: is empty; name what tokens are to hold, or leave it out")
    return (word or "").strip()


def _codes(lists: Iterable[str], flag: str) -> tuple[str, ...]:
    typed = (word.strip() for text in lists for word in text.split(","))
    known = (ALL, *rule_words())
    return tuple(_named(word, known, flag) for word in typed if word)


def _named[Word: str](word: str, known: Iterable[Word], flag: str) -> Word:
    """Return the one of *known* that *word* is, case aside; raises ConfigError otherwise."""
    folded = {one.casefold(): one for one in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    hint = f"did you mean {folded[near[0]]}?" if near else "`inspector rules` lists what there is"
    raise ConfigError(f"{flag}: {word!r} names nothing; {hint}")
