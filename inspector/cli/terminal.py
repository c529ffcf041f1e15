"""What a screen needs."""

import sys

from inspector.errors import ConfigError


def require_terminal(command: str, otherwise: str) -> None:
    """Raise ConfigError unless there is a terminal; *otherwise* says what can be done without.

    Textual reads keys from stdin and draws on stderr.
    """
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise ConfigError(f"{command}: needs a terminal on stdin, stdout and stderr; {otherwise}")
