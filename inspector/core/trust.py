"""What the user trusts: the keys that sign tokens, and whose tokens are expected.

Judged while the token is at hand, never later: what is kept of it can be verified no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from inspector.core.keyring import KeyRing

Signature = Literal["not checked", "valid", "invalid"]


@dataclass(frozen=True)
class Trust:
    """Keys and expectations; what is empty is not asked for.

    *keys* is a text that `keyring.read_keys` reads; it is not read before a token is to be judged.
    """

    keys: str = field(default="", repr=False)
    tenant: str = ""  # `tid`
    app: str = ""  # `appid`, or `azp` of the newer tokens
    object_id: str = ""  # `oid`
    roles: tuple[str, ...] = ()  # each must be among `roles`
    audiences: tuple[str, ...] = ()  # besides those of the service

    @property
    def judges(self) -> bool:
        """Tell whether it says anything that a token itself is needed for."""
        return bool(self.keys or self.tenant or self.app or self.object_id or self.roles)

    @cached_property
    def ring(self) -> "KeyRing | None":
        """Return the keys, None when none were given; raises ValueError in the user's words."""
        if not self.keys:
            return None
        from inspector.core.keyring import read_keys  # takes 0.1 s to import

        return read_keys(self.keys)

    def signature(self, token: str, header: Mapping[str, Any]) -> Signature:
        """Return whether *token*, a JWT with this *header*, was signed by one of the keys."""
        if self.ring is None:
            return "not checked"
        return "valid" if self.ring.has_signed(token, header) else "invalid"

    def unexpected(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of those *claims* that are not as expected, absent ones included."""
        wanted = [(name, self.app) for name in _app_claims(claims)]
        wanted += [("tid", self.tenant), ("oid", self.object_id)]
        found = [name for name, id_ in wanted if id_ and not _is(claims.get(name), id_)]
        lacking = set(self.roles) - _texts(claims.get("roles"))
        return (*found, "roles") if lacking else tuple(found)


NOTHING = Trust()


def _app_claims(claims: Mapping[str, Any]) -> list[str]:
    """Return where the application's id is, or where it would be."""
    named = [name for name in ("appid", "azp") if claims.get(name) is not None]
    return named or ["azp" if claims.get("ver") == "2.0" else "appid"]


def _is(claim: object, id_: str) -> bool:
    return isinstance(claim, str) and claim.lower() == id_.lower()


def _texts(claim: object) -> set[str]:
    values = claim if isinstance(claim, list) else [claim]
    return {value for value in values if isinstance(value, str)}
