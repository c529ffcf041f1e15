"""The files of authorities that the environment names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.doctor.remark import Remark, fine, warning

TOPIC = "certificates"


@dataclass(frozen=True)
class Bundle:
    """A file that variables name; *fault* is why it cannot be read."""

    variables: tuple[str, ...]
    path: str
    authorities: int = 0
    others: int = 0  # of them, those that our proxy does not trust for servers
    fault: str = ""


def look() -> list[Bundle]:
    """See the files that this process' environment names."""
    from inspector.passage import BUNDLES, NODE

    named: dict[str, list[str]] = {}
    for variable in (*BUNDLES, NODE):
        value = os.environ.get(variable)
        if value:
            named.setdefault(value, []).append(variable)
    return [look_at(path, tuple(variables)) for path, variables in named.items()]


def look_at(path: str, variables: tuple[str, ...]) -> Bundle:
    """See what is in one file, or folder of files."""
    import certifi

    from inspector.passage import certificates_in, files_of

    try:
        found = {text for file in files_of(Path(path)) for text in certificates_in(file)}
    except OSError as error:
        return Bundle(variables, path, fault=error.strerror or str(error))
    usual = set(certificates_in(Path(certifi.where())))
    return Bundle(variables, path, len(found), len(found - usual))


def judge(seen: list[Bundle]) -> Iterator[Remark]:
    """Say what the files mean for clients and for our proxy."""
    if not seen:
        yield fine(TOPIC, "no variable names authorities; clients trust those of the system")
    for one in seen:
        fault = one.fault or ("" if one.authorities else "no certificate is in it")
        names = ", ".join(one.variables)
        if fault:
            yield warning(
                TOPIC,
                f"{names}: {one.path}: {fault}",
                "clients that read the variable trust no server; `run` leaves the file out",
                f"mend the file, or unset {' '.join(one.variables)}",
            )
        else:
            yield fine(TOPIC, f"{names}: {one.path}: {_told(one)}")


def _told(seen: Bundle) -> str:
    said = f"{seen.authorities} authorities, to which `run` adds the proxy's"
    if seen.others:
        said += (
            f"; the proxy itself does not trust {seen.others} of them for servers: where the network "
            "opens TLS, give it this file by --upstream-ca"
        )
    return said
