"""Takes the header out by which a client silences findings; servers know nothing of it."""

from mitmproxy import http

from inspector.capture.flows import TAKEN_OUT
from inspector.core.silence import HEADER


class Ignore:
    """Keeps `X-Inspector-Ignore` from going on; what is recorded is what the client sent."""

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Take the header out, and note on the flow what it was and where it stood."""
        headers = flow.request.headers
        if HEADER not in headers:
            return
        wanted = HEADER.lower().encode()
        flow.metadata[TAKEN_OUT] = [
            [place, name.decode("latin-1"), value.decode("utf-8", "replace")]
            for place, (name, value) in enumerate(headers.fields)
            if name.lower() == wanted
        ]
        del headers[HEADER]


addons = [Ignore()]
