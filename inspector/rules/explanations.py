"""What a finding of ours, or the service's own words, say about why a request failed: rows."""

import re
from dataclasses import dataclass

from inspector.core.annotated import Likelihood
from inspector.rules.innocence import RuledOut, audience_is_right

Statuses = frozenset[int]
NO_ANSWER = 0  # the status of a request that got none
BAD_REQUEST = 400
_REFUSED = frozenset({400, 405, 501})
_TYPE = frozenset({400, 406, 415})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule whose finding explains a status, and how surely."""

    code: str
    statuses: Statuses
    likelihood: Likelihood


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of the service and what they mean; *codes* are rules that tell it more exactly."""

    words: re.Pattern[str]
    why: str
    likelihood: Likelihood
    codes: tuple[str, ...]
    unless: RuledOut | None = None  # the evidence that the words mean something else


def _rows(likelihood: Likelihood, statuses: Statuses, codes: str) -> tuple[Explanation, ...]:
    return tuple(Explanation(code, statuses, likelihood) for code in codes.split())


EXPLANATIONS: tuple[Explanation, ...] = (
    *_rows("certain", frozenset({401}), "HDR101 HDR102 JWT301 JWT302 JWT303 JWT305 JWT307 JWT308"),
    *_rows("certain", frozenset({401}), "JWT314"),
    *_rows("likely", frozenset({401}), "JWT304 JWT306 JWT310 JWT316"),
    *_rows("certain", frozenset({400}), "HDR103 HDR104 HDR107 ODA402 ODA403 ODA404 ODA405 ODA407"),
    *_rows("certain", frozenset({400}), "ODA410 ODA412 ODA414 QRY504 QRY506 QRY507"),
    *_rows("likely", frozenset({400}), "HDR110 HDR111 HDR115 ODA411 ODA413 ODA415"),
    *_rows("likely", frozenset({400}), "ODA417 QRY512"),
    *_rows("possible", frozenset({400}), "ODA401 ODA409 QRY502 QRY515"),
    *_rows("certain", frozenset({400, 404}), "QRY509"),
    *_rows("certain", frozenset({404}), "QRY510 ODA415"),
    *_rows("likely", frozenset({404}), "ODA411"),
    *_rows("certain", _REFUSED, "QRY508 QRY511"),
    *_rows("likely", _TYPE, "HDR114 HDR116"),
    *_rows("certain", frozenset({400, 404}), "QRY510"),
    *_rows("likely", frozenset({406, 415}), "HDR115 HDR118 QRY513"),
    *_rows("certain", frozenset({411}), "HDR119"),
    *_rows("likely", frozenset({411, 413}), "QRY515"),
    *_rows("certain", frozenset({431}), "COR202"),
    *_rows("likely", frozenset({400}), "COR202"),
    *_rows("certain", frozenset({500}), "ODA412"),
    *_rows("certain", frozenset({400, 403, 409}), "SES705"),
    *_rows("certain", frozenset({401}), "RSP603"),
    *_rows("certain", frozenset({400, 404, 405}), "RSP603"),
    *_rows("certain", frozenset({429, 503}), "RSP605"),
)


def _saying(
    words: str,
    why: str,
    likelihood: Likelihood = "likely",
    codes: tuple[str, ...] = (),
    unless: RuledOut | None = None,
) -> Saying:
    return Saying(re.compile(words, re.IGNORECASE), why, likelihood, codes, unless)


