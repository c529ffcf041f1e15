"""A running stand-in as tests see it: its address, tokens, clock, faults, and what it holds."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from inspector.core.exchange import Request
from inspector.standin.app import StandIn
from inspector.standin.call import Call
from inspector.standin.clock import Clock
from inspector.standin.faults import Faults
from inspector.standin.forms.bodies import Sent
from inspector.standin.laws.assets import container_of
from inspector.standin.laws.law import Work
from inspector.standin.laws.making import create
from inspector.standin.lives.advance import advance
from inspector.standin.refusal import Refusal
from inspector.standin.schema import schema
from inspector.standin.server import serving
from inspector.standin.store.blobs import Blob
from inspector.standin.store.sources import whole
from inspector.standin.tokens.authority import AUDIENCES, issue, tenant_id

TENANT = "contoso.com"


class MediaServices:
    """A stand-in at a port of this machine.

    *url* is the root of the API, with its slash; *address* is `HOST:PORT`.
    """

    def __init__(self, service: StandIn, address: str) -> None:
        self.service = service
        self.address = address
        self.url = f"http://{address}/api/"
        self.store = Store(service, self.url)

    @property
    def clock(self) -> Clock:
        """Return the stand-in's clock; see `advance` for letting time pass."""
        return self.service.clock

    @property
    def faults(self) -> Faults:
        """Return the plan of what is to go wrong."""
        return self.service.faults

    def token_url(self, tenant: str = TENANT, *, version: int = 1) -> str:
        """Return the token endpoint of a tenant, of Azure AD's version 1 or 2."""
        path = "oauth2/token" if version == 1 else "oauth2/v2.0/token"
        return f"http://{self.address}/{tenant}/{path}"

    def token(
        self,
        *,
        age: float = 0.0,
        audience: str = AUDIENCES[0],
        tenant: str = TENANT,
        client: str = "5c3b0f3e-9a51-4a9a-a5a3-6f0d7f3f2c11",
    ) -> str:
        """Return a token that is *age* seconds old; one of 3,900 seconds has expired."""
        seconds = self.clock.now().timestamp() - age
        with self.service.state.lock:
            return issue(
                self.service.state,
                tenant_id(tenant),
                client,
                audience,
                Clock(lambda: seconds).now(),
            )

    def headers(self, **changed: str | None) -> dict[str, str]:
        """Return the header fields of a good call, a fresh token included.

        Underscores in names stand for hyphens: `headers(x_ms_version="2.11", Accept=None)`.
        """
        usual: dict[str, str | None] = {
            "Authorization": f"Bearer {self.token()}",
            "Accept": "application/json",
            "DataServiceVersion": "3.0",
            "MaxDataServiceVersion": "3.0",
            "x-ms-version": "2.19",
        }
        usual.update((name.replace("_", "-"), value) for name, value in changed.items())
        return {name: value for name, value in usual.items() if value is not None}

    def advance(self, seconds: float) -> None:
        """Let time pass: jobs get on, operations end, tokens and locators expire."""
        self.clock.advance(seconds)
        with self.service.state.lock:
            advance(self.service.state, self.clock, self.clock.now())

    def reset(self) -> None:
        """Forget what was created, put the clock right, let nothing go wrong."""
        self.service.state.reset()
        self.clock.reset()
        self.clock.pace = 1.0
        self.faults.clear()


class Store:
    """What a stand-in holds, past its API; dates are datetimes, `$metadata` names everything else."""

    def __init__(self, service: StandIn, root: str) -> None:
        self._service = service
        self._root = root

    def all(self, entity_set: str) -> list[dict[str, Any]]:
        """Return every entity of a set, the oldest first; raises KeyError when there is no such set."""
        name = schema().sets[entity_set].name
        with self._service.state.lock:
            return self._service.state.all(whole(name))

    def get(self, entity_set: str, key: str) -> dict[str, Any] | None:
        """Return one entity, None when there is none."""
        with self._service.state.lock:
            return self._service.state.find(schema().sets[entity_set], key)

    def add(self, entity_set: str, **values: Any) -> dict[str, Any]:
        """Make an entity as a POST of these values would; raises ValueError when it is refused."""
        state, clock = self._service.state, self._service.clock
        base = self._root.removesuffix("api/")
        request = Request(method="POST", url=f"{self._root}{entity_set}")
        call = Call(request, clock.now(), self._root, clock, storage=base)
        with state.lock, state.transaction():
            try:
                made = create(Work(call, state), schema().sets[entity_set], Sent(dict(values)))
            except Refusal as refusal:
                raise ValueError(f"{refusal.status}: {refusal.text}") from refusal
        return made.one.entity

    def change(self, entity_set: str, key: str, **values: Any) -> None:
        """Give properties of an entity values, whatever the service would say to that."""
        with self._service.state.lock:
            self._service.state.change(schema().sets[entity_set], key, values)

    def put_blob(
        self, asset: Mapping[str, Any], name: str, content: bytes, kind: str = "video/mp4"
    ) -> None:
        """Put a blob into an asset's container, as an upload does."""
        blob = Blob(content, kind, self._service.clock.now())
        with self._service.state.lock:
            self._service.state.storage.put(container_of(dict(asset)), name, blob)

    def blobs(self, asset: Mapping[str, Any]) -> dict[str, bytes]:
        """Return the contents of an asset's blobs by name."""
        with self._service.state.lock:
            container, storage = container_of(dict(asset)), self._service.state.storage
            found = {
                one.name: storage.get(container, one.name) for one in storage.listed(container)
            }
            return {name: blob.content for name, blob in found.items() if blob is not None}


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[MediaServices]:
    """Run a stand-in in memory while inside; port 0 is the system's choice."""
    service = StandIn()
    with serving(service, port=port) as address:
        yield MediaServices(service, address)
    service.state.close()
