"""Hostile text for every place of the screen, and how to tell that nobody obeyed it."""

from itertools import batched

import make
from driving import segments
from rich.segment import Segment

from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.bearer import Credential
from inspector.core.clean import clean
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.severity import ERROR
from inspector.tui.app import InspectorApp

MARKUP = [
    "[@click=app.quit]here[/]", "[/nope]", "[/]", "[", "]", "[[", "[]", "[bold]x", "[red]x[/red]",
    "[link=https://evil.example]x[/link]", "[link=file:///etc/passwd]", "[@click=app.bell]", "\\[",
    "[on red]", "[$error]x[/]", "[@click='app.exit(0)']x", ":smile:", "{{x}}", "%s %n", "\\", "'",
    "[reverse]", "[not closed", "[@mouse.down=quit]x", "<b>x</b>", "&amp;", "$(reboot)", "`x`",
]  # fmt: skip
TERMINAL = [
    "\x1b]0;title\x07", "\x1b[5mblink", "\x1b[2J", "\x1b[?1049l", "\x1bP+q\x1b\\", "\x1b_x\x1b\\",
    "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1bc", "\r\n\r\n",
    "\x9b5m", "\x90q\x9c", "\x9d0;t\x9c", "a\x08\x08b", "\x1b[6n", "\x1b[c", "x\ty", "\ud800", "\x00",
]  # fmt: skip
CONTROLS = [f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))]
UNSEEN = [
    f"a{chr(code)}b"
    for code in (
        0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, *range(0x200B, 0x2010),
        *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF,
        0xFFA0, 0xFFF9, 0xFFFA, 0xFFFB, *range(0xE0020, 0xE0040),
    )
]  # fmt: skip
SCROLL_BAR = {"grab", "release", "scroll_up", "scroll_down"}
CORPUS = [*MARKUP, *TERMINAL, *CONTROLS, *UNSEEN]


def hostile(number: int, texts: tuple[str, ...]) -> Annotated:
    """Return an exchange that says *texts* wherever something can be said."""
    text = "".join(texts)
    credential = Credential(
        "jwt", text, text, {text: text}, {text: text, "aud": text, "exp": text}, text
    )
    place = Evidence("request", text, header=text, note=text)
    pointed = Evidence("response", text, pointer="/" + text)
    finding = Finding(text, text, ERROR, text, text, (place, pointed), "0")
    request = Request(
        method=text,
        url=f"https://{text}/{text}?{text}={text}",
        headers=Headers([(text, text)] + [("X-H", each) for each in texts]),
        body=("{" + f'"{text}": "{text}"' + "}").encode("utf-8", "surrogatepass"),
        credential=credential,
        http_version=text,
    )
    response = Response(
        status=400, reason=text, headers=request.headers, withheld=text, http_version=text
    )
    exchange = Exchange(
        request=request, response=response if number % 2 else None, id=str(number),
        started=make.NOON, error=text, redacted=True,
    )  # fmt: skip
    because = Diagnosis((Cause("likely", text, text, (place,)),), text)
    return Annotated(exchange, number - 1, text, text, text, (finding,), because)


HOSTILE = [hostile(number, texts) for number, texts in enumerate(batched(CORPUS, 12), 1)]


def harmless(line: list[Segment]) -> bool:
    """Tell whether a line of the screen obeys nobody but us."""
    for segment in line:
        style = segment.style
        if segment.control or clean(segment.text) != segment.text or "\n" in segment.text:
            return False
        if style is not None and (style.link or _obeyed(style.meta)):
            return False
    return True


def _obeyed(meta: dict[str, object]) -> bool:
    """Tell whether a click does something that is no scroll bar's business."""
    return any(key.startswith("@") and meta[key] not in SCROLL_BAR for key in meta)


def check(app: InspectorApp) -> None:
    for line in segments(app):
        assert harmless(line), "".join(segment.text for segment in line)
