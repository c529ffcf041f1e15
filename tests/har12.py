"""What HAR 1.2 demands of a document, by its specification's tables."""

from datetime import datetime
from typing import Any

NUMBER = (int, float)
LOG = {"version": str, "creator": dict, "entries": list}
CREATOR = {"name": str, "version": str}
ENTRY = {"startedDateTime": str, "time": NUMBER, "request": dict, "response": dict, "cache": dict, "timings": dict}  # fmt: skip
REQUEST = {"method": str, "url": str, "httpVersion": str, "cookies": list, "headers": list, "queryString": list, "headersSize": int, "bodySize": int}  # fmt: skip
RESPONSE = {"status": int, "statusText": str, "httpVersion": str, "cookies": list, "headers": list, "content": dict, "redirectURL": str, "headersSize": int, "bodySize": int}  # fmt: skip
POST_DATA = {"mimeType": str, "text": str}
CONTENT = {"size": int, "mimeType": str}
TIMINGS = {"send": NUMBER, "wait": NUMBER, "receive": NUMBER}
PAIR = {"name": str, "value": str}
OPTIONAL = {"encoding", "text", "postData"}


def faults(document: Any) -> list[str]:
    """Return what is wrong with a HAR, "" for nothing."""
    found = list(_object(document, {"log": dict}, ""))
    log = document["log"]
    found += _object(log, LOG, "/log")
    found += _object(log["creator"], CREATOR, "/log/creator")
    if log["version"] != "1.2":
        found.append("/log/version")
    for number, entry in enumerate(log["entries"]):
        found += _entry(entry, f"/log/entries/{number}")
    return found


def _entry(entry: Any, at: str) -> list[str]:
    request, response = entry["request"], entry["response"]
    found = [
        *_object(entry, ENTRY, at),
        *_object(request, REQUEST, f"{at}/request"),
        *_object(response, RESPONSE, f"{at}/response"),
        *_object(response["content"], CONTENT, f"{at}/response/content"),
        *_object(entry["timings"], TIMINGS, f"{at}/timings"),
    ]
    if "postData" in request:
        found += _object(request["postData"], POST_DATA, f"{at}/request/postData")
    for pair in (*request["headers"], *request["cookies"], *request["queryString"]):
        found += _object(pair, PAIR, f"{at}/request/…")
    for pair in (*response["headers"], *response["cookies"]):
        found += _object(pair, PAIR, f"{at}/response/…")
    if min(entry["timings"].values()) < 0 or entry["time"] != sum(entry["timings"].values()):
        found.append(f"{at}/timings")
    if datetime.fromisoformat(entry["startedDateTime"]).tzinfo is None:
        found.append(f"{at}/startedDateTime")
    return found


def _object(value: dict[str, Any], members: dict[str, Any], at: str) -> list[str]:
    wrong = [
        f"{at}/{name}"
        for name, kind in members.items()
        if not isinstance(value.get(name), kind) or isinstance(value.get(name), bool)
    ]
    others = [
        f"{at}/{name}: unknown"
        for name in value
        if name not in members and name not in OPTIONAL and not name.startswith("_")
    ]
    return wrong + others
