"""An asset's life, from the policy to what a job made of it, as exchanges."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import make

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.recording import annotate_all
from inspector.profiles.media_services import MEDIA_SERVICES


def id_of(kind: str, number: int) -> str:
    """Return an id of the service."""
    return f"nb:{kind}:UUID:00000000-0000-0000-0000-{number:012}"


POLICY, ASSET, LOCATOR = id_of("pid", 1), id_of("cid", 1), id_of("lid", 1)
JOB, TASK, OUTPUT, FILE = id_of("jid", 1), id_of("tid", 1), id_of("cid", 2), id_of("cid", 3)
PROCESSOR = id_of("mpid", 1)
QUEUED, PROCESSING, FINISHED = 0, 2, 3


def at(entity_set: str, entity: str, rest: str = "") -> str:
    """Return an address below the service's root."""
    return f"{entity_set}('{quote(entity, safe='')}'){rest}"


def call(
    method: str,
    url: str,
    body: Any = b"",
    answer: Any = None,
    status: int | None = None,
    root: str = make.ROOT,
) -> Exchange:
    """Return a call and its answer; *status* is by default what fits."""
    usual = 201 if method == "POST" else 204 if answer is None else 200
    response = make.response(
        usual if status is None else status,
        b"" if answer is None else answer,
        [("Content-Type", "application/json")],
    )
    return make.exchange(method, url if "://" in url else root + url, body, answer=response)


def listed(*entities: dict[str, Any]) -> dict[str, Any]:
    """Return a list's body."""
    return {"value": list(entities)}


def poll(state: int, entity: str = JOB) -> Exchange:
    """Return a look at a job's state."""
    return call("GET", at("Jobs", entity, "/State"), answer={"value": state})


def story() -> list[Exchange]:
    """Return the whole life: 14 exchanges."""
    uri = {"__metadata": {"uri": make.ROOT + at("Assets", ASSET)}}
    task = {"Name": "t", "MediaProcessorId": PROCESSOR, "TaskBody": "<taskBody/>"}
    job = {"Name": "encode", "InputMediaAssets": [uri], "Tasks": [task]}
    sent = {"AssetId": ASSET, "AccessPolicyId": POLICY, "Type": 1}
    parent = {"Name": "a.mp4", "ParentAssetId": ASSET}
    return [
        call("POST", "AccessPolicies", {"Name": "up"}, {"Id": POLICY, "Name": "up"}),
        call("POST", "Assets", {"Name": "holiday"}, {"Id": ASSET, "Name": "holiday", "State": 0}),
        call("POST", "Locators", sent, {"Id": LOCATOR}),
        call("POST", "Files", parent, {"Id": FILE, **parent}),
        call("GET", "MediaProcessors", answer=listed({"Id": PROCESSOR, "Name": "Standard"})),
        call("POST", "Jobs", job, {"Id": JOB, "Name": "encode", "State": QUEUED}),
        poll(QUEUED),
        poll(PROCESSING),
        poll(PROCESSING),
        poll(FINISHED),
        call("GET", at("Jobs", JOB, "/Tasks"), answer=listed({"Id": TASK, "State": 3})),
        call("GET", at("Jobs", JOB, "/OutputMediaAssets"), answer=listed({"Id": OUTPUT})),
        call("DELETE", at("Assets", ASSET), status=500),
        call("DELETE", at("Assets", ASSET)),
    ]


def annotated(exchanges: Iterable[Exchange]) -> Iterator[Annotated]:
    """Yield *exchanges* a second apart, as the engine hands them on."""
    apart = (
        Exchange(**{**one.__dict__, "id": f"e{index}", "started": make.NOON + index})
        for index, one in enumerate(exchanges)
    )
    return annotate_all(Inspector([MEDIA_SERVICES]), apart)
