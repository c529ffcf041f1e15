"""The columns of a list: what each shows of a row, and how many fit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

Piece = tuple[str, str]  # text, kind


@dataclass(frozen=True)
class Column[R]:
    """One column of rows R; *share* is its part of the width that is left over."""

    title: str
    width: int
    cell: Callable[[R], Piece]
    share: int = 0
    right: bool = False
    cut: Callable[[str, int], str] | None = None  # None: with an ellipsis


def fitted[R](wanted: Sequence[Column[R]], width: int) -> list[tuple[Column[R], int]]:
    """Return the columns that fit with the widths they get; the last ones go first."""
    kept = list(wanted)
    while len(kept) > 1 and _needed(kept) > width:
        kept.pop()
    left = max(0, width - _needed(kept))
    shares = sum(column.share for column in kept) or 1
    widths = [column.width + left * column.share // shares for column in kept]
    return list(zip(kept, widths, strict=True))


def _needed[R](kept: Sequence[Column[R]]) -> int:
    return sum(column.width for column in kept) + len(kept) - 1


def pieces[R](row: R, fit: Sequence[tuple[Column[R], int]]) -> Iterator[Piece]:
    """Yield a row's cells, each as wide as its column and a blank."""
    for column, width in fit:
        text, kind = column.cell(row)
        if column.cut is not None:
            text = column.cut(text, width)
        yield adjusted(text, width, right=column.right) + " ", kind


def adjusted(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* in exactly *width* cells, cut with an ellipsis."""
    used = cell_len(text)
    if used > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - used) + text if right else text + " " * (width - used)


def whole_words(text: str, width: int) -> str:
    """Return the words that fit and how many do not: `ODA401 +3`."""
    codes = text.split(" ")
    for kept in range(len(codes), 0, -1):
        left = len(codes) - kept
        shown = " ".join(codes[:kept]) + (f" +{left}" if left else "")
        if cell_len(shown) <= width:
            return shown
    return text
