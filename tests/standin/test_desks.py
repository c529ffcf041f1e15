"""Which host is answered by whom."""

import pytest

from inspector.standin.hosts import Desk, desk_of, serves


@pytest.mark.parametrize(
    ("host", "desk"),
    [
        pytest.param("accountname.restv2.westus.media.azure.net", Desk.API, id="an account"),
        pytest.param("tvmewest.restv2.westcentralus-2.media.azure.net", Desk.API, id="an odd region"),
        pytest.param("acct.restv2.chinaeast.media.chinacloudapi.cn", Desk.API, id="an account in China"),
        pytest.param("wamsbluclus001rest-hs.cloudapp.net", Desk.API, id="a cluster"),
        pytest.param("wamsbjbclus001rest-hs.chinacloudapp.cn", Desk.API, id="a cluster in China"),
        pytest.param("media.windows.net", Desk.OLD_ROOT, id="the old root"),
        pytest.param("login.microsoftonline.com", Desk.LOGIN, id="Azure AD"),
        pytest.param("login.windows.net", Desk.LOGIN, id="Azure AD by its older name"),
        pytest.param("login-us.microsoftonline.com", Desk.LOGIN, id="US Government, as PHP has it"),
        pytest.param("login.chinacloudapi.cn", Desk.LOGIN, id="Azure AD in China"),
        pytest.param("wamsprodglobal001acs.accesscontrol.windows.net", Desk.ACS, id="ACS"),
        pytest.param("amsstandin.blob.core.windows.net", Desk.BLOB, id="blobs"),
        pytest.param("127.0.0.1", Desk.HERE, id="this machine"),
        pytest.param("management.azure.com", Desk.HERE, id="no host of the stand-in"),
        pytest.param("media.windows.net.example", Desk.HERE, id="a look-alike"),
    ],
)  # fmt: skip
def test_desk(host: str, desk: Desk) -> None:
    assert desk_of(host) is desk
    assert serves(host) is (desk is not Desk.HERE)
