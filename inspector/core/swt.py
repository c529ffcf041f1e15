"""Simple Web Tokens, as the retired Access Control Service issued them.

A token is form-encoded pairs joined by `&`; the last one is `HMACSHA256=`. Some clients encode
the whole of it once more.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

_KEPT = {"expireson": "ExpiresOn", "audience": "Audience", "issuer": "Issuer"}
_LONGEST = 400  # characters of a value that is kept


def looks_like_swt(value: str) -> bool:
    """Tell whether *value* is form-encoded pairs with the names that only a SWT has."""
    text = value.lower()
    if "hmacsha256=" in text or "hmacsha256%3d" in text:
        return True
    return ("expireson=" in text and "audience=" in text) or (
        "expireson%3d" in text and "audience%3d" in text
    )


def read_swt(value: str) -> Mapping[str, object]:
    """Return `ExpiresOn` (seconds since the Unix epoch), `Audience` and `Issuer` of a SWT."""
    if "&" not in value and "=" not in value:
        value = unquote(value)
    try:
        pairs = parse_qsl(value, errors="replace", max_num_fields=200)
    except ValueError:
        return {}
    kept: dict[str, object] = {}
    for name, text in pairs:
        shown = _KEPT.get(name.lower())
        if shown is not None:
            kept.setdefault(shown, _number(text) if shown == "ExpiresOn" else text[:_LONGEST])
    return kept


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text[:_LONGEST]
