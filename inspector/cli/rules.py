"""`inspector rules`: the catalogue."""

import json

import click


@click.command("rules")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text",
    show_default=True,
)  # fmt: skip
def command(form: str) -> None:
    """List the rules."""
    from inspector.profiles.catalogue import all_rules, examples
    from inspector.report import catalogue

    rules = all_rules()
    if form == "json":
        click.echo(
            json.dumps([catalogue.as_json(rule, examples(rule)) for rule in rules], indent=1)
        )
    elif form == "markdown":
        click.echo(catalogue.page(rules, examples))
    else:
        click.echo(catalogue.listing(rules))
