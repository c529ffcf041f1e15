"""What is said on stderr, as long as there is somebody to hear it."""

import errno
import os
import sys

import click


def complain(text: str) -> None:
    """Write *text* to the user, as it is; to nobody when his terminal is gone.

    What went wrong, and with it the exit status, is another matter than who could be told of it.
    """
    try:
        click.echo(text, err=True, nl=False)
    except OSError as error:
        if error.errno != errno.EIO:  # a terminal that was hung up
            raise
        # What is left in the buffer would be tried once more at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
