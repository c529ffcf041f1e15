"""The proxy itself: mitmproxy with exactly the addons that are needed.

Runs as `python -m inspector.proxy_child`; see `inspector.proxy` for how it is talked to.
"""

import asyncio
import contextlib
import errno
import gc
import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial

from inspector.proxy_lean import import_named_addons_only

import_named_addons_only()

from mitmproxy import exceptions, http, options
from mitmproxy.addons import (
    block,
    core,
    disable_h2c,
    next_layer,
    proxyserver,
    tlsconfig,
    update_alt_svc,
)
from mitmproxy.master import Master
from mitmproxy.utils import human

from addons.annotate import Annotate
from addons.attend import Attend
from addons.breakpoints import Breakpoints
from addons.callers import Callers
from addons.ignore import Ignore
from addons.record import Record
from addons.repair import Repair
from addons.reroute import Answer
from addons.stream import Stream
from addons.tunnel import Tunnel
from inspector import proxy_ca
from inspector.capture.store import CaptureWriter
from inspector.config.settings import model_from
from inspector.control import place
from inspector.control.words import FACT, Welcome
from inspector.core.clean import clean
from inspector.core.engine import Inspector
from inspector.core.redaction.memory import Memory
from inspector.errors import CaptureError, ConfigError
from inspector.profiles.catalogue import PROFILES, fix_of, is_opened
from inspector.proxy import INCOMPLETE, STOP_LIMIT, ProxySettings, is_own_machine
from inspector.standin.settings import StandInSettings, stand_in

USER = "inspector"  # of remote clients
YOUNG_OBJECTS = 20_000  # between garbage collections; a flow is some hundred objects in cycles
# Seconds until the loop lets the capture's thread in (Python's own: 0.005). SQLite gives Python's
# lock away at each statement, and the thread has to get it back each time.
TURN = 0.0005


def main() -> int:
    """Serve until told to end; return the exit status."""
    line = sys.stdin.buffer.readline()
    if not line:
        return 0  # the parent is gone already
    try:
        whole = asyncio.run(serve(ProxySettings.unpack(line)))
    except (CaptureError, ConfigError) as error:
        kind = "capture" if isinstance(error, CaptureError) else "config"
        say(event="failed", kind=kind, text=str(error))
        return 2
    return 0 if whole else INCOMPLETE


async def serve(settings: ProxySettings) -> bool:
    """Run the proxy; tell whether all was recorded.

    Raises ConfigError and CaptureError before it is ready.
    """
    certificate = proxy_ca.prepare(settings.ca_dir)
    password = "" if is_own_machine(settings.listen[0]) else secrets.token_urlsafe(12)
    master = Master(options.Options())
    server = proxyserver.Proxyserver()
    callers, memory = Callers(), Memory()
    annotate = inspecting(settings, memory)
    breakpoints = Breakpoints(annotate, memory)
    master.addons.add(server, callers, *addons_for(settings, breakpoints))
    configure(master, settings, password)
    await server.setup_servers()  # `Master.run` does it once more, and finds nothing to do
    listen = listening_at(server, settings)
    ready = {
        "event": "ready",
        "listen": listen,
        "capture": str(settings.capture),
        "ca": str(certificate),
        "pid": os.getpid(),
        "credentials": f"{USER}:{password}" if password else "",
    }
    async with controlled(breakpoints, listen) as control:
        facts = {
            "listen": listen,
            "mode": settings.mode,
            "profile": settings.profile or "",
            "hosts": ",".join(settings.hosts),
            "ca": str(certificate),
            FACT: str(control.path) if control else "",
        }
        annotate.sink = record = Record(CaptureWriter(settings.capture, facts=facts))
        callers.flush = record.flush
        master.addons.add(annotate, record, Ready(lambda: say(**ready)))
        if control is not None:
            master.addons.add(control)
        listen_to_log()
        end_when_told(master)
        await master.run()
    return record.is_complete


def inspecting(settings: ProxySettings, memory: Memory) -> Annotate:
    """Return the addon that inspects what passes; raises ConfigError."""
    inspector = Inspector(
        PROFILES,
        settings.policy,
        settings.hosts,
        settings.profile,
        settings.trust.audiences,
        model_from(settings.model),
    )
    return Annotate(None, inspector, settings.body_limit, settings.trust, memory)


@contextlib.asynccontextmanager
async def controlled(breakpoints: Breakpoints, listen: str) -> AsyncIterator[Attend | None]:
    """Give what obeys screens, listening already; None on systems without Unix sockets."""
    path = place.make()
    if path is None:
        yield None
        return
    control = Attend(path, breakpoints, Welcome(listen, os.getpid()))
    try:
        await control.start()
        yield control
    finally:
        await control.done()


