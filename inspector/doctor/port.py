"""The port that `inspector proxy` listens on unless it is told another."""

import errno
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.doctor.remark import Remark, fine, problem, warning

HOST, PORT = "127.0.0.1", 8080
TOPIC = "port"
LISTENS = "0A"  # a socket's state in Linux's /proc/net/tcp
CHILD = b"inspector.proxy_child"  # in the command line of our own proxy


@dataclass(frozen=True)
class Port:
    """Whether a program can listen on an address, and who does; `error` is 0 when it can."""

    address: str
    error: int = 0  # an errno
    holder: str = ""  # "" when the system does not tell


def look(host: str = HOST, port: int = PORT) -> Port:
    """See whether the port is free, by listening on it for a moment."""
    address = f"{host}:{port}"
    with socket.socket() as one:
        if os.name == "posix":  # as the proxy does: a connection that is closing is no hindrance
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
            one.listen()
        except OSError as error:
            return Port(address, error.errno or errno.EIO, _holder(port))
    return Port(address)


def judge(seen: Port) -> Iterator[Remark]:
    """Say whether the proxy can listen."""
    port = seen.address.rpartition(":")[2]
    if seen.error == 0:
        yield fine(TOPIC, f"{seen.address} is free")
    elif seen.error == errno.EADDRINUSE:
        yield warning(
            TOPIC,
            f"{seen.address} is in use" + (f" by {seen.holder}" if seen.holder else ""),
            "`inspector proxy` cannot listen there; `run` and `demo` take a free port",
            "end that program, or name another port: `inspector proxy --listen 127.0.0.1:0`"
            + ("" if seen.holder else f"; `lsof -nP -iTCP:{port} -sTCP:LISTEN` may tell who it is"),
        )
    else:
        yield problem(
            TOPIC,
            f"{seen.address}: {os.strerror(seen.error)}",
            "no proxy can listen on this machine's own address",
            "allow programs to listen on 127.0.0.1 (a container's network, a firewall)",
        )


def _holder(port: int) -> str:
    """Return the program that listens on *port*, as far as Linux tells this user."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    for process in Path("/proc").glob("[0-9]*") if sockets else ():
        try:
            if any(os.readlink(one) in sockets for one in (process / "fd").iterdir()):  # noqa: PTH115
                name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                ours = CHILD in (process / "cmdline").read_bytes()
                return f"{'a proxy of ours' if ours else name} (pid {process.name})"
        except OSError:  # it belongs to another user, or has just ended
            continue
    return "another user's program" if sockets else ""


def _inodes(port: int) -> Iterator[str]:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if table.exists():
            for line in table.read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]
