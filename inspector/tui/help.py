"""All keys and the filter language on one page, read off the widgets themselves."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from textual.binding import Binding, BindingType

from inspector.core.filter import FIELDS, GRAMMAR, MEANINGS
from inspector.core.sheets.sheet import Sheet

UNCHANGED: Mapping[str, str] = MappingProxyType({})
WIDE = 24  # cells for the keys
WIDER = 28  # cells for the words of the filter language
_NAMES = {
    "escape": "esc", "slash": "/", "minus": "-", "question_mark": "?", "pagedown": "pgdn",
    "pageup": "pgup", "semicolon": ";", "colon": ":",
}  # fmt: skip


def help_sheet(
    sections: Iterable[tuple[str, Iterable[BindingType]]],
    keys: Mapping[str, str] = UNCHANGED,
    *,
    language: bool = True,
) -> Sheet:
    """Return the keys of each section, then the filter language where that is of use.

    *keys* are those of the user's choice, by action.
    """
    sheet = Sheet()
    for title, bindings in sections:
        sheet.add("title", title)
        for binding in bindings:
            if isinstance(binding, Binding):
                sheet.add(
                    "key",
                    f"  {keys_of(binding, keys):<{WIDE}}{binding.tooltip or binding.description}",
                )
        sheet.add("plain")
    if language:
        _language(sheet)
    return sheet


def keys_of(binding: Binding, keys: Mapping[str, str] = UNCHANGED) -> str:
    """Return all keys that do the same, as a person calls them."""
    chosen = keys.get(binding.id or "", binding.key)
    return " ".join(_NAMES.get(key, key) for key in chosen.split(","))


def _language(sheet: Sheet) -> None:
    sheet.add("title", "Filter")
    fields = [(about.example, about.meaning) for about in FIELDS.values()]
    for example, meaning in (*fields, *GRAMMAR):
        _explain(sheet, example, meaning)
    sheet.add("plain")
    sheet.add("title", "Filter, in mitmproxy's words")
    for example, meaning in MEANINGS.items():
        _explain(sheet, example, meaning)


def _explain(sheet: Sheet, example: str, meaning: str) -> None:
    sheet.add("key", f"  {example:<{WIDER}}{meaning}")
