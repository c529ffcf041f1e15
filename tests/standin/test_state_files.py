"""What a stand-in keeps in a file."""

import sqlite3
from pathlib import Path

import make
import pytest
from standin.caller import Caller

from inspector.errors import ConfigError
from inspector.standin.settings import StandInSettings, stand_in
from inspector.standin.store.state import State


def test_a_state_outlives_its_process(tmp_path: Path) -> None:
    file = tmp_path / "a.state"
    first = Caller(State(file))
    asset = first.film("kept")
    job = first.made("Jobs", first.job(asset))
    locator = first.locator(asset).entity
    url, blob = locator["Path"].replace("?", "/a.mp4?"), [("x-ms-blob-type", "BlockBlob")]
    assert first.send("PUT", url, blob, b"film").status == 201
    first.state.close()

    second = Caller(State(file), first.now + 60)

    assert second.call("GET", f"Assets('{asset['Id']}')").entity == asset
    token = f"Bearer {first.token}"
    finished = second.call("GET", f"Jobs('{job['Id']}')", Authorization=token).entity
    assert (finished["State"], finished["EndTime"]) == (3, "2026-01-31T12:00:05Z")
    assert second.send("GET", url).body == b"film"
    assert second.state.count("MediaProcessors") == first_processors()
    second.state.close()


def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    State(tmp_path / "a.state").close()

    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def first_processors() -> int:
    return Caller().state.count("MediaProcessors")


def test_a_failed_call_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.state"
    caller = Caller(State(file))
    body = caller.job(caller.film())
    body["Tasks"][0]["TaskBody"] = "no XML"
    assert caller.call("POST", "Jobs", body).status == 400
    caller.state.close()

    again = Caller(State(file))
    assert [again.state.count(name) for name in ("Jobs", "Tasks", "Assets")] == [0, 0, 1]
    again.state.close()


def another_program(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()


@pytest.mark.parametrize(
    ("make_file", "words"),
    [
        pytest.param(lambda file: file.write_text("no database" * 100), "no SQLite file", id="a text"),
        pytest.param(another_program, "no state of this version's", id="another program's database"),
        pytest.param(lambda file: file.mkdir(), "can be written", id="a folder"),
    ],
)  # fmt: skip
def test_files_that_are_none(tmp_path: Path, make_file, words: str) -> None:
    file = tmp_path / "a.state"
    make_file(file)

    with pytest.raises(ConfigError, match=words) as raised:
        State(file)

    assert str(file) in str(raised.value)


def test_a_file_is_one_stand_ins_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "a.state"
    first = State(file)

    with pytest.raises(ConfigError, match="in use by another stand-in"):
        State(file)

    first.close()
    State(file).close()


def test_the_signing_key_is_the_same_in_the_next_run(tmp_path: Path) -> None:
    services = [stand_in(StandInSettings(key_folder=tmp_path / "keys")) for _ in range(2)]
    first, second = (Caller(service.state) for service in services)

    told = second.call("GET", "Assets", Authorization=f"Bearer {first.token}")

    assert told.status == 200
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param({"pace": 0}, "--pace 0", id="no pace"),
        pytest.param({"pace": -1}, "--pace -1", id="backwards"),
        pytest.param({"pace": float("nan")}, "--pace nan", id="no number"),
        pytest.param({"faults": ("dorp",)}, "did you mean drop", id="no fault"),
    ],
)
def test_settings_that_are_none(settings: dict, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        stand_in(StandInSettings(**settings))


def test_reset_forgets_all_but_what_an_account_has(service: Caller) -> None:
    service.made("Jobs", service.job(service.film()))
    fresh = Caller().state

    service.state.reset()

    assert service.call("GET", "Assets").json["value"] == []
    counts = [service.state.count(name) for name in ("Jobs", "Tasks", "MediaProcessors")]
    assert counts == [0, 0, fresh.count("MediaProcessors")]
    assert service.state.storage.containers() == []
    service.now += make.NOON
    assert service.call("GET", "Jobs", Authorization=f"Bearer {service.issued()}").status == 200