def addons_for(settings: ProxySettings, breakpoints: Breakpoints) -> list[object]:
    """Return what mitmproxy needs to be the wished proxy, and what lets traffic through."""
    needed: list[object] = [
        core.Core(),
        disable_h2c.DisableH2C(),
        next_layer.NextLayer(),
        tlsconfig.TlsConfig(),
        update_alt_svc.UpdateAltSvc(),
    ]
    if settings.allow_remote:
        from mitmproxy.addons import proxyauth  # brings ldap3 along, half a second

        needed += [block.Block(), proxyauth.ProxyAuth()]
    if not settings.mode.startswith("reverse:"):
        needed.append(Tunnel(opener(settings)))
    whole: list[Callable[[http.HTTPFlow], bool]] = [breakpoints.wants]  # complete requests
    needed.append(breakpoints)
    if settings.repair:
        repair = Repair(breakpoints.annotate, fix_of)
        whole.append(repair.covers)
        needed.append(repair)
    if settings.stand_in is not None:
        answer = answering(settings.stand_in)
        whole.append(answer.answers)
        needed.append(answer)
    holds = partial(wanted, whole)
    needed += [Stream(settings.body_limit, holds, breakpoints.wants), Ignore()]
    return needed


def wanted(by: Iterable[Callable[[http.HTTPFlow], bool]], flow: http.HTTPFlow) -> bool:
    """Tell whether somebody needs a request to be complete."""
    return any(wants(flow) for wants in by)


def answering(wished: StandInSettings) -> Answer:
    """Return the addon that answers for Media Services; raises ConfigError."""
    from inspector.standin.hosts import serves

    return Answer(stand_in(wished), serves)


def opener(settings: ProxySettings) -> Callable[[str], bool]:
    """Return what tells the hosts whose TLS is opened from those passed on as they are."""

    return partial(is_opened, hosts=settings.hosts, profile=settings.profile)


def configure(master: Master, settings: ProxySettings, password: str) -> None:
    """Set mitmproxy's options; raises ConfigError for what it refuses."""
    wished: dict[str, object] = {
        "confdir": str(settings.ca_dir),
        "listen_host": settings.listen[0],
        "listen_port": settings.listen[1],
        "mode": [settings.mode],
        "connection_strategy": "eager" if settings.stand_in is None else "lazy",
        "http3": False,
    }
    if settings.upstream_ca is not None:
        wished["ssl_verify_upstream_trusted_ca"] = str(settings.upstream_ca)
    if password:
        wished["proxyauth"] = f"{USER}:{password}"
    try:
        master.options.update(**wished)
    except exceptions.OptionsError as error:
        raise ConfigError(f"--mode {settings.mode}: {error}") from error


def listening_at(server: proxyserver.Proxyserver, settings: ProxySettings) -> str:
    """Return the address that connections are accepted at; raises ConfigError when there is none."""
    (instance,) = server.servers
    addresses = sorted(instance.listen_addrs, key=lambda address: ":" in address[0])
    if addresses:
        return human.format_address(addresses[0])
    asked, why = human.format_address(settings.listen), instance.last_exception
    if isinstance(why, OSError) and why.errno == errno.EADDRINUSE:
        raise ConfigError(f"{asked}: the port is in use; name another by --listen, or port 0")
    reason = os.strerror(why.errno) if isinstance(why, OSError) and why.errno else why
    raise ConfigError(f"{asked}: cannot listen there: {reason}; name another by --listen")


class Ready:
    """Says that connections are accepted, and makes what was built so far no garbage to look for."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell = tell

    def running(self) -> None:
        """Tell it."""
        gc.collect()
        gc.freeze()
        sys.setswitchinterval(TURN)
        gc.set_threshold(YOUNG_OBJECTS, 10, 10)
        self.tell()


class Complaints(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes errors on standard error, tracebacks included, as inert text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record's text with whatever a terminal would obey made visible."""
        return clean(super().format(record))


def listen_to_log() -> None:
    """Let errors through to the parent, and mitmproxy's remarks on each connection go."""
    logging.raiseExceptions = False  # the parent may be gone, and standard error with it
    complaints = Complaints()
    complaints.setLevel(logging.ERROR)
    logging.getLogger().addHandler(complaints)
    logging.getLogger("addons").setLevel(logging.INFO)


def end_when_told(master: Master) -> None:
    """End by SIGTERM, by SIGINT, and when the control pipe closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            master.event_loop.add_signal_handler(number, master.shutdown)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: master.shutdown())
    threading.Thread(target=_watch_parent, args=(master,), name="control", daemon=True).start()


def _watch_parent(master: Master) -> None:
    # Not by sys.stdin: a thread that holds its lock would upset the interpreter's end.
    while os.read(0, 1024):
        pass
    with contextlib.suppress(RuntimeError):  # the loop is closed: it is ending already
        master.shutdown()
    time.sleep(STOP_LIMIT)
    os._exit(1)


def say(**said: object) -> None:
    """Answer the parent."""
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    sys.exit(main())
