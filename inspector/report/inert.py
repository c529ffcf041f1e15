"""Text from the wire as Markdown that does nothing: no markup, link, mention or HTML."""

import re

from inspector.core.clean import one_line

LIMIT = 200  # characters
_ESCAPED = re.compile(r"[\\*_{}\[\]<>()|~$&!^=]")
# Hosts of Markdown turn these into links even where they are escaped.
_LIVE = re.compile(r"\S*(?:[@#]|://|www\.)\S*", re.IGNORECASE)


def code(text: str, limit: int = LIMIT) -> str:
    """Return *text* as a code span, also good in a table; "" for none.

    Within a code span nothing can be escaped, and a table's cells end at a bar even there: both
    signs are written as `clean` writes what a terminal would obey.
    """
    shown = one_line(text, limit).replace("`", r"\x60").replace("|", r"\x7c")
    return f"`{shown}`" if shown.strip() else ""


def prose(text: str, limit: int = LIMIT) -> str:
    """Return a sentence in which what stands between backticks is code, also good in a table."""
    pieces = one_line(text, limit).split("`")
    if len(pieces) % 2 == 0:  # the last backtick has no partner
        pieces[-2:] = [r"\x60".join(pieces[-2:])]
    return "".join(
        code(piece, limit) if place % 2 else _words(piece) for place, piece in enumerate(pieces)
    )


def _words(text: str) -> str:
    shown, end = [], 0
    for live in _LIVE.finditer(text):
        shown += [_escaped(text[end : live.start()]), code(live[0], len(live[0]))]
        end = live.end()
    return "".join([*shown, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda sign: f"\\{sign[0]}", text)
