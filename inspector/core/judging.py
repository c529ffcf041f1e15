"""Run rules over an exchange; one that raises never ends the proxy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from inspector.core.annotated import Finding
from inspector.core.evidence import Evidence
from inspector.core.fingerprint import fingerprint
from inspector.core.inspection import Inspection
from inspector.core.policy import Policy
from inspector.core.profile import Profile
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.severity import WARNING
from inspector.core.silence import ALL, HEADER, Silence, names, naming, silenced_by

RULE_FAILED = "INS901"
UNUSED_IGNORE = "INS904"
FAULTS_BORNE = 3  # after so many exceptions a rule is left out
MOST_PLACES = 200  # of one finding; a body may break a rule in each of its members


class Judge:
    """Runs rules, and remembers which of them raised."""

    def __init__(self, profiles: Sequence[Profile], policy: Policy) -> None:
        self._policy = policy
        self._faults: Counter[str] = Counter()
        self._rules = {
            (profile.name, service.value): tuple(
                rule for rule in profile.rules if service in rule.on and policy.judges(rule)
            )
            for profile in profiles
            for service in Service
        }
        self._in_parts = {
            key: tuple(rule for rule in rules if rule.parts) for key, rules in self._rules.items()
        }

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

    def found(self, profile: Profile, it: Inspection) -> tuple[list[Finding], list[Rule]]:
        """Return what is found in *it*, and the rules that wait for later exchanges."""
        found: list[Finding] = []
        late: list[Rule] = []
        raised: set[str] = set()
        rules = self._rules[profile.name, it.service.value]
        for rule, evidence in self.broken(profile, rules, it, raised):
            if rule.late:
                late.append(rule)
            else:
                found.extend(self.finding(rule, evidence, it))
        if it.service is Service.API and it.request.target.is_batch:
            found.extend(self._found_in_parts(profile, it, raised))
        return found, late

    def _found_in_parts(self, profile: Profile, it: Inspection, raised: set[str]) -> list[Finding]:
        try:
            parts = it.parts
        except Exception as error:  # noqa: BLE001 - a batch never ends the proxy
            return self.fault(profile, it, "taking the batch apart", error)
        rules = self._in_parts[profile.name, it.service.value]
        return [
            finding
            for part in parts
            for rule, evidence in self.broken(profile, rules, part, raised)
            for finding in self.finding(rule, evidence, part, it.request.operation)
        ]

    def finding(
        self, rule: Rule, evidence: list[Evidence], it: Inspection, batch: str = ""
    ) -> list[Finding]:
        """Return the finding of a broken rule; none when the policy does not count it.

        *batch* is the operation of the batch that *it* stands in.
        """
        operation = it.request.operation
        ranked = [(self._policy.severity(rule, place.severity), place) for place in evidence]
        counted = [(severity, place) for severity, place in ranked if severity is not None]
        if not counted:
            return []
        places = tuple(place for _, place in counted)
        return [
            Finding(
                rule.code,
                rule.name,
                max(severity for severity, _ in counted),
                rule.title,
                rule.remedy,
                places,
                fingerprint(rule, f"{batch} {operation}".lstrip(), places),
                it.part,
                self._silence(rule, it, batch),
            )
        ]

    def _silence(self, rule: Rule, it: Inspection, batch: str) -> Silence | None:
        sent = it.exchange if it.outer is None else it.outer
        word = naming(rule, silenced_by(sent.request))
        if word is not None:
            return Silence("request", word)
        found = self._policy.silences(rule, it.request.operation)
        return self._policy.silences(rule, batch) if found is None and batch else found

    def unused(
        self, profile: Profile, it: Inspection, found: Sequence[Finding], late: Sequence[Rule]
    ) -> list[Finding]:
        """Return the finding that words of the request's own header silence nothing.

        None while a rule of *late*, which such a word names, is still to be asked.
        """
        words = silenced_by(it.request)
        if not words or any(naming(one, words) for one in late):
            return []
        rule = profile.rule(UNUSED_IGNORE)
        if not self._policy.judges(rule):
            return []
        used = {one.silence.word for one in found if one.silence and one.silence.by == "request"}
        idle = [word for word in words if word not in used]
        places = [_idle(profile, word) for word in idle]
        return self.finding(rule, places, it)

    def fault(
        self, profile: Profile, it: Inspection, what: str, error: BaseException
    ) -> list[Finding]:
        """Return the finding that *what* raised."""
        rule = profile.rule(RULE_FAILED)
        seen = Evidence("request", f"{what} raised {type(error).__name__}")
        return self.finding(rule, [seen], it)


def _idle(profile: Profile, word: str) -> Evidence:
    at = Evidence("request", word, header=HEADER)
    if word == ALL or any(names(word, rule) for rule in profile.rules):
        return at
    return at.as_(WARNING).noting("no rule is called so")


def _evidence(rule: Rule, it: Inspection) -> list[Evidence]:
    found: list[Evidence] = []
    # CPython runs a generator in its loop's own frame, yet not below `list`: twice as fast.
    for place in rule.check(it):
        found.append(place)
        if len(found) >= MOST_PLACES:
            break
    return found
