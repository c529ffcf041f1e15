"""What programs behind a private proxy are told of it, beside the variables that clients read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROXY, CA, CAPTURE = "AMS_INSPECTOR_PROXY", "AMS_INSPECTOR_CA", "AMS_INSPECTOR_CAPTURE"
HOSTS, PROFILE = "AMS_INSPECTOR_HOSTS", "AMS_INSPECTOR_PROFILE"  # whose TLS is opened


@dataclass(frozen=True)
class Announced:
    """A proxy that runs: where it listens, what is to be trusted, where it records."""

    listen: str  # HOST:PORT
    ca: Path
    capture: Path
    hosts: tuple[str, ...] = ()  # further hosts of the service
    profile: str | None = None  # forced on every exchange; None: by host

    def environment(self) -> dict[str, str]:
        """Return it as variables."""
        return {
            PROXY: f"http://{self.listen}",
            CA: str(self.ca),
            CAPTURE: str(self.capture),
            HOSTS: ",".join(self.hosts),
            PROFILE: self.profile or "",
        }

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self | None:
        """Return the proxy that *env* tells of, None when it tells of none."""
        if not env.get(PROXY):
            return None
        return cls(
            env[PROXY].removeprefix("http://"),
            Path(env.get(CA, "")),
            Path(env.get(CAPTURE, "")),
            tuple(filter(None, env.get(HOSTS, "").split(","))),
            env.get(PROFILE) or None,
        )

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port of the proxy."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)
