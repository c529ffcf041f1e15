"""What tests in any language ask of the stand-in itself, below `/stand-in/`.

JSON in, JSON out. Only `application/json` is taken: a page of another site cannot send it without
asking first (the Fetch standard's CORS), and is never allowed.
"""

import json
from ipaddress import ip_address
from typing import Any

from inspector.core.url import Target
from inspector.standin.call import Answer, Call, plain
from inspector.standin.faults import KINDS, Faults, UnknownFaultError
from inspector.standin.lives.advance import advance
from inspector.standin.store.state import State

PREFIX = "/stand-in/"
_JSON = ("Content-Type", "application/json")


def is_control(path: str) -> bool:
    """Tell whether a path is below `/stand-in/`."""
    return path.startswith(PREFIX)


def answer_control(call: Call, state: State, faults: Faults) -> Answer:
    """Answer a call to the stand-in itself."""
    name, method = call.request.target.path.removeprefix(PREFIX), call.request.method
    if not _is_from_here(call):
        return plain(403, "The stand-in is asked by its address, and not by pages of other sites.")
    if method == "GET" and name == "faults":
        return _told({"plan": [_shown(one) for one in faults.plan], "kinds": dict(KINDS)})
    if method == "DELETE" and name == "faults":
        faults.clear()
        return Answer(204)
    if method != "POST" or name not in {"faults", "reset", "clock"}:
        return plain(404, "The stand-in has reset and clock (POST) and faults (GET, POST, DELETE).")
    media = call.request.content_type
    if media is None or not media.is_json:
        return plain(415, "Send JSON, with Content-Type: application/json.")
    sent = call.request.json.value if call.body else {}
    if not isinstance(sent, dict):
        return plain(400, "Send a JSON object.")
    try:
        return _done(call, state, faults, name, sent)
    except (UnknownFaultError, TypeError, ValueError, OverflowError) as error:
        return plain(400, f"{name}: {error}")


def _is_from_here(call: Call) -> bool:
    """Tell whether a call names an address, and no page of another site made it.

    A site whose name was made to lead to this machine (DNS rebinding) is named in `Host`.
    """
    origin = call.request.headers.get("Origin")
    return _is_address(call.request.target.host) and (
        origin is None or _is_address(Target(origin).host)
    )


def _is_address(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _done(call: Call, state: State, faults: Faults, name: str, sent: dict[str, Any]) -> Answer:
    if name == "reset":
        state.reset()
        faults.clear()
        call.clock.reset()
        return Answer(204)
    if name == "clock":
        seconds = float(sent.get("advance", 0))
        call.clock.advance(seconds)
        advance(state, call.clock, call.clock.now())
        return _told({"now": call.clock.now().isoformat()})
    known = {"kind", "value", "rate", "times", "operation"}
    if not sent.keys() <= known:
        raise ValueError(f"the members are {', '.join(sorted(known))}")
    times, rate = sent.get("times"), float(sent.get("rate", 1.0))
    if not 0 <= rate <= 1:
        raise ValueError("rate is a number from 0 to 1")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ValueError("times is a whole number, 1 at least")
    faults.add(
        str(sent.get("kind", "")),
        sent.get("value", ""),
        rate=rate,
        times=times,
        operation=str(sent.get("operation", "")),
    )
    return Answer(204)


def _shown(fault: Any) -> dict[str, Any]:
    names = ("kind", "value", "rate", "times", "operation")
    return {name: getattr(fault, name) for name in names}


def _told(value: Any) -> Answer:
    return Answer(200, json.dumps(value).encode(), (_JSON,))
