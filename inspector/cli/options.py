"""Options that more than one command has."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli import completing

if TYPE_CHECKING:
    from inspector.standin.settings import StandInSettings

SETTINGS_FILE = click.option(
    "--settings",
    "settings_file",
    metavar="FILE",
    shell_complete=completing.files,
    help="Take the settings from this file, and look for no other.",
)
TRUSTING = (
    click.option(
        "--jwks",
        metavar="FILE",
        shell_complete=completing.files,
        help="Verify tokens by these public keys: JWKS, or PEM (keys and certificates).",
    ),
    click.option("--token-tenant", metavar="ID", help="Expect tokens of this tenant."),
    click.option("--token-app", metavar="ID", help="Expect tokens of this application."),
    click.option("--token-object", metavar="ID", help="Expect tokens of this object (oid)."),
    click.option("--token-role", multiple=True, metavar="NAME", help="Expect this role in tokens."),
    click.option(
        "--audience", multiple=True, metavar="URL", help="Accept tokens for this audience too."
    ),
)
JUDGING = (
    SETTINGS_FILE,
    click.option(
        "--select",
        multiple=True,
        metavar="CODES",
        shell_complete=completing.codes,
        help="Judge by these rules only: ODA401,COR.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="CODES",
        shell_complete=completing.codes,
        help="Leave these rules out.",
    ),
    click.option(
        "--preset",
        metavar="standard|strict|minimal",
        shell_complete=completing.presets,
        help="How strictly the rules count.  [default: standard]",
    ),
    click.option(
        "--profile",
        metavar="NAME",
        shell_complete=completing.profiles,
        help="Take every exchange for this service's.",
    ),
    *TRUSTING,
    click.option(
        "--model",
        metavar="FILE",
        shell_complete=completing.files,
        help="Judge by this $metadata document, not by the bundled model.",
    ),
)
# What the options are called in Python: arguments of `inspector.config.settings.settings_here`.
JUDGED = (
    "settings_file",
    "select", "ignore", "preset", "profile",
    "jwks", "token_tenant", "token_app", "token_object", "token_role", "audience",
    "model",
)  # fmt: skip


def reporting(
    formats: tuple[str, ...], fail_on: str, fails: str, *, by_settings: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command the options of a report, in *formats*, and of its exit status.

    *fails* is what --fail-on says of itself, *fail_on* its default; *by_settings* lets a settings
    file say another.
    """
    options = (
        click.option(
            "--format",
            "formats",
            multiple=True,
            metavar="FORMAT[=FILE]",
            shell_complete=completing.formats(formats),
            help=f"{', '.join(formats)}; several times for several reports. Default: text.",
        ),
        click.option(
            "--output", metavar="FILE", help="Write the report there instead of to stdout."
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["error", "warning", "note", "never"]),
            default=None if by_settings else fail_on,
            help=f"{fails}  [default: {fail_on}]",
        ),
    )
    return lambda command: _with(options, command)


BASELINING = (
    click.option(
        "--baseline",
        metavar="FILE",
        shell_complete=completing.files,
        help="Count the findings in this file as known.",
    ),
    click.option(
        "--update-baseline",
        metavar="FILE",
        shell_complete=completing.files,
        help="Write what is found to this file, as known from now on.",
    ),
)


def baselining(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say which findings are known."""
    return _with(BASELINING, command)


STANDING_IN = (
    click.option(
        "--state",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Keep what the stand-in holds in this file; by default in memory.",
    ),
    click.option(
        "--pace",
        type=float,
        default=1.0,
        show_default=True,
        metavar="N",
        help="Jobs and live entities of the stand-in get on N times as fast.",
    ),
    click.option(
        "--fault",
        multiple=True,
        metavar="KIND[=VALUE][@RATE]",
        help="Let things go wrong at the stand-in: throttle@0.05, latency=2, drop@0.01.",
    ),
    click.option(
        "--seed", type=int, default=0, metavar="N", help="What chooses the calls that go wrong."
    ),
)


# What the options are called in Python: arguments of `stand_in_settings`.
STOOD_IN = {"state": None, "pace": 1.0, "fault": (), "seed": 0}  # and their defaults


def stand_in_settings(
    folder: Path, *, state: Path | None, pace: float, fault: tuple[str, ...], seed: int
) -> "StandInSettings":
    """Return what the options of `standing_in` say; *folder* keeps the signing key."""
    from inspector.standin.settings import StandInSettings

    return StandInSettings(state and state.absolute(), pace, fault, seed, folder.absolute())


def settling(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the option that names a settings file; those that judge have it already."""
    return _with((SETTINGS_FILE,), command)


def standing_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say how the stand-in is."""
    return _with(STANDING_IN, command)


FILTERING = (
    click.option(
        "--filter",
        "passing_filter",
        metavar="EXPR",
        help="Report and count only exchanges that pass: 'status:>=400 op:Jobs'; see docs/filter.md.",
    ),
)


def filtering(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the option that says which exchanges are reported."""
    return _with(FILTERING, command)


def trusting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say what tokens are held against."""
    return _with(TRUSTING, command)


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that say how exchanges are judged."""
    return _with(JUDGING, command)


def repairing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the option that has requests mended on their way."""
    option = click.option(
        "--repair",
        is_flag=True,
        help="Mend on the way what is mechanical (errors and warnings); what was sent is recorded.",
    )
    return option(command)


def _with(
    options: tuple[Callable[..., Any], ...], command: Callable[..., Any]
) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command
