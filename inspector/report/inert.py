"""Text from the wire as Markdown that does nothing: no markup, link, mention or HTML."""

import re
from collections.abc import Iterator

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
    found = spans(one_line(text, limit))
    return "".join(
        code(piece, limit) if is_code else _words(piece.replace("`", r"\x60"))
        for is_code, piece in found
    )


def spans(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of a sentence, and whether they stand between backticks."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # the last backtick has no partner
        pieces[-2:] = ["`".join(pieces[-2:])]
    yield from ((place % 2 == 1, piece) for place, piece in enumerate(pieces))


def _words(text: str) -> str:
    shown, end = [], 0
    for live in _LIVE.finditer(text):
        shown += [_escaped(text[end : live.start()]), code(live[0], len(live[0]))]
        end = live.end()
    return "".join([*shown, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda sign: f"\\{sign[0]}", text)
