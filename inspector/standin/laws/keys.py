"""Content keys: linked to assets, encrypted for the service's certificate, delivered by an address."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from inspector.core.ids import canonical, kind_of_id
from inspector.standin.forms.bodies import Sent
from inspector.standin.hosts import KEY_HOST
from inspector.standin.laws.law import Law, Work, none_named, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, Link
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State, guid_of

STORAGE_KEY = 1  # a ContentKeyType
ENVELOPE_KEY = 4
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 - the service's
_DELIVERIES = {1: "PlayReady/", 2: "?kid={kid}", 3: "Widevine/?kid={kid}", 4: "FairPlay/?kid={kid}"}


def own_id(given: str, kind: str) -> str:
    """Return an id that a client chose, as the service writes ids; raises Refusal for another."""
    found = canonical(given)
    if found is None or kind_of_id(given) != kind:
        raise bad(f"The value of 'Id' must be of the form 'nb:{kind}:UUID:<guid>'.")
    return found


class KeyLaw(Law):
    """A key's id is the client's; a PUT of one property leaves the others (amspy)."""

    put_replaces = False

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse an id of another form, and a policy that does not exist."""
        require(entity_set, sent)
        sent.values["Id"] = own_id(sent.values["Id"], "kid")
        _check_policy(work, sent.values)

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse a policy that does not exist."""
        _check_policy(work, values)


def check_key_link(work: Work, one: One, link: Link, target: Entity) -> None:
    """Refuse a second storage key of an asset, and a key that is linked already."""
    for key in work.state.linked(one.entity_set, one.entity, link.name):
        if key["Id"] == target["Id"]:
            raise Refusal(409, "The content key is linked to the asset already.")
        if key["ContentKeyType"] == target["ContentKeyType"] == STORAGE_KEY:
            raise Refusal(409, "The asset has a storage encryption key already.")


def _check_policy(work: Work, values: dict[str, Any]) -> None:
    policy = values.get("AuthorizationPolicyId")
    if policy and work.state.find("ContentKeyAuthorizationPolicies", policy) is None:
        raise none_named("AuthorizationPolicyId")


def delivery_url(key: Entity, kind: int | None) -> str:
    """Return where a key is delivered; raises Refusal."""
    if kind not in _DELIVERIES:
        raise bad("The value of 'keyDeliveryType' must be 1, 2, 3 or 4.")
    if not key["AuthorizationPolicyId"]:
        raise bad("The content key has no authorization policy.")
    if (key["ContentKeyType"] == ENVELOPE_KEY) != (kind == 2):
        raise bad("The delivery type does not fit the type of the content key.")
    return f"https://{KEY_HOST}/" + _DELIVERIES[kind].format(kid=guid_of(key["Id"]))


def certificate(state: State) -> x509.Certificate:
    """Return the certificate that keys are encrypted for."""
    pem = state.secrets.get("protection certificate", lambda: _self_signed(_private_key(state)))
    return x509.load_pem_x509_certificate(pem)


def thumbprint(state: State) -> str:
    """Return how the certificate is named: its SHA-1 in hexadecimal digits."""
    return certificate(state).fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303


def encoded(one: x509.Certificate) -> str:
    """Return a certificate as text: base64 of its DER."""
    return base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode()


def rebound(state: State, key: Entity, wanted: str) -> str:
    """Return a key encrypted for the certificate *wanted*, or with "" as it is."""
    try:
        clear = _private_key(state).decrypt(_decoded(key["EncryptedContentKey"]), _OAEP)
    except ValueError:
        raise bad("The content key was not encrypted for the service's certificate.") from None
    if not wanted:
        return base64.b64encode(clear).decode()
    try:
        public = x509.load_der_x509_certificate(_decoded(wanted)).public_key()
    except ValueError:
        raise bad("The value of 'x509Certificate' is no certificate.") from None
    if not isinstance(public, rsa.RSAPublicKey):
        raise bad("The certificate's key must be an RSA key.")
    try:
        return base64.b64encode(public.encrypt(clear, _OAEP)).decode()
    except ValueError:
        raise bad("The certificate's key is too short for the content key.") from None


def _decoded(text: str | None) -> bytes:
    try:
        return base64.b64decode((text or "").replace(" ", "+"))
    except binascii.Error:
        return b""


def _private_key(state: State) -> rsa.RSAPrivateKey:
    pem = state.secrets.get("protection key", _new_key)
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@cache
def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _self_signed(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ams-inspector stand-in")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=36500))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
