"""The rules themselves, for people and for programs."""

from collections.abc import Callable, Sequence
from typing import Any

from inspector.core.rule import Rule

LONG = 240  # characters
INTRODUCTION = """\
A code never changes its meaning; its letters select the whole topic (`--select JWT`). The preset `standard` is this page,
`minimal` keeps errors only, and `strict` is the letter of the overview's tables. This page is written by
`inspector rules --format markdown`; `inspector explain CODE` shows one rule of it."""


def as_json(rule: Rule, examples: str) -> dict[str, Any]:
    """Return one rule as data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "topic": rule.topic,
        "severity": rule.severity.label,
        "severity_strict": (rule.strict or rule.severity).label,
        "title": rule.title,
        "why": rule.why,
        "remedy": rule.remedy,
        "source": rule.source.split(),
        "examples": examples,
    }


def as_text(rule: Rule, examples: str) -> str:
    """Return one rule explained."""
    strict = "" if rule.strict is None else f" ({rule.strict.label} in the preset strict)"
    parts = [
        f"{rule.code} {rule.name}\n{rule.severity.label}{strict}",
        rule.title,
        rule.why,
        f"Remedy: {rule.remedy}",
        "\n".join(f"Source: {url}" for url in rule.source.split()),
        _readable(examples),
    ]
    return "\n\n".join(part for part in parts if part)


def as_markdown(rule: Rule, examples: str) -> str:
    """Return one rule explained, as a section of a page."""
    sources = "\n".join(f"- <{url}>" for url in rule.source.split())
    strict = "" if rule.strict is None else f", {rule.strict.label} in the preset `strict`"
    shown = f"\n\n```http\n{_readable(examples)}\n```" if examples else ""
    return (
        f"### {rule.code} {rule.name}\n\n*{rule.severity.label}{strict}*. {rule.title}\n\n"
        f"{rule.why}\n\n**Remedy.** {rule.remedy}\n\n{sources}{shown}"
    )


def _readable(examples: str) -> str:
    """Return examples with lines that nobody reads to their end, such as a token's, cut."""
    lines = examples.strip().splitlines()
    return "\n".join(line if len(line) <= LONG else f"{line[:LONG]}…" for line in lines)


def table(rules: Sequence[Rule]) -> str:
    """Return the rules as a Markdown table."""
    rows = (f"| {r.code} | {r.name} | {r.severity.label} | {r.title} |" for r in rules)
    return "\n".join(["| code | name | severity | says |", "|---|---|---|---|", *rows])


def page(rules: Sequence[Rule], examples: Callable[[Rule], str]) -> str:
    """Return the whole catalogue as a Markdown page."""
    sections = (as_markdown(rule, examples(rule)) for rule in rules)
    return "\n\n".join([f"# Rules\n\n{INTRODUCTION}", table(rules), *sections])


def listing(rules: Sequence[Rule]) -> str:
    """Return the rules as aligned lines."""
    wide = max((len(rule.name) for rule in rules), default=0)
    return "\n".join(f"{r.code}  {r.severity.label:<7}  {r.name:<{wide}}  {r.title}" for r in rules)
