"""Words of a POSIX shell that nothing in them can break out of, and that harm no terminal.

`$'…'` is no POSIX (dash has it not), base64 no standard program. So bytes that a terminal would
obey, or that are no text, are written as octal escapes of `printf`.
"""

import re

from inspector.core.clean import HARMFUL, one_line
from inspector.core.retelling.holes import Hole, Pieces

_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_QUOTABLE = re.compile(r"[A-Za-z0-9 _.,:;/=+*()?&@%~#|<>\[\]{}'-]*")  # means itself in "…"
# `!` is history in an interactive bash, even inside of single quotes within double ones.
_SPECIAL = re.compile(rf"[\\%'!\n\t]|{HARMFUL.pattern}")
_SIGNS = {"\\": r"\\", "%": "%%", "\n": r"\n", "\t": r"\t"}


def word(*pieces: bytes | Hole) -> str:
    """Return *pieces* as one word; the shell fails where a variable is not set."""
    literals = [
        piece.decode("utf-8", "surrogateescape") for piece in pieces if isinstance(piece, bytes)
    ]
    if len(pieces) == 1 and literals and _BARE.fullmatch(literals[0]):
        return literals[0]
    if len(literals) < len(pieces) and all(map(_QUOTABLE.fullmatch, literals)):
        inside = "".join(f"${{{p.name}:?}}" if isinstance(p, Hole) else p.decode() for p in pieces)
        return f'"{inside}"'
    return "".join(map(_segment, pieces)) or "''"


def printing(pieces: Pieces) -> str:
    """Return the command that writes *pieces* to its output, byte for byte."""
    form = "".join("%s" if isinstance(piece, Hole) else _format(piece) for piece in pieces)
    if form.startswith("-"):  # else an option
        form = rf"\055{form[1:]}"
    holes = [f' "${{{piece.name}:?}}"' for piece in pieces if isinstance(piece, Hole)]
    return f"printf '{form}'{''.join(holes)}"


def guard(pieces: Pieces) -> str:
    """Return a command that fails where one of the variables in *pieces* is not set."""
    holes = dict.fromkeys(piece.name for piece in pieces if isinstance(piece, Hole))
    return " ".join([":", *(f'"${{{name}:?}}"' for name in holes)])


def comment(text: str) -> str:
    """Return *text* as one line that the shell ignores."""
    return f"# {one_line(text, 600)}"


def is_plain(content: bytes) -> bool:
    """Tell whether *content* is text that a terminal shows as it is; lines may end in it."""
    try:
        return HARMFUL.search(content.decode()) is None
    except UnicodeDecodeError:
        return False


def _segment(piece: bytes | Hole) -> str:
    if isinstance(piece, Hole):
        return f'"${{{piece.name}:?}}"'
    if is_plain(piece):
        return "'" + piece.decode().replace("'", "'\\''") + "'"
    return f'"$({printing((piece,))})"'


def _format(piece: bytes) -> str:
    return _SPECIAL.sub(_escape, piece.decode("utf-8", "surrogateescape"))


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _SIGNS:
        return _SIGNS[sign]
    return "".join(f"\\{byte:03o}" for byte in sign.encode("utf-8", "surrogateescape"))
