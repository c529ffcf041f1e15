"""Spellings that recordings differ in, made one."""

import re
from functools import lru_cache

_HTTP = re.compile(r"HTTP/(\d)(?:\.(\d))?")


class Unwritable(Exception):  # noqa: N818 - it says what the exchange is
    """Carries the reason why a form of recording cannot hold an exchange."""


@lru_cache(maxsize=64)
def http_version(spelt: str) -> str:
    """Return `HTTP/1.0`, `HTTP/1.1`, `HTTP/2` or `HTTP/3`; the second for what is none."""
    name = spelt.strip().upper()
    name = re.sub(r"^H([23])(?:[CS]|-\w+)?$", r"HTTP/\1", name)  # `h2`, `h2c`, `h3-29`
    found = _HTTP.fullmatch(name)
    if found is None:
        return "HTTP/1.1"
    major, minor = found[1], found[2]
    return f"HTTP/{major}" if major != "1" else f"HTTP/1.{minor or '1'}"


def whole_url(url: str, host: str | None) -> str:
    """Return *url* with scheme and host, where the recording gives only the path."""
    if not url.startswith("/") or not host:
        return url
    # Nothing tells the scheme but a port; the services all are behind TLS.
    scheme = "http" if host.endswith(":80") else "https"
    return f"{scheme}:{url}" if url.startswith("//") else f"{scheme}://{host.strip()}{url}"
