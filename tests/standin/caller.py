"""A stand-in called as ASGI, with a clock of the test's own."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import make

from inspector.standin.app import StandIn
from inspector.standin.clock import Clock
from inspector.standin.faults import Faults
from inspector.standin.moments import moment
from inspector.standin.store.state import State
from inspector.standin.tokens.authority import issue

ENCODER = "nb:mpid:UUID:ff4df607-d419-42f0-bc17-a481b1331e56"
TASK_BODY = (
    "<taskBody><inputAsset>JobInputAsset(0)</inputAsset>"
    '<outputAsset assetName="out">JobOutputAsset(0)</outputAsset></taskBody>'
)


@dataclass(frozen=True)
class Told:
    """What the stand-in answered."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def entity(self) -> dict[str, Any]:
        value = self.json
        return value.get("d", value)


@dataclass
class Caller:
    """Calls the application without a server; *now* is its clock."""

    state: State = field(default_factory=State)
    now: float = make.NOON

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: self.now)
        self.faults = Faults()
        self.app = StandIn(self.state, self.clock, self.faults)
        self.token = self.issued()

    def issued(self, audience: str = make.AUDIENCE, age: float = 0.0) -> str:
        """Return a token that is *age* seconds old."""
        return issue(self.state, "contoso.com", "app", audience, moment(self.now - age))

    def send(
        self,
        method: str,
        url: str,
        fields: list[tuple[str, str]] | None = None,
        body: bytes = b"",
        version: str = "1.1",
    ) -> Told:
        """Send exactly this."""
        parts = urlsplit(url)
        scope = {
            "type": "http",
            "http_version": version,
            "method": method,
            "scheme": parts.scheme,
            "path": parts.path,
            "raw_path": parts.path.encode("latin-1", "replace"),
            "query_string": parts.query.encode("latin-1", "replace"),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in [("Host", parts.netloc), *(fields or [])]
            ],
        }
        return asyncio.run(self._asgi(scope, body))

    async def _asgi(self, scope: dict[str, Any], body: bytes) -> Told:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: dict[str, Any]) -> None:
            sent.append(event)

        await self.app(scope, receive, send)
        fields = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in sent[0]["headers"]]
        return Told(sent[0]["status"], fields, b"".join(e.get("body", b"") for e in sent[1:]))

    def call(
        self, method: str, url: str = "Assets", body: Any = b"", **changed: str | None
    ) -> Told:
        """Call the API with good headers, as `make.headers` does; *url* may be relative."""
        if isinstance(body, dict):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        changed.setdefault("Authorization", f"Bearer {self.token}")
        if body and "Content_Type" not in changed:
            changed["Content_Type"] = "application/json"
        fields = list(make.headers(**changed))
        return self.send(method, url if "://" in url else make.ROOT + url, fields, body)

    def made(self, entity_set: str, body: dict[str, Any], **changed: str | None) -> dict[str, Any]:
        """Create an entity and return it."""
        told = self.call("POST", entity_set, body, **changed)
        assert told.status == 201, told.body
        return told.entity

    def asset(self, name: str = "holiday") -> dict[str, Any]:
        return self.made("Assets", {"Name": name})

    def film(self, name: str = "holiday") -> dict[str, Any]:
        """Return an asset with a file, as a job takes it."""
        asset = self.asset(name)
        self.made("Files", {"Name": "film.mp4", "ParentAssetId": asset["Id"]})
        return asset

    def job(self, asset: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Return the body of a job as light JSON; see to it that the asset has a file."""
        if not self.call("GET", f"Assets('{asset['Id']}')/Files").json["value"]:
            self.made("Files", {"Name": "film.mp4", "ParentAssetId": asset["Id"]})
        uri = f"{make.ROOT}Assets('{asset['Id']}')"
        task = {"Configuration": "H264", "MediaProcessorId": ENCODER, "TaskBody": TASK_BODY}
        return {"Name": "j", "InputMediaAssets@odata.bind": [uri], "Tasks": [task], **changed}

    def locator(self, asset: dict[str, Any], permissions: int = 15, kind: int = 1) -> Told:
        policy = {"Name": "p", "DurationInMinutes": 60, "Permissions": permissions}
        body = {
            "AssetId": asset["Id"],
            "AccessPolicyId": self.made("AccessPolicies", policy)["Id"],
            "Type": kind,
        }
        return self.call("POST", "Locators", body)
