"""Who may reach a container: the bearer of a signature, or whoever says to have the account's key."""

import hmac
import re
from datetime import datetime

from inspector.standin.blobs.answers import RefusedError
from inspector.standin.call import Call
from inspector.standin.hosts import ARCHIVE_ACCOUNT, STORAGE_ACCOUNT
from inspector.standin.laws.locators import letters
from inspector.standin.store.state import State

_KEY = re.compile(r"SharedKey(?:Lite)? ([a-z0-9]{3,24}):[A-Za-z0-9+/]+={0,2}")
_FAILED = (
    "Server failed to authenticate the request. Make sure the value of Authorization header "
    "is formed correctly including the signature."
)


def has_key(call: Call) -> bool:
    """Tell whether a call says to be signed by the account's key, which nobody could check."""
    found = _KEY.fullmatch(call.request.headers.get("Authorization") or "")
    return found is not None and found[1] in {STORAGE_ACCOUNT, ARCHIVE_ACCOUNT}


def check_access(call: Call, state: State, container: str, right: str) -> None:
    """Refuse whoever has not the right *right*, a letter of `sp`; raises RefusedError."""
    if has_key(call):
        return
    sent = {option.name: option.value for option in call.request.target.options}
    rights = None if "Authorization" in call.request.headers else _signed(state, container, sent)
    if rights is None or not _is_open(call, state, sent):
        raise RefusedError(403, "AuthenticationFailed", _FAILED)
    if right not in rights:
        raise RefusedError(
            403, "AuthorizationPermissionMismatch", "The signature does not permit this operation."
        )


def _signed(state: State, container: str, sent: dict[str, str]) -> str | None:
    """Return the rights that a signature stands for; None for one that is not ours."""
    signature = sent.get("sig", "").replace(" ", "+").encode("utf-8", "replace")  # `+`, unencoded
    for permissions in range(16):
        rights = letters(permissions)
        expected = state.storage.signature(container, sent, rights).encode()
        if hmac.compare_digest(signature, expected):
            return rights
    return None


def _is_open(call: Call, state: State, sent: dict[str, str]) -> bool:
    """Tell whether the time has come, is not over, and the locator has not been deleted."""
    begin, end = (_moment(sent.get(name)) for name in ("st", "se"))
    if end is None or call.now >= end or (begin is not None and call.now < begin):
        return False
    locator = sent.get("si")
    return locator is None or state.find("Locators", f"nb:lid:UUID:{locator}") is not None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
