"""From what the user typed to the inspector that judges."""

import os
from dataclasses import dataclass, field
from typing import Unpack

from inspector.config.effective import Given, Said, effective
from inspector.config.file import Found, chosen
from inspector.config.inputs import read_key_file, read_model_file
from inspector.config.words import codes, filled, guid, named
from inspector.core.edm.model import Model
from inspector.core.edm.overlay import overlay
from inspector.core.edm.reader import read_model
from inspector.core.engine import Inspector
from inspector.core.policy import PRESETS, Policy
from inspector.core.redaction.numbers import Numbers
from inspector.core.redaction.redact import Redactor
from inspector.core.severity import Severity
from inspector.core.silence import ALL
from inspector.core.trust import NOTHING, Trust
from inspector.profiles.catalogue import PROFILES, rule_words
from inspector.profiles.model import bundled_model

NEVER = "never"
NO_FILE = Found()


@dataclass(frozen=True)
class Settings:
    """Everything about judging that a user can set."""

    policy: Policy = field(default_factory=Policy)
    profile: str | None = None  # forced on every exchange; None: by host
    trust: Trust = NOTHING  # how tokens are judged
    model: bytes = b""  # a $metadata document that takes the bundled model's place
    hosts: tuple[str, ...] = ()  # further hosts of the profile
    baseline: Said | None = None  # the file of known findings


def settings(file: Found = NO_FILE, **given: Unpack[Given]) -> Settings:
    """Return settings checked against the rules there are; what is given goes before the *file*.

    Raises ConfigError for a word that names nothing, and for a named file that is not what it
    should be.
    """
    said = effective(file, given)
    model = said["model"]
    return Settings(
        _policy(said),
        _profile(said["profile"]),
        _trust(said),
        read_model_file(model.value, model.place) if model.value is not None else b"",
        tuple(host.lower() for host in _each(said["hosts"])),
        said["baseline"] if said["baseline"].value is not None else None,
    )


def settings_here(settings_file: str | None = None, **given: Unpack[Given]) -> Settings:
    """Return the settings for work in the working folder: its settings file, and what is *given*.

    *settings_file* takes the place of the file that would be found.
    """
    return settings(chosen(settings_file), **given)


def _policy(said: dict[str, Said]) -> Policy:
    preset, severity, fail_on = said["preset"], said["severity"], said["fail-on"].value
    ignores = said["per-operation-ignore"]
    return Policy(
        preset=named(preset.value, PRESETS, preset.place),
        select=codes(said["select"].value, said["select"].place) or (ALL,),
        ignore=codes(said["ignore"].value, said["ignore"].place),
        severities={
            named(word, rule_words(), severity.place): Severity.named(label)
            for word, label in severity.value.items()
        },
        operation_ignores={
            operation: codes(words, f"{ignores.place}.{operation}")
            for operation, words in ignores.value.items()
        },
        fail_on=None if fail_on == NEVER else Severity.named(fail_on),
    )


def _profile(said: Said) -> str | None:
    names = [known.name for known in PROFILES]
    return None if said.value is None else named(said.value, names, said.place)


def _trust(said: dict[str, Said]) -> Trust:
    keys, tenant, app = said["token.jwks"], said["token.tenant"], said["token.app"]
    object_id = said["token.object"]
    return Trust(
        keys=read_key_file(keys.value, keys.place) if keys.value is not None else "",
        tenant=guid(tenant.value, tenant.place),
        app=filled(app.value, app.place),
        object_id=guid(object_id.value, object_id.place),
        roles=_each(said["token.roles"]),
        audiences=tuple(one.rstrip("/").lower() for one in _each(said["token.audiences"])),
    )


def _each(said: Said) -> tuple[str, ...]:
    return tuple(filled(one, said.place) for one in said.value)


def inspector_for(chosen: Settings) -> Inspector:
    """Return an inspector of all profiles that obeys *chosen*."""
    return Inspector(
        PROFILES,
        chosen.policy,
        chosen.hosts,
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


def reporting_redactor(trust: Trust) -> Redactor:
    """Return a redactor for a report: a second one on the same recording is the same."""
    return Redactor(os.urandom(32), trust, numbers=Numbers())
