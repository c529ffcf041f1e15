"""What hostile traffic may try on a page, and an exchange that has it in every place."""

import json
from collections.abc import Sequence
from dataclasses import replace

import make
from story import found

from inspector.core.annotated import Annotated, Cause, Diagnosis
from inspector.core.comparing.comparison import (
    Comparison,
    Defect,
    Difference,
    Operation,
    Pair,
    Share,
)
from inspector.core.comparing.tallies import KINDS
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.lives.touch import Touch
from inspector.core.severity import Severity

PAYLOADS = [
    "<script>window.pwned=1</script>", "</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>", "<svg><script>window.pwned=1</script></svg>", "<iframe src=javascript:window.pwned=1></iframe>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>", "\"><script>window.pwned=1</script>", "' autofocus onfocus=window.pwned=1 x='",
    "\" autofocus onfocus=window.pwned=1 x=\"", "javascript:window.pwned=1", "<a href=javascript:window.pwned=1>x</a>",
    "<a href='https://evil.example/'>x</a>", "https://evil.example/x.js", "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{display:none}</style>", "</style><style>*{display:none}</style>", "</title><script>window.pwned=1</script>",
    "</pre></td></table><h1>Passed</h1>", "</details></main><main>", "<!-- ", "--> <script>window.pwned=1</script>", "<![CDATA[<script>window.pwned=1</script>]]>",
    "<base href=https://evil.example/>", "<meta http-equiv=refresh content='0;url=https://evil.example/'>", "<form action=https://evil.example/><button>x",
    "<object data=https://evil.example/x></object>", "<embed src=https://evil.example/x>", "<video><source onerror=window.pwned=1></video>",
    "<details open ontoggle=window.pwned=1>", "<math><mi//xlink:href='data:x,<script>window.pwned=1</script>'>", "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "&#60;script&#62;window.pwned=1&#60;/script&#62;", "{{constructor.constructor('window.pwned=1')()}}", "${window.pwned=1}", "`<b>`<i>``",
    "\x1b]0;pwned\x07 \x9b31m \x00 \x7f", "\u202egnp.exe\u202c \u2066x\u2069 \u200b", "\ud800 \udfff \ufeff", "\u0627\u0644\u0639 \u05d0\u05d1 1,2",
]  # fmt: skip


def hostile(index: int, payload: str) -> Annotated:
    """Return an exchange that has *payload* wherever traffic reaches a report."""
    place = Evidence("request", payload, header=payload, note=payload)
    inside = Evidence("response", payload, pointer=f"/{payload}")
    finding = replace(
        found("ODA401", severity_of(index), place, inside, title=payload), fingerprint=payload
    )
    asked = Evidence("request", payload, query=payload)
    claimed = Evidence("request", payload, header="Authorization", claim=payload)
    coded = replace(found("X1", severity_of(index), asked, claimed), code=payload, remedy=payload)
    why = Diagnosis((Cause("certain", payload, payload), Cause("ruled-out", payload)), payload)
    touch = Touch(payload, "created", type=payload, state=payload, facts={"Name": payload})
    return Annotated(
        _exchange(index, payload), index, "media-services", "api", payload, (finding, coded), why, (touch,)
    )  # fmt: skip


def severity_of(index: int) -> Severity:
    """Return each severity in turn."""
    return Severity(index % 3 + 1)


def _exchange(index: int, payload: str) -> Exchange:
    sent = json.dumps({payload: payload}).encode()
    answered = (f"<a b='1'>{payload}</a>" if index % 2 else payload).encode("utf-8", "replace")
    fields = Headers([("Authorization", f"Bearer {make.token(jti=payload)}"), (payload, payload), ("Content-Type", payload)])  # fmt: skip
    credential = make.exchange().request.credential
    assert credential is not None
    bearing = replace(credential, tag=payload, scheme=payload, claims={payload: payload}, problem=payload)  # fmt: skip
    return Exchange(
        request=Request(method=payload, url=f"{make.ROOT}Assets?{payload}={payload}", headers=fields, body=sent,
                        http_version=payload, credential=bearing),
        response=Response(status=400, reason=payload, headers=fields, body=answered, http_version=payload),
        id=payload, started=make.NOON, error=payload, source=f"{payload}#/log/entries/{index}",
    )  # fmt: skip


def compared(payloads: Sequence[str]) -> Comparison:
    """Return a comparison that has *payloads* wherever traffic reaches a report."""
    defects = tuple(Defect(one, hostile(n, one).findings[0], Pair(0, 1)) for n, one in enumerate(payloads))  # fmt: skip
    return Comparison(tuple(map(_differing, payloads)), gained=defects, limits=tuple(payloads))


def _differing(payload: str) -> Operation:
    found = Difference(payload, Share(0, 3), Share(3, 3), (payload,), ())
    return Operation(payload, Pair(3, 3), ((payload, Pair(3, 1)),), dict.fromkeys(KINDS, (found,)))  # fmt: skip
