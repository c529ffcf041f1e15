"""What was typed about tokens, and what `inspector check` makes of it."""

import json
from pathlib import Path

import make
import pytest
from click.testing import CliRunner
from signing import certificate, jwks, pem, private_pem, signed

from inspector.capture.store import CaptureWriter
from inspector.cli import check
from inspector.config.inputs import KEY_FILE_LIMIT
from inspector.config.settings import inspector_for, new_redactor, settings
from inspector.errors import ConfigError

OTHER = "22222222-2222-3333-4444-555555555555"
MINE = "https://media.example.test"


def codes(folder: Path, token: str, *arguments: str) -> list[str]:
    """Return the codes that `check` finds in one request with *token*."""
    recording = folder / "traffic.http"
    lines = [f"{name}: {value}" for name, value in make.headers(authorization=f"Bearer {token}")]
    text = ["# at: 2026-01-31T12:00:00Z", f"GET {make.ROOT}Assets", *lines, ""]
    recording.write_text("\n".join(text), encoding="utf-8")
    typed = [str(recording), "--format", "json", *arguments]
    done = CliRunner().invoke(check.command, typed, catch_exceptions=False, standalone_mode=False)
    (exchange,) = json.loads(done.stdout)["exchanges"]
    return [finding["code"] for finding in exchange["findings"]]


@pytest.mark.parametrize(
    ("token", "arguments", "found"),
    [
        pytest.param(make.token(),              [],                                           [],         id="nothing typed"),
        pytest.param(signed("a"),               ["--jwks", "KEYS"],                           [],         id="signed"),
        pytest.param(signed("b"),               ["--jwks", "KEYS"],                           ["JWT308"], id="signed by another key"),
        pytest.param(signed("b"),               ["--jwks", "KEYS", "--ignore", "JWT308"],     [],         id="that rule left out"),
        pytest.param(make.token(),              ["--token-tenant", make.TENANT.upper()],      [],         id="the tenant"),
        pytest.param(make.token(),              ["--token-tenant", OTHER],                    ["JWT310"], id="another tenant"),
        pytest.param(make.token(),              ["--token-app", "another"],                   ["JWT310"], id="another application"),
        pytest.param(make.token(oid=OTHER),     ["--token-object", OTHER],                    [],         id="the object"),
        pytest.param(make.token(roles=["R"]),   ["--token-role", "R", "--token-role", "Q"],   ["JWT310"], id="one of two roles"),
        pytest.param(make.token(aud=MINE),      [],                                           ["JWT305"], id="another audience"),
        pytest.param(make.token(aud=MINE),      ["--audience", "x", "--audience", f"{MINE}/"], [],        id="another audience, accepted"),
        pytest.param(make.token(),              ["--audience", MINE],                         [],         id="the service's own, still accepted"),
        pytest.param(make.token(aud="https://a"), ["--audience", MINE],                       ["JWT305"], id="neither of them"),
    ],
)  # fmt: skip
def test_tokens_are_judged_by_what_was_typed(
    token: str, arguments: list[str], found: list[str], tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(jwks("a"), encoding="utf-8")

    typed = [str(keys) if word == "KEYS" else word for word in arguments]

    assert codes(tmp_path, token, *typed) == found


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(jwks("a").encode(),             id="JWKS"),
        pytest.param(pem("a").encode(),              id="PEM"),
        pytest.param(certificate("a").encode(),      id="a certificate"),
        pytest.param(jwks("a").encode("utf-8-sig"),  id="a byte order mark"),
        pytest.param(jwks("a").encode("utf-16"),     id="UTF-16"),
    ],
)  # fmt: skip
def test_files_of_keys_are_known_by_their_content(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_bytes(raw)

    trust = settings(jwks=str(file)).trust

    assert trust.signature(signed("a"), {"alg": "RS256"}) == "valid"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(None,                              "cannot be read (No such file or directory); name a file", id="no file"),
        pytest.param(b"",                               "is neither a JWKS (JSON) nor PEM; give the issuer's",     id="empty"),
        pytest.param(b"\x30\x82\x00\xff",              "is neither a JWKS (JSON) nor PEM",                        id="DER"),
        pytest.param(private_pem("a").encode(),         "holds a private key; give the public one",                id="a private key"),
        pytest.param(b'{"keys": []}',                   "holds no public RSA or EC key",                           id="no key"),
        pytest.param(b" " * (KEY_FILE_LIMIT + 1),       "larger than 1 MiB; name a file of public keys, JWKS or PEM",       id="too large"),
    ],
)  # fmt: skip
def test_a_file_without_keys_is_one_line_to_the_user(
    raw: bytes | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    if raw is not None:
        file.write_bytes(raw)

    with pytest.raises(ConfigError) as error:
        settings(jwks=str(file))

    assert str(error.value).startswith(f"--jwks: {file}: {said}")
    assert "\n" not in str(error.value)


def test_a_folder_gives_no_keys(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        settings(jwks=str(tmp_path))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"token_tenant": "contoso.example"},  "--token-tenant: 'contoso.example' is no GUID", id="a tenant's name"),
        pytest.param({"token_object": "Jane"},             "--token-object: 'Jane' is no GUID",            id="a person's name"),
        pytest.param({"token_app": " "},                   "--token-app: is empty",                        id="a variable without value"),
        pytest.param({"token_tenant": ""},                 "--token-tenant: is empty",                     id="a tenant without value"),
        pytest.param({"token_role": [""]},                 "--token-role: is empty",                       id="a role without value"),
        pytest.param({"audience": [""]},                   "--audience: is empty",                         id="an audience without value"),
    ],
)  # fmt: skip
def test_expectations_that_no_token_could_meet(typed: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        settings(**typed)  # type: ignore[arg-type]

    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("arguments", "warned"),
    [
        pytest.param([],                                0,     id="nothing is expected"),
        pytest.param(["--audience", MINE],              0,     id="an audience: it is kept"),
        pytest.param(["--token-tenant", make.TENANT],   1,     id="a tenant"),
    ],
)  # fmt: skip
def test_a_capture_without_tokens_is_not_passed_in_silence(
    arguments: list[str], warned: int, tmp_path: Path
) -> None:
    path = tmp_path / "x.amscap"
    inspector, redactor = inspector_for(settings()), new_redactor()
    with CaptureWriter(path) as writer:
        for _ in range(3):
            writer.append(inspector.annotate(redactor.take_in(make.exchange())))

    done = CliRunner().invoke(check.command, [str(path), *arguments], standalone_mode=False)

    assert done.stderr.count("has no tokens in it") == warned
