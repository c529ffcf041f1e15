"""`inspector stand-in`: the stand-in Media Services alone, over plain HTTP."""

import json
import os
import signal
import sys
from queue import SimpleQueue
from typing import Any

import click

from inspector.cli import INTERRUPTED
from inspector.cli.options import stand_in_settings, standing_in
from inspector.cli.proxy import read_address, stopping_signals
from inspector.errors import ConfigError


@click.command("stand-in")
@click.option(
    "--listen", default="127.0.0.1:8099", show_default=True, metavar="HOST:PORT",
    callback=read_address, help="Where to accept connections; port 0 picks one.",
)  # fmt: skip
@click.option(
    "--allow-remote", is_flag=True, help="Let other machines connect; it gives tokens to anybody."
)
@standing_in
def command(listen: tuple[str, int], allow_remote: bool, **options: Any) -> int:
    """Answer as Azure Media Services v2 did, which was switched off in June 2024.

    The operations API is at /api/, tokens are at /TENANT/oauth2/token, blobs below /amsstandin/.
    For a client that knows Azure's own host names, use `inspector proxy --stand-in`.
    """
    from inspector import places
    from inspector.proxy import is_own_machine
    from inspector.standin.server import serving
    from inspector.standin.settings import stand_in

    host, port = listen
    if not allow_remote and not is_own_machine(host):
        raise ConfigError(
            f"--listen {host}: others could use the stand-in; listen on 127.0.0.1, or add "
            "--allow-remote"
        )
    told: SimpleQueue[int] = SimpleQueue()  # may be put to by a signal's handler at any moment
    for number in stopping_signals():
        signal.signal(number, lambda number, _: told.put(number))
    service = stand_in(stand_in_settings(places.certificates().parent, **options))
    try:
        with serving(service, host, port) as address:
            greet(address)
            first = told.get()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"{host}:{port}: cannot listen there: {reason}; name another by --listen, or port 0"
        ) from error
    service.state.close()
    return INTERRUPTED if first == signal.SIGINT else 0


def greet(address: str) -> None:
    """Print the ready line."""
    ready = {
        "event": "ready",
        "listen": address,
        "api": f"http://{address}/api/",
        "tokens": f"http://{address}/contoso.com/oauth2/token",
        "pid": os.getpid(),
    }
    click.echo(json.dumps(ready))
    sys.stdout.flush()
