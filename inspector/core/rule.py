"""A rule: code, severity, source, words, check."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.repair.fix import Fix
from inspector.core.service import API_ONLY, Service
from inspector.core.severity import Severity

Check = Callable[[Inspection], Iterator[Evidence]]


@dataclass(frozen=True)
class Rule:
    """One requirement; *check* yields a piece of evidence for each place that breaks it."""

    code: str
    name: str
    severity: Severity
    source: str  # a URL, or several separated by blanks
    title: str  # one sentence: what was seen
    why: str
    remedy: str
    check: Check
    on: frozenset[Service] = API_ONLY
    late: bool = False  # judged only when `it.later` is known
    parts: bool = True  # also holds for each operation of a `$batch`; never for a late rule
    strict: Severity | None = None  # its severity in the preset `strict`, None: the same
    fix: Fix | None = None  # how a request is mended; None: only a person can
    demands: tuple[str, ...] = ()  # the header that it wants sent, in each spelling that counts

    @property
    def topic(self) -> str:
        """Return the letters of the code: `HDR`."""
        return self.code.rstrip("0123456789")


@dataclass(frozen=True)
class Words:
    """The three paragraphs of a rule's docstring."""

    title: str
    why: str
    remedy: str


def rule(
    code: str,
    severity: Severity,
    *,
    source: str,
    on: frozenset[Service] = API_ONLY,
    late: bool = False,
    parts: bool = True,
    strict: Severity | None = None,
    fix: Fix | None = None,
    demands: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a Rule of a check.

    Its name is the function's with hyphens, its words the three paragraphs of the docstring:
    title, why, remedy. Raises ValueError when one of them is missing.
    """

    def made(check: Check) -> Rule:
        words = read_words(check.__doc__ or "", code)
        name = check.__name__.replace("_", "-")
        return Rule(
            code, name, severity, source, words.title, words.why, words.remedy, check,
            on=on, late=late, parts=parts and not late, strict=strict, fix=fix,
            demands=demands,
        )  # fmt: skip

    return made


def read_words(text: str, code: str) -> Words:
    """Split a docstring into title, why and remedy; raises ValueError when it has fewer."""
    paragraphs = [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]
    if len(paragraphs) < 3:
        raise ValueError(f"{code}: a rule's words are title, why and remedy")
    title, *why, remedy = paragraphs
    return Words(title, " ".join(why), remedy)
