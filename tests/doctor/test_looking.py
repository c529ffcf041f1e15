"""What the doctor sees of this machine, and of folders made for it."""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
import trustme

from inspector.config.file import OWN
from inspector.doctor import authority, bundles, port, programs, settings, storage, versions
from inspector.proxy_ca import CERTIFICATE, KEY, prepare

NOW = datetime.now(UTC)


def test_what_is_installed_fits() -> None:
    seen = versions.look()

    assert {"ams-inspector", "mitmproxy", "textual", "lxml", "pyjwt"} <= set(seen.packages)
    assert len(list(versions.judge(seen))) == 1
    assert seen.needs["python"] == ">=3.12"


def test_a_free_port_and_a_taken_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        seen = port.look("127.0.0.1", taken)
        (said,) = port.judge(seen)
    assert "in use" in said.seen
    if Path("/proc/net/tcp").exists():
        assert seen.holder.endswith(f"(pid {os.getpid()})")
    assert port.look("127.0.0.1", taken).error == 0


def test_an_address_that_is_not_this_machines() -> None:
    (said,) = port.judge(port.look("192.0.2.1", 8080))

    assert said.state == "problem"


def test_the_proxys_own_authority(tmp_path: Path) -> None:
    folder = tmp_path / "ca"
    assert not authority.look_at(folder, CERTIFICATE, KEY, NOW.timestamp()).present

    prepare(folder)
    seen = authority.look_at(folder, CERTIFICATE, KEY, NOW.timestamp())
    assert [one.state for one in authority.judge(seen)] == ["ok"]

    (folder / KEY).chmod(0o644)
    seen = authority.look_at(folder, CERTIFICATE, KEY, NOW.timestamp())
    assert [one.state for one in authority.judge(seen)] == ["ok", "problem"]


def test_an_authority_that_expired(tmp_path: Path) -> None:
    ca = trustme.CA()
    short = ca.issue_cert("a.test", not_after=NOW - timedelta(days=1))
    short.cert_chain_pems[0].write_to_path(str(tmp_path / "certificate"))
    (tmp_path / "key").touch(mode=0o600)

    seen = authority.look_at(tmp_path, "certificate", "key", NOW.timestamp())

    assert next(iter(authority.judge(seen))).seen.startswith(f"{tmp_path}: expired at ")


@pytest.mark.parametrize("text", [None, "no certificate"], ids=["not there", "another file"])
def test_an_authority_that_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "key").touch(mode=0o600)
    if text is not None:
        (tmp_path / "certificate").write_text(text)

    assert authority.look_at(tmp_path, "certificate", "key", NOW.timestamp()).fault


def test_a_folder_is_looked_at_and_left_as_it_was(tmp_path: Path) -> None:
    seen = storage.look_at(tmp_path / "not" / "there", "")

    assert (seen.fault, seen.journal) == ("", "wal")
    assert seen.free > 0
    assert list(tmp_path.iterdir()) == []
    assert bool(seen.filesystem) == Path("/proc/self/mounts").exists()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert storage.look_at(tmp_path / "file", "").fault == "Not a directory"


def test_authorities_in_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    trustme.CA().cert_pem.write_to_path(str(own))

    assert bundles.look_at(str(own), ("A",)) == bundles.Bundle(("A",), str(own), 1, 1)
    assert bundles.look_at(certifi.where(), ("A",)).others == 0
    assert bundles.look_at(str(tmp_path / "none"), ("A",)).fault == "No such file or directory"


def test_variables_that_name_one_file_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if "CERT" in name or "CA_BUNDLE" in name or "CAINFO" in name:
            monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", certifi.where())

    (seen,) = bundles.look()

    assert seen.variables == ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")


def test_programs_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, script in {"node": "echo v99.1.0", "java": "exit 1", "git": "echo hello"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    found = {one.name: one.version for one in programs.look()}

    assert found == {"git": "", "java": "", "node": "99.1.0"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(None, "", id="no file"),
        pytest.param('preset = "strict"', "", id="a file"),
        pytest.param("prest = 1", "did you mean preset?", id="no such key"),
        pytest.param('ignore = ["HDR999"]', "names nothing", id="no such rule"),
    ],
)
def test_settings_of_the_working_folder(
    text: str | None, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / OWN).write_text(text)

    seen = settings.look()

    assert (fault in seen.fault, bool(seen.fault)) == (True, bool(fault))
    assert seen.path == (tmp_path / OWN if text and not fault else None)
