"""A filter's text, cut into words and signs."""

from collections.abc import Container
from dataclasses import dataclass

SIGNS = "()|&"
NEGATIONS = "-!"


class FilterError(ValueError):
    """Says what is wrong with a filter, in words for who typed it, and where: *start* to *end*."""

    def __init__(self, what: str, start: int, end: int) -> None:
        super().__init__(what)
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Token:
    """A sign or a word, and its place; *quoted* words are no words of the language."""

    text: str
    start: int
    end: int
    quoted: bool = False


def tokens(text: str, patterned: Container[str]) -> list[Token]:
    """Cut *text* into tokens; raises FilterError for a quote that is not closed.

    In a pattern, which follows one of the *patterned* words, signs are its own: `~u (a|b)`.
    """
    found: list[Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
        elif _is_sign(text, place) and not (
            found and found[-1].text in patterned and not found[-1].quoted
        ):
            found.append(Token(char, place, place + 1))
            place += 1
        else:
            found.append(word(text, place))
            place = found[-1].end
    return found


def word(text: str, start: int) -> Token:
    """Read up to a blank or a parenthesis that was not opened inside: `Assets('…')` is one word.

    Inside of double quotes everything is text, `\\"` a quote.
    """
    place, depth, opened, pieces = start, 0, -1, []
    while place < len(text):
        char = text[place]
        if opened >= 0 and text.startswith('\\"', place):
            place += 1
            pieces.append('"')
        elif char == '"':
            opened = place if opened < 0 else -1
        elif opened < 0 and (char.isspace() or (char == ")" and depth == 0)):
            break
        else:
            depth += {"(": 1, ")": -1}.get(char, 0) if opened < 0 else 0
            pieces.append(char)
        place += 1
    if opened >= 0:
        raise FilterError("a quote is not closed", opened, len(text))
    return Token("".join(pieces), start, place, quoted=text[start] == '"')


def _is_sign(text: str, place: int) -> bool:
    char = text[place]
    return char in SIGNS or (char in NEGATIONS and bool(text[place + 1 : place + 2].strip()))
