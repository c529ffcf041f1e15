"""What the user wishes: which rules count, how gravely, and when to fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.core.annotated import Annotated, Finding
from inspector.core.rule import Rule
from inspector.core.severity import ERROR, Severity
from inspector.core.silence import ALL, Silence, naming

Preset = Literal["standard", "strict", "minimal"]
PRESETS: tuple[Preset, ...] = ("standard", "strict", "minimal")


@dataclass(frozen=True)
class Policy:
    """The user's wishes; codes are full (`HDR101`), names, or topics (`HDR`)."""

    preset: Preset = "standard"
    select: Sequence[str] = (ALL,)
    ignore: Sequence[str] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    operation_ignores: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fail_on: Severity | None = ERROR  # None: never

    def judges(self, rule: Rule) -> bool:
        """Tell whether *rule* is to be run at all."""
        return naming(rule, self.select) is not None and naming(rule, self.ignore) is None

    def silences(self, rule: Rule, operation: str) -> Silence | None:
        """Return what silences *rule* for *operation* (`GET $metadata`), None for nothing."""
        word = naming(rule, self.operation_ignores.get(operation, ()))
        return None if word is None else Silence("settings", word, operation)

    def severity(self, rule: Rule, seen: Severity | None) -> Severity | None:
        """Return how gravely a finding of *rule* counts, None when it does not.

        *seen* is the severity that the evidence itself asks for, None for the rule's own.
        """
        words = (rule.code, rule.name, rule.topic)  # the nearest counts
        wished = next((self.severities[word] for word in words if word in self.severities), None)
        if wished is not None:
            return wished
        if self.preset == "strict" and rule.strict is not None:
            return rule.strict
        severity = seen or rule.severity
        return None if self.preset == "minimal" and severity < ERROR else severity

    def fails(self, annotated: Annotated) -> bool:
        """Tell whether *annotated* holds a finding at or above the wished threshold."""
        return any(self.fails_on(finding) for finding in annotated.findings)

    def fails_on(self, finding: Finding) -> bool:
        """Tell whether *finding* is at or above the wished threshold."""
        return self.fail_on is not None and finding.severity >= self.fail_on
