"""Who may reach a container: the bearer of a signature, or for bulk ingest of the account's key."""

import hmac
from datetime import datetime

from inspector.standin.blobs.answers import RefusedError
from inspector.standin.call import Call
from inspector.standin.laws.ingest import PREFIX
from inspector.standin.store.state import State

_FAILED = (
    "Server failed to authenticate the request. Make sure the value of Authorization header "
    "is formed correctly including the signature."
)


def check_access(call: Call, state: State, container: str, right: str) -> None:
    """Refuse whoever has not the right *right*, a letter of `sp`; raises RefusedError."""
    sent = {option.name: option.value for option in call.request.target.options}
    scheme = (call.request.headers.get("Authorization") or "").partition(" ")[0].lower()
    if scheme.startswith("sharedkey") and container.startswith(PREFIX):
        return  # nobody has a key that could be checked: the account is not real
    signature = sent.get("sig", "").replace(" ", "+")  # `+` unencoded reads as a blank
    expected = state.storage.signature(container, sent)
    signed = hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode())
    if scheme or not signed or not _is_open(call, state, sent.get("si", ""), sent):
        raise RefusedError(403, "AuthenticationFailed", _FAILED)
    if right not in sent.get("sp", ""):
        raise RefusedError(
            403, "AuthorizationPermissionMismatch", "The signature does not permit this operation."
        )


def _is_open(call: Call, state: State, locator: str, sent: dict[str, str]) -> bool:
    """Tell whether the time has come, is not over, and the locator has not been deleted."""
    begin, end = (_moment(sent.get(name)) for name in ("st", "se"))
    if end is None or call.now >= end or (begin is not None and call.now < begin):
        return False
    return not locator or state.find("Locators", f"nb:lid:UUID:{locator}") is not None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
