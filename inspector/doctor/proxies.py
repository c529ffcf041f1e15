"""What the environment says of proxies: the network's own, and what passes by every proxy."""

import os
import re
from collections.abc import Iterator, Mapping

from inspector.core.url import is_loopback
from inspector.doctor.remark import Remark, fine, warning

TOPIC = "proxy variables"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
KEY_LOGS = ("MITMPROXY_SSLKEYLOGFILE", "SSLKEYLOGFILE")  # mitmproxy reads both
OURS = ("accountname.restv2.westus.media.azure.net", "media.windows.net", "login.microsoftonline.com")  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z0-9._-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?")


def look() -> Mapping[str, str]:
    """See the environment."""
    return dict(os.environ)


def judge(variables: Mapping[str, str]) -> Iterator[Remark]:
    """Say which variables change what goes through our proxy; no value is told but its address."""
    faults = [*_differing(variables), *_others(variables), *_passed_by(variables)]
    faults += _key_logs(variables)
    yield from faults
    if not faults:
        named = [name for name in NAMES if _value(variables, name)]
        told = ", ".join(f"{name} is {address(_value(variables, name))}" for name in named)
        yield fine(TOPIC, told or "none in the way")


def address(value: str) -> str:
    """Return HOST:PORT of a proxy's URL: who logs in there, and how, is nobody's business."""
    place, _, rest = value.partition("://")[2 if "://" in value else 0].partition("/")
    found = place.rpartition("@")[2]
    return found if _ADDRESS.fullmatch(found) and "@" not in rest else "no address that can be read"


def _value(variables: Mapping[str, str], name: str) -> str:
    return variables.get(name.lower()) or variables.get(name) or ""


def _differing(variables: Mapping[str, str]) -> Iterator[Remark]:
    for name in (*NAMES, "NO_PROXY"):
        upper, lower = variables.get(name), variables.get(name.lower())
        if upper and lower and upper != lower:
            yield warning(
                TOPIC,
                f"{name} and {name.lower()} differ",
                "one client goes by the one, the next by the other; `run` sets both",
                f"unset one of them: unset {name.lower()}",
            )


def _others(variables: Mapping[str, str]) -> Iterator[Remark]:
    """Tell proxies of the network, which our proxy would have to go through."""
    found: dict[str, list[str]] = {}
    for name in NAMES:
        value = _value(variables, name)
        host = address(value).rpartition(":")[0] or address(value)
        if value and not is_loopback(host.strip("[]")):
            found.setdefault(value, []).append(name)
    for value, names in found.items():
        remedy = f"inspector proxy --mode upstream:http://{address(value)}"
        if "@" in value:
            remedy = f"{remedy}, if that proxy can be used without logging in"
        yield warning(
            TOPIC,
            f"{' and '.join(names)}: {address(value)}",
            "our proxy does not go by it, and reaches servers directly",
            remedy,
        )


def _passed_by(variables: Mapping[str, str]) -> Iterator[Remark]:
    listed = [one.strip().lower() for one in _value(variables, "NO_PROXY").split(",")]
    hit = [one for one in listed if any(_covers(one, host) for host in OURS)]
    if hit:
        yield warning(
            TOPIC,
            f"NO_PROXY names {', '.join(hit)}",
            "clients of this shell reach the service directly, past `inspector proxy`; "
            "`run` takes the variable away",
            "unset NO_PROXY no_proxy",
        )


def _covers(entry: str, host: str) -> bool:
    name = entry.removeprefix("*").removeprefix(".")
    return entry == "*" or (bool(name) and f".{host}".endswith(f".{name}"))


def _key_logs(variables: Mapping[str, str]) -> Iterator[Remark]:
    for name in KEY_LOGS:
        if variables.get(name):
            yield warning(
                TOPIC,
                f"{name} is set",
                "the proxy writes the keys of its connections there: whoever reads the file can "
                "read what was sent, tokens included",
                f"unset {name}, unless you asked for it",
            )
