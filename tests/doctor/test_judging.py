"""What the doctor says of machines that are handed in."""

import errno
from collections.abc import Iterable
from pathlib import Path

import pytest

from inspector.doctor import (
    authority,
    bundles,
    port,
    programs,
    proxies,
    settings,
    storage,
    terminal,
    trial,
    versions,
)
from inspector.doctor.authority import Authority
from inspector.doctor.bundles import Bundle
from inspector.doctor.port import Port
from inspector.doctor.programs import Program
from inspector.doctor.remark import Remark, State
from inspector.doctor.settings import SettingsFile
from inspector.doctor.storage import MIB, Storage
from inspector.doctor.terminal import Terminal, Tmux
from inspector.doctor.trial import Trial
from inspector.doctor.versions import Versions

HOME = Path("/home/somebody")
CA = HOME / "ca"
KEY = CA / "key.pem"
DAY = 86400.0
NOW = 1_000 * DAY
HERE = {"TERM": "xterm-256color"}
NEEDS = {"python": ">=3.12", "mitmproxy": "<13,>=12.2.3", "certifi": ""}
GOOD = {"ams-inspector": "0.1.0", "mitmproxy": "12.2.3", "certifi": "2026.1.1"}


def made(python: str = "3.13.0", trigrams: bool = True, **packages: str) -> Versions:
    return Versions(python, "OpenSSL 3.5.1", "3.45.0", trigrams, {**GOOD, **packages}, NEEDS)


def certificate(begins: float = -DAY, expires: float = 1_000 * DAY, folder: int = 0o700, key: int = 0o600) -> Authority:  # fmt: skip
    return Authority(CA, NOW, True, NOW + begins, NOW + expires, {CA: folder, KEY: key})


def on_a_disk(**different: object) -> list[Storage]:
    return [Storage(**{"folder": HOME, "elsewhere": "XDG_STATE_HOME=/x", "free": 9_000 * MIB, **different})]  # type: ignore[arg-type]  # fmt: skip


