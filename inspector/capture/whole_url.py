"""The URL of a request whose recording gives only the path."""

from inspector.core.headers import Headers


def whole_url(url: str, headers: Headers) -> str:
    """Return *url* with scheme and host; as it is when `Host` does not tell them."""
    host = (headers.get("Host") or "").strip()
    if not url.startswith("/") or not host:
        return url
    # Nothing tells the scheme but a port; the services all are behind TLS.
    scheme = "http" if host.endswith(":80") else "https"
    return f"{scheme}:{url}" if url.startswith("//") else f"{scheme}://{host}{url}"
