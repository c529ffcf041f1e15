"""Recordings as a shell script of curl's commands."""

from typing import BinaryIO

from inspector.capture.spelling import Unwritable
from inspector.core.annotated import Annotated
from inspector.core.retelling import curl
from inspector.core.retelling.call import Untellable, octets
from inspector.core.retelling.holes import Names
from inspector.core.retelling.shell import comment

HEAD = "#!/bin/sh\n# Requests of a recording, as `inspector export --to curl` wrote them.\n"
REDACTED = "# Secrets are variables of the environment, named above the command that needs them.\n"
RAW = "# --unsafe-raw: secrets are in here as they were sent.\n"


class ScriptWriter:
    """Writes commands to *file*; a secret is the same variable in all of them."""

    def __init__(self, file: BinaryIO, *, raw: bool) -> None:
        self.file = file
        self.names = Names()
        file.write(f"{HEAD}{RAW if raw else REDACTED}".encode())

    def add(self, annotated: Annotated) -> None:
        """Write one request; raises Unwritable when no client can send it."""
        response = annotated.exchange.response
        outcome = f" → {response.status}" if response else ""
        head = comment(f"{annotated.index + 1} {annotated.operation}{outcome}")
        try:
            command = curl.retell(annotated.exchange.request, self.names)
        except Untellable as untellable:
            self.file.write(f"\n{head}\n{comment(f'left out: {untellable}')}\n".encode())
            raise Unwritable(str(untellable)) from untellable
        self.file.write(octets(f"\n{head}\n{command}"))

    def close(self) -> None:
        """Write nothing: a script ends with its last command."""
