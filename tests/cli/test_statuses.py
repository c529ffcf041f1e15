"""Exit statuses, case by case: what COMMAND did, what was found, what counts."""

import subprocess
import sys
from pathlib import Path

import make
import pytest
from commandline import ELSEWHERE, GOOD, NAMELESS
from story import annotated, found

from inspector.cli import perform
from inspector.cli.check import write
from inspector.cli.filtering import passing
from inspector.cli.run import verdict
from inspector.core.annotated import Annotated
from inspector.core.baseline import Baseline
from inspector.core.policy import Policy
from inspector.core.severity import ERROR, NOTE, WARNING, Severity

SENT = annotated(1)
ERRING = annotated(1, findings=[found("ODA401", ERROR)])
WARNED = annotated(1, findings=[found("COR201", WARNING)])
NOTED = annotated(1, findings=[found("COR204", NOTE)])
BOTH = annotated(1, findings=[found("ODA401", ERROR), found("COR204", NOTE)])
STRANGE = Annotated(make.exchange("GET", "https://example.com/"))
KILLED = 128 + 9


@pytest.mark.parametrize(
    ("child", "seen", "fail_on", "known", "allow_empty", "status"),
    [
        pytest.param(0,      [SENT],            ERROR,   [],       False, 0,   id="clean"),
        pytest.param(0,      [SENT],            NOTE,    [],       False, 0,   id="clean, and everything counts"),
        pytest.param(0,      [ERRING],          ERROR,   [],       False, 1,   id="an error"),
        pytest.param(0,      [ERRING],          WARNING, [],       False, 1,   id="an error, and warnings count"),
        pytest.param(0,      [ERRING],          None,    [],       False, 0,   id="an error, and nothing counts"),
        pytest.param(0,      [WARNED],          ERROR,   [],       False, 0,   id="a warning"),
        pytest.param(0,      [WARNED],          WARNING, [],       False, 1,   id="a warning, and warnings count"),
        pytest.param(0,      [WARNED],          NOTE,    [],       False, 1,   id="a warning, and notes count"),
        pytest.param(0,      [NOTED],           ERROR,   [],       False, 0,   id="a note"),
        pytest.param(0,      [NOTED],           WARNING, [],       False, 0,   id="a note, and warnings count"),
        pytest.param(0,      [NOTED],           NOTE,    [],       False, 1,   id="a note, and notes count"),
        pytest.param(0,      [SENT, NOTED, ERRING], ERROR, [],     False, 1,   id="an error at last"),
        pytest.param(0,      [ERRING],          ERROR,   [ERRING], False, 0,   id="a known error"),
        pytest.param(0,      [BOTH],            ERROR,   [ERRING], False, 0,   id="a known error and a new note"),
        pytest.param(0,      [BOTH],            NOTE,    [ERRING], False, 1,   id="a known error and a new note that counts"),
        pytest.param(0,      [ERRING],          ERROR,   [WARNED], False, 1,   id="an error where a warning was known"),
        pytest.param(0,      [],                ERROR,   [],       False, 3,   id="nothing sent"),
        pytest.param(0,      [],                ERROR,   [],       True,  0,   id="nothing sent, as expected"),
        pytest.param(0,      [STRANGE],         ERROR,   [],       False, 3,   id="sent elsewhere"),
        pytest.param(0,      [STRANGE],         ERROR,   [],       True,  0,   id="sent elsewhere, as expected"),
        pytest.param(0,      [STRANGE, ERRING], ERROR,   [],       False, 1,   id="sent elsewhere, and an error"),
        pytest.param(0,      [ERRING],          ERROR,   [],       True,  1,   id="an error, though nothing was expected"),
        pytest.param(1,      [SENT],            ERROR,   [],       False, 1,   id="clean, and it fails"),
        pytest.param(7,      [SENT],            ERROR,   [],       False, 7,   id="clean, and it fails by 7"),
        pytest.param(7,      [ERRING],          ERROR,   [],       False, 7,   id="an error, and it fails by 7"),
        pytest.param(7,      [WARNED],          WARNING, [],       False, 7,   id="a warning that counts, and it fails by 7"),
        pytest.param(7,      [ERRING],          None,    [],       False, 7,   id="nothing counts, and it fails by 7"),
        pytest.param(2,      [ERRING],          ERROR,   [],       False, 2,   id="an error, and it fails by 2"),
        pytest.param(3,      [ERRING],          ERROR,   [],       False, 3,   id="an error, and it fails by 3"),
        pytest.param(7,      [],                ERROR,   [],       False, 7,   id="nothing sent, and it fails"),
        pytest.param(7,      [],                ERROR,   [],       True,  7,   id="nothing sent as expected, and it fails"),
        pytest.param(KILLED, [ERRING],          ERROR,   [],       False, 137, id="an error, and it is killed"),
        pytest.param(KILLED, [],                ERROR,   [],       False, 137, id="nothing sent, and it is killed"),
        pytest.param(255,    [SENT],            ERROR,   [],       False, 255, id="clean, and it fails by 255"),
    ],
)  # fmt: skip
def test_the_status_of_run(
    child: int, seen: list[Annotated], fail_on: Severity | None, known: list[Annotated],
    allow_empty: bool, status: int, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    learnt = Baseline(learning=True)
    for one in known:
        learnt.sift(one)
    baseline = Baseline(learnt.seen())
    passes = passing(None)
    judged = filter(passes, map(baseline.sift, seen))
    summary, failed = write(judged, Policy(fail_on=fail_on), [])

    told = verdict(child, summary, passes, failed=failed, allow_empty=allow_empty)
    assert told == status
    said = capsys.readouterr().err
    nothing = all(one is STRANGE for one in seen) and not allow_empty
    assert ("nothing recognised" in said) is nothing


ERRONEOUS = GOOD.replace("x-ms-version: 2.19\n", "")


@pytest.mark.parametrize(
    ("text", "flags", "status"),
    [
        pytest.param(GOOD,                 [],                                 0, id="clean"),
        pytest.param(GOOD,                 ["--fail-on", "note"],              0, id="clean, and notes count"),
        pytest.param(NAMELESS,             [],                                 0, id="a warning"),
        pytest.param(NAMELESS,             ["--fail-on", "warning"],           1, id="a warning that counts"),
        pytest.param(NAMELESS,             ["--fail-on", "warning", "--ignore", "COR201"], 0, id="a warning that is left out"),
        pytest.param(ERRONEOUS,            [],                                 1, id="an error"),
        pytest.param(ERRONEOUS,            ["--fail-on", "never"],             0, id="an error that does not count"),
        pytest.param(ERRONEOUS,            ["--baseline", "known.json"],       0, id="a known error"),
        pytest.param(ERRONEOUS,            ["--update-baseline", "new.json"],  0, id="an error that is known from now on"),
        pytest.param(ELSEWHERE,            [],                                 3, id="sent elsewhere"),
        pytest.param(ELSEWHERE,            ["--allow-empty"],                  0, id="sent elsewhere, as expected"),
        pytest.param(ELSEWHERE,            ["--fail-on", "never"],             3, id="sent elsewhere, and nothing counts"),
        pytest.param(ELSEWHERE,            ["--baseline", "known.json"],       3, id="sent elsewhere, and errors are known"),
        pytest.param(f"{ELSEWHERE}\n###\n{ERRONEOUS}", [],                     1, id="sent elsewhere, and an error"),
        pytest.param("",                   [],                                 2, id="an empty file"),
        pytest.param("",                   ["--allow-empty"],                  2, id="an empty file, allowed or not"),
        pytest.param("{",                  ["--allow-empty"],                  2, id="no recording"),
        pytest.param(GOOD,                 ["--baseline", "none.json"],        2, id="no such baseline"),
        pytest.param(GOOD,                 ["--fail-on", "errors"],            2, id="no such severity"),
        pytest.param(ERRONEOUS,            ["--select", "ODA9"],               2, id="no such rule"),
    ],
)  # fmt: skip
def test_the_status_of_check(
    text: str, flags: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("known.http").write_text(ERRONEOUS)
    assert perform(["check", "known.http", "--update-baseline", "known.json"]) == 0
    Path("a.http").write_text(text)
    capsys.readouterr()

    assert perform(["check", "a.http", *flags]) == status
    assert ("nothing recognised" in capsys.readouterr().err) is (status == 3)


BAD = (
    "import os, urllib.request as u\n"
    "try: u.urlopen('https://accountname.restv2.westus.media.azure.net/api/Assets')\n"
    "except u.HTTPError: pass\n"
)


@pytest.mark.parametrize(
    ("code", "flags", "status"),
    [
        pytest.param(BAD,                                ["--fail-on", "never"],   0,   id="findings that do not count"),
        pytest.param(f"{BAD}os._exit(3)",                [],                       3,   id="findings, and it fails by 3"),
        pytest.param("import os; os.kill(os.getpid(), 9)", ["--allow-empty"],      137, id="killed"),
        pytest.param("import os; os.abort()",            [],                       134, id="aborted"),
        pytest.param(f"{BAD}os._exit(300 % 256)",        [],                       44,  id="a large status"),
    ],
)  # fmt: skip
def test_the_status_of_a_real_command(code: str, flags: list[str], status: int) -> None:
    command = [sys.executable, "-m", "inspector", "run", "--stand-in", *flags, "--", sys.executable, "-c", code]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == status, done.stderr
    assert ("errors" in done.stderr) is (BAD in code)
