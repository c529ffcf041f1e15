"""`inspector explain`: what a rule wants, why, and how to obey it."""

import json
from difflib import get_close_matches

import click

from inspector.errors import ConfigError


@click.command("explain")
@click.argument("word", metavar="CODE|NAME|TOPIC")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text",
    show_default=True,
)  # fmt: skip
def command(word: str, form: str) -> None:
    """Explain a rule, or all rules of a topic, with good and bad examples."""
    from inspector.profiles.catalogue import examples, rule_words, rules_named
    from inspector.report import catalogue

    rules = rules_named(word)
    if not rules:
        near = get_close_matches(word.casefold(), [w.casefold() for w in rule_words()], n=1)
        hint = f"did you mean {near[0]}?" if near else "`inspector rules` lists them"
        raise ConfigError(f"explain: {word!r} names no rule; {hint}")
    if form == "json":
        click.echo(
            json.dumps([catalogue.as_json(rule, examples(rule)) for rule in rules], indent=1)
        )
        return
    render = catalogue.as_markdown if form == "markdown" else catalogue.as_text
    click.echo("\n\n\n".join(render(rule, examples(rule)) for rule in rules))
