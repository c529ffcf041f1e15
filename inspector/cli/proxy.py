"""`inspector proxy`: record and judge live traffic, with the screen or without."""

import json
import os
import signal
import ssl
import sys
import threading
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import click

from inspector.cli import INTERRUPTED
from inspector.cli.child import ending_in_order
from inspector.cli.complaining import complain
from inspector.cli.options import (
    JUDGED,
    STOOD_IN,
    judging,
    repairing,
    stand_in_settings,
    standing_in,
)
from inspector.cli.relaying import relaying
from inspector.cli.terminal import require_terminal
from inspector.errors import CaptureError, ConfigError

if TYPE_CHECKING:
    from inspector.proxy import ProxySettings, RunningProxy


def read_address(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, int]:
    """Read `HOST:PORT`, `[::1]:PORT` or `PORT`."""
    host, _colon, port = value.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{value!r} is not HOST:PORT, such as 127.0.0.1:8080")
    return host.strip("[]") or "127.0.0.1", int(port)


@click.command("proxy")
@click.option(
    "--listen", default="127.0.0.1:8080", show_default=True, metavar="HOST:PORT",
    callback=read_address, help="Where to accept connections; port 0 picks one.",
)  # fmt: skip
@relaying
@click.option(
    "--capture", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Where to record; by default a new file in your state folder.",
)  # fmt: skip
@click.option("--headless", is_flag=True, help="No screen: one JSON line on stdout when ready.")
@click.option("--allow-remote", is_flag=True, help="Let other machines connect, by a password.")
@standing_in
@judging
@repairing
@click.option(
    "--ca-dir", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="The folder of the proxy's own certificate authority; made when it is not there.",
)  # fmt: skip
def command(headless: bool, **options: Any) -> int:
    """Record and judge what clients send through this proxy.

    Point a client at it by HTTPS_PROXY, and let it trust the certificate named when the proxy is
    ready. Only the TLS of Media Services' hosts is opened; everything else passes unread.
    """
    settings = settings_from(**options)
    return headless_run(settings) if headless else screen_run(settings, options["settings_file"])


def settings_from(
    capture: Path | None,
    ca_dir: Path | None,
    stand_in: bool,
    **options: Any,
) -> "ProxySettings":
    """Return settings for the child, with what was not said filled in."""
    from inspector import places
    from inspector.capture.store import default_path
    from inspector.config.settings import settings_here
    from inspector.proxy import ProxySettings

    folder = (ca_dir or places.certificates()).absolute()
    wished = {name: options.pop(name) for name in STOOD_IN}
    if not stand_in and wished != STOOD_IN:
        name = next(name for name, value in wished.items() if value != STOOD_IN[name])
        raise click.UsageError(f"--{name} is about the stand-in: add --stand-in")
    chosen = settings_here(**{name: options.pop(name) for name in JUDGED})
    require_authorities(options.get("upstream_ca"))
    return ProxySettings(
        capture=(capture or default_path(datetime.now(UTC), places.state_home())).absolute(),
        ca_dir=folder,
        stand_in=stand_in_settings(folder.parent, **wished) if stand_in else None,
        profile=chosen.profile,
        policy=chosen.policy,
        trust=chosen.trust,
        model=chosen.model,
        hosts=chosen.hosts,
        **options,
    )


def require_authorities(file: Path | None) -> None:
    """Raise ConfigError when *file* holds no certificate that could be trusted."""
    if file is None:
        return
    try:
        ssl.create_default_context(cafile=str(file))
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(
            f"--upstream-ca: {file}: holds no certificate in PEM form; name a file of authorities"
        ) from error


def headless_run(settings: "ProxySettings") -> int:
    """Run until told to end, or until the child ends by itself; return the exit status."""
    from inspector.proxy import start

    told: SimpleQueue[int] = SimpleQueue()  # may be put to by a signal's handler at any moment
    for number in stopping_signals():
        signal.signal(number, lambda number, _: told.put(number))
    with start(settings, echo=complain) as proxy:
        greet(proxy)
        proxy.call_when_ended(lambda: told.put(0))
        first = told.get()
        if first == 0:
            raise ConfigError(proxy.obituary())
    require_clean_end(proxy)
    return INTERRUPTED if first == signal.SIGINT else 0


def screen_run(settings: "ProxySettings", settings_file: str | None = None) -> int:
    """Run until the screen is left; return the exit status."""
    require_terminal("proxy", "--headless does without")
    from inspector.proxy import start

    complain("inspector: starting the proxy …\n")
    # The screen takes half a second to import, and the child more to start.
    threading.Thread(target=import_module, args=("inspector.tui.app",)).start()
    with ending_in_order(), start(settings) as proxy:
        from inspector.cli.outside import outside

        given = outside(settings_file)
        from inspector.tui import app

        status = app.run(
            proxy.capture,
            given,
            title=f"log in as {proxy.credentials}" if proxy.credentials else "",
            on_quit=lambda: None,  # it asks before it leaves, since that ends the proxy
        )
        ended = None if proxy.alive else proxy.obituary()
    complain(proxy.last_words)
    complain(f"inspector: recorded in {proxy.capture}\n")
    if ended is not None:
        raise ConfigError(ended)
    require_clean_end(proxy)
    return status


def require_clean_end(proxy: "RunningProxy") -> None:
    """Make sure that all is recorded that passed a proxy which has ended; raises CaptureError."""
    shortfall = proxy.shortfall()
    if shortfall:
        raise CaptureError(f"{proxy.capture}: {shortfall}")


def greet(proxy: "RunningProxy") -> None:
    """Print the ready line; how remote clients get in goes to the user only."""
    ready = {
        "event": "ready",
        "listen": proxy.listen,
        "capture": str(proxy.capture),
        "ca": str(proxy.ca),
        "pid": os.getpid(),
        "proxy_pid": proxy.pid,
    }
    click.echo(json.dumps(ready))
    sys.stdout.flush()
    if proxy.credentials:
        complain(f"inspector: clients have to log in to the proxy as {proxy.credentials}\n")


def stopping_signals() -> list[signal.Signals]:
    """Return the signals that ask a program to end."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]
