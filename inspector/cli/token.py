"""`inspector token`: decode a token, and judge it; the token itself is never printed."""

import json
import re
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from inspector.cli.judging import CLEAN, FOUND
from inspector.cli.options import settling, trusting
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.core.exchange import Exchange

RULES = ("JWT,HDR102",)
URL = "https://accountname.restv2.westus.media.azure.net/api/Assets"  # where it would be sent
STDIN = "-"
LIMIT = 1024 * 1024  # characters
_PREFIX = re.compile(r"(?:authorization:\s*)?bearer(?:\s+|$)", re.IGNORECASE)
_NAMES = ("access_token", "accessToken")  # of the token endpoint; of `az account get-access-token`


@click.command("token")
@click.argument("token", default="-", metavar="[TOKEN|-]")
@click.option(
    "--at", metavar="TIME", help="Judge it as of then: 2026-01-31T12:00:00Z. Default: now."
)
@trusting
@settling
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note", "never"]),
    help="The least severity that makes the exit status 1.  [default: error]",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(token: str, at: str | None, form: str, **judged: Any) -> int:
    """Decode a token and judge it as the service would; it is never printed, and never sent.

    - reads standard input, where nobody sees it in a list of processes: a token, the line of an
    `Authorization` header, or the JSON answer of a token endpoint or of `az account get-access-token`.
    """
    from inspector.config.settings import inspector_for, new_redactor, settings_here
    from inspector.core.recording import annotate_all
    from inspector.report.token import as_json, as_text

    moment = _moment(at)
    chosen = settings_here(select=RULES, **judged)
    sent = new_redactor(chosen.trust).take_in(_exchange(_typed(token), moment))
    (annotated,) = annotate_all(inspector_for(chosen), [sent])
    credential = annotated.exchange.request.credential
    assert credential is not None
    click.echo((as_json if form == "json" else as_text)(annotated, credential, moment))
    return FOUND if chosen.policy.fails(annotated) else CLEAN


def _exchange(token: str, at: float) -> "Exchange":
    from inspector.core.exchange import Exchange, Request
    from inspector.core.headers import Headers

    headers = Headers([("Authorization", f"Bearer {token}")])
    sent = Request(headers=headers, body=b"", method="GET", url=URL)
    return Exchange(request=sent, response=None, started=at)


def _typed(token: str) -> str:
    if token == STDIN:
        if sys.stdin.isatty():
            raise ConfigError("token: give a token, or pipe one in: `inspector token < FILE`")
        token = sys.stdin.read(LIMIT + 1)
    if len(token) > LIMIT:
        raise ConfigError(f"token: longer than {LIMIT // 1024} KiB; that is no token")
    text = _PREFIX.sub("", _answered(token.strip()).strip(), count=1)
    if not text:
        raise ConfigError("token: is empty; give a token, or what a token endpoint answered")
    return text


def _answered(text: str) -> str:
    """Return the token in a token endpoint's answer; anything else as it is."""
    if not text.startswith("{"):
        return text
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"token: is no JSON: {error}; give a token endpoint's answer") from error
    named = next((found[name] for name in _NAMES if isinstance(found.get(name), str)), None)
    if named is None:
        raise ConfigError("token: the JSON has no access_token; give a token endpoint's answer")
    return str(named)


def _moment(typed: str | None) -> float:
    if typed is None:
        return time.time()
    try:
        when = datetime.fromisoformat(typed)
    except ValueError as error:
        raise ConfigError(f"--at: {typed!r} is no time; write 2026-01-31T12:00:00Z") from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
