"""The old root, which sends everybody on, and the stand-in's own address."""

import html
import re
from urllib.parse import quote

from inspector.standin.api.api import answer_api
from inspector.standin.blobs.desk import answer_blob
from inspector.standin.call import Answer, Call, plain
from inspector.standin.control import answer_control, is_control
from inspector.standin.faults import Faults
from inspector.standin.hosts import ARCHIVE_ACCOUNT, CLUSTER, STORAGE_ACCOUNT
from inspector.standin.store.state import State
from inspector.standin.tokens.login import answer_acs, answer_login

_HTML = ("Content-Type", "text/html; charset=utf-8")
_POLICY = ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}td,th{text-align:left;padding:.1rem 1rem .1rem 0}td+td{text-align:right}"
)


def moved(call: Call) -> Answer:
    """Answer as media.windows.net did, whatever was asked: 301 to a cluster's root."""
    to = f"{call.request.target.scheme}://{CLUSTER}/api/"
    body = (
        "<html><head><title>Object moved</title></head><body>\r\n"
        f'<h2>Object moved to <a href="{to}">here</a>.</h2>\r\n</body></html>\r\n'
    )
    return Answer(301, body.encode(), (_HTML, ("Location", to), ("Cache-Control", "no-cache")))


def is_own(path: str) -> bool:
    """Tell whether no fault befalls a call: it is to the stand-in itself."""
    return path == "/" or is_control(path)


def answer_front(call: Call, state: State, faults: Faults) -> Answer:
    """Answer a call by the stand-in's own address: each desk by its path."""
    path = call.request.target.path
    lowered = path.lower()
    account, _, rest = path.lstrip("/").partition("/")
    if path == "/" and call.request.method in {"GET", "HEAD"}:
        return Answer(200, _page(call, state).encode(), (_HTML, _POLICY))
    if is_control(path):
        return answer_control(call, state, faults)
    if lowered.strip("/") == "api" or re.match(r"/*api/|/*api%2f|/%2f", lowered):
        return answer_api(call, state)
    if account in {STORAGE_ACCOUNT, ARCHIVE_ACCOUNT}:
        return answer_blob(call, state, rest)
    if lowered == "/v2/oauth2-13":
        return answer_acs(call, state)
    if "/oauth2/" in lowered or "/discovery" in lowered or "/.well-known/" in lowered:
        return answer_login(call, state)
    return plain(404, "The stand-in's API is at /api/, its tokens at /<tenant>/oauth2/token.")


def _page(call: Call, state: State) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{state.count(name)}</td></tr>"
        for name in call.schema.sets
    )
    tokens = f"{call.origin}/{quote('contoso.com')}/oauth2/token"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>ams-inspector stand-in</title><style>{_STYLE}</style>"
        "<h1>A stand-in for Azure Media Services v2</h1><p>This is not Microsoft’s service, which "
        "was switched off in June 2024; it is a part of ams-inspector, for tests and development. "
        f"The API is at <code>{html.escape(call.root)}</code>, tokens are issued at "
        f"<code>{html.escape(tokens)}</code> to whoever asks, blobs are below "
        f"<code>{html.escape(f'{call.storage}{STORAGE_ACCOUNT}/')}</code>.</p>"
        f"<table><tr><th>Entity set</th><th>Entities</th></tr>{rows}</table>"
    )