THROTTLED = "The service throttles; wait, and double the wait with each retry."
QUOTA = "A quota of the account is used up, such as its jobs, assets or channels."
DISABLED = "The account is disabled, which leaves only GET."
UNAVAILABLE = "The service is not available for a while."
PRIMARY = "The input asset has no file marked as primary, and none can be told to be."
LIFETIME = "The token has expired, or is not valid yet, by the service's clock."
SAYINGS: tuple[Saying, ...] = (
    _saying(
        r"parsing request content failed|property names? (?:that are )?defined by the type",
        "The body names a property that the type does not have, or `__metadata` was read as "
        "light JSON.",
        codes=("ODA402", "ODA403", "ODA404", "ODA410"),
    ),
    _saying(
        r"propert(?:y|ies) .{1,80}(?:does not exist|not declared)|no property .{1,80} exists",
        "The request names a property that the type does not have.",
        codes=("ODA410", "ODA411"),
    ),
    _saying(
        r"must not be 0",
        "A value is 0 where 1 or 2 is wanted: TargetJobState, most often.",
        codes=("ODA414",),
    ),
    _saying(
        r"cannot convert|could not convert|cannot be converted|incompatible types",
        "A value is of another type than its property.",
        codes=("ODA414",),
    ),
    _saying(
        r"syntax error|unrecognized|unterminated (?:string )?literal|position \d+ in",
        "An expression in the query cannot be read.",
        codes=("QRY504", "QRY512"),
    ),
    _saying(
        r"unsupported media type",
        "The service knows none of the types in `Accept`, or not the `Content-Type`.",
        codes=("HDR114", "HDR115", "HDR116"),
    ),
    _saying(
        r"\bACS\b.{0,80}deprecat|access control service",
        "The token comes from the retired Access Control Service; get one from Azure AD.",
        "certain",
        ("JWT301",),
    ),
    _saying(r"lifetime validation|IDX10223|IDX10222", LIFETIME, codes=("JWT303", "JWT304")),
    _saying(
        r"access token is invalid|audience|IDX10214",
        "The token was issued for something else, such as Azure management; ask for the resource "
        "https://rest.media.azure.net.",
        codes=("JWT302", "JWT305", "JWT308"),
        unless=audience_is_right,
    ),
    _saying(
        r"signature validation|IDX1050\d|IDX10511",
        "The token's signature is wrong: it was changed on the way, or is made up.",
        codes=("JWT308", "JWT307"),
    ),
    _saying(
        r"\bexpired\b",
        "The service says that something has expired, the token most often.",
        codes=("JWT303",),
    ),
    _saying(r"took more than .{1,20} seconds?", THROTTLED, "certain", ("RSP604", "RSP605")),
    _saying(
        r"requests (?:per second|within)|throttl|rate limit|too many requests",
        THROTTLED,
        "certain",
        ("RSP604", "RSP605"),
    ),
    _saying(
        r"quota|(?<!rate )limit .{0,40}(?:reached|exceeded)|exceed.{0,40}(?<!rate )limit", QUOTA
    ),
    _saying(r"account.{0,40}\b(?:disabled|suspended|not active)", DISABLED),
    _saying(
        r"x-ms-version|api.?version",
        "The service wants another `x-ms-version`, or misses it.",
        codes=("HDR103", "HDR104"),
    ),
    _saying(
        r"dataserviceversion|protocol version",
        "The protocol's version does not fit what was sent or is to be answered.",
        codes=("HDR107", "HDR110"),
    ),
    _saying(r"primary file", PRIMARY),
    _saying(
        r"media processor",
        "A task names a media processor that this account does not have.",
    ),
    _saying(
        r"length required|content-length", "The request lacks `Content-Length`.", codes=("HDR119",)
    ),
)

# The words of mitmproxy, OpenSSL, .NET, Java and browsers for a connection that failed.
_SERVER_REFUSED = r"server tls handshake failed|upstream.*certificate"
_DISTRUST = (
    r"client.*(?:does not|may not) trust|unknown ca|certificate.unknown|bad certificate"
    r"|certificate.*(?:verif|trust|self.signed|authority)|PKIX path|unable to get.*issuer"
    r"|trust relationship"
)
_GAVE_UP = r"client tls handshake failed|disconnected during the (?:tls )?handshake"
NO_HOST = r"getaddrinfo|name or service not known|nodename|could not resolve|no such host"
ENDINGS: tuple[tuple[str, str], ...] = (
    (_SERVER_REFUSED, "TLS: the proxy and the service did not agree, or its certificate is bad"),
    (_DISTRUST, "TLS: the client does not trust the proxy's certificate; give it the proxy's CA"),
    (_GAVE_UP, "TLS: the client gave up; most likely it does not trust the proxy's certificate"),
    (r"\btls\b|\bssl\b|handshake", "TLS: the two sides did not agree"),
    (r"client (?:has )?(?:disconnected|closed)|abort|cancel", "the client itself hung up"),
    (r"time.?out|timed out", "nothing came in time"),
    (NO_HOST, "the host's name could not be resolved"),
    (r"refused", "nothing listens at that host and port"),
)


def ending(error: str) -> str:
    """Return what the words of a failed connection mean, "" when they are not known."""
    found = (note for words, note in ENDINGS if re.search(words, error, re.IGNORECASE))
    return next(found, "")
