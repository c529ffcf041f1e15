"""The GitHub Action, its steps run as GitHub runs them."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commandline import GOOD, NAMELESS
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, JUDGE = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]  # GitHub's `shell: bash`
NOTE = """printf '%s\\0' "$@" >> "{file}"; echo >> "{file}\""""
BAD = GOOD.replace("x-ms-version: 2.19\n", "")  # an error
HOSTILE = [
    pytest.param('"; touch pwned; "', id="a quote"),
    pytest.param("'; touch pwned; '", id="an apostrophe"),
    pytest.param("$(touch pwned)", id="a substitution"),
    pytest.param("`touch pwned`", id="a substitution in backquotes"),
    pytest.param("x; touch pwned", id="a command behind"),
    pytest.param("x\ntouch pwned", id="a line behind"),
    pytest.param("x && touch pwned", id="a command on success"),
    pytest.param("${IFS}touch${IFS}pwned", id="a variable"),
    pytest.param("* ? [a-z]", id="patterns of file names"),
    pytest.param("--output=pwned", id="an option"),
    pytest.param("x\nstatus=0\nfindings=0", id="an output of its own"),
]


def used(text: str) -> set[str]:
    """Return the inputs that the expressions in *text* name."""
    return set(re.findall(r"inputs\.([\w-]+)", " ".join(EXPRESSION.findall(text))))


def test_no_expression_gets_into_a_script() -> None:
    assert [EXPRESSION.findall(step["run"]) for step in ACTION["runs"]["steps"]] == [[], []]


def test_each_input_is_handed_over_and_used() -> None:
    handed = [used(str(step["env"])) for step in (INSTALL, JUDGE)]

    assert handed[0] | handed[1] == set(ACTION["inputs"])
    for step in (INSTALL, JUDGE):
        assert all(f"${name}" in step["run"] or f"{{{name}" in step["run"] for name in step["env"])


def test_each_step_names_its_shell() -> None:
    assert {step["shell"] for step in ACTION["runs"]["steps"]} == {"bash"}


def test_each_output_is_of_the_step_that_sets_it() -> None:
    for name, one in ACTION["outputs"].items():
        assert EXPRESSION.fullmatch(one["value"])[1] == f"steps.{JUDGE['id']}.outputs.{name}"  # type: ignore[index]


@dataclass(frozen=True)
class Done:
    """What a step leaves behind."""

    status: int
    said: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A machine of GitHub's, as far as a step sees it."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temp = folder / "work space", folder / "temp"
        self.workspace.mkdir()
        self.program("inspector", f'exec "{sys.executable}" -P -m inspector "$@"')
        self.program("python", f'exec "{sys.executable}" "$@"')

    def program(self, name: str, script: str, folder: str = "ams-inspector/bin") -> Path:
        """Put a program of one line of shell where the first step installs; return its folder."""
        file = self.temp / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file.parent

    def run(self, step: dict[str, Any], env: dict[str, str] | None = None, **given: str) -> Done:
        """Run a step's script; what is not *given* of the inputs has its default."""
        names = {name: used(value) for name, value in step["env"].items()}
        inputs = {
            variable: given.get(name, ACTION["inputs"][name].get("default", ""))
            for variable, (name,) in names.items()
        }
        assert set(given) <= {name for (name,) in names.values()}
        files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = self.temp / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            [*BASH, script], cwd=self.workspace, capture_output=True, text=True, check=False,
            env={
                **os.environ, **inputs, **{name: str(file) for name, file in files.items()},
                "RUNNER_TEMP": str(self.temp), "GITHUB_ACTION_PATH": str(ROOT), **(env or {}),
            },
        )  # fmt: skip
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        assert len(outputs) == len(lines)
        return Done(done.returncode, done.stdout + done.stderr, outputs, files["GITHUB_STEP_SUMMARY"].read_text())  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    one = Runner(tmp_path)
    for name, text in {"good": GOOD, "bad": BAD, "nameless": NAMELESS}.items():
        (one.workspace / f"{name}.http").write_text(text)
    return one


