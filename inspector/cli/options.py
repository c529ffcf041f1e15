"""Options that more than one command has."""

from collections.abc import Callable
from typing import Any

import click

JUDGING = (
    click.option(
        "--select", multiple=True, metavar="CODES", help="Judge by these rules only: ODA401,COR."
    ),
    click.option("--ignore", multiple=True, metavar="CODES", help="Leave these rules out."),
    click.option(
        "--preset", default="standard", show_default=True, metavar="standard|strict|minimal",
        help="How strictly the rules count.",
    ),
    click.option("--profile", metavar="NAME", help="Take every exchange for this service's."),
)  # fmt: skip


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say how exchanges are judged."""
    for option in reversed(JUDGING):
        command = option(command)
    return command
