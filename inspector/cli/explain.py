"""`inspector explain`: what a rule wants, or what a status may mean."""

import json
from difflib import get_close_matches
from http import HTTPStatus
from typing import TYPE_CHECKING

import click

from inspector.cli.completing import codes
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.report.statuses import Status

HIGHEST = 599


@click.command("explain")
@click.argument("word", metavar="CODE|NAME|TOPIC", required=False, shell_complete=codes)
@click.option(
    "--status", type=click.IntRange(0, HIGHEST), metavar="STATUS",
    help="Tell what the service means by a status; 0 is no answer.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text",
    show_default=True,
)  # fmt: skip
def command(word: str | None, status: int | None, form: str) -> None:
    """Explain a rule, all rules of a topic, or what may be behind a status of the service."""
    if (word is None) == (status is None):
        raise ConfigError("explain: name a rule or a topic, or a status by --status 401")
    click.echo(_status(status, form) if status is not None else _rules(word or "", form))


def _rules(word: str, form: str) -> str:
    from inspector.profiles.catalogue import examples, rule_words, rules_named
    from inspector.report import catalogue

    rules = rules_named(word)
    if not rules:
        near = get_close_matches(word.casefold(), [w.casefold() for w in rule_words()], n=1)
        hint = f"did you mean {near[0]}?" if near else "`inspector rules` lists them"
        raise ConfigError(f"explain: {word!r} names no rule; {hint}")
    if form == "json":
        return json.dumps([catalogue.as_json(rule, examples(rule)) for rule in rules], indent=1)
    render = catalogue.as_markdown if form == "markdown" else catalogue.as_text
    return "\n\n\n".join(render(rule, examples(rule)) for rule in rules)


def _status(status: int, form: str) -> str:
    from inspector.report import statuses

    meant = _meant(status)
    if not meant.causes and not meant.further:
        raise ConfigError(f"explain: nothing is known of the service answering {status}")
    if form == "json":
        return json.dumps(statuses.as_json(meant), indent=1)
    return statuses.as_markdown(meant) if form == "markdown" else statuses.as_text(meant)


def _meant(status: int) -> "Status":
    from inspector.profiles.catalogue import all_rules
    from inspector.report.statuses import GeneralCause, Status
    from inspector.rules.explanations import EXPLANATIONS
    from inspector.rules.general_causes import causes_of

    rules = {rule.code: rule for rule in all_rules()}
    causes = [
        GeneralCause(row.why, row.usual, tuple(rules[code] for code in row.codes))
        for row in sorted(causes_of(status), key=lambda row: not row.usual)
    ]
    told = {rule.code for cause in causes for rule in cause.rules}
    explaining = dict.fromkeys(row.code for row in EXPLANATIONS if status in row.statuses)
    further = [rules[code] for code in explaining if code not in told]
    reason = HTTPStatus(status).phrase if status in {one.value for one in HTTPStatus} else ""
    return Status(status, reason, causes, further)
