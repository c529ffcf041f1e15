"""From what the user typed to the inspector that judges."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from inspector.core.engine import Inspector
from inspector.core.policy import ALL, PRESETS, Policy
from inspector.core.redact import Redactor
from inspector.core.severity import Severity
from inspector.errors import ConfigError
from inspector.profiles.catalogue import PROFILES, rule_words

NEVER = "never"


@dataclass(frozen=True)
class Settings:
    """Everything about judging that a user can set."""

    policy: Policy = field(default_factory=Policy)
    profile: str | None = None  # forced on every exchange; None: by host


def settings(
    *,
    preset: str = "standard",
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    fail_on: str = "error",
    profile: str | None = None,
) -> Settings:
    """Return settings checked against the rules there are.

    *select* and *ignore* are lists as typed, `ODA401,COR`. Raises ConfigError for a word that
    names nothing.
    """
    if profile is not None:
        profile = _named(profile, [known.name for known in PROFILES], "--profile")
    policy = Policy(
        preset=_named(preset, PRESETS, "--preset"),
        select=_codes(select, "--select") or (ALL,),
        ignore=_codes(ignore, "--ignore"),
        fail_on=None if fail_on == NEVER else Severity.named(fail_on),
    )
    return Settings(policy, profile)


def inspector_for(chosen: Settings) -> Inspector:
    """Return an inspector of all profiles that obeys *chosen*."""
    return Inspector(PROFILES, chosen.policy, forced=chosen.profile)


def new_redactor() -> Redactor:
    """Return a redactor whose key exists in this process only."""
    return Redactor(os.urandom(32))


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
