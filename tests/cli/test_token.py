"""`inspector token`: what is said of a token, without the token."""

import json
from pathlib import Path

import make
import pytest
from commandline import ran
from signing import jwks, signed

AT = "2026-01-31T12:00:00Z"
GOOD = make.token()


def test_a_good_token_is_clean() -> None:
    done = ran("token", "--at", AT, GOOD)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a JSON web token  <redacted:jwt:")
    assert "signature not checked" in done.stdout
    assert f" left at {AT}" in done.stdout
    assert "  aud" in done.stdout
    assert "✖" not in done.stdout


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(GOOD,                                      id="the token alone"),
        pytest.param(f"{GOOD}\n",                               id="a line"),
        pytest.param(f"Bearer {GOOD}",                          id="with its scheme"),
        pytest.param(f"authorization: bearer {GOOD}\r\n",       id="the line of a header"),
        pytest.param(f'{{"access_token": "{GOOD}", "expires_in": 3599}}', id="a token endpoint's answer"),
        pytest.param(f'{{\n "accessToken": "{GOOD}"\n}}\n',     id="what az answers"),
    ],
)  # fmt: skip
def test_forms_in_which_a_token_comes(typed: str) -> None:
    done = ran("token", "--at", AT, stdin=typed)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("a JSON web token")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_token_is_never_printed(form: str) -> None:
    done = ran("token", "--at", AT, "--format", form, stdin=GOOD)

    assert not [part for part in GOOD.split(".") if part in done.stdout]


@pytest.mark.parametrize(
    ("typed", "at", "code", "said"),
    [
        pytest.param(GOOD,               "2026-02-01T00:00:00Z", "JWT303", "expired ",                    id="expired"),
        pytest.param(GOOD,               "2026-01-01",           "JWT304", "begins ",                     id="not yet valid"),
        pytest.param(make.token(aud="https://example.com"), AT,  "JWT305", "aud",                         id="for another audience"),
        pytest.param("a.b",              AT,                     "JWT302", "a token that cannot be",      id="no JSON web token"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(typed: str, at: str, code: str, said: str) -> None:
    done = ran("token", "--at", at, stdin=typed)

    assert done.returncode == 1, done.stdout
    assert f"{code} " in done.stdout
    assert said in done.stdout


def test_findings_that_do_not_count() -> None:
    assert ran("token", "--at", "2030-01-01", "--fail-on", "never", GOOD).returncode == 0


@pytest.mark.parametrize(
    ("key", "status", "said"), [("a", 0, "signature valid"), ("b", 1, "JWT308")]
)
def test_the_signature_is_verified(key: str, status: int, said: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(jwks(key))

    done = ran("token", "--at", AT, "--jwks", keys, signed("a"))

    assert (done.returncode, said in done.stdout) == (status, True), done.stdout


def test_json() -> None:
    told = json.loads(ran("token", "--at", AT, "--format", "json", GOOD).stdout)

    assert (told["kind"], told["at"], told["findings"]) == ("jwt", AT, [])
    assert told["claims"]["aud"] == "https://rest.media.azure.net"


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        pytest.param([],                    "",                   "token: is empty",                 id="nothing"),
        pytest.param([],                    "Bearer ",            "token: is empty",                 id="a scheme without a token"),
        pytest.param([],                    "{",                  "token: is no JSON",               id="broken JSON"),
        pytest.param([],                    '{"error": "x"}',     "token: the JSON has no access_token", id="a refusal"),
        pytest.param(["--at", "noon", "a"], "",                   "--at: 'noon' is no time",         id="no time"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_one_line(arguments: list[str], stdin: str, said: str) -> None:
    done = ran("token", *arguments, stdin=stdin)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
