"""The copy menu: what goes into the clipboard, and what is said of it."""

import asyncio
import base64
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import make
import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, told_of, type_, until
from hostility import CORPUS, HOSTILE, check
from story import LISTED, annotated, found
from textual.pilot import Pilot

from inspector.capture.store import CaptureWriter
from inspector.cli.outside import save
from inspector.core.annotated import Annotated
from inspector.core.clean import clean
from inspector.core.exchange import Response
from inspector.core.severity import ERROR
from inspector.core.silence import Silence
from inspector.tui.app import InspectorApp
from inspector.tui.copies import COPIES, Looked, Proxy, Uncopiable
from inspector.tui.copying import TAKEN, CopyMenu
from inspector.tui.keymap import known_keys
from inspector.tui.wishes import Wishes

Record = Callable[[Iterable[Annotated]], Path]
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])


async def copied(app: InspectorApp, pilot: Pilot[None], *keys: str) -> str:
    """Press *keys* in the copy menu, and return what is in the clipboard then."""
    await press(pilot, "y")
    await until(pilot, lambda: isinstance(app.screen, CopyMenu))
    await pilot.press(*keys)
    await until(pilot, lambda: "Copied" in told_of(app))
    return app.clipboard


@pytest.mark.parametrize(
    ("key", "begins", "said"),
    [
        pytest.param("c", "# AMS_TOKEN: what was <redacted:", "Copied curl, ", id="curl"),
        pytest.param("h", "# AMS_TOKEN: what was <redacted:", "Copied HTTPie, ", id="HTTPie"),
        pytest.param("p", "# AMS_TOKEN: what was <redacted:", "Copied Python, ", id="Python"),
        pytest.param("s", "// AMS_TOKEN: what was <redacted:", "Copied C#, ", id="C#"),
        pytest.param("r", "POST /api/Jobs HTTP/1.1\n", "Copied raw HTTP, ", id="raw"),
        pytest.param("u", f"{make.ROOT}Jobs", "Copied URL, ", id="URL"),
        pytest.param("d", '{"Name": "encode"', "Copied the request's body, ", id="request body"),
        pytest.param("b", '{"odata.error"', "Copied the response's body, ", id="response body"),
    ],
)
@SIZES
async def test_one_key_copies(
    key: str, begins: str, said: str, size: tuple[int, int], told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        await press(pilot, "j", "j")
        text = await copied(app, pilot, key)

        assert text.startswith(begins)
        assert said in told_of(app)
        assert ("Set AMS_TOKEN before" in told_of(app)) is ("AMS_TOKEN" in text)


async def test_it_goes_out_as_osc_52(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driven(told) as (app, pilot):
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        text = await copied(app, pilot, "u")

    coded = base64.b64encode(text.encode()).decode()
    assert f"\x1b]52;c;{coded}\a" in written


@SIZES
async def test_the_menu_has_everything_with_its_key(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        await press(pilot, "j", "j", "enter", "y")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        lines = [line.partition("│")[2].strip("│ ") for line in screen(app)]

        for said in ("Copy of #3", "c  curl", "h  HTTPie", "p  Python", "s  C#", "r  raw HTTP", "u  URL", "f  the finding as text"):  # fmt: skip
            assert any(line.startswith(said) for line in lines), said
        assert "esc back" in screen(app)[-1]


async def test_enter_takes_what_the_cursor_is_on(told: Path) -> None:
    async with driven(told) as (app, pilot):
        text = await copied(app, pilot, "j", "j", "enter")

        assert "import" in text


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_it_is_left_without_copying(key: str, told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press(key)
        await until(pilot, lambda: len(app.screen_stack) == 1)

        assert app.clipboard == ""


async def test_the_list_offers_no_finding(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "y")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press("f", "i", "o")

        assert "Finding" not in "".join(screen(app)[2:-8])
        assert isinstance(app.screen, CopyMenu)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        pytest.param("i", "X-Inspector-Ignore: ODA402", id="a header"),
        pytest.param("o", 'per-operation-ignore = { "POST Jobs" = ["ODA402"] }', id="settings"),
    ],
)
async def test_i_in_findings_suppresses_the_one_under_the_cursor(
    key: str, text: str, told: Path
) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "enter", "j", "j", "i")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        assert text in shown(app)
        await pilot.press(key)
        await until(pilot, lambda: "Copied" in told_of(app))

        assert app.clipboard == text


async def test_enter_behind_i_copies_the_header(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "enter", "i")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press("enter")
        await until(pilot, lambda: "Copied" in told_of(app))

        assert app.clipboard == "X-Inspector-Ignore: ODA401"


async def test_where_nothing_was_found_there_is_nothing_to_suppress(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "enter", "i")
        await until(pilot, lambda: "Nothing was found here that could" in told_of(app))

        assert len(app.screen_stack) == 1


async def test_elsewhere_i_lets_messages_wait(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "i")
        await until(pilot, lambda: "recording has ended" in told_of(app))  # nothing to suppress


async def test_the_help_says_what_i_does_where(told: Path) -> None:
    async with driven(told, (100, 120)) as (app, pilot):
        await press(pilot, "enter")
        await pilot.press("question_mark")
        await until(pilot, lambda: "Filter" in shown(app))

        assert "copy what silences the finding" in shown(app)
        assert "let messages wait that fit a filter" in shown(app)


async def test_a_finding_as_text(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "enter", "j")
        text = await copied(app, pilot, "f")

    assert text == (
        "ODA401 (error): `__metadata` was sent, but verbose JSON was not asked for.\n"
        "  request Accept: application/json\n"
        "  → Send `Accept: application/json;odata=verbose`.\n"
        f"POST {make.ROOT}Jobs → 400 at 2026-01-31 12:00:02 UTC\n"
    )


@pytest.mark.parametrize(
    ("key", "one", "why"),
    [
        pytest.param("c", annotated(1, url="x:nowhere"), "is no http address", id="no address"),
        pytest.param("h", annotated(1, "M-SEARCH"), "for no method", id="a method"),
        pytest.param("b", annotated(1, error="reset"), "there is no response", id="no response"),
        pytest.param("b", annotated(1, answer=make.response(204)), "is empty", id="an empty body"),
        pytest.param(
            "b",
            annotated(1, answer=replace(LISTED, body=None, withheld="larger than 1 MiB")),
            "larger than 1 MiB",
            id="not recorded",
        ),
    ],
)
async def test_what_cannot_be_copied_is_said(
    key: str, one: Annotated, why: str, record: Record
) -> None:
    if one.exchange.request.url.endswith("x:nowhere"):
        request = replace(one.exchange.request, url="x:nowhere")
        one = replace(one, exchange=replace(one.exchange, request=request))
    async with driven(record([one])) as (app, pilot):
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press(key)
        await until(pilot, lambda: why in told_of(app))

        assert app.clipboard == ""


async def test_a_silenced_finding_is_not_silenced_twice(record: Record) -> None:
    silenced = replace(found("ODA405", ERROR), silence=Silence("request", "ODA405"))
    one = replace(annotated(1), suppressed=(silenced,))
    async with driven(record([one])) as (app, pilot):
        await press(pilot, "enter", "i")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press("o")
        await until(pilot, lambda: "is silenced by X-Inspector-Ignore" in told_of(app))

        assert app.clipboard == ""


async def test_secrets_of_a_raw_capture_are_not_copied(tmp_path: Path) -> None:
    secret = make.token()
    one = annotated(1)
    request = make.request("GET", f"{make.ROOT}Assets", authorization=f"Bearer {secret}")
    raw = replace(one, exchange=replace(one.exchange, request=request, redacted=False))
    path = tmp_path / "raw.amscap"
    with CaptureWriter(path, raw=True) as writer:
        writer.append(raw)
    async with driven(path) as (app, pilot):
        kept = app.browser.looked_at()
        assert kept is not None
        assert kept.exchange.request.headers.joined("Authorization") == f"Bearer {secret}"

        for key in "chpsr":
            app.clear_notifications()
            text = await copied(app, pilot, key)
            assert secret not in text
            assert "<redacted:jwt:" in text


def answered(body: bytes) -> Annotated:
    """Return an exchange whose answer is bytes that a redactor would have left out."""
    one = annotated(1)
    return replace(one, exchange=replace(one.exchange, response=make.response(200, body)))


def held(file: Path) -> tuple[bytes, int]:
    """Return what is in a file, and its mode."""
    return file.read_bytes(), file.stat().st_mode & 0o777


BIG = annotated(1, answer=make.response(200, "x" * (TAKEN + 1)))
BYTES = answered(b"\0\xff" * 100)


@pytest.mark.parametrize(
    ("one", "why", "name"),
    [
        pytest.param(BIG, "every terminal takes", "1-answer.txt", id="more than a terminal takes"),
        pytest.param(BYTES, "is no text", "1-answer.bin", id="no text"),
    ],
)
async def test_what_no_clipboard_takes_is_offered_as_a_file(
    one: Annotated, why: str, name: str, record: Record, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    async with driven(record([one]), save=save) as (app, pilot):
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        await pilot.press("b")
        await until(pilot, lambda: why in " ".join(shown(app).split()))
        await pilot.press("y")
        await until(pilot, lambda: name in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: f"Written to {name}." in told_of(app))

        assert app.clipboard == ""
    assert one.exchange.response is not None
    assert held(Path(name)) == (one.exchange.response.body, 0o600)


async def test_what_a_terminal_just_takes_is_copied(record: Record) -> None:
    one = annotated(1, answer=make.response(200, "x" * TAKEN))
    async with driven(record([one])) as (app, pilot):
        assert await copied(app, pilot, "b") == "x" * TAKEN


async def asked_for_a_file(app: InspectorApp, pilot: Pilot[None]) -> None:
    """Copy the answer, which is no text, and take the offer of a file."""
    await press(pilot, "y")
    await until(pilot, lambda: isinstance(app.screen, CopyMenu))
    await pilot.press("b")
    await until(pilot, lambda: "is no text" in shown(app))
    await pilot.press("y")
    await until(pilot, lambda: "1-answer.bin" in shown(app))


async def test_a_file_is_not_written_over_without_a_question(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save(Path("1-answer.bin"), b"mine")
    async with driven(record([BYTES]), save=save) as (app, pilot):
        await asked_for_a_file(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Write over it?" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: "Write it to" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)

    assert held(Path("1-answer.bin"))[0] == b"mine"


async def test_a_place_that_cannot_be_written_is_told_while_typing(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(record([BYTES]), save=save) as (app, pilot):
        await asked_for_a_file(app, pilot)
        await pilot.press("ctrl+u")
        await type_(pilot, "nowhere/x")
        await until(pilot, lambda: "there is no folder nowhere" in shown(app))
        await pilot.press("enter")
        assert "Write it to" in shown(app)


async def test_tmux_is_told_of_once(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/x,1,0")
    async with driven(told) as (app, pilot):
        await copied(app, pilot, "u")
        assert "set-clipboard on" in told_of(app)
        app.clear_notifications()
        await copied(app, pilot, "u")
        assert "set-clipboard" not in told_of(app)


async def test_keys_of_the_menu_can_be_chosen(told: Path) -> None:
    wishes = Wishes(keys=known_keys({"copy": "t", "copy-url": "z"}))
    async with driven(told, wishes=wishes) as (app, pilot):
        await press(pilot, "t")
        await until(pilot, lambda: isinstance(app.screen, CopyMenu))
        assert any("z  URL" in line for line in screen(app))
        await pilot.press("z")
        await until(pilot, lambda: "Copied" in told_of(app))

        assert app.clipboard.startswith("https://")


@pytest.mark.parametrize("name", COPIES)
def test_hostile_text_is_copied_as_inert_text(name: str) -> None:
    made = 0
    for one in [*HOSTILE, *map(addressed, HOSTILE)]:
        try:
            looked = Looked(one, 1, one.findings[0], Proxy("\x1b]0;x\a:1\n", "$(id)\n'"))
            text = COPIES[name].make(looked).text
        except Uncopiable as why:
            text = str(why)
        made += text is not None
        assert text is None or clean(text, len(text)) == text
        assert text is None or text.encode().decode() == text
    assert made


def addressed(one: Annotated) -> Annotated:
    """Return *one* with a method and an address that can be sent."""
    request = replace(one.exchange.request, method="POST", url=f"{make.ROOT}{CORPUS[0]}")
    return replace(one, exchange=replace(one.exchange, request=request))


async def test_a_hostile_exchange_makes_no_hostile_menu(record: Record) -> None:
    async with driven(record(HOSTILE[:4]), WIDE) as (app, pilot):
        await press(pilot, "enter")
        for number in range(1, 5):
            app.browser.exchanges.go(number)
            await press(pilot, "y")
            await until(pilot, lambda: isinstance(app.screen, CopyMenu))
            check(app)
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_what_is_said_of_hostile_text_is_text(record: Record) -> None:
    async with driven(record(HOSTILE[1:2]), WIDE) as (app, pilot):
        await press(pilot, "enter")
        for name in COPIES:
            app.clear_notifications()
            app.browser.action_copy(name)
            await until(pilot, lambda: "opied" in told_of(app) or len(app.screen_stack) > 1)
            check(app)
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
                await pilot.pause()


@pytest.mark.parametrize("shell", ["sh", "bash"])
async def test_what_is_copied_as_curl_is_a_command(shell: str, told: Path, tmp_path: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j")
        text = await copied(app, pilot, "c")

    done = await asyncio.to_thread(
        subprocess.run, [shell, "-n"], input=text, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


RECORDING = {
    "state": "recording",
    "mode": "regular",
    "listen": "127.0.0.1:8080",
    "ca": "/a b/ca.pem",
}


@pytest.mark.parametrize(
    ("facts", "begins"),
    [
        pytest.param({}, "# through the proxy again: --proxy 'http://127.0.0.1:8080' --cacert '/a b/ca.pem'\n", id="recording"),
        pytest.param({"state": "finished"}, "# AMS_TOKEN", id="finished"),
        pytest.param({"mode": "reverse:https://a.b"}, "# AMS_TOKEN", id="a proxy that clients do not name"),
    ],
)  # fmt: skip
def test_curl_is_told_the_way_through_the_proxy(facts: dict[str, str], begins: str) -> None:
    told = annotated(1, Authorization="Bearer <redacted:jwt:0123456789ab>")
    looked = Looked(told, 1, None, Proxy.of({**RECORDING, **facts}))
    text = COPIES["curl"].make(looked).text or ""

    assert text.startswith(begins)
    assert ("--proxy" in text) is (not facts)


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        pytest.param("{}", "", id="as it was"),
        pytest.param("{\r\n}", "", id="lines that end as those of the wire"),
        pytest.param('{"access_token": "<redacted:jwt:0123456789ab>"}', "secrets are markers", id="a secret"),
        pytest.param("a\x1b[2J", "control characters are written as escapes", id="a command for terminals"),
        pytest.param("\x1b<redacted:jwt:0123456789ab>", "control characters are written as escapes and secrets are markers", id="both"),
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_it_was_says_so(body: str, remark: str) -> None:
    told = annotated(1, answer=Response(status=200, reason="OK", body=body.encode()))

    assert COPIES["answer"].make(Looked(told, 1)).remark == remark


def test_lines_of_a_body_end_as_those_of_a_text() -> None:
    told = annotated(1, answer=Response(status=200, reason="OK", body=b"--b\r\n\r\na\rb\r\n"))

    copied = COPIES["answer"].make(Looked(told, 1))

    assert copied.text == "--b\n\na\\x0db\n"
    assert copied.content == b"--b\r\n\r\na\rb\r\n"
