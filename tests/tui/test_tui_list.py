from pathlib import Path

import pytest
from driving import WIDE, driven, press, screen, shown, type_, until
from story import annotated, found
from textual._compositor import Compositor
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip

from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.tui.columns import fitted, whole_words
from inspector.tui.exchange_columns import USUAL, columns
from inspector.tui.exchanges import Exchanges
from inspector.tui.feed import FACTS_AGE
from inspector.tui.screens import Page
from inspector.tui.tall import thumb

PAGES = 3 * 128  # rows; what one key may read from a capture of any size


async def test_a_row_says_what_how_bad_and_what_came_back(told: Path) -> None:
    async with driven(told, WIDE) as (app, _):
        row = next(line for line in screen(app) if " 3 12:00:02" in line)

    for said in ("✖", "POST", "Jobs", "400", "41", "ODA401"):
        assert said in row


async def test_the_title_counts(told: Path) -> None:
    async with driven(told, WIDE) as (app, _):
        title = screen(app)[0]

    for said in ("127.0.0.1:8080", "session.amscap", "finished", "12 exchanges", "4 errors"):
        assert said in title


async def test_keys_move_the_cursor(told: Path) -> None:
    async with driven(told) as (app, pilot):
        for keys, number in (
            ("k", 1),  # not beyond the first
            ("jj", 3),
            ("k", 2),
            ("G", 12),
            ("j", 12),  # not beyond the last
            ("N", 11),  # the previous with a finding
            ("N", 6),  # past those without
            ("g", 1),
            ("N", 1),  # there is none before
            ("n", 2),  # the next with a finding
            ("nnn", 6),
        ):
            await press(pilot, *keys)

            assert app.browser.exchanges.cursor == number
            assert app.browser.detail.annotated is not None
            assert app.browser.detail.annotated.index == number - 1


async def test_a_click_moves_the_cursor_and_a_second_opens(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await pilot.click("Exchanges", offset=(20, 4))
        assert app.browser.exchanges.cursor == 4

        await pilot.click("Exchanges", offset=(20, 4), times=2)
        await until(pilot, lambda: app.browser.is_full)


async def test_a_mark_stands_before_the_row(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "m")
        assert "◆▲" in screen(app)[3] or "◆●" in screen(app)[3]

        await press(pilot, "m")
        assert "◆" not in shown(app)


async def test_a_key_reads_no_more_of_a_huge_capture_than_is_seen(huge: Path) -> None:
    async with driven(huge, WIDE) as (app, pilot):
        for key in ("G", "N", "pageup", "g", "n", "pagedown", "j"):
            app.reader.handed_out = 0  # type: ignore[attr-defined]

            await press(pilot, key)

            assert app.reader.handed_out <= PAGES  # type: ignore[attr-defined]


async def test_a_huge_capture_is_filtered_and_read_in_pages(huge: Path) -> None:
    async with driven(huge, WIDE) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "sev:error jobs")
        await until(pilot, lambda: app.browser.feed.passed == 8334)
        app.reader.handed_out = 0  # type: ignore[attr-defined]
        await press(pilot, "enter", "G")

        assert app.browser.exchanges.cursor == 100_008 - 12 + 3
        assert "8,334 of 100,008" in shown(app)
        assert app.reader.handed_out <= PAGES  # type: ignore[attr-defined]
        assert app.browser.feed.listing.numbers.itemsize == 8  # type: ignore[union-attr]


def live(number: int, **changed: object) -> Annotated:
    return annotated(number, url=f"Assets({number})", **changed)  # type: ignore[arg-type]


