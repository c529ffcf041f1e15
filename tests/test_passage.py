"""The environment that makes a program use a proxy and trust it, by the parent's environment."""

from collections.abc import Mapping
from pathlib import Path

import certifi
import pytest
import trustme

from inspector.errors import ConfigError
from inspector.passage import BUNDLES, NODE, PROXIES, Passage, certificates_in

LISTEN = "127.0.0.1:4321"
USUAL = certificates_in(Path(certifi.where()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an authority of the proxy's and two of the parent's."""
    for name in ("ca", "corporate", "other"):
        trustme.CA().cert_pem.write_to_path(str(tmp_path / f"{name}.pem"))
    (tmp_path / "empty").touch()
    (tmp_path / "many").mkdir()
    for name in ("corporate", "other"):
        (tmp_path / "many" / f"{name}.0").write_bytes((tmp_path / f"{name}.pem").read_bytes())
    (tmp_path / "own").mkdir()
    return tmp_path


def environment(folder: Path, parent: Mapping[str, str], no_proxy: str = "") -> dict[str, str]:
    return Passage(LISTEN, folder / "ca.pem", folder / "own", no_proxy).environment(parent)


def text(folder: Path, name: str) -> str:
    return certificates_in(folder / f"{name}.pem")[0]


@pytest.mark.parametrize(
    ("parent", "more"),
    [
        pytest.param({},                                                         [],                     id="nothing named"),
        pytest.param({"SSL_CERT_FILE": "corporate.pem"},                         ["corporate"],          id="one file"),
        pytest.param({"SSL_CERT_FILE": "corporate.pem", "CURL_CA_BUNDLE": "corporate.pem"}, ["corporate"], id="one file, twice"),
        pytest.param({"SSL_CERT_FILE": "corporate.pem", "PIP_CERT": "other.pem"}, ["corporate", "other"], id="two files"),
        pytest.param({"REQUESTS_CA_BUNDLE": "many"},                             ["corporate", "other"], id="a folder"),
        pytest.param({"SSL_CERT_FILE": "none.pem"},                              [],                     id="a file that is not there"),
        pytest.param({"SSL_CERT_FILE": "empty"},                                 [],                     id="an empty file"),
        pytest.param({"SSL_CERT_FILE": ""},                                      [],                     id="an empty name"),
        pytest.param({"SSL_CERT_FILE": "ca.pem"},                                [],                     id="the proxy's own"),
        pytest.param({"SSL_CERT_DIR": "many"},                                   [],                     id="a folder that clients read beside it"),
    ],
)  # fmt: skip
def test_what_a_child_trusts(
    folder: Path, parent: dict[str, str], more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    env = environment(folder, parent)

    (bundle,) = {env[name] for name in BUNDLES}
    wanted = [*USUAL, *(text(folder, name) for name in more), text(folder, "ca")]
    assert sorted(certificates_in(Path(bundle))) == sorted(wanted)


@pytest.mark.parametrize("parent", [{}, {NODE: "other.pem"}], ids=["nothing named", "one named"])
def test_what_node_trusts_beside_its_own(
    folder: Path, parent: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    found = certificates_in(Path(environment(folder, parent)[NODE]))

    assert found == [text(folder, "other")] * len(parent) + [text(folder, "ca")]


@pytest.mark.parametrize("parent", [{}, {"NO_PROXY": "localhost"}, {"no_proxy": "*"}, {"No_Proxy": ".azure.net"}], ids=str)  # fmt: skip
@pytest.mark.parametrize("no_proxy", ["", "a.test,b.test"], ids=["none", "hosts"])
def test_what_goes_through_the_proxy(folder: Path, parent: dict[str, str], no_proxy: str) -> None:
    env = environment(folder, {**parent, "HTTPS_PROXY": "http://corp:1", "OTHER": "kept"}, no_proxy)

    assert {env[one] for name in PROXIES for one in (name, name.lower())} == {f"http://{LISTEN}"}
    direct = {name: value for name, value in env.items() if name.upper() == "NO_PROXY"}
    assert direct == ({"NO_PROXY": no_proxy, "no_proxy": no_proxy} if no_proxy else {})
    assert env["OTHER"] == "kept"


def test_a_folder_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    passage = Passage("127.0.0.1:8080", folder / "ca.pem", gone)

    with pytest.raises(ConfigError, match=r"gone/authorities\.pem: No such file"):
        passage.environment({})
