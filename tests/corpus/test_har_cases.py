"""Shapes that only a HAR has: what exporters leave out, and what they put in its place."""

import json
from pathlib import Path
from typing import Any

import casefile
import make
import pytest

from inspector.capture.opening import open_capture
from inspector.core.severity import ERROR, NOTE, WARNING

DEVTOOLS = {"name": "WebInspector", "version": "537.36"}
JOB = '{"InputMediaAssets":[{"__metadata":{"uri":"https://x/Assets(\'1\')"}}]}'


def entry(
    headers: dict[str, str], response: dict[str, Any], body: str | None = None, **changed: Any
) -> dict[str, Any]:
    """Return a HAR entry of a request whose *headers* are just these."""
    request: dict[str, Any] = {
        "method": "GET" if body is None else "POST",
        "url": make.ROOT + ("Assets" if body is None else "Jobs"),
        "httpVersion": "http/2.0",
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
    }
    if body is not None:
        request["postData"] = {"mimeType": headers.get("content-type", ""), "text": body}
    started = "2026-01-31T12:00:00.000Z"
    return {"startedDateTime": started, "request": request, "response": response, **changed}


def found(
    folder: Path, one: dict[str, Any], creator: dict[str, str] | None = None
) -> list[tuple[object, ...]]:
    """Return code, severity and place of everything found in a HAR of *one* entry."""
    recording = folder / "recording.har"
    log = {"version": "1.2", "creator": creator or {"name": "x", "version": "1"}, "entries": [one]}
    recording.write_text(json.dumps({"log": log}))
    exchanges = list(open_capture(recording, warn=pytest.fail))
    return [tuple(each[:3]) for each in casefile.found(exchanges)[0]]


USUAL = {
    ":method": "GET",
    ":authority": "accountname.restv2.westus.media.azure.net",
    "accept": "application/json",
    "dataserviceversion": "3.0",
    "maxdataserviceversion": "3.0",
    "x-ms-version": "2.19",
    "x-ms-client-request-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
}
BEARER = {"authorization": f"Bearer {make.token()}"}
GOOD = {
    "status": 200,
    "headers": [
        {"name": "content-type", "value": "application/json;odata=minimalmetadata"},
        {"name": "x-ms-client-request-id", "value": USUAL["x-ms-client-request-id"]},
        {"name": "request-id", "value": "1"},
    ],
    "content": {"size": 21, "mimeType": "application/json"},
}
NOTHING = {"status": 0, "statusText": "", "headers": [], "content": {}}


@pytest.mark.parametrize(
    ("one", "creator", "expected"),
    [
        pytest.param(entry(USUAL, GOOD), DEVTOOLS, [], id="Chrome left the token out"),
        pytest.param(entry(USUAL | {"Authorization": "[REDACTED]"}, GOOD), None, [], id="a tool wrote REDACTED"),
        pytest.param(entry({}, GOOD | {"headers": []}), None, [], id="no header at all was kept"),
        pytest.param(entry(USUAL | BEARER, NOTHING, time=0), None, [], id="nobody kept the answer"),
        pytest.param(entry(USUAL | BEARER, NOTHING), None, [], id="an answer that has no time"),
        pytest.param(entry(USUAL | BEARER, NOTHING, time=12.5), None, [("RSP606", ERROR, "response line")], id="Firefox waited in vain"),
        pytest.param(entry(USUAL | BEARER, NOTHING, _error="net::ERR_CERT_AUTHORITY_INVALID"), DEVTOOLS, [("RSP606", ERROR, "response line")], id="Chrome says why"),
        pytest.param(entry(USUAL, GOOD), None, [("HDR101", ERROR, "request Authorization")], id="another exporter keeps tokens"),
        pytest.param(entry(USUAL | BEARER | {"content-type": "application/json"}, GOOD, JOB), DEVTOOLS, [("ODA401", ERROR, "request Accept"), ("ODA402", ERROR, "request /InputMediaAssets/0/__metadata")], id="a linked asset, read as light"),
        pytest.param(entry(USUAL | {"accept": "application/json;odata=light"} | BEARER, GOOD), DEVTOOLS, [("HDR114", WARNING, "request Accept")], id="a level that does not exist"),
    ],
)  # fmt: skip
def test_har(
    one: dict[str, Any],
    creator: dict[str, str] | None,
    expected: list[tuple[object, ...]],
    tmp_path: Path,
) -> None:
    assert found(tmp_path, one, creator) == expected


def test_body_that_a_har_cannot_give_is_noted(tmp_path: Path) -> None:
    broken = GOOD | {"content": {"size": 9, "text": "%%%", "encoding": "base64"}}
    recording = tmp_path / "recording.har"
    log = {"version": "1.2", "entries": [entry(USUAL | BEARER, broken)]}
    recording.write_text(json.dumps({"log": log}))
    warned: list[str] = []

    exchanges = list(open_capture(recording, warn=warned.append))

    noted = [tuple(each[:3]) for each in casefile.found(exchanges)[0]]
    assert noted == [("INS902", NOTE, "response body")]
    assert len(warned) == 1


def test_a_full_page_of_a_megabyte_is_inspected(tmp_path: Path) -> None:
    entities = [{"__metadata": {"uri": "x" * 520}, "Name": "y" * 520}] * 1000
    page = json.dumps({"d": {"results": entities}})
    assert len(page) > 1024 * 1024
    answer = GOOD | {"content": {"size": len(page), "text": page}}

    assert ("QRY501", WARNING, "request $skip") in found(tmp_path, entry(USUAL | BEARER, answer))
