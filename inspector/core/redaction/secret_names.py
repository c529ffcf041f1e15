"""Under which names secrets stand: headers, query options, form fields, JSON and XML members.

Names are compared in lower case without `-` and `_`.
"""

import re
from functools import lru_cache

# sure to be a secret wherever it stands
STRONG = frozenset(
    """
    accesstoken idtoken refreshtoken clientsecret clientassertion assertion password passwd pwd
    secret sharedkey accountkey accesskey apikey secretkey privatekey primarykey secondarykey
    primarymediaservicekey secondarymediaservicekey sharedaccesssignature sharedaccesskey
    encryptedcontentkey encryptedendpointcredential endpointcredential base64key keyvalue
    contentkeyvalue symmetrickey connectionstring authtoken bearertoken securitytoken sastoken
    usertoken devicecode codeverifier wrapaccesstoken wrappassword samlresponse hmacsha256
    subscriptionkey ocpapimsubscriptionkey xamzsignature xamzsecuritytoken credentials
    """.split()  # noqa: SIM905 - fifty lines otherwise
)
# a secret in a query or a form, yet an ordinary word in other places
_PAIR = frozenset({"sig", "signature", "code", "key", "token", "sas", "authorization", "st2"})
_MEMBER = frozenset({"sig", "token", "authorization", "signature"})
_HEADER_PART = re.compile(r"key|token|secret|passw|credential|signature|(?:^|-)auth$")
_HARMLESS_HEADERS = frozenset({"sec-websocket-key", "access-control-request-headers"})
_KINDS = {"sas": "sig", "signature": "sig", "pwd": "password", "passwd": "password"}
_ENDINGS = ("secret", "password", "accesstoken", "refreshtoken", "assertion")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return *name* as it is compared; `d:Access_Token` is `accesstoken`."""
    return name.rpartition(":")[2].strip().lower().replace("-", "").replace("_", "")


@lru_cache(maxsize=4096)
def is_secret_pair(name: str) -> bool:
    """Tell whether a query option or a form field called *name* holds a secret."""
    plain = plain_name(name)
    return plain in STRONG or plain in _PAIR or plain.endswith(_ENDINGS)


@lru_cache(maxsize=4096)
def is_secret_member(name: str) -> bool:
    """Tell whether a JSON or XML member called *name* holds a secret."""
    plain = plain_name(name)
    return plain in STRONG or plain in _MEMBER or plain.endswith(_ENDINGS)


@lru_cache(maxsize=4096)
def is_secret_header(name: str) -> bool:
    """Tell whether a header called *name* holds a secret; credentials and cookies apart."""
    lower = name.strip().lower()
    return _HEADER_PART.search(lower) is not None and lower not in _HARMLESS_HEADERS


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str:
    """Return the kind that a marker names for a secret called *name*."""
    plain = plain_name(name)
    spelt = name.rpartition(":")[2].strip().lower().replace("-", "_")
    return _KINDS.get(plain, "key" if plain.endswith("key") else spelt)
