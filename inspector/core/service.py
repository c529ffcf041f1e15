"""The kinds of host that one service's traffic goes to."""

from enum import Enum


class Service(Enum):
    """What kind of host an exchange went to, as a profile sees it."""

    API = "api"  # the service the profile is about
    TOKEN = "token"  # noqa: S105 - where its bearer tokens are issued
    BLOB = "blob"  # storage that its clients also talk to
    MANAGEMENT = "management"  # where its accounts are managed
    TUNNEL = "tunnel"  # a CONNECT to the service's host that came to nothing
    STRANGER = "stranger"  # none of these, yet it was sent a token of the service


EVERYWHERE = frozenset(Service)
API_ONLY = frozenset({Service.API})
