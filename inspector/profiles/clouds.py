"""The clouds Media Services ran in, and the hosts that stand beside it in each."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cloud:
    """One Azure cloud: who may issue tokens for its Media Services, and for what audience.

    Source: AzureEnvironmentConstants.cs of the .NET SDK.
    """

    name: str
    audience: str
    suffixes: tuple[str, ...]  # of the hosts in it
    authorities: tuple[str, ...]  # hosts of its token endpoints
    issuers: tuple[str, ...]  # what `iss` begins with
    management: tuple[str, ...]


CLOUDS = (
    Cloud(
        "global",
        "https://rest.media.azure.net",
        (".azure.net", ".windows.net", ".cloudapp.net", ".azure.com"),
        (
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoft.com",
            "sts.windows.net",
        ),
        ("https://sts.windows.net/", "https://login.microsoftonline.com/"),
        ("management.azure.com", "management.core.windows.net"),
    ),
    Cloud(
        "China",
        "https://rest.media.chinacloudapi.cn",
        (".chinacloudapi.cn", ".chinacloudapp.cn", ".azure.cn"),
        ("login.chinacloudapi.cn", "login.partner.microsoftonline.cn", "sts.chinacloudapi.cn"),
        (
            "https://sts.chinacloudapi.cn/",
            "https://login.chinacloudapi.cn/",
            "https://login.partner.microsoftonline.cn/",
        ),
        ("management.chinacloudapi.cn", "management.core.chinacloudapi.cn"),
    ),
    Cloud(
        "US Government",
        "https://rest.media.usgovcloudapi.net",
        (".usgovcloudapi.net", ".usgovcloudapp.net", ".azure.us"),
        ("login.microsoftonline.us", "login-us.microsoftonline.com"),
        (
            "https://sts.windows.net/",
            "https://login.microsoftonline.us/",
            "https://login-us.microsoftonline.com/",
        ),
        ("management.usgovcloudapi.net", "management.core.usgovcloudapi.net"),
    ),
    Cloud(
        "Germany",
        "https://rest.media.cloudapi.de",
        (".cloudapi.de", ".azure.de", ".cloudapp.de"),
        ("login.microsoftonline.de", "sts.microsoftonline.de"),
        ("https://sts.microsoftonline.de/", "https://login.microsoftonline.de/"),
        ("management.microsoftazure.de", "management.core.cloudapi.de"),
    ),
)

AUDIENCES = tuple(cloud.audience for cloud in CLOUDS)
AUTHORITIES = frozenset(host for cloud in CLOUDS for host in cloud.authorities)
MANAGEMENT = frozenset(host for cloud in CLOUDS for host in cloud.management)
OLD_ROOT = "media.windows.net"

# The reference's stand-in for the cluster that the old root redirects to.
DOCUMENTED_CLUSTER = "testrest.cloudapp.net"

# The open tail is the .NET SDK's own: sovereign clouds use other suffixes. Documents write
# `<accountname>` where the name belongs, collections `{{account}}`.
_ACCOUNT = re.compile(r"(?:[a-z0-9]{3,24}|[^./]*[^a-z0-9./][^./]*)\.restv2\.[^.]+\..+")
_UNFILLED = re.compile(r"[<>{}$%&\s]")
_CLUSTER = re.compile(
    r"wams[a-z0-9-]*rest-hs\.(?:cloudapp\.net|[a-z]+cloudapp\.(?:cn|net)|cloudapp\.de)"
)
_ACCESS_CONTROL = re.compile(r"[a-z0-9-]+\.accesscontrol\.[a-z0-9.]+")
_STORAGE = re.compile(r"[a-z0-9-]+\.(?:blob|queue|table|file|dfs)\.core\.[a-z0-9.]+")


def is_api_host(host: str) -> bool:
    """Tell whether *host* serves the operations API: an account, a cluster, or the old root."""
    return (
        host in {OLD_ROOT, DOCUMENTED_CLUSTER}
        or _ACCOUNT.fullmatch(host) is not None
        or _CLUSTER.fullmatch(host) is not None
    )


def is_unfilled(host: str) -> bool:
    """Tell whether nobody knows the host: it is absent, or a template's variable."""
    return not host or _UNFILLED.search(host) is not None


def is_token_host(host: str) -> bool:
    """Tell whether tokens are issued at *host*, the retired Access Control Service included."""
    return host in AUTHORITIES or _ACCESS_CONTROL.fullmatch(host) is not None


def is_storage_host(host: str) -> bool:
    """Tell whether *host* is Azure Storage."""
    return _STORAGE.fullmatch(host) is not None


def cloud_of(host: str) -> Cloud | None:
    """Return the cloud *host* belongs to, None when its name does not tell."""
    return next((cloud for cloud in CLOUDS if host.endswith(cloud.suffixes)), None)