def judged(runner: Runner, **given: str) -> Done:
    return runner.run(JUDGE, **{name.replace("_", "-"): value for name, value in given.items()})


@pytest.mark.parametrize(
    ("given", "status", "counts"),
    [
        pytest.param({"captures": "good.http"},                             0, (0, 0, 0), id="clean"),
        pytest.param({"captures": "bad.http"},                              1, (1, 0, 1), id="an error"),
        pytest.param({"captures": "nameless.http"},                         0, (0, 1, 1), id="a warning"),
        pytest.param({"captures": "nameless.http", "fail_on": "warning"},   1, (0, 1, 1), id="a warning that counts"),
        pytest.param({"captures": "bad.http", "fail_on": "never"},          0, (1, 0, 1), id="an error that does not count"),
        pytest.param({"captures": "\n bad.http \r\n\nnameless.http\n"},     1, (1, 1, 2), id="several recordings"),
        pytest.param({"captures": "."},                                     1, (1, 1, 3), id="a folder"),
    ],
)  # fmt: skip
def test_recordings_are_judged(
    runner: Runner, given: dict[str, str], status: int, counts: tuple[int, int, int]
) -> None:
    done = judged(runner, **given)

    assert done.status == status, done.said
    assert set(done.outputs) == set(ACTION["outputs"])
    assert done.outputs["status"] == str(status)
    assert tuple(int(done.outputs[name]) for name in ("errors", "warnings", "findings")) == counts
    assert json.loads(Path(done.outputs["sarif-file"]).read_text())["version"] == "2.1.0"
    assert "exchange" in done.summary


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({},                                                  "give a command or captures",  id="nothing to judge"),
        pytest.param({"captures": " \n"},                                 "give a command or captures",  id="blanks only"),
        pytest.param({"captures": "good.http", "command": "true"},        "give a command or captures",  id="both"),
        pytest.param({"command": "true", "stand_in": "yes"},              "stand-in is true or false",   id="neither true nor false"),
        pytest.param({"captures": "none.http"},                           "none.http: cannot be read",    id="no such recording"),
        pytest.param({"captures": "good.http", "formats": "jsno"},        "'jsno' is none of",           id="no such format"),
        pytest.param({"captures": "good.http", "settings": "none.toml"},  "none.toml: cannot be read",   id="no such settings"),
        pytest.param({"captures": "good.http\nnone.http"},                "none.http: cannot be read",    id="the second is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged(runner: Runner, given: dict[str, str], said: str) -> None:
    done = judged(runner, **given)

    assert (done.status, done.outputs) == (2, {"status": "2"}), done.said
    assert said in done.said


def test_a_command_is_judged_behind_the_stand_in(runner: Runner) -> None:
    url = "https://accountname.restv2.westus.media.azure.net/api/Assets"
    call = f"curl -sS -o /dev/null '{url}?$top=1'\necho called | cat"
    if shutil.which("curl") is None:
        pytest.skip("no curl here")

    done = judged(runner, command=call, stand_in="true", formats="github\njunit=ams.xml")

    assert done.status == 1, done.said
    assert "called" in done.said
    assert "::error " in done.said
    assert int(done.outputs["errors"]) > 0
    assert (runner.workspace / "ams.xml").read_text().startswith("<?xml")


def test_a_command_that_fails_keeps_its_status(runner: Runner) -> None:
    done = judged(runner, command="false | cat; echo not reached", stand_in="true")

    assert (done.status, done.outputs["status"]) == (1, "1")
    assert "not reached" not in done.said
    assert set(done.outputs) == set(ACTION["outputs"])


def test_known_findings_are_set_aside(runner: Runner) -> None:
    update = [sys.executable, "-m", "inspector", "check", "bad.http", "--update-baseline", "known.json"]  # fmt: skip
    subprocess.run(update, cwd=runner.workspace, capture_output=True, check=False)

    done = judged(runner, captures="bad.http", baseline="known.json")

    assert (done.status, done.outputs["findings"]) == (0, "0"), done.said


def test_a_file_named_like_a_module_is_not_imported(runner: Runner) -> None:
    (runner.workspace / "json.py").write_text("open('pwned', 'w')")

    assert judged(runner, captures="good.http").status == 0
    assert not (runner.workspace / "pwned").exists()


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("name", "handed"),
    [
        ("captures", None),
        ("formats", "--format="),
        ("fail-on", "--fail-on="),
        ("baseline", "--baseline="),
        ("settings", "--settings="),
    ],
)
def test_what_is_typed_is_handed_over_as_it_is(
    runner: Runner, name: str, handed: str | None, value: str
) -> None:
    log, before = runner.temp / "log", sorted(runner.workspace.iterdir())
    runner.program("inspector", f"{NOTE.format(file=log)}; exit 7")

    done = runner.run(JUDGE, **{"captures": "good.http", name: value})

    assert (done.status, done.outputs) == (7, {"status": "7"})
    assert sorted(runner.workspace.iterdir()) == before
    arguments = log.read_text().removesuffix("\0\n").split("\0")
    of_lines = name in {"captures", "formats"}  # each line is one
    wanted = [f"{handed or ''}{one}" for one in (value.split("\n") if of_lines else [value])]
    options, captures = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    assert (captures if handed is None else options[-len(wanted) :]) == wanted


