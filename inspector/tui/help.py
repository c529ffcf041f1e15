"""All keys and the filter language on one page, read off the widgets themselves."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from inspector.core.filter import FIELDS
from inspector.core.sheets.sheet import Sheet

WIDE = 22  # cells for the keys
_NAMES = {
    "escape": "esc", "slash": "/", "minus": "-", "question_mark": "?", "pagedown": "page down",
    "pageup": "page up",
}  # fmt: skip


def help_sheet(sections: Iterable[tuple[str, Iterable[BindingType]]]) -> Sheet:
    """Return the keys of each section, then the filter language."""
    sheet = Sheet()
    for title, bindings in sections:
        sheet.add("title", title)
        for binding in bindings:
            if isinstance(binding, Binding):
                sheet.add(
                    "key", f"  {_keys(binding):<{WIDE}}{binding.tooltip or binding.description}"
                )
        sheet.add("plain")
    _language(sheet)
    return sheet


def _keys(binding: Binding) -> str:
    return " ".join(_NAMES.get(key, key) for key in binding.key.split(","))


def _language(sheet: Sheet) -> None:
    sheet.add("title", "Filter")
    for about in FIELDS.values():
        sheet.add("key", f"  {about.example:<{WIDE}}{about.meaning}")
    sheet.add("key", f"  {'some text':<{WIDE}}occurs in address, operation, codes or error")
    sheet.add("key", f"  {'a b   a or b':<{WIDE}}both; either")
    sheet.add("key", f"  {'-a   not a   (a or b)':<{WIDE}}the opposite; grouping")
    sheet.add("key", f"  {'> >= < <= =':<{WIDE}}before a number or a severity")
