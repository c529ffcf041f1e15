import make
import pytest

from inspector.core.exchange import Request
from inspector.core.service import Service
from inspector.profiles.media_services import MEDIA_SERVICES, recognise

A, T, B, M = Service.API, Service.TOKEN, Service.BLOB, Service.MANAGEMENT


@pytest.mark.parametrize(
    ("host", "service"),
    [
        pytest.param("accountname.restv2.westus.media.azure.net",           A,    id="an account"),
        pytest.param("tvmewest.restv2.westcentralus-2.media.azure.net",     A,    id="a region with a number"),
        pytest.param("ACCOUNTNAME.RESTV2.WESTUS.MEDIA.AZURE.NET",           A,    id="shouted"),
        pytest.param("accountname.restv2.westus.media.azure.net.",          A,    id="with the root's dot"),
        pytest.param("accountname.restv2.westus.media.azure.net:443",       A,    id="with a port"),
        pytest.param("acct.restv2.chinaeast.media.chinacloudapi.cn",        A,    id="China"),
        pytest.param("acct.restv2.usgovvirginia.media.usgovcloudapi.net",   A,    id="US Government"),
        pytest.param("acct.restv2.anywhere.unknown.example",                A,    id="a cloud nobody knows"),
        pytest.param("media.windows.net",                                   A,    id="the old root"),
        pytest.param("wamsbayclus001rest-hs.cloudapp.net",                  A,    id="a cluster"),
        pytest.param("testrest.cloudapp.net",                               A,    id="the reference's cluster"),
        pytest.param("<accountname>.restv2.<location>.media.azure.net",     A,    id="as documents print it"),
        pytest.param("{{account}}.restv2.{{region}}.media.azure.net",       A,    id="as collections write it"),
        pytest.param("wamsshaclus001rest-hs.chinacloudapp.cn",              A,    id="a cluster in China"),
        pytest.param("login.microsoftonline.com",                           T,    id="Azure AD"),
        pytest.param("login.microsoftonline.us",                            T,    id="Azure AD of the US Government"),
        pytest.param("wamsprodglobal001acs.accesscontrol.windows.net",      T,    id="the Access Control Service"),
        pytest.param("acct.blob.core.windows.net",                          B,    id="storage"),
        pytest.param("acct.blob.core.chinacloudapi.cn",                     B,    id="storage in China"),
        pytest.param("management.azure.com",                                M,    id="Resource Manager"),
        pytest.param("management.core.windows.net",                         M,    id="the old management API"),
        pytest.param("x.restv2.westus.media.azure.net",                     None, id="an account name too short"),
        pytest.param("accountname.streaming.mediaservices.windows.net",     None, id="streaming"),
        pytest.param("accountname.keydelivery.westus.media.azure.net",      None, id="key delivery"),
        pytest.param("example.com",                                         None, id="a stranger"),
        pytest.param("evilmedia.windows.net",                               None, id="a look-alike of the old root"),
        pytest.param("127.0.0.1:8080",                                      None, id="this machine"),
    ],
)  # fmt: skip
def test_hosts(host: str, service: Service | None) -> None:
    assert recognise(Request(method="GET", url=f"https://{host}/api/Assets")) is service


@pytest.mark.parametrize(
    ("url", "service"),
    [
        pytest.param("https://example.com/upload",       Service.STRANGER, id="another host"),
        pytest.param("https://acct.blob.core.windows.net/c/b", B,          id="storage"),
        pytest.param("/api/Assets",                      A,                id="a recording without the host"),
        pytest.param("{{RESTAPIEndpoint}}/Assets",       A,                id="a root nobody filled in"),
        pytest.param("https://<redirected host URI>/api/Assets", A,        id="a document's words for the host"),
        pytest.param("https://testrest.example.net/api/Assets", Service.STRANGER, id="a look-alike"),
        pytest.param("http://localhost:8080/api/Assets", None,             id="this machine by name"),
        pytest.param("http://127.0.0.1:8080/api/Assets", None,             id="this machine by address"),
        pytest.param("http://[::1]:8080/api/Assets",     None,             id="this machine, IPv6"),
    ],
)  # fmt: skip
def test_a_token_of_ours_makes_a_host_our_concern(url: str, service: Service | None) -> None:
    assert recognise(make.exchange("GET", url).request) is service


def test_a_token_of_the_retired_service_does_too() -> None:
    swt = "Audience=urn%3aWindowsAzureMediaServices&ExpiresOn=1334275521&HMACSHA256=abc%3d"
    url = "https://example.com/upload"
    request = make.exchange("GET", url, authorization=f"Bearer {swt}").request

    assert recognise(request) is Service.STRANGER


def test_a_token_of_others_does_not() -> None:
    token = f"Bearer {make.token(aud='https://graph.microsoft.com')}"
    request = make.exchange("GET", "https://example.com/", authorization=token).request

    assert recognise(request) is None


def test_a_connect_to_the_service_is_a_tunnel() -> None:
    request = Request(method="CONNECT", url="https://accountname.restv2.westus.media.azure.net:443")

    assert recognise(request) is Service.TUNNEL


@pytest.mark.parametrize(
    ("host", "audience"),
    [
        pytest.param("a12.restv2.westus.media.azure.net", "https://rest.media.azure.net", id="global"),
        pytest.param("media.windows.net", "https://rest.media.azure.net", id="the old root"),
        pytest.param("a12.restv2.chinaeast.media.chinacloudapi.cn", "https://rest.media.chinacloudapi.cn", id="China"),
        pytest.param("a12.restv2.usgovvirginia.media.usgovcloudapi.net", "https://rest.media.usgovcloudapi.net", id="US Government"),
        pytest.param("a12.restv2.germanycentral.media.cloudapi.de", "https://rest.media.cloudapi.de", id="Germany"),
    ],
)  # fmt: skip
def test_each_cloud_has_its_audience(host: str, audience: str) -> None:
    facts = MEDIA_SERVICES.facts(Request(method="GET", url=f"https://{host}/api/"))

    assert facts.audiences == (audience,)


def test_an_unknown_cloud_may_have_any_audience() -> None:
    request = Request(method="GET", url="https://a12.restv2.anywhere.unknown.example/api/")

    assert len(MEDIA_SERVICES.facts(request).audiences) == 4