@pytest.mark.parametrize("value", HOSTILE)
def test_a_stand_in_is_wished_or_not(runner: Runner, value: str) -> None:
    before = sorted(runner.workspace.iterdir())

    done = runner.run(JUDGE, **{"command": "true", "stand-in": value})

    assert (done.status, done.outputs) == (2, {"status": "2"})
    assert done.said == "::error title=ams-inspector::stand-in is true or false\n"
    assert sorted(runner.workspace.iterdir()) == before


def installed(runner: Runner, python: str = "exit 0", **given: str) -> tuple[Done, list[list[str]]]:
    """Run the step that installs, with programs that write down how they are called."""
    log = runner.temp / "log"
    runner.program("python", NOTE.format(file=log))
    fake = runner.program("python3", f"{NOTE.format(file=log)}; {python}", "fake")
    done = runner.run(INSTALL, {"PATH": f"{fake}:{os.environ['PATH']}"}, **given)
    return done, [call.split("\0") for call in log.read_text().split("\0\n")]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param({},                          ["-c", f"{ROOT}/constraints.txt", "--", str(ROOT)], id="the action's own files"),
        pytest.param({"version": "1.2.3"},        ["ams-inspector==1.2.3"],                           id="a released version"),
        pytest.param({"path": "dist/a b.whl"},    ["--", "dist/a b.whl"],                             id="a wheel"),
        pytest.param({"path": "--pre"},           ["--", "--pre"],                                    id="a path like an option"),
        pytest.param({"version": "$(id); `id`"},  ["ams-inspector==$(id); `id`"],                     id="a version that is a script"),
    ],
)  # fmt: skip
def test_what_is_installed(runner: Runner, given: dict[str, str], wanted: list[str]) -> None:
    done, calls = installed(runner, **given)

    assert done.status == 0, done.said
    assert calls[1] == ["-I", "-m", "venv", str(runner.temp / "ams-inspector")]
    assert calls[2] == ["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]  # fmt: skip


def test_an_old_python_is_told(runner: Runner) -> None:
    done, calls = installed(runner, python="exit 1")

    assert (done.status, len(calls)) == (2, 2)
    assert "use actions/setup-python" in done.said


def test_the_documents_have_each_input_and_output() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"uses: \S+/ams-inspector@\S+\n\s+with:\n((?:\s{6,}\S.*\n)+)", page)

    rows = " ".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE))
    assert {*ACTION["inputs"], *ACTION["outputs"]} <= set(re.findall(r"`([\w-]+)`", rows))
    assert set(YAML(typ="safe", pure=True).load(recipe)) <= set(ACTION["inputs"])
