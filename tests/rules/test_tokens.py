from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange
from inspector.core.inspection import Facts
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.severity import ERROR, WARNING
from inspector.rules import tokens as rules

NOON = int(make.NOON)
SWT = (
    "Bearer http%3a%2f%2fschemas.xmlsoap.org%2fws%2f2005%2f05%2fidentity%2fclaims%2fnameidentifier"
    "=accountname&urn%3aSubscriptionId=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
    "&Audience=urn%3aWindowsAzureMediaServices&ExpiresOn=1399999999"
    "&Issuer=https%3a%2f%2fwamsprodglobal001acs.accesscontrol.windows.net%2f&HMACSHA256=bWFkZSB1cA%3d%3d"
)
BLOB = "https://accountname.blob.core.windows.net/asset-1/movie.mp4"
OLD = {"exp": NOON - 192}


def bearer(header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Return an `Authorization` value with a token that was good but for what is *changed*."""
    return f"Bearer {make.token(header, **changed)}"


def notes(rule: Rule, authorization: str | None = None, **changed: Any) -> list[str]:
    """Return the remarks of *rule* on a request with this `Authorization`."""
    sent = bearer() if authorization is None else authorization
    it = make.inspection(authorization=sent or None, **changed)
    return [evidence.note for evidence in rule.check(it)]


def seen(rule: Rule, authorization: str | None = None, **changed: Any) -> list[str]:
    """Return what *rule* saw in a request with this `Authorization`."""
    sent = bearer() if authorization is None else authorization
    it = make.inspection(authorization=sent or None, **changed)
    return [evidence.claim or evidence.query or evidence.seen for evidence in rule.check(it)]


CLEAN = [
    pytest.param("",                                   id="no Authorization"),
    pytest.param("Bearer",                             id="a scheme and nothing else"),
    pytest.param("SharedKey acct:c2lnbmF0dXJl",        id="a storage key"),
    pytest.param("Basic dXNlcjpwYXNzd29yZA==",         id="a user and a password"),
    pytest.param(bearer(),                             id="a good token"),
    pytest.param(bearer().replace("Bearer", "bearer"), id="the scheme in lower case"),
    pytest.param(bearer().replace(" ", "   "),         id="more blanks than one"),
    pytest.param(bearer({"alg": "PS256"}),             id="another asymmetric algorithm"),
    pytest.param(bearer(roles=["Contributor"]),        id="with roles"),
    pytest.param(bearer(aud=f"{make.AUDIENCE}/"),      id="a trailing slash on the audience"),
    pytest.param(bearer(aud=["x", make.AUDIENCE]),     id="one audience of several"),
    pytest.param(bearer(exp=NOON + 600),               id="ten minutes left"),
    pytest.param(bearer(exp=NOON + 3300.5),            id="half seconds"),
    pytest.param(bearer(iss=f"https://login.microsoftonline.com/{make.TENANT}/v2.0"), id="the v2 issuer"),
    pytest.param("Bearer REDACTED",                    id="a recorder left the token out"),
    pytest.param("Bearer ********",                    id="stars"),
    pytest.param("Bearer eyJ0eXAiOiJKV1Qi...",         id="a document cut the token short"),
    pytest.param("Bearer <redacted:jwt:0123456789ab>", id="our own marker, from an export"),
    pytest.param("[Filtered]",                         id="a recorder left everything out"),
]  # fmt: skip

ON_API = [rule for rule in rules.RULES if Service.API in rule.on]


@pytest.mark.parametrize("rule", ON_API, ids=lambda rule: rule.code)
@pytest.mark.parametrize("authorization", CLEAN)
def test_no_rule_is_broken(rule: Rule, authorization: str) -> None:
    assert notes(rule, authorization) == []


@pytest.mark.parametrize("rule", ON_API, ids=lambda rule: rule.code)
def test_a_time_that_was_not_recorded_is_no_reproach(rule: Rule) -> None:
    assert notes(rule, started=None) == []


@pytest.mark.parametrize(
    ("authorization", "found"),
    [
        pytest.param(SWT,                       ["for urn:WindowsAzureMediaServices; ExpiresOn 2014-05-13T16:53:19Z"], id="as the service issued it"),
        pytest.param("Bearer HMACSHA256=bWFk",  ["for unknown; ExpiresOn unknown"],                                    id="nothing but its signature"),
        pytest.param("Bearer " + SWT[7:].replace("%", "%25").replace("&", "%26").replace("=", "%3d"),
                     ["for urn:WindowsAzureMediaServices; ExpiresOn 2014-05-13T16:53:19Z"], id="encoded once more"),
        pytest.param("Bearer a=b&c=d",          [],                                                                    id="other pairs"),
    ],
)  # fmt: skip
def test_acs_token(authorization: str, found: list[str]) -> None:
    assert notes(rules.acs_token, authorization) == found


@pytest.mark.parametrize(
    ("authorization", "found"),
    [
        pytest.param("Bearer abcdef123456",                     ["1 part instead of three"],                       id="an opaque token"),
        pytest.param(bearer().rsplit(".", 1)[0],                ["2 parts instead of three"],                      id="the signature is lost"),
        pytest.param("Bearer a.b.c.d.e",                        ["encrypted (five parts): its claims cannot be read"], id="encrypted"),
        pytest.param("Bearer a.b.c",                            ["the header part is not base64url"],              id="three letters"),
        pytest.param(f"Bearer {bearer()}",                      ["the word Bearer stands there twice"],            id="the scheme twice"),
        pytest.param(f'Bearer "{make.token()}"',                ["it is in quotation marks"],                      id="in quotation marks"),
        pytest.param(bearer().replace(".", ". ", 1),            ["it holds a blank or a line break"],              id="a blank inside"),
        pytest.param("Bearer " + "x" * 20_000,                  ["20 KiB long"],                                   id="longer than any token"),
        pytest.param(bearer(exp="tomorrow"),                    ["no number of seconds since 1970"],               id="a word as exp"),
        pytest.param(bearer(exp=1e30),                          ["no number of seconds since 1970"],               id="exp beyond any calendar"),
        pytest.param(bearer(exp=float("inf")),                  ["no number of seconds since 1970"],               id="an endless exp"),
        pytest.param(bearer(exp=True),                          ["no number of seconds since 1970"],               id="a truth as exp"),
        pytest.param(bearer(nbf=[1]),                           ["no number of seconds since 1970"],               id="a list as nbf"),
        pytest.param(bearer(exp=0),                             [],                                                id="1970 is a time"),
        pytest.param(bearer(nbf=None, iat=None),                [],                                                id="nbf and iat are not required"),
        pytest.param(SWT,                                       [],                                                id="a SWT is JWT301's"),
        pytest.param("Bearer <ENCODED JWT TOKEN>",              [],                                                id="a placeholder is JWT314's"),
        pytest.param(make.token(),                              [],                                                id="no scheme is HDR102's"),
    ],
)  # fmt: skip
def test_token_malformed(authorization: str, found: list[str]) -> None:
    assert notes(rules.token_malformed, authorization) == found


@pytest.mark.parametrize(
    ("exp", "started", "found"),
    [
        pytest.param(NOON - 192,       NOON,      ["expired 3 min 12 s before the request (exp 2026-01-31T11:56:48Z)"], id="three minutes"),
        pytest.param(NOON - 90000,     NOON,      ["expired 1 d 1 h before the request (exp 2026-01-30T11:00:00Z)"],    id="a day"),
        pytest.param(NOON,             NOON,      ["expired 0 s before the request (exp 2026-01-31T12:00:00Z)"],        id="in this second"),
        pytest.param(NOON - 1,         NOON - .5, ["expired 0 s before the request (exp 2026-01-31T11:59:59Z)"],        id="half a second"),
        pytest.param(NOON + 1,         NOON,      [],  id="one second left"),
        pytest.param(NOON + 1,         NOON + .9, [],  id="a tenth of a second left"),
        pytest.param(NOON - 192,       NOON - 200, [], id="an old recording, valid then"),
        pytest.param(NOON - 192,       None,      [],  id="time not recorded"),
        pytest.param("tomorrow",       NOON,      [],  id="a word is JWT302's"),
        pytest.param(1e30,             NOON,      [],  id="beyond any calendar"),
        pytest.param(None,             NOON,      [],  id="no exp is JWT316's"),
    ],
)  # fmt: skip
def test_token_expired(exp: object, started: float | None, found: list[str]) -> None:
    assert notes(rules.token_expired, bearer(exp=exp), started=started) == found


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        pytest.param(3600, [(None,    "valid 1 h after the request (nbf 2026-01-31T13:00:00Z)")],                  id="an hour: a time zone"),
        pytest.param(301,  [(None,    "valid 5 min 1 s after the request (nbf 2026-01-31T12:05:01Z)")],            id="just over five minutes"),
        pytest.param(300,  [(WARNING, "clock skew: valid 5 min after the request (nbf 2026-01-31T12:05:00Z)")],    id="five minutes"),
        pytest.param(1,    [(WARNING, "clock skew: valid 1 s after the request (nbf 2026-01-31T12:00:01Z)")],      id="a second"),
        pytest.param(0,    [], id="this very second"),
        pytest.param(-300, [], id="five minutes ago"),
    ],
)  # fmt: skip
def test_token_not_yet_valid(ahead: int, found: list[tuple[object, str]]) -> None:
    it = make.inspection(authorization=bearer(nbf=NOON + ahead))

    places = list(rules.token_not_yet_valid.check(it))

    assert [(place.severity, place.note) for place in places] == found


@pytest.mark.parametrize(
    ("aud", "found"),
    [
        pytest.param("https://management.azure.com/", [f"is for Azure Resource Manager; this host takes {make.AUDIENCE}"], id="Resource Manager"),
        pytest.param("https://graph.microsoft.com",   [f"is for Microsoft Graph; this host takes {make.AUDIENCE}"],        id="Graph"),
        pytest.param("00000002-0000-0000-c000-000000000000", [f"this host takes {make.AUDIENCE}"],                         id="an application's id"),
        pytest.param(f"{make.AUDIENCE}/.default",     [f"this host takes {make.AUDIENCE}"], id="the scope, not the resource"),
        pytest.param(f"{make.AUDIENCE}.example.test", [f"this host takes {make.AUDIENCE}"], id="a longer host"),
        pytest.param("http://rest.media.azure.net",   [f"this host takes {make.AUDIENCE}"], id="another scheme"),
        pytest.param([],                              [f"this host takes {make.AUDIENCE}"], id="an empty list"),
        pytest.param({"a": 1},                        [f"this host takes {make.AUDIENCE}"], id="an object"),
        pytest.param("HTTPS://REST.MEDIA.AZURE.NET",  [], id="shouted"),
        pytest.param("https://rest.media.azure.net/", [], id="a trailing slash"),
        pytest.param([make.AUDIENCE],                 [], id="a list of one"),
        pytest.param(["x", f"{make.AUDIENCE}/"],      [], id="one of several"),
        pytest.param(None,                            [], id="none is JWT316's"),
    ],
)  # fmt: skip
def test_wrong_audience(aud: object, found: list[str]) -> None:
    assert notes(rules.wrong_audience, bearer(aud=aud)) == found


def test_a_token_for_another_cloud_is_named_as_such() -> None:
    china = "https://rest.media.chinacloudapi.cn"
    facts = Facts(audiences=(make.AUDIENCE,), api_audiences=(make.AUDIENCE, china))
    it = make.inspection(authorization=bearer(aud=china))

    found = list(rules.wrong_audience.check(type(it)(it.exchange, it.service, facts)))

    assert [place.note for place in found] == [
        f"is for Media Services in another cloud; this host takes {make.AUDIENCE}"
    ]


def test_an_unknown_service_takes_any_audience() -> None:
    it = make.inspection(authorization=bearer(aud="https://example.test"))

    assert not list(rules.wrong_audience.check(type(it)(it.exchange, it.service, Facts())))


OTHER_TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({"iss": "https://accounts.example.test/"},                              ["no issuer of this host's cloud"],     id="not Azure AD"),
        pytest.param({"iss": "https://sts.windows.net.example.test/x/"},                     ["no issuer of this host's cloud"],     id="a longer host"),
        pytest.param({"iss": f"https://sts.windows.net/{OTHER_TENANT}/"},                    ["its tenant is not the one in tid"],   id="another tenant"),
        pytest.param({"iss": f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"},      ["its tenant is not the one in tid"],   id="another tenant, v2"),
        pytest.param({"tid": OTHER_TENANT},                                                  ["its tenant is not the one in tid"],   id="another tid"),
        pytest.param({"tid": make.TENANT.upper()},                                           [], id="tid shouted"),
        pytest.param({"tid": None},                                                          [], id="no tid"),
        pytest.param({"tid": 7},                                                             [], id="tid is a number"),
        pytest.param({"iss": None},                                                          [], id="none is JWT316's"),
        pytest.param({"iss": 7},                                                             [], id="a number"),
        pytest.param({"iss": f"https://STS.windows.net/{make.TENANT}/"},                     [], id="the host shouted"),
        pytest.param({"iss": f"https://login.microsoftonline.com/{make.TENANT}/v2.0"},       [], id="the v2 endpoint's"),
    ],
)  # fmt: skip
def test_unknown_issuer(changed: dict[str, Any], found: list[str]) -> None:
    assert notes(rules.unknown_issuer, bearer(**changed)) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param({"alg": "none"},                  ["none"],   id="none"),
        pytest.param({"alg": "NoNe"},                  ["NoNe"],   id="none, disguised"),
        pytest.param({"alg": "HS256"},                 ["HS256"],  id="a shared secret"),
        pytest.param({"alg": "hs512"},                 ["hs512"],  id="a shared secret, lower case"),
        pytest.param({"typ": "JWT"},                   ["absent"], id="absent"),
        pytest.param({"alg": 7},                       ["7"],      id="a number"),
        pytest.param({"alg": None},                    ["None"],   id="null"),
        pytest.param({"alg": ""},                      [""],       id="empty"),
        pytest.param({"alg": "RS256"},                 [],         id="RS256"),
        pytest.param({"alg": "RS256", "kid": 7},       [],         id="an odd kid"),
        pytest.param({"alg": "RS256", "crit": ["x"]},  [],         id="an unknown crit"),
        pytest.param({"alg": "ES256"},                 [],         id="ES256"),
        pytest.param({"alg": "PS512"},                 [],         id="PS512"),
        pytest.param({"alg": "EdDSA"},                 [],         id="EdDSA"),
    ],
)  # fmt: skip
def test_unsafe_algorithm(header: dict[str, Any], found: list[str]) -> None:
    it = make.inspection(authorization=bearer(header))

    assert [place.seen for place in rules.unsafe_algorithm.check(it)] == found


@pytest.mark.parametrize(
    ("left", "found"),
    [
        pytest.param(120, ["2 min left (exp 2026-01-31T12:02:00Z)"],      id="two minutes"),
        pytest.param(299, ["4 min 59 s left (exp 2026-01-31T12:04:59Z)"], id="just under five"),
        pytest.param(1,   ["1 s left (exp 2026-01-31T12:00:01Z)"],        id="a second"),
        pytest.param(300, [], id="five minutes"),
        pytest.param(0,   [], id="none left is JWT303's"),
        pytest.param(-60, [], id="expired is JWT303's"),
    ],
)  # fmt: skip
def test_expires_soon(left: int, found: list[str]) -> None:
    assert notes(rules.expires_soon, bearer(exp=NOON + left)) == found


@pytest.mark.parametrize(
    ("url", "authorization", "count"),
    [
        pytest.param("http://media.windows.net/api/Assets",   bearer(),              1, id="plain HTTP"),
        pytest.param("HTTP://media.windows.net/api/Assets",   bearer(),              1, id="shouted"),
        pytest.param("http://192.168.1.7/api/Assets",         bearer(),              1, id="the local network"),
        pytest.param("http://media.windows.net/api/Assets",   "Bearer opaque123",    1, id="an opaque token"),
        pytest.param("http://media.windows.net/api/Assets",   "Bearer REDACTED",     1, id="a token that was left out"),
        pytest.param("http://media.windows.net/api/Assets",   SWT,                   1, id="a SWT"),
        pytest.param("https://media.windows.net/api/Assets",  bearer(),              0, id="TLS"),
        pytest.param("http://127.0.0.1:8080/api/Assets",      bearer(),              0, id="loopback"),
        pytest.param("http://127.9.9.9/api/Assets",           bearer(),              0, id="another loopback address"),
        pytest.param("http://[::1]:8080/api/Assets",          bearer(),              0, id="loopback, IPv6"),
        pytest.param("http://localhost/api/Assets",           bearer(),              0, id="localhost"),
        pytest.param("http://ams.localhost:81/api/Assets",    bearer(),              0, id="a name under localhost"),
        pytest.param("http://media.windows.net/api/Assets",   "",                    0, id="no token"),
        pytest.param("http://media.windows.net/api/Assets",   "Bearer {{token}}",    0, id="a placeholder is no secret"),
        pytest.param("http://media.windows.net/api/Assets",   "SharedKey a:b123456", 0, id="a signature that is good once"),
    ],
)  # fmt: skip
def test_token_in_clear(url: str, authorization: str, count: int) -> None:
    assert len(notes(rules.token_in_clear, authorization, url=url)) == count


def test_plain_http_is_mended_by_tls() -> None:
    assert rules.token_in_clear.fix is not None
    mended = rules.token_in_clear.fix(make.request(url="http://media.windows.net/api/"), ())

    assert mended.url == "https://media.windows.net/api/"


@pytest.mark.parametrize(
    ("url", "authorization", "found"),
    [
        pytest.param(BLOB,                                bearer(),                              ["sent to accountname.blob.core.windows.net"], id="blob storage"),
        pytest.param("https://management.azure.com/x",    bearer(),                              ["sent to management.azure.com"],              id="Resource Manager"),
        pytest.param("https://example.test/x",            bearer(),                              ["sent to example.test"],                      id="anyone"),
        pytest.param(BLOB,                                bearer(aud=[make.AUDIENCE, "x"]),      ["sent to accountname.blob.core.windows.net"], id="one audience of several"),
        pytest.param(BLOB,                                SWT,                                   ["sent to accountname.blob.core.windows.net"], id="a SWT"),
        pytest.param(BLOB,                                bearer(aud="https://storage.azure.com"), [], id="a token for storage"),
        pytest.param(BLOB,                                "SharedKey acct:c2ln",                 [], id="a storage key"),
        pytest.param(BLOB + "?sv=2012-02-12&sig=c2lnbg",  "",                                    [], id="a SAS"),
        pytest.param("https://management.azure.com/x",    bearer(aud="https://management.azure.com/"), [], id="its own token"),
        pytest.param("https://localhost/x",               bearer(),                              [], id="a stand-in on this machine"),
        pytest.param("http://127.0.0.1:10000/x",          bearer(),                              [], id="an emulator"),
        pytest.param(BLOB,                                "Bearer REDACTED",                     [], id="left out"),
        pytest.param(BLOB,                                "Bearer opaque",                       [], id="opaque"),
        pytest.param(BLOB,                                "Bearer {{token}}",                    [], id="a placeholder"),
    ],
)  # fmt: skip
def test_token_to_stranger(url: str, authorization: str, found: list[str]) -> None:
    assert notes(rules.token_to_stranger, authorization, url=url, service=Service.BLOB) == found


def test_media_services_is_no_stranger() -> None:
    assert Service.API not in rules.token_to_stranger.on


@pytest.mark.parametrize(
    ("url", "found"),
    [
        pytest.param(f"Assets?access_token={make.token()}",          ["access_token"],  id="a token"),
        pytest.param("Assets?client_secret=abcdefgh",                ["client_secret"], id="a secret"),
        pytest.param(f"Assets?x={make.token()}",                     ["x"],             id="a token under any name"),
        pytest.param("Assets?$top=1&sig=abc%2Bdef%3D",               ["sig"],           id="a signature"),
        pytest.param("Assets?Access%5FToken=abcdefgh",               ["Access_Token"],  id="the name encoded"),
        pytest.param("https://me:secret@media.windows.net/api/",     ["https://%3C"],   id="a password before the host"),
        pytest.param("Assets?$top=1",                                [], id="paging"),
        pytest.param("Assets?$filter=Name%20eq%20'token'",           [], id="the word in a filter"),
        pytest.param("Assets?$skiptoken=eyJh",                       [], id="a skip token"),
        pytest.param("GetProtectionKeyId?contentKeyType=1",          [], id="a content key's type"),
        pytest.param("GetProtectionKey?ProtectionKeyId='7D9B'",      [], id="a thumbprint"),
        pytest.param("RebindContentKey?id='nb%3Akid%3AUUID%3A1'&x509Certificate='MII'", [], id="a certificate"),
        pytest.param("ContentKeys('nb:kid:UUID:1')",                 [], id="a content key's id"),
        pytest.param("Assets?access_token=",                         [], id="an empty value"),
        pytest.param("Assets?api-version=2.19",                      [], id="a version"),
        pytest.param("Assets?access_token={{token}}",                [], id="a placeholder"),
    ],
)  # fmt: skip
def test_credential_in_url(url: str, found: list[str]) -> None:
    assert [
        text[:11] if ":" in text else text for text in seen(rules.credential_in_url, url=url)
    ] == found


@pytest.mark.parametrize(
    ("service", "before", "count"),
    [
        pytest.param(Service.BLOB,     False, 0, id="not a token of the service, as far as is known"),
        pytest.param(Service.BLOB,     True,  1, id="a token that was sent to the service"),
        pytest.param(Service.STRANGER, True,  1, id="the same, to anyone"),
    ],
)  # fmt: skip
def test_a_token_in_the_url_of_another_host(service: Service, before: bool, count: int) -> None:
    earlier = [make.exchange()] if before else []

    found = notes(
        rules.credential_in_url, "", url=f"{BLOB}?t={make.token()}", service=service, before=earlier
    )

    assert len(found) == count


def test_a_sas_belongs_into_the_url_of_a_blob() -> None:
    url = f"{BLOB}?sv=2012-02-12&sr=c&sig=abcdefgh%3D"

    assert notes(rules.credential_in_url, "", url=url, service=Service.BLOB) == []


@pytest.mark.parametrize(
    ("value", "count"),
    [
        pytest.param("<ENCODED JWT TOKEN>",    1, id="the document's"),
        pytest.param("&lt;ENCODED JWT TOKEN&gt;", 1, id="out of a page's source"),
        pytest.param("%3CENCODED%20JWT%20TOKEN%3E", 1, id="encoded for a URL"),
        pytest.param("${{ secrets.TOKEN }}",   1, id="a workflow's secret"),
        pytest.param("<%= token %>",           1, id="a page's template"),
        pytest.param("#{token}",               1, id="Ruby's"),
        pytest.param("@{token}",               1, id="PowerShell's"),
        pytest.param("{{AccessToken}}",        1, id="an editor's variable"),
        pytest.param("${ACCESS_TOKEN}",        1, id="a shell's variable"),
        pytest.param("$TOKEN",                 1, id="a shell's variable, bare"),
        pytest.param("%TOKEN%",                1, id="a batch file's variable"),
        pytest.param("YOUR_TOKEN",             1, id="words"),
        pytest.param("your-access-token-here", 1, id="more words"),
        pytest.param("<token>",                1, id="in angle brackets"),
        pytest.param("undefined",              1, id="what JavaScript makes of no token"),
        pytest.param("null",                   1, id="what Java makes of no token"),
        pytest.param("[object Object]",        1, id="what JavaScript makes of an object"),
        pytest.param("tokens",                 0, id="a word that is no template"),
        pytest.param("8f14e45fceea167a5a36",   0, id="hexadecimal digits"),
        pytest.param("MyS3cretT0ken",          0, id="a secret with the word in it"),
    ],
)  # fmt: skip
def test_placeholder_token(value: str, count: int) -> None:
    assert len(notes(rules.placeholder_token, f"Bearer {value}")) == count


def refused(token: str, status: int = 401, **changed: Any) -> Exchange:
    """Return an exchange with *token* that ended with *status*, a minute before noon."""
    answer = make.response(status)
    return make.exchange(
        authorization=token, answer=answer, **{"started": make.NOON - 60, **changed}
    )


@pytest.mark.parametrize(
    ("token", "before", "answer", "found"),
    [
        pytest.param(bearer(**OLD), [refused(bearer(**OLD))],                            None, [None],    id="expired, refused, sent again"),
        pytest.param(bearer(**OLD), [refused(bearer(**OLD), url="Jobs")],                None, [None],    id="refused for another request"),
        pytest.param(bearer(),      [refused(bearer())],                                 401,  [WARNING], id="not expired, refused twice"),
        pytest.param("Bearer opaque1234", [refused("Bearer opaque1234")],                401,  [WARNING], id="opaque, refused twice"),
        pytest.param(bearer(),      [refused(bearer())],                                 200,  [],        id="taken the second time: the role was granted"),
        pytest.param(bearer(),      [refused(bearer())],                                 404,  [],        id="taken, but nothing was there"),
        pytest.param(bearer(),      [refused(bearer())],                                 None, [],        id="not expired, answer not recorded"),
        pytest.param(bearer(**OLD), [],                                                  401,  [],        id="the first refusal"),
        pytest.param(bearer(**OLD), [refused(bearer(**OLD), status=503)],                401,  [],        id="throttled before, not refused"),
        pytest.param(bearer(**OLD), [refused(bearer(**OLD), url="https://other.restv2.westus.media.azure.net/api/Assets")], 401, [], id="refused by another host"),
        pytest.param(bearer(**OLD), [refused(bearer(exp=NOON - 500))],                   401,  [],        id="another token was refused"),
        pytest.param(bearer(),      [refused(bearer(**OLD))],                            200,  [],        id="renewed after the refusal"),
        pytest.param("Bearer REDACTED", [refused("Bearer REDACTED")],                    401,  [],        id="left out: perhaps another one"),
        pytest.param("Bearer {{token}}", [refused("Bearer {{token}}")],                  401,  [],        id="a placeholder is JWT314's"),
    ],
)  # fmt: skip
def test_expired_token_retried(
    token: str, before: list[Exchange], answer: int | None, found: list[object]
) -> None:
    response = None if answer is None else make.response(answer)
    it = make.inspection(authorization=token, before=before, answer=response)

    assert [place.severity for place in rules.expired_token_retried.check(it)] == found


def test_a_recording_with_one_time_for_all_is_in_order() -> None:
    token = bearer(**OLD)
    raw = make.exchange(authorization=token, answer=make.response(401))
    slow = type(raw)(**{**vars(raw), "duration": 2.0})

    assert notes(rules.expired_token_retried, token, before=[slow], answer=make.response(401)) != []


def test_requests_that_were_under_way_together_are_no_retries() -> None:
    token = bearer(**OLD)
    raw = make.exchange(authorization=token, answer=make.response(401), started=make.NOON - 1)
    slow = type(raw)(**{**vars(raw), "duration": 2.0})

    assert notes(rules.expired_token_retried, token, before=[slow], answer=make.response(401)) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({"exp": None},                            ["exp"],               id="no exp"),
        pytest.param({"aud": None},                            ["aud"],               id="no aud"),
        pytest.param({"iss": None},                            ["iss"],               id="no iss"),
        pytest.param({"exp": None, "aud": None, "iss": None},  ["exp", "aud", "iss"], id="none of them"),
        pytest.param({"nbf": None},                            [],                    id="no nbf"),
        pytest.param({"iat": None, "appid": None},             [],                    id="no iat and no appid"),
        pytest.param({"exp": "soon"},                          [],                    id="an odd exp is JWT302's"),
    ],
)  # fmt: skip
def test_claim_missing(changed: dict[str, Any], found: list[str]) -> None:
    assert seen(rules.claim_missing, bearer(**changed)) == found


def test_severities_are_those_of_the_catalogue() -> None:
    graver = {rule.code for rule in rules.RULES if rule.severity is ERROR}

    assert graver == {
        f"JWT{n}" for n in (301, 302, 303, 304, 305, 307, 308, 310, 311, 312, 313, 314, 315)
    }
