"""What tests in any language ask of the stand-in itself, below `/stand-in/`.

JSON in, JSON out. Only `application/json` is taken: a page of another site cannot send it without
asking first (the Fetch standard's CORS), and is never allowed.
"""

import json
from typing import Any

from inspector.standin.call import Answer, Call, plain
from inspector.standin.faults import KINDS, Faults, UnknownFaultError
from inspector.standin.lives.advance import advance
from inspector.standin.store.state import State

PREFIX = "/stand-in/"
_JSON = ("Content-Type", "application/json")
_LONGEST = 10**10  # seconds that the clock can be put forward


def is_control(path: str) -> bool:
    """Tell whether a path is below `/stand-in/`."""
    return path.startswith(PREFIX)


def answer_control(call: Call, state: State, faults: Faults) -> Answer:
    """Answer a call to the stand-in itself."""
    name, method = call.request.target.path.removeprefix(PREFIX), call.request.method
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
    except (UnknownFaultError, TypeError, ValueError) as error:
        return plain(400, f"{name}: {error}")


def _done(call: Call, state: State, faults: Faults, name: str, sent: dict[str, Any]) -> Answer:
    if name == "reset":
        state.reset()
        faults.clear()
        call.clock.reset()
        return Answer(204)
    if name == "clock":
        seconds = float(sent.get("advance", 0))
        if not abs(seconds) < _LONGEST:
            raise ValueError("advance is a number of seconds")
        call.clock.advance(seconds)
        advance(state, call.clock, call.clock.now())
        return _told({"now": call.clock.now().isoformat()})
    known = {"kind", "value", "rate", "times", "operation"}
    if not sent.keys() <= known:
        raise ValueError(f"the members are {', '.join(sorted(known))}")
    times = sent.get("times")
    faults.add(
        str(sent.get("kind", "")),
        sent.get("value", ""),
        rate=float(sent.get("rate", 1.0)),
        times=None if times is None else int(times),
        operation=str(sent.get("operation", "")),
    )
    return Answer(204)


def _shown(fault: Any) -> dict[str, Any]:
    names = ("kind", "value", "rate", "times", "operation")
    return {name: getattr(fault, name) for name in names}


def _told(value: Any) -> Answer:
    return Answer(200, json.dumps(value).encode(), (_JSON,))
