"""HDR: what the headers of a request must say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

from inspector.core.evidence import Evidence
from inspector.core.exchange import CLIENT_REQUEST_ID, Request
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.core.versions import Version, is_date, read_number, read_protocol_version
from inspector.rules.sources import AUTHENTICATION, ERRORS, HTTP, ODATA_HEADERS, OVERVIEW

DOCUMENTED: Version = (2, 17)  # the overview's version
NEWEST: Version = (2, 19)
PROTOCOL: Version = (3, 0)
SKEW_BORNE = 300.0  # seconds
ONCE = ("x-ms-version", "DataServiceVersion", "MaxDataServiceVersion", "Content-Type", "Host")
_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} (?:GMT|UTC|UT|[+-]\d{4})"
)


def setting(name: str, value: str) -> Callable[[Request], Request]:
    """Return a fix that sends *name* once, as *value*."""
    return lambda request: replace(request, headers=request.headers.replacing(name, value))


@rule("HDR101", ERROR, source=f"{AUTHENTICATION} {ERRORS}")
def authorization_missing(it: Inspection) -> Iterator[Evidence]:
    """The request bears no `Authorization`.

    Every call of the operations API needs a bearer token of Azure AD; without one the service
    answers 401.

    Send `Authorization: Bearer <token>` with a token for https://rest.media.azure.net.
    """
    if it.request.lacks("Authorization"):
        yield it.request.at("Authorization")


@rule("HDR102", ERROR, source=f"{AUTHENTICATION} {HTTP}#section-11.6.2")
def authorization_not_bearer(it: Inspection) -> Iterator[Evidence]:
    """The `Authorization` is not exactly one bearer token.

    The service takes the scheme Bearer, in any case, followed by the token. Another scheme, a
    scheme without a token, or several `Authorization` headers are answered 401.

    Send one header, `Authorization: Bearer <token>`; a SharedKey belongs to Azure Storage.
    """
    credential = it.request.credential
    repeated = len(it.request.headers.all("Authorization")) > 1
    if repeated or (credential is not None and credential.kind in {"other", "empty"}):
        yield it.request.at("Authorization")


@rule("HDR103", ERROR, source=f"{OVERVIEW} {ERRORS}", fix=setting("x-ms-version", "2.19"))
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


@rule("HDR104", ERROR, source=f"{OVERVIEW} {ERRORS}", fix=setting("x-ms-version", "2.19"))
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


@rule("HDR105", NOTE, source=OVERVIEW, strict=ERROR, fix=setting("x-ms-version", "2.19"))
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


def required(code: str, header: str, why: str) -> Rule:
    """Make the rule that *header* should be sent with every request."""

    def missing(it: Inspection) -> Iterator[Evidence]:
        if it.request.lacks(header):
            yield it.request.at(header)

    title, remedy = f"The request has no `{header}`.", f"Send `{header}: 3.0`."
    missing.__doc__ = f"{title}\n\n{why}\n\n{remedy}"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header).lower()
    missing.__name__ = f"{words}_missing"
    return rule(code, WARNING, source=OVERVIEW, strict=ERROR, fix=setting(header, "3.0"))(missing)


DATA_SERVICE_VERSION_MISSING = required(
    "HDR106",
    "DataServiceVersion",
    "The overview lists it as required. The service assumes 3.0 without it, and so reads plain "
    "JSON bodies as light JSON.",
)


@rule(
    "HDR107",
    ERROR,
    source=f"{OVERVIEW} {ODATA_HEADERS}",
    fix=setting("DataServiceVersion", "3.0"),
)
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


@rule("HDR108", NOTE, source=OVERVIEW, strict=ERROR)
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


@rule("HDR111", ERROR, source=f"{HTTP}#section-5.3")
def header_repeated(it: Inspection) -> Iterator[Evidence]:
    """A header that has one value was sent more than once.

    Which of the values counts is not defined; proxies join them with a comma, and then none of
    them is understood.

    Send the header once; look for code that adds it where it should set it.
    """
    if not it.request.headers.repeats:
        return
    for name in (*ONCE, *CLIENT_REQUEST_ID):
        values = it.request.headers.all(name)
        if len(values) > 1:
            found = it.request.at(name)
            yield found if len(set(values)) > 1 else found.as_(WARNING)


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


@rule("HDR113", WARNING, source=f"{OVERVIEW} {HTTP}#section-6.6.1")
def date_malformed(it: Inspection) -> Iterator[Evidence]:
    """The `Date` is no HTTP date, or not the time of the request.

    The overview wants RFC 1123 form, in GMT. A date that is minutes off shows a wrong clock,
    and a wrong clock makes good tokens look expired or not yet valid.

    Send `Date: Sat, 31 Jan 2026 12:00:00 GMT` in the time of the request, or leave it out.
    """
    value = it.request.headers.get("Date")
    if value is None:
        return
    moment = http_date(value)
    if moment is None:
        yield it.request.at("Date").noting("not an RFC 1123 date")
    elif it.exchange.started is not None:
        off = moment - it.exchange.started
        if abs(off) > SKEW_BORNE:
            word = "ahead of" if off > 0 else "behind"
            yield it.request.at("Date").noting(f"{abs(off) / 60:.0f} min {word} the request")


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


def http_date(value: str) -> float | None:
    """Return an RFC 1123 date as seconds since the epoch; None for anything else."""
    if not _DATE.fullmatch(value.strip()):
        return None
    try:
        return parsedate_to_datetime(value).timestamp()
    except ValueError:  # the 32nd of a month
        return None


RULES: tuple[Rule, ...] = (
    authorization_missing,
    authorization_not_bearer,
    x_ms_version_missing,
    x_ms_version_unsupported,
    x_ms_version_old,
    DATA_SERVICE_VERSION_MISSING,
    data_service_version_invalid,
    data_service_version_low,
    MAX_DATA_SERVICE_VERSION_MISSING,
    max_data_service_version_invalid,
    header_repeated,
    versions_disagree,
    date_malformed,
)
