"""What the service refuses, and with which status."""

import make
import pytest
from standin.caller import Caller

SWT = "name=acct&Audience=urn%3aWindowsAzureMediaServices&ExpiresOn=1&HMACSHA256=eA%3d%3d"


@pytest.mark.parametrize(
    ("method", "url", "changed", "status"),
    [
        pytest.param("GET", "Assets", {}, 200, id="a good call"),
        pytest.param("GET", "Assets", {"x_ms_version": None}, 400, id="no version"),
        pytest.param("GET", "Assets?api-version=2.19", {"x_ms_version": None}, 200, id="version in the query"),
        pytest.param("GET", "Assets", {"x_ms_version": "2.9"}, 200, id="2.9 is old, and known"),
        pytest.param("GET", "Assets", {"x_ms_version": "2.20"}, 400, id="a version that never was"),
        pytest.param("GET", "Assets", {"x_ms_version": "2017-04-17"}, 400, id="a date for a version"),
        pytest.param("GET", "Assets", {"DataServiceVersion": None}, 200, id="no DataServiceVersion"),
        pytest.param("GET", "Assets", {"DataServiceVersion": "1.0; NetFx"}, 200, id="an old protocol"),
        pytest.param("GET", "Assets", {"DataServiceVersion": "3"}, 400, id="half a protocol version"),
        pytest.param("GET", "Assets", {"DataServiceVersion": "4.0"}, 400, id="a protocol too new"),
        pytest.param("GET", "Assets", {"DataServiceVersion": "1.5"}, 400, id="a protocol that never was"),
        pytest.param("GET", "Assets", {"MaxDataServiceVersion": "0.9"}, 400, id="a maximum below all"),
        pytest.param("GET", "Assets", {"MaxDataServiceVersion": "4.0"}, 200, id="a maximum beyond ours"),
        pytest.param("GET", "Jobs", {"MaxDataServiceVersion": "2.0"}, 400, id="jobs need 3.0"),
        pytest.param("GET", "Assets", {"Accept": "application/json;odata=light"}, 415, id="a level that never was"),
        pytest.param("GET", "Nothing", {}, 404, id="no such set"),
        pytest.param("GET", "assets", {}, 404, id="case matters"),
        pytest.param("GET", "Assets(1)", {}, 400, id="a key without quotes"),
        pytest.param("GET", "Assets?$expand=Files", {}, 400, id="$expand"),
        pytest.param("GET", "Assets?$Top=1", {}, 400, id="an option in capitals"),
        pytest.param("GET", "Assets?$top=1&$top=2", {}, 400, id="an option twice"),
        pytest.param("GET", "Assets?$top=x", {}, 400, id="no number"),
        pytest.param("GET", "Assets?top=1", {}, 200, id="options without $ pass"),
        pytest.param("GET", "Assets?$select=Nmae", {}, 400, id="selecting what is not there"),
        pytest.param("GET", "Assets%ff", {}, 400, id="not UTF-8"),
        pytest.param("POST", "Tasks", {}, 400, id="tasks on their own"),
        pytest.param("POST", "MediaProcessors", {}, 400, id="processors cannot be made"),
        pytest.param("DELETE", "Assets", {}, 405, id="deleting a set"),
        pytest.param("PROPFIND", "Assets", {}, 501, id="a verb of another protocol"),
        pytest.param("GET", "Assets", {"X_HTTP_Method": "DELETE"}, 400, id="tunnelled through GET"),
        pytest.param("POST", "Assets", {"X_HTTP_Method": "merge"}, 400, id="tunnelled in lower case"),
    ],
)  # fmt: skip
def test_status(service: Caller, method: str, url: str, changed: dict, status: int) -> None:
    assert service.call(method, url, **changed).status == status


@pytest.mark.parametrize(
    ("authorization", "text"),
    [
        pytest.param(None, "no valid authorization header", id="none"),
        pytest.param("Basic eA==", "no valid authorization header", id="another scheme"),
        pytest.param("Bearer", "no valid authorization header", id="nothing after Bearer"),
        pytest.param(f"Bearer {make.token()}", "token is invalid", id="signed by somebody else"),
        pytest.param("Bearer {{AccessToken}}", "token is invalid", id="a placeholder"),
        pytest.param("Bearer " + "a" * 20_000, "token is invalid", id="far too long"),
        pytest.param(f"Bearer {SWT}", "ACS authentication is deprecated", id="of the retired ACS"),
    ],
)
def test_tokens_refused(service: Caller, authorization: str | None, text: str) -> None:
    told = service.call("GET", "Assets", Authorization=authorization)

    assert told.status == 401
    assert told.header("Content-Type") == "text/plain; charset=utf-8"
    assert text in told.body.decode()


@pytest.mark.parametrize(
    ("audience", "age", "status"),
    [
        pytest.param(make.AUDIENCE, 0, 200, id="fresh"),
        pytest.param(make.AUDIENCE + "/", 3899, 200, id="a second left, and a slash"),
        pytest.param("https://rest.media.chinacloudapi.cn", 0, 200, id="another cloud"),
        pytest.param(make.AUDIENCE, 3900, 401, id="expired"),
        pytest.param(make.AUDIENCE, -301, 401, id="not yet valid"),
        pytest.param("https://management.core.windows.net/", 0, 401, id="for another service"),
    ],
)
def test_tokens_by_audience_and_age(
    service: Caller, audience: str, age: float, status: int
) -> None:
    token = service.issued(audience, age)

    assert service.call("GET", "Assets", Authorization=f"bearer {token}").status == status


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        pytest.param("GET", "", 200, id="the service document"),
        pytest.param("GET", "$metadata", 200, id="the model, in a browser"),
        pytest.param("POST", "", 401, id="writing to the root"),
        pytest.param("GET", "Assets", 401, id="an entity set"),
    ],
)
def test_what_is_told_without_a_token(service: Caller, method: str, url: str, status: int) -> None:
    assert service.call(method, url, Authorization=None).status == status


def test_two_authorizations_are_refused(service: Caller) -> None:
    fields = [(name, value) for name, value in make.headers(Authorization=None)]
    bearer = ("Authorization", f"Bearer {service.token}")

    assert service.send("GET", make.ROOT, [*fields, bearer]).status == 200
    assert service.send("GET", make.ROOT, [*fields, bearer, bearer]).status == 401


def test_the_old_root_moves_every_verb(service: Caller) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE"):
        told = service.send(method, "https://media.windows.net/API/Assets")

        assert told.status == 301
        assert told.header("Location") == "https://wamsbayclus001rest-hs.cloudapp.net/api/"
        assert b"Object moved" in told.body


def test_a_host_that_is_none(service: Caller) -> None:
    assert service.send("GET", "https://bad host/").status == 400


def test_a_body_beyond_all_measure(service: Caller) -> None:
    assert service.call("POST", "Assets", b"x" * (64 * 1024 * 1024 + 1)).status == 413


@pytest.mark.parametrize(
    ("name", "most"),
    [
        pytest.param("Name", 512, id="a name"),
        pytest.param("StorageAccountName", 1_000_000, id="a text whose limit is not known"),
    ],
)
def test_texts_have_a_limit(service: Caller, name: str, most: int) -> None:
    told = service.call("POST", "Assets", {name: "x" * (most + 1)})

    assert (told.status, f"longer than {most} characters".encode() in told.body) == (400, True)
