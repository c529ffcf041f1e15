"""The keys that ask the running proxy for something."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import make
import pytest
import story
from attending import attended
from driving import NARROW, WIDE, driven, press, screen, shown, told_of, type_, until

from inspector.control import place
from inspector.control.sendable import Answered, Sent
from inspector.control.words import Done, Held, Hold, Kill, Look, Release, Replay, Waiting
from inspector.core.annotated import Annotated
from inspector.profiles.catalogue import fix_of
from inspector.tui import live, waiting

Record = Callable[[Iterable[Annotated]], Path]
pytestmark = pytest.mark.skipif(not place.HAS_SOCKETS, reason="no Unix sockets")


async def test_r_sends_a_harmless_call_at_once_and_shows_the_new_exchange(tmp_path: Path) -> None:
    told = [story.annotated(1), story.annotated(2, "POST", "Jobs", {"Name": "n"})]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "r")
        await until(pilot, lambda: app.browser.exchanges.cursor == 3)
        await press(pilot, "tab")

        (asked,) = proxy.asked
        assert isinstance(asked, Replay)
        assert (asked.of, asked.request.method) == ("e1", "GET")
        assert "↻1 Assets" in shown(app)
        assert "A replay of #1" in shown(app)


async def test_an_answer_that_takes_long_is_said_to_be_still_to_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SLOW", 0.05)
    async with attended(tmp_path / "session.amscap", [story.annotated(1)], NARROW) as it:
        app, pilot, proxy = it
        proxy.answers.clear()
        await press(pilot, "r")
        await until(pilot, lambda: "still to come" in told_of(app))
        proxy.answers.set()
        await until(pilot, lambda: app.browser.exchanges.cursor == 2)


async def test_r_asks_before_something_is_changed_again(tmp_path: Path) -> None:
    told = [story.annotated(1, "POST", "Jobs", {"Name": "n"}), story.annotated(2)]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "r")
        await until(pilot, lambda: "may change something" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: "may change something" not in shown(app))
        assert proxy.asked == []

        await press(pilot, "r")
        await until(pilot, lambda: "may change something" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: app.browser.exchanges.cursor == 3)
        assert len(proxy.asked) == 1


async def test_a_refusal_is_told(tmp_path: Path) -> None:
    async with attended(tmp_path / "session.amscap", [story.annotated(1)], NARROW) as it:
        app, pilot, proxy = it
        proxy.why_not = "the proxy does not know what [b]<redacted:jwt:0123456789ab> stands for"
        await press(pilot, "r")

        await until(pilot, lambda: "does not know what [b]" in told_of(app))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        pytest.param({"control": ""}, "cannot be reached", id="none there"),
        pytest.param({"control": "/dev/null"}, "not yours alone", id="a stranger's path"),
        pytest.param({"control": "/nowhere/control"}, "has ended", id="gone"),
    ],
)
async def test_a_channel_that_is_none(facts: dict[str, str], why: str, tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, NARROW, **facts) as (app, pilot, _):
        await press(pilot, "r")

        await until(pilot, lambda: why in told_of(app))


BROKEN = story.annotated(
    1, "POST", "Jobs", story.JOB, findings=[story.found("ODA401"), story.found("ODA405")],
    Accept="application/json",
)  # fmt: skip


@pytest.mark.parametrize("key", ["r", "E", "i"])
async def test_a_finished_recording_has_nobody_to_ask_and_says_so_at_once(
    key: str, record: Record
) -> None:
    async with driven(record([BROKEN])) as (app, pilot):
        await press(pilot, key)
        await until(pilot, lambda: told_of(app))

        assert told_of(app) == ("this recording has ended; `inspector proxy` begins another")
        assert "begins another" in screen(app)[-2]  # with all of it in one line
        assert "this recording" in screen(app)[-2]
        assert len(app.screen_stack) == 1


async def test_x_on_a_finished_recording_shows_what_it_would_change_and_that_it_cannot_be_sent(
    record: Record,
) -> None:
    async with driven(record([BROKEN]), fix_of=fix_of) as (app, pilot):
        await press(pilot, "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        assert "+ Accept: application/json;odata=verbose" in shown(app)
        assert "It cannot be sent: this recording has ended" in shown(app)
        assert "send" not in screen(app)[-1]

        await press(pilot, "enter", "E")
        assert "Fix and replay" in shown(app)
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("key", ["r", "x", "E"])
async def test_where_there_is_no_exchange_the_keys_about_one_say_so(
    key: str, record: Record
) -> None:
    async with driven(record([])) as (app, pilot):
        await press(pilot, key)

        await until(pilot, lambda: "no exchange here" in told_of(app))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
async def test_x_shows_what_it_would_change_sends_it_and_shows_both_answers(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with attended(tmp_path / "session.amscap", [BROKEN], size) as (app, pilot, proxy):
        await press(pilot, "g", "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        assert "- Accept: application/json " in shown(app)
        assert "+ Accept: application/json;odata=verbose" in shown(app)
        assert "may change something" in shown(app)
        assert proxy.asked == []

        await pilot.press("enter")
        await until(pilot, lambda: "after, #2: 201 Created" in shown(app))
        assert "before: " in shown(app)
        (asked,) = proxy.asked
        assert isinstance(asked, Replay)
        assert ("Accept", "application/json;odata=verbose") in asked.request.headers
        await press(pilot, "escape")
        assert app.browser.exchanges.cursor == 2


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        pytest.param(["y"], "Copy of #2", id="after"),
        pytest.param(["tab", "y"], "Copy of #1", id="before"),
    ],
)
async def test_y_copies_the_side_in_focus(keys: list[str], copied: str, tmp_path: Path) -> None:
    async with attended(tmp_path / "session.amscap", [BROKEN], NARROW) as (app, pilot, _):
        await press(pilot, "g", "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "after, #2: 201 Created" in shown(app))
        await pilot.press(*keys)

        await until(pilot, lambda: copied in shown(app))


async def test_the_cursor_stays_when_the_filter_hides_what_was_sent(tmp_path: Path) -> None:
    told = [BROKEN, story.annotated(2), story.annotated(3, "GET", "Jobs", findings=[story.found("ODA405")])]  # fmt: skip
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, _):
        await press(pilot, "/")
        await type_(pilot, "has:finding")
        await press(pilot, "enter")
        await until(pilot, lambda: app.browser.feed.passed == 2)
        await press(pilot, "g", "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "after, #4: 201 Created" in shown(app))
        assert "The filter hides" not in told_of(app)  # it would lie over the answers
        await press(pilot, "escape")
        await until(pilot, lambda: "The filter hides #4; esc switches it off." in told_of(app))

        assert app.browser.exchanges.cursor == 1


async def test_what_was_sent_is_in_sight_though_others_came_meanwhile(tmp_path: Path) -> None:
    told = [BROKEN, *(story.annotated(number) for number in range(2, 40))]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        for number in range(40, 90):
            proxy.writer.append(story.annotated(number))
        proxy.writer.flush()
        await pilot.press("enter")
        await until(pilot, lambda: "after, #90: 201 Created" in shown(app))
        await press(pilot, "escape")

        assert app.browser.exchanges.cursor == 90
        assert " 90 " in shown(app)


async def test_x_on_a_finding_that_only_a_person_can_mend(tmp_path: Path) -> None:
    async with attended(tmp_path / "session.amscap", [BROKEN], WIDE) as (app, pilot, proxy):
        await press(pilot, "g", "enter", "j", "x")
        await until(pilot, lambda: "only a person can mend ODA405" in told_of(app))
        await press(pilot, "k", "x")
        await until(pilot, lambda: "Fix and replay: ODA401" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Fix and replay" not in shown(app))
        assert proxy.asked == []


async def test_what_an_answer_shows_is_mended_by_its_cause(tmp_path: Path) -> None:
    told = [story.annotated(1, findings=[story.found("RSP601"), story.found("SES705")])]
    async with attended(tmp_path / "session.amscap", told, WIDE) as (app, pilot, _):
        await press(pilot, "g", "x")

        await until(pilot, lambda: "only a person can mend SES705: " in told_of(app))


@pytest.mark.parametrize(
    ("editor", "why"),
    [
        pytest.param("true", "nothing was changed; r sends the request as it is", id="left as it was"),
        pytest.param("false", "ended with status 1", id="that failed"),
    ],
)  # fmt: skip
async def test_an_edit_that_leads_nowhere_is_told(
    editor: str, why: str, tmp_path: Path, lent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    async with attended(tmp_path / "session.amscap", [BROKEN], NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "E")
        await until(pilot, lambda: why in told_of(app))

        assert "Edit and replay" not in shown(app)
        assert proxy.asked == []


async def test_ctrl_c_says_how_one_leaves(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await pilot.press("ctrl+c")

        await until(pilot, lambda: "q leaves the list" in told_of(app))


def held(number: int, status: int | None = None) -> Held:
    url = "https://a/[b]Jobs[/b]"
    return Held(f"f{number}", "POST", url, make.NOON, time.time() + 60, status)


def test_a_call_that_is_longer_than_there_is_room_says_so() -> None:
    short, long = (waiting.line(held(1), width) for width in (80, 40))

    assert short.rstrip().endswith("POST /[b]Jobs[/b]  https://a")
    assert long.endswith("…")
    assert [len(short), len(long)] == [80, 40]


async def test_i_says_what_is_to_wait_and_capital_i_what_does(tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, WIDE) as (app, pilot, proxy):
        await press(pilot, "i")
        await until(pilot, lambda: "Let wait what fits" in shown(app))
        await type_(pilot, "metod:POST")
        await until(pilot, lambda: "there is no field metod:" in shown(app))
        await pilot.press("enter", *["backspace"] * 10)
        await type_(pilot, "method:POST")
        await pilot.press("tab", *["backspace"] * 2)
        await until(pilot, lambda: "seconds: a number" in shown(app))
        await pilot.press("enter", "9", "0", "enter")
        await until(pilot, lambda: proxy.asked)
        assert proxy.asked == [Hold("method:POST", 90, id=1)]
        await until(pilot, lambda: "‖ intercepts (i)" in shown(app))

        proxy.tell(Waiting((held(1), held(2, 404))))
        await until(pilot, lambda: "2 waiting (I)" in shown(app))
        await press(pilot, "I")
        await until(pilot, lambda: "answer 404" in shown(app))
        assert "POST /[b]Jobs[/b]  https://a" in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: len(proxy.asked) == 2)
        await pilot.press("j", "X")
        await until(pilot, lambda: len(proxy.asked) == 3)
        await pilot.press("A")
        await until(pilot, lambda: len(proxy.asked) == 4)
        assert proxy.asked[1:] == [Release("f1", id=2), Kill("f2", id=3), Release("", id=4)]

        proxy.tell(Waiting(()))
        await until(pilot, lambda: "Nothing is waiting" in shown(app))


async def test_the_cursor_stays_on_what_it_is_on_when_others_go_on(tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, WIDE) as (app, pilot, proxy):
        await press(pilot, "r")
        await until(pilot, lambda: proxy.asked)
        proxy.tell(Waiting(tuple(held(n) for n in range(1, 5))))
        await until(pilot, lambda: "4 waiting (I)" in shown(app))
        await press(pilot, "I")
        await until(pilot, lambda: "4 waiting" in shown(app))
        await pilot.press("j", "j")
        proxy.tell(Waiting((held(2), held(3), held(4))))  # the first one's time was up
        await until(pilot, lambda: len(app.browser.waiting.held) == 3)
        await pilot.press("X")
        await until(pilot, lambda: len(proxy.asked) == 2)
        assert proxy.asked[1:] == [Kill("f3", id=2)]

        proxy.tell(Waiting((held(2), held(4))))
        await until(pilot, lambda: len(app.browser.waiting.held) == 2)
        await pilot.press("X")  # what came after it
        await until(pilot, lambda: len(proxy.asked) == 3)
        assert proxy.asked[2:] == [Kill("f4", id=3)]


WAITS = {
    "request": (
        Done(request=Sent("POST", "https://a/Jobs", (("A", "b"),), b"{}")),
        Release("f1", request=Sent("PUT", "https://a/Jobs", (("A", "b"),), b"{1}"), id=3),
    ),
    "answer": (
        Done(answer=Answered(404, "POST it", (("A", "b"),), b"{}")),
        Release("f1", answer=Answered(404, "PUT it", (("A", "b"),), b"{1}"), id=3),
    ),
}


async def test_what_waits_is_told_at_once_as_long_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "r")
        await until(pilot, lambda: proxy.asked)
        proxy.tell(Waiting((held(1, 404),)))
        await until(pilot, lambda: app.browser.waiting.held)
        monkeypatch.setattr(waiting, "TICK", 3600.0)
        await press(pilot, "I")
        await until(pilot, lambda: "POST /[b]Jobs[/b]  https://a" in shown(app))


@pytest.mark.parametrize("kind", WAITS)
async def test_what_waits_is_edited_and_let_go(
    kind: str, tmp_path: Path, lent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, released = WAITS[kind]
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys; path = pathlib.Path(sys.argv[1]);"
        "path.write_text(path.read_text().replace('POST', 'PUT').replace('{}', '{1}'))"
    )
    monkeypatch.setenv("VISUAL", f"'{sys.executable}' '{script}'")
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        proxy.waits = looks
        await press(pilot, "r")
        await until(pilot, lambda: proxy.asked)
        proxy.tell(Waiting((held(1, 404 if kind == "answer" else None),)))
        await until(pilot, lambda: app.browser.waiting.held)
        await press(pilot, "I")
        await pilot.press("E")
        await until(pilot, lambda: len(proxy.asked) == 3)

    assert proxy.asked[1:] == [Look("f1", id=2), released]


async def test_when_the_proxy_ends_what_was_to_wait_is_said_to_wait_no_more(tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, WIDE) as (app, pilot, proxy):
        await press(pilot, "i")
        await until(pilot, lambda: "Let wait what fits" in shown(app))
        await type_(pilot, "method:POST")
        await pilot.press("enter")
        await until(pilot, lambda: "waits, 60 s at most" in told_of(app))
        proxy.peers[-1].end()
        await until(pilot, lambda: "What fits method:POST waits no more" in told_of(app))
        assert "intercepts" not in shown(app)

        await press(pilot, "i")
        await until(pilot, lambda: "Let wait what fits" in shown(app))
        await pilot.press("enter")  # as it was
        await until(pilot, lambda: len(proxy.asked) == 2)
        assert proxy.asked[1] == Hold("method:POST", 60, id=1)


async def test_when_the_proxy_ends_nothing_waits_any_more(tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, WIDE) as (app, pilot, proxy):
        await press(pilot, "r")
        await until(pilot, lambda: proxy.asked)
        proxy.tell(Waiting((held(1),)))
        await until(pilot, lambda: "1 waiting (I)" in shown(app))
        proxy.peers[-1].end()

        await until(pilot, lambda: "waiting" not in shown(app))
        assert "waits no more" not in told_of(app)  # it was told of nothing that should
        await press(pilot, "r")  # connects anew
        await until(pilot, lambda: len(proxy.asked) == 2)
