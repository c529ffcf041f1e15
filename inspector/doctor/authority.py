"""The proxy's own certificate authority."""

import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inspector.core.moments import span, utc
from inspector.doctor.remark import Remark, fine, problem, warning

TOPIC = "authority"
SOON = 30 * 86400  # seconds before the end
UNTRUSTED = "clients refuse what the proxy shows them"


@dataclass(frozen=True)
class Authority:
    """The folder of the authority, and what is in it."""

    folder: Path
    now: float  # seconds since the Unix epoch, as the others
    present: bool = False
    begins: float = 0.0
    expires: float = 0.0
    modes: Mapping[Path, int] = field(default_factory=dict)  # those that others could get in by
    fault: str = ""  # why the certificate cannot be read


def look() -> Authority:
    """See what is in the folder where `inspector proxy` keeps its authority."""
    from inspector import places
    from inspector.proxy_ca import CERTIFICATE, KEY

    return look_at(places.certificates(), CERTIFICATE, KEY, time.time())


def look_at(folder: Path, certificate: str, key: str, now: float) -> Authority:
    """See what is in *folder*; the files' names are the proxy's."""
    from cryptography import x509

    try:
        if not (folder / key).exists():
            return Authority(folder, now)
        modes = {one: stat.S_IMODE(one.stat().st_mode) for one in (folder, folder / key)}
        found = x509.load_pem_x509_certificate((folder / certificate).read_bytes())
    except OSError as error:
        return Authority(folder, now, present=True, fault=error.strerror or str(error))
    except ValueError:
        return Authority(folder, now, present=True, fault=f"{certificate} is no certificate")
    begins, expires = (
        one.timestamp() for one in (found.not_valid_before_utc, found.not_valid_after_utc)
    )
    return Authority(folder, now, True, begins, expires, modes)


def judge(seen: Authority) -> Iterator[Remark]:
    """Say how long the authority is valid, and who can read its key."""
    anew = (
        f"remove {seen.folder}; the next `inspector proxy` makes another, which clients must trust"
    )
    if not seen.present:
        yield fine(TOPIC, f"{seen.folder}: none yet; `inspector proxy` makes it")
    elif seen.fault:
        yield problem(TOPIC, f"{seen.folder}: {seen.fault}", UNTRUSTED, anew)
    elif seen.now >= seen.expires:
        yield problem(TOPIC, f"{seen.folder}: expired at {utc(seen.expires)}", UNTRUSTED, anew)
    elif seen.now < seen.begins:
        clock = "set this machine's clock, which was behind when it was made or is now"
        yield problem(TOPIC, f"{seen.folder}: valid from {utc(seen.begins)}", UNTRUSTED, clock)
    elif seen.expires - seen.now < SOON:
        left = f"{seen.folder}: expires in {span(seen.expires - seen.now)}"
        yield warning(TOPIC, left, f"from then on {UNTRUSTED}", anew)
    else:
        yield fine(TOPIC, f"{seen.folder}: valid until {utc(seen.expires)}")
    yield from _modes(seen)


def _modes(seen: Authority) -> Iterator[Remark]:
    for path, mode in seen.modes.items():
        wanted = "700" if path == seen.folder else "600"
        if mode & 0o077:
            yield problem(
                TOPIC,
                f"{path}: others can get at it (mode {mode:o})",
                "`inspector proxy` does not start; whoever reads the key can read your traffic",
                f"chmod {wanted} {path}",
            )
