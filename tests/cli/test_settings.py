"""What a settings file changes about `check`, and what `inspector settings` tells."""

import json
from pathlib import Path

import make
import pytest
from click.testing import CliRunner, Result
from commandline import GOOD, NAMELESS
from signing import jwks

from inspector.cli import perform, program
from inspector.config.file import OWN

OTHER = GOOD.replace(make.ROOT, "https://api.media.contoso.test/api/")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(
    here: Path, capsys: pytest.CaptureFixture[str], text: str, *flags: str
) -> dict[str, int]:
    """Return the codes that `check` counts, and its exit status under `exit`."""
    (here / "traffic.http").write_text(text)
    status = perform(["check", "traffic.http", "--format", "json", *flags])
    told = capsys.readouterr()
    assert status != 2, told.err
    return json.loads(told.out)["summary"]["codes"] | {"exit": status}


@pytest.mark.parametrize(
    ("settings", "flags", "codes"),
    [
        pytest.param("",                                           [],                       {"COR201": 1, "exit": 0}, id="an empty file"),
        pytest.param('ignore = ["COR"]',                           [],                       {"exit": 0},              id="a topic left out"),
        pytest.param('ignore = ["COR"]',                           ["--ignore", "HDR"],      {"COR201": 1, "exit": 0}, id="a flag wins"),
        pytest.param('select = ["HDR"]',                           [],                       {"exit": 0},              id="other rules only"),
        pytest.param('select = ["HDR"]',                           ["--select", "COR"],      {"COR201": 1, "exit": 0}, id="a flag selects"),
        pytest.param('preset = "minimal"',                         [],                       {"exit": 0},              id="a preset"),
        pytest.param('preset = "minimal"',                         ["--preset", "standard"], {"COR201": 1, "exit": 0}, id="a flag's preset"),
        pytest.param('severity = { COR201 = "error" }',            [],                       {"COR201": 1, "exit": 1}, id="a rule's severity"),
        pytest.param('severity = { cor = "error" }',               [],                       {"COR201": 1, "exit": 1}, id="a topic's severity"),
        pytest.param('severity = { COR201 = "note", COR = "error" }', [],                    {"COR201": 1, "exit": 0}, id="the rule's own goes before"),
        pytest.param('fail-on = "note"',                           [],                       {"COR201": 1, "exit": 1}, id="a threshold"),
        pytest.param('fail-on = "note"',                           ["--fail-on", "never"],   {"COR201": 1, "exit": 0}, id="a flag's threshold"),
        pytest.param('per-operation-ignore = { "GET Assets" = ["COR201"] }', [],             {"exit": 0},              id="one operation"),
        pytest.param('per-operation-ignore = { "GET Jobs" = ["COR201"] }', [],               {"COR201": 1, "exit": 0}, id="another operation"),
    ],
)  # fmt: skip
def test_a_settings_file_counts(
    settings: str, flags: list[str], codes: dict[str, int], here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (here / OWN).write_text(settings)

    assert checked(here, capsys, NAMELESS, *flags) == codes


def test_a_further_host_is_recognised(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "JWT312" in checked(here, capsys, OTHER)  # the service's token at a stranger's

    (here / OWN).write_text('hosts = ["*.media.contoso.test"]')
    assert checked(here, capsys, OTHER) == {"exit": 0}


def test_a_key_file_is_beside_the_settings(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / OWN).write_text('[token]\njwks = "keys.json"')
    (here / "keys.json").write_text(jwks("a"))
    inner = here / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)

    assert "JWT308" in checked(inner, capsys, GOOD)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param('ignore = ["HDR9999"]',                          "ams-inspector.toml: ignore: 'HDR9999' names nothing",        id="no such rule"),
        pytest.param('severity = { HDR999 = "note" }',                "ams-inspector.toml: severity: 'HDR999' names nothing",       id="no such rule's severity"),
        pytest.param('per-operation-ignore = { "GET Jobs" = ["X"] }', "ams-inspector.toml: per-operation-ignore.GET Jobs: 'X'",     id="no such rule of an operation"),
        pytest.param('profile = "media"',                             "ams-inspector.toml: profile: 'media' names nothing; did you mean media-services", id="no such service"),
        pytest.param('model = "none.edmx"',                           "ams-inspector.toml: model: ",                                id="no such document"),
        pytest.param('[token]\njwks = "none"',                        "ams-inspector.toml: token.jwks: ",                           id="no such keys"),
        pytest.param('[token]\ntenant = "contoso"',                   "ams-inspector.toml: token.tenant: 'contoso' is no GUID",     id="a tenant's name"),
        pytest.param('hosts = [""]',                                  "ams-inspector.toml: hosts: is empty",                        id="a host without a name"),
    ],
)  # fmt: skip
def test_a_word_that_names_nothing_is_told_with_its_key(
    settings: str, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / OWN).write_text(settings)
    (here / "traffic.http").write_text(GOOD)

    assert perform(["check", "traffic.http"]) == 2
    assert capsys.readouterr().err.startswith(f"inspector: {said}")


