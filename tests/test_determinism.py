"""A recording checked twice gives the same bytes; one recorded anew has the same fingerprints."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.cli import demo
from inspector.cli.check import FORMATS
from inspector.core.redaction.numbers import Numbers
from inspector.proxy import start

CORPUS = Path(__file__).parent / "corpus"


def check(recording: Path, *arguments: str, seed: int = 0) -> subprocess.CompletedProcess[str]:
    """Check *recording*; sets of texts are gone through in an order that *seed* decides."""
    command = [sys.executable, "-m", "inspector", "check", str(recording), *arguments]
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def reports(recording: Path, folder: Path, seed: int) -> dict[str, bytes]:
    files = {name: folder / f"{seed}.{name}" for name in FORMATS}
    wished = [f"--format={name}={file}" for name, file in files.items()]
    done = check(recording, "--profile=media-services", "--fail-on=never", *wished, seed=seed)
    assert done.returncode == 0, done.stderr
    return {**{name: file.read_bytes() for name, file in files.items()}, "": done.stderr.encode()}


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the demo's client recorded twice, under new ids and tokens."""
    folder = tmp_path_factory.mktemp("twice")
    made = (folder / "first.amscap", folder / "second.amscap")
    for capture in made:
        with start(demo.settings(folder, capture)) as proxy:
            story = demo.Story(proxy, lambda _: None, pace=0.0, calm=None)
            story.tell()
        story.check()
    return made


@pytest.mark.parametrize("corpus", ["defects", "failures"])
def test_a_second_check_gives_the_same_bytes(tmp_path: Path, corpus: str) -> None:
    assert reports(CORPUS / corpus, tmp_path, 1) == reports(CORPUS / corpus, tmp_path, 2)


def test_a_second_check_of_a_capture_gives_the_same_bytes(
    recordings: tuple[Path, Path], tmp_path: Path
) -> None:
    first = reports(recordings[0], tmp_path, 1)

    assert first == reports(recordings[0], tmp_path, 2)
    assert b"redacted:" in first["json"]


def test_an_unchanged_client_is_clean_against_its_baseline(
    recordings: tuple[Path, Path], tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    learnt = check(recordings[0], f"--update-baseline={known}", "--fail-on=never")
    assert learnt.returncode == 0, learnt.stderr

    again = check(recordings[1], f"--baseline={known}", "--fail-on=note")

    assert again.returncode == 0, again.stdout
    assert again.stderr == ""
    assert "clean" in again.stdout.splitlines()[-1] or " in the baseline" in again.stdout


def test_secrets_are_numbered_as_they_are_met() -> None:
    numbers = Numbers(most=2)

    assert [numbers.of(one) for one in (b"a", b"b", b"a", b"c")] == [1, 2, 1, 3]
    assert numbers.of(b"b") == 4, "it was forgotten, and its number is not given to another"
