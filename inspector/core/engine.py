"""Hold exchanges against the rules of their profile."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile

from inspector.core.annotated import Annotated, Diagnosis, Finding
from inspector.core.diagnosing import diagnosis_of
from inspector.core.edm.model import Model
from inspector.core.edm.seen import Models
from inspector.core.exchange import Exchange, Request
from inspector.core.fingerprint import defect
from inspector.core.history import REMEMBERED, History, Trace, trace
from inspector.core.inspection import Facts, Inspection
from inspector.core.judging import Judge
from inspector.core.lives.touch import Touch
from inspector.core.lives.touching import touches
from inspector.core.policy import Policy
from inspector.core.profile import Profile
from inspector.core.repair.mending import mended
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.silence import naming, silenced_by

DIAGNOSED = frozenset({Service.API, Service.TUNNEL, Service.BLOB})
MOST_TOUCHES = 1000  # of one exchange; a batch may read that many lists
HELD_BYTES = 32 * 1024 * 1024  # of bodies behind an exchange that waits; read, they take more


@dataclass
class Held:
    """An exchange whose last word waits for those that follow it."""

    annotated: Annotated
    inspection: Inspection
    rules: list[Rule]
    passed: int  # bytes of bodies inspected up to this one


@dataclass
class Inspector:
    """Annotates exchanges one after the other; remembers a bounded number of them.

    *hosts* are further hosts of the profiles' services, *audiences* further ones of the tokens
    they take; *forced* names the profile that every exchange belongs to; *model* takes the place
    of the profiles' entity models.
    """

    profiles: Sequence[Profile]
    policy: Policy = field(default_factory=Policy)
    hosts: Sequence[str] = ()
    forced: str | None = None
    audiences: Sequence[str] = ()
    model: Model | None = None

    def __post_init__(self) -> None:
        self.history = History()
        self._models = Models(self.model)
        self._next = 0
        self._passed = 0
        self._held: deque[Held] = deque()
        self._pending: set[int] = set()
        self._amended: list[Annotated] = []
        self._judge = Judge(self.profiles, self.policy)

    def annotate(self, exchange: Exchange) -> Annotated:
        """Return *exchange* with its findings; those that need later exchanges come later."""
        index, self._next = self._next, self._next + 1
        self._release(index - REMEMBERED)
        self._passed += _body_bytes(exchange)
        profile, service = self._profile_of(exchange)
        if profile is None or service is None:
            return Annotated(exchange, index, operation=exchange.request.operation)
        known = profile.facts(exchange.request)
        it = Inspection(exchange, service, self._facts(known, exchange), self.history)
        was_mended = bool(exchange.mends_of("request"))
        answered = replace(it, exchange=mended(exchange)) if was_mended else it
        found, late = self._found(profile, it, answered)
        found.extend(self._judge.unused(profile, it, found, late))
        done, fault = self._done(profile, answered)
        annotated = self._annotated(profile, answered, index, [*found, *fault], _telling(done))
        if was_mended:
            annotated = replace(annotated, exchange=exchange, operation=exchange.request.operation)
        if late:
            waiting = replace(answered, earlier=tuple(self.history))
            self._held.append(Held(annotated, waiting, late, self._passed))
            self._pending.add(index)
        self.history.add(trace(exchange, index, done), done)
        self._taken(it, index, found)
        if service is Service.API:
            self._models.see(exchange, known.model)
        return annotated

    def _found(
        self, profile: Profile, it: Inspection, answered: Inspection
    ) -> tuple[list[Finding], list[Rule]]:
        """Return what is found in *it*; *answered* is another when it was mended on its way.

        Then what the client sent is judged by itself, and the answer by what it is an answer to.
        """
        if it.exchange.replay_of:  # a person's doing: held against no habit of the client's
            return self._judge.found(profile, replace(answered, history=History()))[0], []
        if answered is it:
            return self._judge.found(profile, it)
        sent, _ = self._judge.found(
            profile, replace(it, exchange=replace(it.exchange, response=None))
        )
        then, late = self._judge.found(profile, answered)
        known = {finding.code for finding in sent}
        return [*sent, *(finding for finding in then if finding.code not in known)], late

    def service(self, request: Request) -> Service | None:
        """Return the kind of host that *request* goes to, None when it is none of our concern."""
        return self._profile_of(Exchange(request=request))[1]

    def foresee(self, exchange: Exchange) -> Annotated:
        """Return *exchange*, still under way, with what is found so far; remember nothing of it."""
        profile, service = self._profile_of(exchange)
        operation = exchange.request.operation
        if profile is None or service is None:
            return Annotated(exchange, self._next, operation=operation)
        known = self._facts(profile.facts(exchange.request), exchange)
        found, _ = self._judge.found(profile, Inspection(exchange, service, known, self.history))
        bare = Annotated(exchange, self._next, profile.name, service.value, operation)
        return _holding(bare, found)

    def _taken(self, it: Inspection, index: int, found: Sequence[Finding]) -> None:
        """Remember what the service took: the token, and what it bore."""
        # What a service took that was mended on its way was another request.
        for finding in () if it.exchange.mends_of("request") else _borne(it, found):
            self.history.bear(defect(finding), index)
        token, response = it.request.credential, it.response
        if token is not None and response is not None and 200 <= response.status < 300:
            self.history.take(token, it.request.target.host, index)

    def _facts(self, known: Facts, exchange: Exchange) -> Facts:
        model = self._models.of(exchange.request.target.host, known.model)
        if model is known.model and not self.audiences:
            return known
        return replace(known, model=model, audiences=(*known.audiences, *self.audiences))

    def is_pending(self, annotated: Annotated) -> bool:
        """Tell whether a finding may still be added to *annotated*."""
        return annotated.index in self._pending

    def amended(self) -> list[Annotated]:
        """Return the exchanges to which findings were added since the last call."""
        amended, self._amended = self._amended, []
        return amended

    def finish(self) -> list[Annotated]:
        """Judge what waited for later exchanges, since none will come; return the amended."""
        self._release(self._next, ended=True)
        return self.amended()

    def _profile_of(self, exchange: Exchange) -> tuple[Profile | None, Service | None]:
        for profile in self.profiles:
            forced = profile.name == self.forced
            service = profile.service(exchange.request, self.hosts, forced=forced)
            if service is not None and self.forced in {None, profile.name}:
                return profile, service
        return None, None

    def _annotated(
        self,
        profile: Profile,
        it: Inspection,
        index: int,
        found: list[Finding],
        touches: tuple[Touch, ...],
    ) -> Annotated:
        diagnosis, fault = self._diagnosed(profile, it, found)
        bare = Annotated(
            it.exchange,
            index,
            profile.name,
            it.service.value,
            it.request.operation,
            diagnosis=diagnosis,
            touches=touches,
        )
        return _holding(bare, [*found, *fault])

    def _diagnosed(
        self, profile: Profile, it: Inspection, found: list[Finding]
    ) -> tuple[Diagnosis | None, list[Finding]]:
        if it.service not in DIAGNOSED:
            return None, []
        try:
            return diagnosis_of(profile, it, found), []
        except Exception as error:  # noqa: BLE001 - a diagnosis never ends the proxy
            return None, self._judge.fault(profile, it, "the diagnosis", error)

    def _done(self, profile: Profile, it: Inspection) -> tuple[tuple[Touch, ...], list[Finding]]:
        """Return what the exchange did to the service's entities."""
        if it.service is not Service.API:
            return (), []
        try:
            return touches(it), []
        except Exception as error:  # noqa: BLE001 - a strange answer never ends the proxy
            return (), self._judge.fault(profile, it, "telling what was done", error)

    def _release(self, before: int, *, ended: bool = False) -> None:
        while self._held and (
            self._held[0].annotated.index < before
            or self._passed - self._held[0].passed > HELD_BYTES
        ):
            held = self._held.popleft()
            index = held.annotated.index
            self._pending.discard(index)
            it = replace(held.inspection, later=_after(index, self.history), ended=ended)
            self._judge_late(held, it)

    def _judge_late(self, held: Held, it: Inspection) -> None:
        profile = next(p for p in self.profiles if p.name == held.annotated.profile)
        before = [*held.annotated.findings, *held.annotated.suppressed]
        found = list(before)
        for rule, evidence in self._judge.broken(profile, held.rules, it, set()):
            found.extend(self._judge.finding(rule, evidence, it))
        if any(naming(rule, silenced_by(it.request)) for rule in held.rules):
            found.extend(self._judge.unused(profile, it, found, ()))
        if len(found) > len(before):
            # Why a request failed is told by what was known then, not by what came later.
            self._amended.append(_holding(held.annotated, found))


