"""HTML that data cannot get out of: text that is not `Html` is escaped where it is put in."""

import html
from collections.abc import Iterable

from inspector.core.clean import CLIPPED_AT, clean
from inspector.report.inert import spans

VOID = frozenset({"input", "meta"})


class Html(str):
    """Text that is markup already; any other text is data."""

    __slots__ = ()


def escaped(text: str, limit: int = CLIPPED_AT) -> Html:
    """Return *text* as data: inert, and no markup."""
    return text if isinstance(text, Html) else Html(html.escape(clean(text, limit)))


def join(pieces: Iterable[str], between: str = "") -> Html:
    """Return pieces one after the other."""
    return Html(escaped(between).join(map(escaped, pieces)))


def element(tag: str, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """Return an element with those of *children* that are not None.

    `class_` and `data_x` are the attributes `class` and `data-x`; True is one without a value,
    None and False are none.
    """
    named = "".join(
        f" {name.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escaped(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    inner = join(child for child in children if child is not None)
    return Html(f"<{tag}{named}>" if tag in VOID else f"<{tag}{named}>{inner}</{tag}>")


def code(text: str, limit: int = CLIPPED_AT) -> Html:
    """Return *text* as it was sent."""
    return element("code", escaped(text, limit))


def prose(text: str) -> Html:
    """Return a sentence in which what stands between backticks is code."""
    return join(code(piece) if is_code else escaped(piece) for is_code, piece in spans(text))


def hidden(text: str) -> Html:
    """Return words for those who do not see the page."""
    return element("span", text, class_="unseen")
