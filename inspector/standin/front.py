"""The old root, which sends everybody on, and the stand-in's own address."""

import html

from inspector.standin.api import answer_api
from inspector.standin.call import Answer, Call, plain
from inspector.standin.hosts import BLOB_HOST, CLUSTER
from inspector.standin.login import answer_acs, answer_login
from inspector.standin.state import State

_HTML = ("Content-Type", "text/html; charset=utf-8")


def moved(call: Call) -> Answer:
    """Answer as media.windows.net did, whatever was asked: 301 to a cluster's root."""
    to = f"{call.request.target.scheme}://{CLUSTER}/api/"
    body = (
        "<html><head><title>Object moved</title></head><body>\r\n"
        f'<h2>Object moved to <a href="{to}">here</a>.</h2>\r\n</body></html>\r\n'
    )
    return Answer(301, body.encode(), (_HTML, ("Location", to), ("Cache-Control", "no-cache")))


def answer_front(call: Call, state: State) -> Answer:
    """Answer a call by the stand-in's own address: the API and the token endpoints by path."""
    path = call.request.target.path.lower()
    if path == "/":
        return Answer(200, _page(call, state).encode(), (_HTML,))
    if path.lstrip("/").startswith("api") or path.startswith("/%2f"):
        return answer_api(call, state)
    if path == "/v2/oauth2-13":
        return answer_acs(call)
    if "/oauth2/" in path or "/discovery" in path or "/.well-known/" in path:
        return answer_login(call)
    return plain(404, "The stand-in's API is at /api/, its tokens at /<tenant>/oauth2/token.")


def _page(call: Call, state: State) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{len(table)}</td></tr>"
        for name, table in state.tables.items()
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>ams-inspector stand-in</title>"
        "<h1>A stand-in for Azure Media Services v2</h1><p>This is not Microsoft's service, which "
        "was switched off in June 2024; it is a part of ams-inspector, for tests and "
        f"demonstrations. The API is at <code>{html.escape(call.root)}</code>, blobs are at "
        f"<code>{BLOB_HOST}</code>.</p><table><tr><th>Set</th><th>Entities</th></tr>{rows}</table>"
    )
