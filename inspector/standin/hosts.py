"""The hosts the stand-in stands in for, and what each of them is."""

import re
from enum import Enum

CLUSTER = "wamsbayclus001rest-hs.cloudapp.net"
ACCOUNT = "amsstandin"  # of Media Services
STORAGE_ACCOUNT = "amsstandin"
ARCHIVE_ACCOUNT = "amsstandinarchive"  # a second one
BLOB_SUFFIX = "blob.core.windows.net"
KEY_HOST = f"{ACCOUNT}.keydelivery.mediaservices.windows.net"
STREAMING_HOST = f"{ACCOUNT}.streaming.mediaservices.windows.net"


class Desk(Enum):
    """Who answers at a host."""

    OLD_ROOT = "old root"  # answers 301, whatever is asked
    API = "api"
    LOGIN = "login"
    ACS = "acs"  # the token endpoint of 2012 to 2018
    BLOB = "blob"
    HERE = "here"  # no host of the service: the stand-in called by its own address


_DESKS = (
    (r"media\.windows\.net", Desk.OLD_ROOT),
    (r"wams[a-z0-9-]*rest-hs\.[a-z]*cloudapp\.(net|cn|de)", Desk.API),
    (r"[a-z0-9]{3,24}\.restv2\.[^.]+\..+", Desk.API),  # the .NET SDK's own pattern
    (r"login(-us|\.partner)?\.(microsoftonline|microsoft|windows)\.(com|net|us|de|cn)", Desk.LOGIN),
    (r"login\.chinacloudapi\.cn", Desk.LOGIN),
    (r"[a-z0-9-]+\.accesscontrol\.[a-z0-9.]+", Desk.ACS),
    (r"[a-z0-9-]+\.blob\.core\.[a-z0-9.]+", Desk.BLOB),
)
_KNOWN = tuple((re.compile(pattern, re.IGNORECASE), desk) for pattern, desk in _DESKS)


def desk_of(host: str) -> Desk:
    """Return who answers for *host*, `Desk.HERE` for a host that is none of the service's."""
    return next((desk for pattern, desk in _KNOWN if pattern.fullmatch(host)), Desk.HERE)


def serves(host: str) -> bool:
    """Tell whether the stand-in stands in for *host*."""
    return desk_of(host) is not Desk.HERE