def _holding(annotated: Annotated, found: Sequence[Finding]) -> Annotated:
    """Return *annotated* with what was found in it: what counts, and what is silenced."""
    ranked = sorted(found, key=_gravest_first)
    return replace(
        annotated,
        findings=tuple(one for one in ranked if one.silence is None),
        suppressed=tuple(one for one in ranked if one.silence is not None),
    )


def _borne(it: Inspection, found: Sequence[Finding]) -> Iterator[Finding]:
    """Return the findings in spite of which the service did what was asked."""
    done: set[int | None] = {None} if _is_success(it) else set()
    if any(finding.part is not None for finding in found):
        done.update(part.part for part in it.parts if _is_success(part))
    return (finding for finding in found if finding.part in done)


def _is_success(it: Inspection) -> bool:
    return it.response is not None and 200 <= it.response.status < 300


def _telling(done: Sequence[Touch]) -> tuple[Touch, ...]:
    """Return the touches that tell something of their entities."""
    return tuple([touch for touch in done if touch.act != "followed"][:MOST_TOUCHES])


def _after(index: int, traces: Iterable[Trace]) -> tuple[Trace, ...]:
    return tuple(dropwhile(lambda seen: seen.index <= index, traces))


def _gravest_first(finding: Finding) -> tuple[int, str, int]:
    return -finding.severity, finding.code, finding.part or 0


def _body_bytes(exchange: Exchange) -> int:
    messages = (exchange.request, exchange.response)
    return sum(len(message.body or b"") for message in messages if message is not None)
