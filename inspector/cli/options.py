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
        "--preset",
        default="standard",
        show_default=True,
        metavar="standard|strict|minimal",
        help="How strictly the rules count.",
    ),
    click.option("--profile", metavar="NAME", help="Take every exchange for this service's."),
    click.option(
        "--jwks",
        metavar="FILE",
        help="Verify tokens by these public keys: JWKS, or PEM (keys and certificates).",
    ),
    click.option("--token-tenant", metavar="ID", help="Expect tokens of this tenant."),
    click.option("--token-app", metavar="ID", help="Expect tokens of this application."),
    click.option("--token-object", metavar="ID", help="Expect tokens of this object (oid)."),
    click.option("--token-role", multiple=True, metavar="NAME", help="Expect this role in tokens."),
    click.option(
        "--audience", multiple=True, metavar="URL", help="Accept tokens for this audience too."
    ),
    click.option(
        "--model",
        metavar="FILE",
        help="Judge by this $metadata document, not by the bundled model.",
    ),
)
# What the options are called in Python: arguments of `inspector.config.settings`.
JUDGED = (
    "select", "ignore", "preset", "profile",
    "jwks", "token_tenant", "token_app", "token_object", "token_role", "audience",
    "model",
)  # fmt: skip


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say how exchanges are judged."""
    for option in reversed(JUDGING):
        command = option(command)
    return command