async def test_rows_arrive_and_the_cursor_stays(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            assert "Nothing yet" in shown(app)
            for number in range(1, 41):
                writer.append(live(number))
            await until(pilot, lambda: len(app.browser.feed.listing) == 40)
            await press(pilot, "j", "F")
            assert app.browser.exchanges.cursor == 2
            writer.append(live(41, findings=[found()]))
            await until(pilot, lambda: " 41 12:00:40" in shown(app))

            assert app.browser.exchanges.cursor == 2
            assert "● recording" in shown(app)


async def test_below_a_dialog_nothing_is_drawn_until_it_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual draws the whole screen, dimmed, for whatever happens there: 30 kB each time."""
    drawn: list[object] = []
    draw = Compositor.render_strips

    def counted(self: Compositor, *args: object) -> object:
        drawn.append(self)
        return draw(self, *args)  # type: ignore[arg-type]

    with CaptureWriter(tmp_path / "live.amscap") as writer:
        writer.append(live(1))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(app.screen, Page))
            await pilot.pause(0.5)
            monkeypatch.setattr(Compositor, "render_strips", counted)
            writer.append(live(2))
            await until(pilot, lambda: app.browser.feed.seen.last == 2)
            await pilot.pause(2 * FACTS_AGE)
            assert drawn == []

            await pilot.press("escape")
            await until(pilot, lambda: " 2 12:00:01" in shown(app))


async def test_who_scrolls_up_is_left_alone_until_the_end_is_asked_for(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        for number in range(1, 60):
            writer.append(live(number))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await press(pilot, "G")
            assert app.browser.exchanges.following

            await press(pilot, *"k" * 20)
            assert not app.browser.exchanges.following
            writer.append(live(60))
            await until(pilot, lambda: len(app.browser.feed.listing) == 60)
            assert " 60 12:00:59" not in shown(app)

            await press(pilot, "G")
            assert " 60 12:00:59" in shown(app)
            assert app.browser.exchanges.following


@pytest.mark.parametrize("keys", [[], ["/"], ["minus"]], ids=["terminal", "filter", "layout"])
async def test_who_follows_goes_on_when_the_list_has_another_size(
    keys: list[str], tmp_path: Path
) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        for number in range(1, 90):
            writer.append(live(number))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            assert app.browser.exchanges.following
            await press(pilot, *keys)
            await pilot.resize_terminal(*WIDE)
            await pilot.resize_terminal(90, 30)
            await pilot.pause(0.2)

            assert app.browser.exchanges.following
            assert app.browser.exchanges.cursor == 1
            assert " 89 12:01:28" in shown(app)


async def test_only_what_is_in_sight_is_drawn_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    usual = Exchanges.render_line

    def counted(self: Exchanges, y: int) -> Strip:
        drawn.append(y)
        return usual(self, y)

    with CaptureWriter(tmp_path / "live.amscap") as writer:
        for number in range(1, 60):
            writer.append(live(number))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await press(pilot, "G", "g")
            for number in (60, 61):
                drawn.clear()
                writer.append(live(number))
                await until(pilot, lambda: len(app.browser.feed.listing) == number)  # noqa: B023
                await pilot.pause(0.2)
                monkeypatch.setattr(Exchanges, "render_line", counted)
            assert drawn == []

            writer.amend(live(2, findings=[found()]))
            await until(pilot, lambda: "ODA401" in shown(app))
            assert drawn


async def test_a_held_display_catches_up(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        writer.append(live(1))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await press(pilot, "p")
            assert "● recording ─ ‖ display held (p)" in shown(app)
            writer.append(live(2))
            writer.flush()
            await pilot.pause(0.3)
            assert len(app.browser.feed.listing) == 1

            await press(pilot, "p")
            await until(pilot, lambda: len(app.browser.feed.listing) == 2)


async def test_a_finding_that_comes_later_is_shown(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        writer.append(live(1))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await press(pilot, "/")
            await type_(pilot, "has:finding")
            await until(pilot, lambda: app.browser.feed.passed == 0)

            writer.amend(live(1, findings=[found("COR207")]))

            await until(pilot, lambda: "COR207" in shown(app))


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        pytest.param(80, ["", "#", "time UTC", "op", "status", "ms", "size", "findings"], id="80"),
        pytest.param(60, ["", "#", "time UTC", "op", "status", "ms", "size"], id="60"),
        pytest.param(48, ["", "#", "time UTC", "op", "status"], id="48"),
        pytest.param(20, ["", "#", "time UTC"], id="20"),
        pytest.param(0, [""], id="no room at all"),
    ],
)
def test_a_narrow_screen_drops_columns_from_the_right(width: int, titles: list[str]) -> None:
    assert [
        column.title for column, _ in fitted(columns(999, USUAL, lambda *_: ""), width)
    ] == titles


@pytest.mark.parametrize(
    ("width", "said"),
    [
        pytest.param(20, "ODA401 COR201 QRY502", id="all"),
        pytest.param(19, "ODA401 COR201 +1", id="two"),
        pytest.param(10, "ODA401 +2", id="one"),
        pytest.param(3, "ODA401 COR201 QRY502", id="none fits"),
    ],
)
def test_codes_are_left_out_as_a_whole(width: int, said: str) -> None:
    assert whole_words("ODA401 COR201 QRY502", width) == said


async def test_a_recording_is_followed_until_somebody_looks_closer(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        for number in range(1, 60):
            writer.append(live(number))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await until(pilot, lambda: " 59 12:00:58" in shown(app))
            assert app.browser.exchanges.cursor == 1

            await press(pilot, "j")
            writer.append(live(60))
            await until(pilot, lambda: len(app.browser.feed.listing) == 60)

            assert " 2 12:00:01" in shown(app)
            assert " 60 12:00:59" not in shown(app)


@pytest.mark.parametrize("key", ["j", "k"])
async def test_a_step_draws_no_more_than_two_lines(
    key: str, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = Exchanges.render_line

    def counted(self: Exchanges, y: int) -> Strip:
        drawn.append(y)
        return draw(self, y)

    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j")
        before = app.browser.exchanges.place
        app.browser.exchanges.update()  # what the feed has to say is drawn before
        await pilot.pause(0.2)
        monkeypatch.setattr(Exchanges, "render_line", counted)
        await press(pilot, key)

        assert sorted(set(drawn)) == sorted({before + 1, app.browser.exchanges.place + 1})


async def test_lines_are_drawn_in_the_colours_of_the_theme(told: Path) -> None:
    async with driven(told) as (app, pilot):
        before = app.browser.exchanges.render_line(3)
        app.theme = "textual-light"
        await pilot.pause()
        after = app.browser.exchanges.render_line(3)

    assert before.text == after.text
    assert before != after


@pytest.mark.parametrize("window", [1, 7, 44])
def test_a_thumb_that_looks_the_same_is_known(window: int) -> None:
    looks: dict[object, set[str]] = {}
    many = range(window + 1, 4000, 137)
    places = [(lines, at) for lines in many for at in range(0, lines - window, 61)]
    for lines, at in places:
        segments = ScrollBarRender.render_bar(window, lines, window, at).segments
        looks.setdefault(thumb(window, lines, window, at), set()).add(repr(segments))

    assert len(looks) < len(places)
    assert [len(drawn) for drawn in looks.values()] == [1] * len(looks)
