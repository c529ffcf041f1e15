"""The two kinds of version a request names: the protocol's and the service's."""

import re
from functools import lru_cache

Version = tuple[int, int]
_NUMBER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=256)
def read_protocol_version(value: str) -> Version | None:
    """Read `DataServiceVersion` or `MaxDataServiceVersion`; None when it is no version.

    What stands before the first `;` counts, trimmed: `3.0`, `3.0;`, `1.0; NetFx`
    (WCF Data Services' parser).
    """
    return read_number(value.partition(";")[0].strip())


@lru_cache(maxsize=256)
def read_number(value: str) -> Version | None:
    """Read digits, one dot, digits; None for anything else. 2.9 is older than 2.11."""
    found = _NUMBER.fullmatch(value)
    return (int(found[1]), int(found[2])) if found else None


def is_date(value: str) -> bool:
    """Tell whether *value* is a version of Azure Storage or of Azure Resource Manager."""
    return _DATE.fullmatch(value.strip()) is not None
