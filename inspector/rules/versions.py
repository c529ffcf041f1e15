"""HDR: which versions of the service and of the protocol a request names."""

import re
from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.inspection import Inspection
from inspector.core.repair.addresses import with_option_set
from inspector.core.repair.dialects import at_protocol_3
from inspector.core.repair.fix import Fix, Places
from inspector.core.repair.headers import setting, with_header
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.versions import Version, is_date, read_number, read_protocol_version
from inspector.rules.sources import ERRORS, ODATA_HEADERS, OVERVIEW

DOCUMENTED: Version = (2, 17)  # the overview's version
NEWEST: Version = (2, 19)
PROTOCOL: Version = (3, 0)


def newest(request: Request, _: Places) -> Request:
    """Name the newest version, wherever one is named."""
    option = api_version(request)
    if option is not None:
        request = with_option_set(request, option, "2.19")
    if option is None or "x-ms-version" in request.headers:
        request = with_header(request, "x-ms-version", "2.19")
    return request


@rule(
    "HDR103",
    ERROR,
    source=f"{OVERVIEW} {ERRORS}",
    fix=setting("x-ms-version", "2.19"),
    parts=False,
    demands=("x-ms-version",),
)
def x_ms_version_missing(it: Inspection) -> Iterator[Evidence]:
    """The request names no version of the service.

    The service answers 400 to a request without `x-ms-version`; only `$metadata` may do without.
    `?api-version=2.19` in the query counts as well.

    Send `x-ms-version: 2.19`.
    """
    if it.request.target.is_metadata or api_version(it.request) is not None:
        return
    if it.request.lacks("x-ms-version"):
        yield it.request.at("x-ms-version")


@rule("HDR104", ERROR, source=f"{OVERVIEW} {ERRORS}", fix=newest)
def x_ms_version_unsupported(it: Inspection) -> Iterator[Evidence]:
    """The version named is none the service has.

    Versions run from 2.0 to 2.19; the service answers 400 to any other. They are pairs of
    numbers, so 2.9 is older than 2.11.

    Send `x-ms-version: 2.19`, or an older version the client was written for.
    """
    for value, option in versions(it.request):
        if not is_supported(value):
            note = "a date is a version of Azure Storage" if is_date(value) else ""
            yield place_of(it.request, option).noting(note)


@rule("HDR105", NOTE, source=OVERVIEW, strict=ERROR, fix=newest)
def x_ms_version_old(it: Inspection) -> Iterator[Evidence]:
    """The version named is older than the one that is documented.

    The overview describes 2.17. Older versions keep working, but lack entities and properties
    that came later.

    Send `x-ms-version: 2.17` or newer, unless the client depends on the older model.
    """
    for value, option in versions(it.request):
        version = read_number(value)
        if is_supported(value) and version is not None and version < DOCUMENTED:
            yield place_of(it.request, option)


def required(code: str, header: str, why: str, fix: Fix) -> Rule:
    """Make the rule that *header* should be sent with every request."""

    def missing(it: Inspection) -> Iterator[Evidence]:
        if it.request.lacks(header):
            yield it.request.at(header)

    title, remedy = f"The request has no `{header}`.", f"Send `{header}: 3.0`."
    missing.__doc__ = f"{title}\n\n{why}\n\n{remedy}"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header).lower()
    missing.__name__ = f"{words}_missing"
    made = rule(
        code, WARNING, source=OVERVIEW, parts=False, strict=ERROR, fix=fix,
        demands=(header,),
    )  # fmt: skip
    return made(missing)


DATA_SERVICE_VERSION_MISSING = required(
    "HDR106",
    "DataServiceVersion",
    "The overview lists it as required. The service assumes 3.0 without it, and so reads plain "
    "JSON bodies as light JSON.",
    at_protocol_3,
)


