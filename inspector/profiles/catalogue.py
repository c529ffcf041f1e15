"""The profiles there are, and their rules by any of their names."""

import re
from collections.abc import Sequence
from importlib import resources

from inspector.core.exchange import Request
from inspector.core.profile import Profile
from inspector.core.repair.fix import Fix
from inspector.core.rule import Rule
from inspector.core.url import is_loopback
from inspector.profiles.media_services import MEDIA_SERVICES

_PORT = re.compile(r":\d+$")
PROFILES: tuple[Profile, ...] = (MEDIA_SERVICES,)


def is_opened(host: str, hosts: Sequence[str] = (), profile: str | None = None) -> bool:
    """Tell whether a proxy opens the TLS of *host*, rather than pass it on unread.

    *hosts* are further hosts of the profiles; *profile* is one that is forced on all.
    """
    if profile is not None or is_loopback(host):
        return True
    name = f"[{host}]" if ":" in host else host
    request = Request(method="GET", url=f"https://{name}/")
    names = [_PORT.sub("", one) for one in hosts]  # a handshake tells no port
    return any(known.service(request, names) for known in PROFILES)


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of every profile, each once, by code."""
    found = {rule.code: rule for profile in PROFILES for rule in profile.rules}
    return tuple(sorted(found.values(), key=lambda rule: rule.code[-3:]))


def fix_of(code: str) -> Fix | None:
    """Return how a request that breaks the rule *code* is mended; None: only a person can."""
    return _FIXES.get(code)


_FIXES = {rule.code: rule.fix for profile in PROFILES for rule in profile.rules}


def rule_words() -> tuple[str, ...]:
    """Return every word a user may name rules by: codes, names, topics."""
    rules = all_rules()
    topics = dict.fromkeys(rule.topic for rule in rules)
    return (*(r.code for r in rules), *(r.name for r in rules), *topics)


def rules_named(word: str) -> tuple[Rule, ...]:
    """Return the rules that *word* names, in any case: a code, a name, or a topic."""
    wanted = word.casefold()
    return tuple(
        rule
        for rule in all_rules()
        if wanted in {rule.code.casefold(), rule.name.casefold(), rule.topic.casefold()}
    )


def examples(rule: Rule) -> str:
    """Return the text of the rule's good and bad examples; "" when it has none."""
    file = resources.files("inspector.rules") / "examples" / f"{rule.code}.http"
    return file.read_text(encoding="utf-8") if file.is_file() else ""