def show(*flags: str) -> Result:
    return CliRunner().invoke(program, ["settings", "show", *flags], catch_exceptions=False)


def test_show_tells_where_each_setting_is_from(here: Path) -> None:
    (here / OWN).write_text('preset = "strict"\n[token]\naudiences = ["https://a.test"]')

    told = json.loads(show("--ignore", "HDR", "--format", "json").output)

    assert told["file"] == str(here / OWN)
    assert told["settings"]["preset"] == {"value": "strict", "from": f"{OWN}: preset"}
    assert told["settings"]["ignore"] == {"value": ["HDR"], "from": "--ignore"}
    assert told["settings"]["fail-on"] == {"value": "error", "from": "default"}
    assert told["settings"]["token.audiences"] == {
        "value": ["https://a.test"],
        "from": f"{OWN}: token.audiences",
    }


def test_show_as_text_has_a_line_a_setting(here: Path) -> None:
    (here / OWN).write_text('severity = { COR201 = "error" }')

    lines = show().output.splitlines()

    assert lines[0] == f"Settings file: {here / OWN}"
    assert 'severity              { "COR201" = "error" }  ams-inspector.toml: severity' in lines


NEAR = 'preset = "minimal"'  # what would be found
NAMED = {
    "other.toml": 'severity = { COR201 = "error" }',
    "pyproject.toml": '[tool.ams-inspector]\nseverity = { COR201 = "error" }',
}


@pytest.fixture(params=NAMED)
def named(request: pytest.FixtureRequest, here: Path) -> str:
    """Return a settings file in another folder, beside one that would be found."""
    (here / OWN).write_text(NEAR)
    file = here / "elsewhere" / request.param
    file.parent.mkdir()
    file.write_text(NAMED[request.param])
    return str(file)


def test_a_file_that_is_named_counts_alone(
    here: Path, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(here, capsys, NAMELESS, "--settings", named) == {"COR201": 1, "exit": 1}
    assert checked(here, capsys, NAMELESS, "--settings", named, "--ignore", "COR") == {"exit": 0}
    assert checked(here, capsys, NAMELESS) == {"exit": 0}


def test_show_tells_of_the_file_that_is_named(named: str) -> None:
    told = json.loads(show("--settings", named, "--format", "json").output)

    assert told["file"] == named
    assert told["settings"]["preset"] == {"value": "standard", "from": "default"}
    assert told["settings"]["severity"]["value"] == {"COR201": "error"}


def test_a_named_file_is_what_its_keys_are_relative_to(here: Path) -> None:
    inner = here / "inner"
    inner.mkdir()
    (inner / "a.toml").write_text('[token]\njwks = "keys.json"')
    (inner / "keys.json").write_text(jwks("a"))

    told = json.loads(show("--settings", "inner/a.toml", "--format", "json").output)

    assert told["settings"]["token.jwks"]["value"] == "inner/keys.json"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["check", "a.http"], id="check"),
        pytest.param(["diff", "a.http", "a.http"], id="diff"),
        pytest.param(["run", "--", "true"], id="run"),
        pytest.param(["proxy", "--headless"], id="proxy"),
        pytest.param(["settings", "show"], id="settings show"),
        pytest.param(["token", "x"], id="token"),
    ],
)
@pytest.mark.parametrize(
    ("file", "said"),
    [
        pytest.param("none.toml", "none.toml: cannot be read (No such file or directory); name another", id="not there"),
        pytest.param("pyproject.toml", "pyproject.toml: has no table [tool.ams-inspector]", id="without a table"),
        pytest.param("bad.toml", "bad.toml: prest: there is no such key; did you mean preset?", id="with a fault"),
    ],
)  # fmt: skip
def test_a_named_file_that_cannot_be_used(
    file: str, said: str, command: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "pyproject.toml").write_text("")
    (here / "bad.toml").write_text("prest = 1")
    name, *rest = command
    at = 1 if name == "settings" else 0

    assert perform([name, *rest[:at], "--settings", file, *rest[at:]]) == 2
    assert capsys.readouterr().err.startswith(f"inspector: {said}")


def test_what_fails_a_build_is_not_what_fails_a_comparison(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / OWN).write_text('fail-on = "error"')
    (here / "old.http").write_text(GOOD)
    (here / "new.http").write_text(NAMELESS)

    assert perform(["diff", "old.http", "new.http"]) == 1  # a warning was gained
    assert perform(["check", "new.http"]) == 0


@pytest.mark.usefixtures("here")
def test_the_schema_is_printed() -> None:
    told = CliRunner().invoke(program, ["settings", "schema"], catch_exceptions=False)

    assert "per-operation-ignore" in json.loads(told.output)["$defs"]["FileSettings"]["properties"]