OK, WARNING, PROBLEM = State.OK, State.WARNING, State.PROBLEM
CASES = [
    pytest.param(versions.judge(made()),                                 [OK],          "mitmproxy 12.2.3",                id="versions that fit"),
    pytest.param(versions.judge(made(mitmproxy="12.10.0")),              [OK],          "mitmproxy 12.10.0",               id="a number of two digits"),
    pytest.param(versions.judge(made(mitmproxy="11.1.3")),               [OK, PROBLEM], "mitmproxy 11.1.3; <13,>=12.2.3",  id="an old mitmproxy"),
    pytest.param(versions.judge(made(mitmproxy="13.0.0")),               [OK, PROBLEM], "mitmproxy 13.0.0",                id="a mitmproxy too new"),
    pytest.param(versions.judge(made("3.11.9")),                         [OK, PROBLEM], "python 3.11.9; >=3.12 is needed", id="an old Python"),
    pytest.param(versions.judge(made("3.14.0rc1")),                      [OK],          "Python 3.14.0rc1",                id="a Python before its time"),
    pytest.param(versions.judge(made(trigrams=False)),                   [OK, PROBLEM], "no FTS5 with trigrams",           id="SQLite without trigrams"),
    pytest.param(versions.judge(Versions("3.13.0", "", "", True, {}, {"lxml": ">=6.1"})), [OK, PROBLEM], "lxml is not installed", id="a library that is not there"),
    pytest.param(port.judge(Port("127.0.0.1:8080")),                     [OK],          "is free",                         id="the port is free"),
    pytest.param(port.judge(Port("127.0.0.1:8080", errno.EADDRINUSE, "nginx (pid 7)")), [WARNING], "in use by nginx (pid 7)", id="the port is taken"),
    pytest.param(port.judge(Port("127.0.0.1:8080", errno.EADDRINUSE)),   [WARNING],     "lsof -nP -iTCP:8080",             id="the port is taken, nobody says by whom"),
    pytest.param(port.judge(Port("127.0.0.1:8080", errno.EADDRNOTAVAIL)), [PROBLEM],    "127.0.0.1:8080: ",                id="no loopback"),
    pytest.param(authority.judge(certificate()),                         [OK],          "valid until 1975-",               id="an authority"),
    pytest.param(authority.judge(Authority(CA, NOW)),                    [OK],          "none yet",                        id="no authority yet"),
    pytest.param(authority.judge(certificate(expires=-1)),               [PROBLEM],     "expired at 1972-",                id="an authority that expired"),
    pytest.param(authority.judge(certificate(expires=0)),                [PROBLEM],     "expired at 1972-",                id="an authority that expires this moment"),
    pytest.param(authority.judge(certificate(expires=3 * DAY)),          [WARNING],     "expires in 3 d",                  id="an authority that expires soon"),
    pytest.param(authority.judge(certificate(begins=DAY)),               [PROBLEM],     "valid from 1972-",                id="an authority of tomorrow"),
    pytest.param(authority.judge(certificate(key=0o640)),                [OK, PROBLEM], f"chmod 600 {KEY}",                id="a key that others read"),
    pytest.param(authority.judge(certificate(folder=0o755)),             [OK, PROBLEM], f"chmod 700 {CA}",                 id="a folder that others read"),
    pytest.param(authority.judge(certificate(key=0o400)),                [OK],          "valid until",                     id="a key that its owner only reads"),
    pytest.param(authority.judge(Authority(CA, NOW, True, fault="No such file or directory")), [PROBLEM], "No such file", id="a key without its certificate"),
    pytest.param(storage.judge(on_a_disk()),                             [OK],          "8.8 GiB free",                    id="room"),
    pytest.param(storage.judge(on_a_disk(free=600 * MIB)),               [WARNING],     "600 MiB free",                    id="little room"),
    pytest.param(storage.judge(on_a_disk(free=3 * MIB)),                 [PROBLEM],     "3 MiB free",                      id="no room"),
    pytest.param(storage.judge(on_a_disk(fault="Read-only file system")), [PROBLEM],    "Read-only file system",           id="a folder that cannot be written"),
    pytest.param(storage.judge(on_a_disk(journal="delete")),             [PROBLEM],     "no WAL there (delete)",           id="no WAL"),
    pytest.param(storage.judge(on_a_disk(filesystem="nfs4")),            [WARNING],     "network's file system (nfs4)",    id="a network's disk"),
    pytest.param(storage.judge(on_a_disk(filesystem="ext4")),            [OK],          "GiB free",                        id="a disk"),
    pytest.param(proxies.judge({}),                                      [OK],          "none in the way",                 id="no proxy"),
    pytest.param(proxies.judge({"HTTPS_PROXY": "http://127.0.0.1:8080"}), [OK],         "HTTPS_PROXY is 127.0.0.1:8080",   id="our own proxy"),
    pytest.param(proxies.judge({"HTTPS_PROXY": "http://[::1]:8080"}),    [OK],          "[::1]:8080",                      id="our own proxy by IPv6"),
    pytest.param(proxies.judge({"https_proxy": "http://proxy.corp:3128"}), [WARNING],   "upstream:http://proxy.corp:3128", id="the network's proxy"),
    pytest.param(proxies.judge({"HTTP_PROXY": "proxy.corp:3128", "HTTPS_PROXY": "proxy.corp:3128"}), [WARNING], "HTTP_PROXY and HTTPS_PROXY: proxy.corp:3128", id="the network's proxy, twice"),
    pytest.param(proxies.judge({"HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:1"}), [WARNING, WARNING], "HTTPS_PROXY and https_proxy differ", id="two spellings that differ"),
    pytest.param(proxies.judge({"NO_PROXY": "localhost,127.0.0.1"}),     [OK],          "none in the way",                 id="NO_PROXY for this machine"),
    pytest.param(proxies.judge({"no_proxy": "corp.example, .azure.net"}), [WARNING],    "NO_PROXY names .azure.net",       id="NO_PROXY for the service"),
    pytest.param(proxies.judge({"NO_PROXY": "*"}),                       [WARNING],     "NO_PROXY names *",                id="NO_PROXY for all"),
    pytest.param(proxies.judge({"NO_PROXY": "notazure.net,"}),           [OK],          "none in the way",                 id="NO_PROXY for a like name"),
    pytest.param(proxies.judge({"SSLKEYLOGFILE": "/tmp/keys"}),          [WARNING],     "SSLKEYLOGFILE is set",            id="keys are written"),
    pytest.param(bundles.judge([]),                                      [OK],          "no variable names authorities",   id="no authorities named"),
    pytest.param(bundles.judge([Bundle(("SSL_CERT_FILE",), "/c.pem", 140)]), [OK],      "140 authorities",                 id="authorities named"),
    pytest.param(bundles.judge([Bundle(("SSL_CERT_FILE",), "/c.pem", 3, 3)]), [OK],     "--upstream-ca",                   id="authorities that we do not trust"),
    pytest.param(bundles.judge([Bundle(("CURL_CA_BUNDLE",), "/c.pem", fault="No such file or directory")]), [WARNING], "unset CURL_CA_BUNDLE", id="authorities that are not there"),
    pytest.param(bundles.judge([Bundle(("CURL_CA_BUNDLE",), "/c.pem")]), [WARNING],     "no certificate is in it",         id="a file without authorities"),
    pytest.param(programs.judge([Program("curl", "/usr/bin/curl", "8.9.1")]), [OK],     "reaches curl 8.9.1",              id="curl"),
    pytest.param(programs.judge([]),                                     [OK],          "none of curl",                    id="no client"),
    pytest.param(programs.judge([Program("node", "/usr/bin/node", "20.20.2")]), [WARNING], "node 20.20.2 ignores",         id="an old Node"),
    pytest.param(programs.judge([Program("node", "/usr/bin/node", "24.0.0")]), [OK],    "reaches node 24.0.0",             id="a new Node"),
    pytest.param(programs.judge([Program("node", "/usr/bin/node", "22.21.0")]), [OK],   "reaches node 22.21.0",            id="a late Node 22"),
    pytest.param(programs.judge([Program("node", "/usr/bin/node", "23.11.0")]), [WARNING], "node 23.11.0 ignores",         id="a Node 23"),
    pytest.param(programs.judge([Program("java", "/usr/bin/java", "")]), [WARNING],     "does not tell its version",       id="a Java that is a name only"),
    pytest.param(programs.judge([Program("curl", "/snap/bin/curl", "8.9.1")]), [WARNING], "is a snap",                     id="a snap"),
    pytest.param(terminal.judge(Terminal(False)),                        [OK],          "none here",                       id="no terminal"),
    pytest.param(terminal.judge(Terminal(True, variables=HERE)),         [OK],          "80 × 24, TERM xterm-256color, 256 colours", id="a terminal"),
    pytest.param(terminal.judge(Terminal(True, variables={**HERE, "NO_COLOR": "1"})), [OK], "no colours (NO_COLOR)",       id="a terminal without colours"),
    pytest.param(terminal.judge(Terminal(True, variables={**HERE, "SSH_CONNECTION": "a b"})), [OK], "OSC 52",              id="a terminal far away"),
    pytest.param(terminal.judge(Terminal(True, 60, 20, variables=HERE)), [WARNING],     "60 × 20",                         id="a small terminal"),
    pytest.param(terminal.judge(Terminal(True, variables={"TERM": "dumb"})), [WARNING], "TERM is dumb",                    id="a dumb terminal"),
    pytest.param(terminal.judge(Terminal(True, variables={})),           [WARNING],     "TERM is not set",                 id="a terminal without a name"),
    pytest.param(terminal.judge(Terminal(True, encoding="iso8859-1", variables=HERE)), [WARNING], "encoding is iso8859-1", id="Latin-1"),
    pytest.param(terminal.judge(Terminal(True, variables=HERE, tmux=Tmux("on", "1"))), [OK], "80 × 24",                    id="tmux"),
    pytest.param(terminal.judge(Terminal(True, variables=HERE, tmux=Tmux("external", "1"))), [WARNING], "set-clipboard on", id="tmux that does not copy"),
    pytest.param(terminal.judge(Terminal(True, variables=HERE, tmux=Tmux("on", "0"))), [WARNING], "tmux -u attach",        id="tmux without UTF-8"),
    pytest.param(terminal.judge(Terminal(True, variables=HERE, tmux=Tmux())), [OK],     "80 × 24",                         id="tmux that does not answer"),
    pytest.param(settings.judge(SettingsFile()),                         [OK],          "the defaults count",              id="no settings file"),
    pytest.param(settings.judge(SettingsFile(Path("/w/ams-inspector.toml"))), [OK],     "ams-inspector.toml: valid",       id="a settings file"),
    pytest.param(settings.judge(SettingsFile(fault="a.toml: hots: there is no such key")), [PROBLEM], "hots",              id="a fault in the settings"),
    pytest.param(trial.judge(Trial(1.25)),                               [OK],          "(1.2 s)",                         id="a trial"),
    pytest.param(trial.judge(Trial(1.25, "certificate verify failed")),  [PROBLEM],     "certificate verify failed",       id="a trial that failed"),
]  # fmt: skip


