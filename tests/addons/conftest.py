"""mitmproxy's test bench: flows, and addons within a master."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

with warnings.catch_warnings():
    # Parsers that mitmproxy imports call things by names their makers have given up.
    warnings.simplefilter("ignore", DeprecationWarning)
    import mitmproxy.test.taddons  # noqa: F401

import make

from inspector.core.annotated import Annotated


@dataclass
class Kept:
    """A sink that keeps what it is given."""

    appended: list[Annotated] = field(default_factory=list)
    amended: list[Annotated] = field(default_factory=list)

    def append(self, annotated: Annotated) -> None:
        self.appended.append(annotated)

    def amend(self, annotated: Annotated) -> None:
        self.amended.append(annotated)

    @property
    def codes(self) -> list[str]:
        """Return the codes found in the latest exchange."""
        return [finding.code for finding in self.appended[-1].findings]


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def flow() -> Callable[..., http.HTTPFlow]:
    """Make flows to the service that break no rule but for what is changed."""

    def made(
        method: str = "GET",
        url: str = make.ROOT + "Assets",
        body: bytes = b"",
        *,
        answer: bytes | None = b'{"value":[]}',
        status: int = 200,
        **changed: str | None,
    ) -> http.HTTPFlow:
        request = make.request(method, url, body, **changed)
        sent = tflow.tflow(
            req=http.Request.make(method, url, body, headers=_raw(request.headers.fields))
        )
        sent.request.timestamp_start = make.NOON
        if answer is not None:
            fields = (
                ("Content-Type", "application/json;odata=minimalmetadata;charset=utf-8"),
                ("DataServiceVersion", "3.0;"),
                ("Content-Length", str(len(answer))),
                ("request-id", "b1d5c1a0-4f89-41d3-9a0c-0305e82c3301"),
            )
            ours = request.headers.get("x-ms-client-request-id")
            echoed = (*fields, ("x-ms-client-request-id", ours)) if ours else fields
            sent.response = http.Response(
                b"HTTP/1.1", status, b"OK", http.Headers(_raw(echoed)), answer, None,
                make.NOON + 0.1, make.NOON + 0.2,
            )  # fmt: skip
        return sent

    return made


def _raw(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in fields]
