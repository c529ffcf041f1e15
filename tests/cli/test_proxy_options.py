"""What was typed behind `inspector proxy` reaches the child."""

from pathlib import Path

import make
import pytest
from click.testing import CliRunner
from signing import certificate, jwks, signed

from inspector.cli import proxy
from inspector.cli.options import JUDGED, judging
from inspector.config.effective import KEYS
from inspector.config.file import OWN
from inspector.core.policy import Policy
from inspector.core.severity import ERROR
from inspector.core.trust import Trust
from inspector.errors import ConfigError
from inspector.proxy import ProxySettings


def settings(monkeypatch: pytest.MonkeyPatch, folder: Path, *typed: str) -> ProxySettings:
    """Return what the child is told for a command line."""
    sent: list[ProxySettings] = []
    monkeypatch.setattr(proxy, "headless_run", lambda wished: sent.append(wished) or 0)
    fixed = ["--headless", "--capture", str(folder / "x.amscap"), "--ca-dir", str(folder)]
    CliRunner().invoke(proxy.command, [*fixed, *typed], catch_exceptions=False)
    return ProxySettings.unpack(sent[0].pack())


@pytest.mark.parametrize(
    ("typed", "policy"),
    [
        pytest.param([], Policy(select=["ALL"], ignore=[]), id="nothing"),
        pytest.param(["--preset", "STRICT"], Policy("strict", ["ALL"], []), id="preset"),
        pytest.param(["--select", "oda,HDR101"], Policy("standard", ["ODA", "HDR101"], []), id="select"),
        pytest.param(["--ignore", "COR"], Policy("standard", ["ALL"], ["COR"]), id="ignore"),
    ],
)  # fmt: skip
def test_how_it_judges(
    typed: list[str], policy: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert settings(monkeypatch, tmp_path, *typed).policy == policy


def test_how_it_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = settings(monkeypatch, tmp_path, "--listen", "[::1]:0", "--body-limit", "2 MiB")

    assert (told.listen, told.body_limit, told.mode) == (("::1", 0), 2 << 20, "regular")
    assert told.capture == tmp_path / "x.amscap"


def test_a_code_that_there_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--select: 'ODA4O1' names nothing; did you mean ODA4"):
        settings(monkeypatch, tmp_path, "--select", "ODA4O1")


def test_what_it_trusts_reaches_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(jwks("a"), encoding="utf-8")
    typed = [
        "--jwks", str(keys), "--token-tenant", make.TENANT, "--token-app", "app", "--token-role", "R",
        "--token-role", "Q", "--token-object", f" {make.TENANT.upper()} ", "--audience", "https://A/",
    ]  # fmt: skip

    trust = settings(monkeypatch, tmp_path, *typed).trust

    assert trust == Trust(
        jwks("a"), make.TENANT, "app", make.TENANT.upper(), ("R", "Q"), ("https://a",)
    )
    assert trust.signature(signed("a"), {"alg": "RS256"}) == "valid"


def test_every_option_of_judging_is_a_setting() -> None:
    @judging
    def command() -> None: ...

    options = {option.name for option in command.__click_params__}  # type: ignore[attr-defined]

    assert options == set(JUDGED)
    assert set(JUDGED) - {"settings_file"} <= {argument for argument, _ in KEYS.values()}


@pytest.mark.parametrize(
    ("content", "fine"),
    [
        pytest.param("a certificate", True, id="an authority"),
        pytest.param("junk", False, id="another file"),
        pytest.param("", False, id="an empty file"),
    ],
)
def test_authorities_are_read_before_the_proxy_starts(
    content: str, fine: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "authorities.pem"
    file.write_text(certificate("a") if content == "a certificate" else content, encoding="utf-8")

    if fine:
        told = settings(monkeypatch, tmp_path, "--upstream-ca", str(file))
        assert told.upstream_ca == file
        return
    with pytest.raises(ConfigError, match="holds no certificate in PEM form"):
        settings(monkeypatch, tmp_path, "--upstream-ca", str(file))


def test_the_settings_file_reaches_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    said = 'severity = { COR201 = "error" }\nper-operation-ignore = { "GET Assets" = ["HDR"] }\n'
    (tmp_path / OWN).write_text(f'{said}hosts = ["*.Contoso.test"]\n')

    sent = settings(monkeypatch, tmp_path, "--ignore", "ODA")

    assert sent.hosts == ("*.contoso.test",)
    assert sent.policy.severities == {"COR201": ERROR}
    assert [*sent.policy.ignore] == ["ODA"]
    assert [*sent.policy.operation_ignores["GET Assets"]] == ["HDR"]
