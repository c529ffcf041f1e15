"""Writing what is listed, or one exchange, from the screen."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import make
import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, told_of, type_, until
from hostility import HOSTILE, check
from story import annotated, story
from textual.pilot import Pilot
from textual.widgets import Input

from inspector.capture.opening import open_capture
from inspector.capture.store import CaptureWriter
from inspector.cli.export import FORMS as CLI_FORMS
from inspector.cli.outside import export, save
from inspector.core.annotated import Annotated
from inspector.tui.app import InspectorApp
from inspector.tui.exporting import FORMS, ExportMenu
from inspector.tui.outside import Exported, Order

Record = Callable[[Iterable[Annotated]], Path]


async def named(app: InspectorApp, pilot: Pilot[None], key: str, file: str = "") -> None:
    """Press *key* in the menu, and type the name of a *file* unless the default will do."""
    await press(pilot, "w")
    await until(pilot, lambda: isinstance(app.screen, ExportMenu))
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.focused, Input))
    if file:
        await pilot.press("ctrl+u")
        await type_(pilot, file)
    await pilot.press("enter")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that files are written to."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_there_are_the_forms_of_the_command() -> None:
    assert tuple(FORMS) == CLI_FORMS


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])
async def test_the_menu_has_the_list_and_the_one(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        await press(pilot, "j", "w")
        await until(pilot, lambda: isinstance(app.screen, ExportMenu))
        said = shown(app)

        assert "the 12 exchanges listed" in said
        assert "only #2" in said
        for form in FORMS.values():
            assert f"  {form.key}  {form.title}" in said
            assert f"  {form.key.upper()}  {form.title}" in said
        assert "esc back" in screen(app)[-1]


@pytest.mark.parametrize("form", FORMS)
async def test_what_is_listed_is_in_the_file(form: str, told: Path, here: Path) -> None:
    async with driven(told, export=export) as (app, pilot):
        await named(app, pilot, FORMS[form].key)
        await until(pilot, lambda: "Written to" in told_of(app))
        assert f"session{FORMS[form].suffix}: 12 exchanges." in told_of(app)

    (file,) = files(here)
    assert mode(file) == 0o600
    assert sent(form, file) == [f"{one.exchange.request.method} {one.exchange.request.url}" for one in story()]  # fmt: skip


def sent(form: str, file: Path) -> list[str]:
    """Return the requests that are in a file."""
    if form == "jsonl":
        return [urls(json.loads(line)) for line in file.read_bytes().splitlines()]
    if form == "bundle":
        with zipfile.ZipFile(file) as bundle:
            return calls(bundle.read("traffic.har"))
    if form == "curl":
        assert file.read_text("utf-8").count("curl '") == 12
        return [f"{one.exchange.request.method} {one.exchange.request.url}" for one in story()]
    return [f"{one.request.method} {one.request.url}" for one in open_capture(file, warn=print)]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def urls(one: dict[str, str]) -> str:
    return f"{one['method']} {one['url']}"


def calls(har: bytes) -> list[str]:
    return [urls(entry["request"]) for entry in json.loads(har)["log"]["entries"]]


async def test_a_filter_counts(told: Path, here: Path) -> None:
    async with driven(told, export=export) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:400")
        await press(pilot, "enter")
        await until(pilot, lambda: app.browser.feed.passed == 1)
        await named(app, pilot, "b", "some.zip")
        await until(pilot, lambda: "Written to some.zip: 1 exchange." in told_of(app))

    with zipfile.ZipFile(here / "some.zip") as bundle:
        readme = bundle.read("README.txt").decode()
        assert "1 of 12 exchanges of the recording, by the filter status:400" in readme
        assert calls(bundle.read("traffic.har")) == [f"POST {make.ROOT}Jobs"]


async def test_a_capital_letter_is_the_one_under_the_cursor(told: Path, here: Path) -> None:
    async with driven(told, export=export) as (app, pilot):
        await press(pilot, "j", "j")
        await named(app, pilot, "H")
        await until(pilot, lambda: "Written to session-3.har: 1 exchange." in told_of(app))

    assert calls((here / "session-3.har").read_bytes()) == [f"POST {make.ROOT}Jobs"]


async def test_it_asks_before_it_writes_over_something(told: Path, here: Path) -> None:
    save(here / "session.har", b"mine")
    async with driven(told, export=export) as (app, pilot):
        await named(app, pilot, "h")
        await until(pilot, lambda: "Write over it?" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert (here / "session.har").read_bytes() == b"mine"

        await named(app, pilot, "h")
        await until(pilot, lambda: "Write over it?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "Written to" in told_of(app))

    assert len(calls((here / "session.har").read_bytes())) == 12


async def test_what_cannot_be_written_is_told(told: Path, here: Path) -> None:
    (here / "locked").mkdir()
    async with driven(told, export=export) as (app, pilot):
        await named(app, pilot, "h", "locked/x" + "y" * 300)
        await until(pilot, lambda: "File name too long" in shown(app))
        await pilot.press("escape")

    assert files(here / "locked") == []


async def test_what_a_form_cannot_hold_is_told(record: Record, here: Path) -> None:
    one = annotated(1)
    request = replace(one.exchange.request, url="x:nowhere")
    path = record([replace(one, exchange=replace(one.exchange, request=request)), annotated(2)])
    async with driven(path, export=export) as (app, pilot):
        await named(app, pilot, "c")
        await until(pilot, lambda: "Written to session.sh: 1 exchange." in told_of(app))
        assert "is no http address" in told_of(app)

    assert (here / "session.sh").exists()


async def test_a_file_stays_as_it_was_when_nothing_fits_the_form(
    record: Record, here: Path
) -> None:
    save(here / "session.sh", b"mine")
    one = annotated(1)
    request = replace(one.exchange.request, url="x:nowhere")
    path = record([replace(one, exchange=replace(one.exchange, request=request))])
    async with driven(path, export=export) as (app, pilot):
        await named(app, pilot, "c")
        await until(pilot, lambda: "Write over it?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "session.sh is not written: nothing here" in told_of(app))

    assert (here / "session.sh").read_bytes() == b"mine"
    assert files(here) == [here / "session.sh"]


async def test_secrets_of_a_raw_capture_are_not_written(tmp_path: Path, here: Path) -> None:
    secret, path = make.token(), tmp_path / "raw.amscap"
    one = annotated(1)
    request = make.request("GET", f"{make.ROOT}Assets", authorization=f"Bearer {secret}")
    with CaptureWriter(path, raw=True) as writer:
        writer.append(replace(one, exchange=replace(one.exchange, request=request, redacted=False)))
    async with driven(path, export=export) as (app, pilot):
        for form in FORMS.values():
            app.clear_notifications()
            await named(app, pilot, form.key)
            await until(pilot, lambda: "Written to" in told_of(app))

    for file in files(here):
        assert secret.encode() not in file.read_bytes()
    with zipfile.ZipFile(here / "raw.zip") as bundle:
        assert all(secret.encode() not in bundle.read(name) for name in bundle.namelist())


class Slow:
    """Writes one exchange, and waits to be let on."""

    def __init__(self) -> None:
        self.may_go = Event()

    def __call__(self, order: Order, exchanges: Iterator[Annotated]) -> Exported:
        def slowly() -> Iterator[Annotated]:
            for number, one in enumerate(exchanges):
                yield one
                if number == 2:
                    self.may_go.wait(30)

        return export(order, slowly())


async def test_it_says_how_far_it_is_and_the_screen_goes_on(told: Path, here: Path) -> None:
    slow = Slow()
    async with driven(told, export=slow) as (app, pilot):
        await named(app, pilot, "h")
        await until(pilot, lambda: "Writing session.har  2 of 12 (16 %)  w stops it" in shown(app))
        await press(pilot, "G", "enter", "tab", "q")
        assert app.browser.exchanges.cursor == 12

        slow.may_go.set()
        await until(pilot, lambda: "Written to session.har: 12 exchanges." in told_of(app))
        await until(pilot, lambda: "Writing" not in shown(app))

    assert len(calls((here / "session.har").read_bytes())) == 12


@pytest.mark.parametrize("form", FORMS)
async def test_it_is_stopped_without_a_trace(form: str, told: Path, here: Path) -> None:
    slow = Slow()
    async with driven(told, export=slow) as (app, pilot):
        await named(app, pilot, FORMS[form].key)
        await until(pilot, lambda: "2 of 12" in shown(app))
        await press(pilot, "w")
        await until(pilot, lambda: "is being written" in shown(app))
        await pilot.press("y")
        slow.may_go.set()
        await until(pilot, lambda: "is not written" in told_of(app))

    assert files(here) == []


async def test_who_leaves_stops_it(told: Path, here: Path) -> None:
    slow = Slow()
    async with driven(told, export=slow) as (app, pilot):
        await named(app, pilot, "h")
        await until(pilot, lambda: "2 of 12" in shown(app))
        run = app.browser._export
        assert run is not None
    slow.may_go.set()

    assert run.stopped.is_set()


async def test_without_an_exchange_there_is_nothing_to_write(record: Record) -> None:
    async with driven(record([]), export=export) as (app, pilot):
        await press(pilot, "w")
        await until(pilot, lambda: "no exchange to write" in told_of(app))


async def test_hostile_exchanges_are_written_and_told_as_text(record: Record, here: Path) -> None:
    async with driven(record(HOSTILE), WIDE, export=export) as (app, pilot):
        for form in FORMS.values():
            app.clear_notifications()
            await named(app, pilot, form.key)
            await until(pilot, lambda: told_of(app))
            check(app)
            await until(pilot, lambda: app.browser._export is None)
            file = here / f"session{form.suffix}"
            assert file.exists() != ("is not written" in told_of(app))
    assert files(here)