@pytest.mark.parametrize(("remarks", "states", "words"), CASES)
def test_what_is_said(remarks: Iterable[Remark], states: list[State], words: str) -> None:
    said = list(remarks)

    assert [one.state for one in said] == states
    assert any(words in f"{one.seen}\n{one.remedy}" for one in said), said
    for one in said:
        assert bool(one.consequence) == bool(one.remedy) == (one.state is not OK)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("http://me:s3cret@proxy.corp:3128/", "proxy.corp:3128", id="a password"),
        pytest.param("me:s3cret@proxy.corp:3128", "proxy.corp:3128", id="a password, no scheme"),
        pytest.param("http://me:s3@cret@proxy.corp:3128", "proxy.corp:3128", id="an at sign in the password"),
        pytest.param("http://proxy.corp/s3cret?s3cret#s3cret", "proxy.corp", id="a path"),
        pytest.param("http://me:s3cret/@proxy.corp", "no address", id="a slash in the password"),
        pytest.param("http://me:s3cret", "no address", id="a password and no host"),
        pytest.param("http://me:1234/s3cret@proxy.corp", "no address", id="a number and a slash in the password"),
        pytest.param("s3cret word", "no address", id="no URL"),
        pytest.param("http://[s3cret", "no address", id="half an address"),
    ],
)  # fmt: skip
def test_no_password_of_a_proxy_is_told(value: str, shown: str) -> None:
    (said,) = proxies.judge({"HTTPS_PROXY": value})

    assert shown in said.seen
    assert "s3cret" not in f"{said}".replace("s3@cret", "s3cret")
