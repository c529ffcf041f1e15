"""From what the user typed to the inspector that judges."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from inspector.core.edm.model import Model
from inspector.core.edm.overlay import overlay
from inspector.core.edm.reader import read_model
from inspector.core.engine import Inspector
from inspector.core.policy import ALL, PRESETS, Policy
from inspector.core.redaction.redact import Redactor
from inspector.core.severity import Severity
from inspector.core.trust import NOTHING, Trust
from inspector.errors import ConfigError
from inspector.profiles.catalogue import PROFILES, rule_words
from inspector.profiles.model import bundled_model

NEVER = "never"
KEY_FILE_LIMIT = 1024 * 1024  # bytes; the keys of a large issuer take 20 kB
MODEL_FILE_LIMIT = 8 * 1024 * 1024  # bytes; the service's own document took some 200 kB
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell's `>` writes
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Everything about judging that a user can set."""

    policy: Policy = field(default_factory=Policy)
    profile: str | None = None  # forced on every exchange; None: by host
    trust: Trust = NOTHING  # how tokens are judged
    model: bytes = b""  # a $metadata document that takes the bundled model's place


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
    model: str | None = None,
) -> Settings:
    """Return settings checked against the rules there are.

    *select* and *ignore* are lists as typed, `ODA401,COR`; *jwks* is the path of a file of keys,
    *model* that of a `$metadata` document. Raises ConfigError for a word that names nothing, and
    for a file that is not what it should be.
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
    return Settings(policy, profile, trust, read_model_file(model) if model is not None else b"")


def inspector_for(chosen: Settings) -> Inspector:
    """Return an inspector of all profiles that obeys *chosen*."""
    return Inspector(
        PROFILES,
        chosen.policy,
        forced=chosen.profile,
        audiences=chosen.trust.audiences,
        model=model_from(chosen.model),
    )


def model_from(document: bytes) -> Model | None:
    """Return the entity model in a `$metadata` document, None for no document.

    What CSDL has no word for is taken over from the bundled model.
    """
    model, _ = read_model(document) if document else (None, None)
    return None if model is None else overlay(model, bundled_model())


def new_redactor(trust: Trust = NOTHING) -> Redactor:
    """Return a redactor whose key exists in this process only; it judges tokens by *trust*."""
    return Redactor(os.urandom(32), trust)


def read_key_file(file: str) -> str:
    """Return the text of a file of public keys, JWKS or PEM; raises ConfigError for another."""
    from inspector.core.keyring import read_keys  # takes 0.1 s to import

    raw = _bytes_of(file, "--jwks", KEY_FILE_LIMIT, "name a file of public keys, JWKS or PEM")
    text = raw.decode("utf-16" if raw[:2] in _UTF_16 else "utf-8", "replace")
    try:
        read_keys(text)
    except ValueError as error:
        raise ConfigError(f"--jwks: {file}: {error}") from error
    return text


def read_model_file(file: str) -> bytes:
    """Return a `$metadata` document; raises ConfigError for another file."""
    raw = _bytes_of(file, "--model", MODEL_FILE_LIMIT, "name a saved answer to GET $metadata")
    model, failure = read_model(raw)
    if model is None:
        where = f"line {failure.line}: " if failure and failure.line else ""
        why = failure.reason if failure else "empty"
        raise ConfigError(
            f"--model: {file}: {where}{why}; give a $metadata document (CSDL of OData v3)"
        )
    if not model.sets:
        raise ConfigError(f"--model: {file}: it declares no entity set; give a whole document")
    return raw


def _bytes_of(file: str, flag: str, limit: int, remedy: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:  # it may be a pipe
            raw = stream.read(limit + 1)
    except OSError as error:
        raise ConfigError(f"{flag}: {file}: cannot be read ({error.strerror}); {remedy}") from error
    if len(raw) > limit:
        raise ConfigError(f"{flag}: {file}: larger than {limit // 1024 // 1024} MiB; {remedy}")
    return raw


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
