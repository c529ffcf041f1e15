"""Run rules over an exchange; one that raises never ends the proxy."""

from collections import Counter
from collections.abc import Iterable, Iterator

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.profile import Profile
from inspector.core.rule import Rule

RULE_FAILED = "INS901"
FAULTS_BORNE = 3  # after so many exceptions a rule is left out
MOST_PLACES = 200  # of one finding; a body may break a rule in each of its members


class Judge:
    """Runs rules, and remembers which of them raised."""

    def __init__(self) -> None:
        self._faults: Counter[str] = Counter()

    def broken(
        self, profile: Profile, rules: Iterable[Rule], it: Inspection, raised: set[str]
    ) -> Iterator[tuple[Rule, list[Evidence]]]:
        """Yield those of *rules* that *it* breaks; RULE_FAILED for one that raises.

        What is in *raised* is left out, and what raises is added to it: so a bug is told once an
        exchange, and not in each part anew.
        """
        for rule in rules:
            if rule.code in raised or (self._faults and self._faults[rule.code] >= FAULTS_BORNE):
                continue
            try:
                evidence = _evidence(rule, it)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a rule never ends the proxy
                raised.add(rule.code)
                self._faults[rule.code] += 1
                seen = f"{rule.code} raised {type(error).__name__}"
                yield profile.rule(RULE_FAILED), [Evidence("request", seen)]
            else:
                if evidence:
                    yield rule, evidence


def _evidence(rule: Rule, it: Inspection) -> list[Evidence]:
    found: list[Evidence] = []
    # CPython runs a generator in its loop's own frame, yet not below `list`: twice as fast.
    for place in rule.check(it):
        found.append(place)
        if len(found) >= MOST_PLACES:
            break
    return found