@rule("HDR107", ERROR, source=f"{OVERVIEW} {ODATA_HEADERS}", fix=at_protocol_3)
def data_service_version_invalid(it: Inspection) -> Iterator[Evidence]:
    """The `DataServiceVersion` is no version the service knows.

    What stands before the first semicolon must be digits, a dot, digits, and not above 3.0;
    the service answers 400 to anything else.

    Send `DataServiceVersion: 3.0`.
    """
    value = it.request.headers.get("DataServiceVersion")
    if value is not None:
        version = read_protocol_version(value)
        if version is None or version > PROTOCOL:
            yield it.request.at("DataServiceVersion")


@rule("HDR108", NOTE, source=OVERVIEW, strict=ERROR, fix=at_protocol_3)
def data_service_version_low(it: Inspection) -> Iterator[Evidence]:
    """The `DataServiceVersion` is below 3.0.

    Below 3.0 the service reads plain `application/json` as verbose JSON, from 3.0 on as light
    JSON: the same body means something else.

    Send `DataServiceVersion: 3.0`, and name the dialect: `application/json;odata=verbose`.
    """
    version = it.request.protocol_version
    if version is not None and version < PROTOCOL:
        yield it.request.at("DataServiceVersion")


MAX_DATA_SERVICE_VERSION_MISSING = required(
    "HDR109",
    "MaxDataServiceVersion",
    "The overview lists it as required. It tells the service the newest protocol version the "
    "client can read; without it answers may be of any version.",
    setting("MaxDataServiceVersion", "3.0"),
)


@rule(
    "HDR110",
    ERROR,
    source=f"{OVERVIEW} {ODATA_HEADERS}",
    fix=setting("MaxDataServiceVersion", "3.0"),
)
def max_data_service_version_invalid(it: Inspection) -> Iterator[Evidence]:
    """The `MaxDataServiceVersion` is no version, or lower than `DataServiceVersion`.

    It must be digits, a dot, digits, as far as the first semicolon; and a client that writes a
    version must be able to read it. The service answers 400.

    Send `MaxDataServiceVersion: 3.0`.
    """
    value = it.request.headers.get("MaxDataServiceVersion")
    if value is None:
        return
    most, own = read_protocol_version(value), it.request.protocol_version
    if most is None or (own is not None and most < own <= PROTOCOL):
        yield it.request.at("MaxDataServiceVersion")


@rule("HDR112", WARNING, source=OVERVIEW)
def versions_disagree(it: Inspection) -> Iterator[Evidence]:
    """The `x-ms-version` header and `api-version` in the query differ.

    Either of them names the version of the service; which of two different ones counts is not
    documented.

    Send one of them, or the same value in both.
    """
    named = list(versions(it.request))
    if len({read_number(value) or value for value, _ in named}) > 1:
        yield from (place_of(it.request, option) for _, option in named)


def api_version(request: Request) -> str | None:
    """Return the name of the query option that names the version, as spelt; None without one."""
    for option in request.target.options:
        if option.name.lower() == "api-version":
            return option.name
    return None


def versions(request: Request) -> Iterator[tuple[str, str | None]]:
    """Yield each version of the service that *request* names.

    With it comes the query option that names it, None for the header.
    """
    value = request.headers.get("x-ms-version")
    if value is not None:
        yield value.strip(), None
    name = api_version(request)
    if name is not None:
        yield (request.target.option(name) or "").strip(), name


def place_of(request: Request, option: str | None) -> Evidence:
    """Return where a version was named as evidence."""
    return request.at("x-ms-version") if option is None else request.at_query(option)


def is_supported(value: str) -> bool:
    """Tell whether *value* is one of 2.0 … 2.19."""
    version = read_number(value)
    return version is not None and (2, 0) <= version <= NEWEST


RULES: tuple[Rule, ...] = (
    x_ms_version_missing,
    x_ms_version_unsupported,
    x_ms_version_old,
    DATA_SERVICE_VERSION_MISSING,
    data_service_version_invalid,
    data_service_version_low,
    MAX_DATA_SERVICE_VERSION_MISSING,
    max_data_service_version_invalid,
    versions_disagree,
)
