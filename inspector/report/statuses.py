"""What a status of the service may mean: causes in general, for people and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspector.core.rule import Rule


@dataclass(frozen=True)
class GeneralCause:
    """One cause of a status, and the rules that find it."""

    why: str
    usual: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Status:
    """A status and everything that may be behind it; *status* 0 is no answer at all."""

    status: int
    reason: str
    causes: Sequence[GeneralCause]
    further: Sequence[Rule]  # rules whose finding explains it beside those of the causes

    @property
    def title(self) -> str:
        """Return it in words: `401 Unauthorized`."""
        return f"{self.status} {self.reason}".strip() if self.status else "No answer"


def as_text(it: Status) -> str:
    """Return the causes as lines for a terminal."""
    lines = [it.title, "", "What may be behind it:"]
    for cause in it.causes:
        lines.append(f"  {'→' if cause.usual else '·'} {cause.why}")
        lines.extend(f"      found by {rule.code} {rule.name}" for rule in cause.rules)
    if any(cause.usual for cause in it.causes):
        lines += ["", "→ is the likely one where nothing else explains the failure."]
    if it.further:
        lines += ["", "Also explained by:"]
        lines.extend(f"  {rule.code} {rule.name}: {rule.title}" for rule in it.further)
    return "\n".join(lines)


def as_markdown(it: Status) -> str:
    """Return the causes as a section of a page."""
    lines = [f"## {it.title}", ""]
    for cause in it.causes:
        found = ", ".join(f"{rule.code} `{rule.name}`" for rule in cause.rules)
        usual = " **(usual)**" if cause.usual else ""
        lines.append(f"- {cause.why}{usual}" + (f" Found by {found}." if found else ""))
    if it.further:
        lines += ["", "Also explained by:", ""]
        lines.extend(f"- {rule.code} `{rule.name}`: {rule.title}" for rule in it.further)
    return "\n".join(lines)


def as_json(it: Status) -> dict[str, Any]:
    """Return the causes as JSON values."""
    return {
        "status": it.status,
        "reason": it.reason,
        "causes": [
            {
                "why": cause.why,
                "usual": cause.usual,
                "codes": [rule.code for rule in cause.rules],
            }
            for cause in it.causes
        ],
        "further": [rule.code for rule in it.further],
    }
