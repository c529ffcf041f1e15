"""The command line: one module a command; everything heavy is imported when it is needed."""

import sys
from importlib import import_module, metadata

import click

from inspector.cli.complaining import complain
from inspector.core.clean import one_line
from inspector.errors import CaptureError, ConfigError

COMMANDS = {  # in the order a new user needs them
    "demo": "Show a client, the proxy, a stand-in of the service and the screen at work.",
    "proxy": "Record and judge live traffic.",
    "stand-in": "Answer as the service did, which is switched off.",
    "open": "Look through recordings on the screen.",
    "run": "Run a command behind a proxy of its own, and judge what it sent.",
    "check": "Judge recordings, and say so by the exit status.",
    "diff": "Compare two recordings of one client.",
    "export": "Write recordings in another form: HAR, flows, curl, a bundle for an issue.",
    "settings": "Show the settings that count here, and where each comes from.",
    "token": "Decode a token and judge it, without showing it.",
    "rules": "List the rules.",
    "explain": "Explain a rule, with good and bad examples.",
    "doctor": "Say what would go wrong on this machine, and how to mend it.",
}
UNUSABLE = 2  # exit status: input, settings or environment
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class Commands(click.Group):
    """Finds a command in the module of its name, so that `check` never loads the screen."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands' names."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"inspector.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(found, click.Command)
        return found


def print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    """Print name and version, and end."""
    if wanted:
        click.echo(f"ams-inspector {metadata.version('ams-inspector')}")
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version,
    help="Show the version and exit.",
)  # fmt: skip
@click.option("--debug", is_flag=True, help="Show a traceback where an error is one line.")
@click.pass_context
def program(ctx: click.Context, *, debug: bool) -> None:
    """Inspect the traffic of Azure Media Services v2 clients, live or recorded."""
    ctx.obj = debug


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a C locale cannot print every name
            stream.reconfigure(errors="backslashreplace")
    sys.exit(perform(sys.argv[1:] if arguments is None else arguments))


def perform(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    try:
        status = program.main(arguments, prog_name="inspector", standalone_mode=False)
    except (CaptureError, ConfigError) as error:
        if "--debug" in arguments:
            raise
        complain(f"inspector: {one_line(str(error), 1000)}\n")
        return UNUSABLE
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return UNUSABLE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "inspector"
        text = one_line(error.format_message().rstrip("."), 1000)
        complain(f"inspector: {text}; see `{command} --help`\n")
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return status if isinstance(status, int) else 0
