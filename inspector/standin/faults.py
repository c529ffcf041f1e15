"""Faults on demand: what goes wrong, how often, and for which calls.

A fault is asked for by the header `X-Stand-In-Fault` of one call, by a plan with a rate, or for a
number of times.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from inspector.core.exchange import Request

HEADER = "X-Stand-In-Fault"
KINDS: Mapping[str, str] = {
    "throttle": "503 with one of the service's three sentences",
    "status": "any refusal: status=NNN",
    "latency": "the answer comes later by so many seconds: latency=S",
    "drop": "the connection is closed, and nothing was done",
    "drop-after": "what was asked is done, and the connection closed without an answer",
    "truncate": "the answer breaks off in the middle of its body",
    "wrong-echo": "the answer bears another client-request-id than the request",
    "no-echo": "the answer bears no client-request-id",
    "expired-token": "a token is issued that has expired; at the API, a good one counts as expired",
    "no-role": "401: the principal has no role on the account",
    "disabled": "403 to everything but GET: the account is disabled",
    "full-page": "a set has 1,000 entities and more: the page is full",
    "job-error": "the job that is created ends in Error",
    "operation-failed": "the operation that is begun ends as Failed",
}
_NUMBERED = {"status": r"[45]\d\d", "latency": r"\d{1,3}(?:\.\d{1,3})?"}
_FORM = re.compile(r"([a-z-]+)(?:=([\w.]{1,20}))?(?:@(0?\.\d{1,6}|0|1(?:\.0)?))?")


class UnknownFaultError(ValueError):
    """A fault that there is not; the text says what is wrong with its name or value."""


@dataclass(frozen=True)
class Fault:
    """One fault of a plan."""

    kind: str
    value: str = ""
    rate: float = 1.0  # of the calls it could befall
    times: int | None = None  # None: as often as it comes
    operation: str = ""  # `POST Jobs`; "" for every call


def read_fault(text: str) -> Fault:
    """Read `throttle`, `latency=2`, `drop@0.05`; raises UnknownFaultError."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise UnknownFaultError(f"{text!r} is not KIND, KIND=VALUE or KIND@RATE")
    kind, value, rate = found[1], found[2] or "", found[3]
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(KINDS)}"
        raise UnknownFaultError(f"{kind!r} is no fault: {hint}")
    wanted = _NUMBERED.get(kind)
    if (wanted is None and value) or (wanted is not None and not re.fullmatch(wanted, value)):
        raise UnknownFaultError(f"{text!r}: {KINDS[kind]}")
    return Fault(kind, value, float(rate) if rate else 1.0)


@dataclass
class Faults:
    """The plan; *seed* makes what befalls which call the same in every run."""

    seed: int = 0
    plan: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - it decides nothing secret

    def add(
        self,
        kind: str,
        value: object = "",
        *,
        rate: float = 1.0,
        times: int | None = None,
        operation: str = "",
    ) -> None:
        """Add a fault to the plan; raises UnknownFaultError."""
        fault = read_fault(f"{kind}={value}" if value != "" else kind)
        self.plan.append(replace(fault, rate=rate, times=times, operation=operation))

    def clear(self) -> None:
        """Let everything go well again."""
        self.plan.clear()

    def befalling(self, request: Request) -> dict[str, str]:
        """Return the faults of this very call, kind → value; raises UnknownFaultError."""
        found = {one.kind: one.value for one in self._drawn(request)}
        for text in (request.headers.joined(HEADER) or "").split(","):
            if text.strip():
                fault = read_fault(text)
                if self._dice.random() < fault.rate:
                    found[fault.kind] = fault.value
        return found

    def _drawn(self, request: Request) -> Iterator[Fault]:
        for at, fault in enumerate(self.plan):
            concerned = not fault.operation or request.operation == fault.operation
            left = fault.times is None or fault.times > 0
            if concerned and left and self._dice.random() < fault.rate:
                if fault.times is not None:
                    self.plan[at] = replace(fault, times=fault.times - 1)
                yield fault
