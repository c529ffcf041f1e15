"""`inspector doctor` on this machine, and on one that is made unusable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from inspector.cli import perform
from inspector.doctor.remark import fine, problem, warning
from inspector.doctor.telling import as_json, as_text, verdict
from inspector.report.text import plain

HOME = Path("/home/somebody")


def doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inspector", "doctor", *arguments],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_usable_machine_and_its_trial(tmp_path: Path) -> None:
    done = doctor("--format", "json", XDG_STATE_HOME=str(tmp_path), HTTPS_PROXY="http://me:s3cret@p:1")  # fmt: skip

    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert {one["topic"] for one in told["checks"]} == {
        "versions", "settings", "port", "authority", "storage", "proxy variables", "certificates",
        "programs", "terminal", "trial",
    }  # fmt: skip
    assert sum(told["summary"].values()) == len(told["checks"])
    assert "s3cret" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []  # it looks, and leaves nothing


def test_an_unusable_machine(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = doctor("--quick", XDG_STATE_HOME=str(tmp_path / "file"))

    assert done.returncode == 2
    assert "✖ storage" in done.stdout
    assert "1 problem" in done.stdout.splitlines()[-1]


def test_quick_makes_no_trial(capsys: pytest.CaptureFixture[str]) -> None:
    perform(["doctor", "--quick"])

    told = click.unstyle(capsys.readouterr().out)
    assert "versions" in told
    assert "trial" not in told


def test_paths_at_home_do_not_name_the_user() -> None:
    remark = problem("authority", f"{HOME}/ca: expired", "it fails", f"remove {HOME}; then")

    assert "somebody" not in as_text(remark, plain, HOME) + as_json([remark], {}, HOME)
    assert "~/ca: expired" in as_text(remark, plain, HOME)


@pytest.mark.parametrize(
    ("home", "shown"),
    [
        pytest.param(Path("/"), "/home/somebody/ca", id="a container's home"),
        pytest.param(Path("/home/some"), "/home/somebody/ca", id="a user of a like name"),
        pytest.param(HOME, "~/ca", id="the user's own"),
    ],
)
def test_only_the_users_own_home_is_shortened(home: Path, shown: str) -> None:
    assert as_text(fine("a", f"{HOME}/ca"), plain, home).endswith(f" {shown}")


def test_what_is_told_is_inert() -> None:
    told = as_text(fine("a", "file\x1b[31m\nname"), plain, HOME)

    assert "\x1b" not in told
    assert "\n" not in told


def test_a_remedy_is_one_line_to_copy() -> None:
    remedy = f"chmod 600 /{'long/' * 40}key with blanks in its name that go on and on and on"

    told = as_text(problem("a", "seen", "it fails " * 40, remedy), plain, HOME).splitlines()

    assert told[-1].endswith(f"→ {remedy}")
    assert max(map(len, told[:-1])) <= 100


def test_the_last_line_counts() -> None:
    bad, better = problem("a", "b", "c", "d"), warning("a", "b", "c", "d")

    assert verdict([fine("a", "b")]) == "everything is as it should be"
    assert verdict([bad, better, better]) == "1 problem, 2 warnings"
