"""The page in a browser: nothing runs, loads or asks but its own script, and that does its work."""

import json
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from browser import Browser, Page
from pages import ELEMENTS, written
from payloads import PAYLOADS, compared, hostile
from story import annotated, found, story

from inspector.report.diff import html as diff
from inspector.report.document import Summary

PROGRAM = browser.installed()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")
ROWS = "[...document.querySelectorAll('.exchanges tbody')].filter(one => one.checkVisibility()).map(one => one.querySelector('.n').textContent)"
TOLD = "document.querySelector('output').textContent"
# A page that was told to run as long as it likes: what fires late has fired by then.
SETTLED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 150)))"
AS_OPENED = """(() => {
  for (const one of document.querySelectorAll('.exchanges details')) one.open = false;
  document.activeElement.blur();
  document.getElementById('filter').reset();
  history.replaceState(null, '', location.pathname);
  scrollTo(0, 0);
})()"""
# The contrast of each piece of text with what is behind it (WCAG 2.2, 1.4.3), the lowest by class.
CONTRAST = """(() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const behind = one => { for (; one; one = one.parentElement) {
    const found = numbers(getComputedStyle(one).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found; } };
  const found = {};
  for (const one of document.querySelectorAll('body *')) {
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !one.checkVisibility()) continue;
    const pair = [light(numbers(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
    const ratio = (pair[0] + .05) / (pair[1] + .05);
    const name = `${one.tagName}.${one.className} in ${one.parentElement.className}`;
    found[name] = Math.min(found[name] ?? 99, ratio);
  }
  return found;
})()"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert PROGRAM is not None
    with browser.browser(PROGRAM, tmp_path_factory.mktemp("profile")) as it:
        yield it


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "story.html"
    path.write_text(written(story()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened(chromium: Browser, file: Path) -> Iterator[Page]:
    with chromium.page(file) as it:
        yield it


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    """Give the page as it is when it is opened; a load for each test takes a second."""
    opened.look()
    opened.run(AS_OPENED)
    yield opened
    assert opened.misdeeds() == []


def chosen(page: Page, **wished: str | list[str]) -> list[str]:
    """Return the numbers of the rows that are in sight once the form is filled in so."""
    page.run(
        f"""(() => {{
          const form = document.getElementById('filter'), wished = {json.dumps(wished)};
          form.reset();
          for (const [name, value] of Object.entries(wished)) {{
            if (name === 'severity') for (const box of form.elements.severity) box.checked = value.includes(box.value);
            else form.elements[name].value = value;
          }}
          form.dispatchEvent(new Event('input'));
        }})()"""
    )
    page.run(SETTLED)
    return list(page.run(ROWS))


def test_hostile_traffic_does_nothing(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    told = written(hostile(n, payload) for n, payload in enumerate(PAYLOADS))
    file.write_text(told, encoding="utf-8", errors="backslashreplace")
    with chromium.page(file) as page:
        page.run("for (const one of document.querySelectorAll('details')) one.open = true")
        page.run(SETTLED)
        names = page.run("[...new Set([...document.querySelectorAll('*')].map(one => one.localName))]")  # fmt: skip
        anew = page.run(
            "document.querySelectorAll('form, script, style, main, h1, .exchanges tbody').length"
        )
        shown = chosen(page, text="window.pwned")

        assert page.run("window.pwned === undefined")
        assert set(names) <= ELEMENTS
        assert anew == 5 + len(PAYLOADS)
        assert len(shown) == sum("window.pwned" in one for one in PAYLOADS)
        assert page.misdeeds() == []


def test_a_hostile_comparison_does_nothing(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "diff.html"
    with file.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        diff.write(stream, compared(PAYLOADS), Summary(), Summary())
    with chromium.page(file) as page:
        page.run(SETTLED)

        names = page.run("[...new Set([...document.querySelectorAll('*')].map(one => one.localName))]")  # fmt: skip

        assert set(names) <= ELEMENTS
        assert page.run("document.querySelectorAll('script').length") == 1
        assert page.run("document.querySelectorAll('article').length") == len(PAYLOADS)
        assert page.misdeeds() == []


def test_what_a_script_in_the_page_would_do_is_seen(chromium: Browser, file: Path) -> None:
    """So that the absence of misdeeds means something, and the policy is shown to hold."""
    bad = file.with_name("bad.html")
    text = file.read_text(encoding="utf-8")
    bad.write_text(text.replace("</main>", "<script>window.pwned=1</script><img src=http://127.0.0.1:9/></main>"), encoding="utf-8")  # fmt: skip
    with chromium.page(bad) as page:
        page.run(SETTLED)

        assert {name for name, _ in page.misdeeds()} >= {"Log.entryAdded"}
        assert page.run("window.pwned === undefined")


@pytest.mark.parametrize(
    ("wished", "rows"),
    [
        pytest.param({}, [*"123456789", "10", "11", "12"], id="nothing"),
        pytest.param({"text": "mediaproc"}, ["2"], id="a word"),
        pytest.param({"text": "ENCODE inputmedia"}, ["3"], id="two words, of a body, in any case"),
        pytest.param({"text": "nowhere"}, [], id="a word that is nowhere"),
        pytest.param({"severity": ["error"]}, ["3", "4", "6"], id="errors"),
        pytest.param({"severity": ["warning", "note"]}, ["2", "11"], id="warnings and notes"),
        pytest.param({"severity": []}, [], id="no severity at all"),
        pytest.param({"code": "COR201"}, ["3"], id="a code"),
        pytest.param({"status": "4xx"}, ["3", "6"], id="refused"),
        pytest.param({"status": "none"}, ["7"], id="not answered"),
        pytest.param({"method": "POST"}, ["3", "5"], id="a method"),
        pytest.param({"method": "POST", "severity": ["clean"]}, ["5"], id="a method, and clean"),
    ],
)  # fmt: skip
def test_filters(page: Page, wished: dict[str, str | list[str]], rows: list[str]) -> None:
    assert chosen(page, **wished) == rows
    assert page.run(TOLD) == f"{len(rows)} of 12 exchanges"


def test_typing_filters_and_reset_shows_everything_again(page: Page) -> None:
    page.run("document.getElementById('f-text').focus()")
    page.ask("Input.insertText", text="MediaProcessors")
    page.run(SETTLED)
    assert page.run(ROWS) == ["2"]

    page.run("document.querySelector('button[type=reset]').click()")
    page.run(SETTLED)
    assert page.run(TOLD) == "12 of 12 exchanges"


def test_enter_in_the_search_leads_nowhere(page: Page) -> None:
    page.run("document.getElementById('f-text').focus()")
    page.key("Enter", 13)
    page.run(SETTLED)

    assert page.run("location.search + location.hash") == ""


def test_a_finding_leads_to_its_exchange_although_it_was_filtered_away(page: Page) -> None:
    chosen(page, text="nowhere")
    page.run("document.querySelector('.rule a[href=\"#e4\"]').click()")
    page.run(SETTLED)

    assert page.run("document.getElementById('e4').closest('details').open")
    assert page.run("document.activeElement.id") == "e4"
    assert page.run("document.getElementById('e4').getBoundingClientRect().top < innerHeight")


def test_a_rule_leads_to_its_exchanges(page: Page) -> None:
    page.run("document.querySelector('a[data-code=HDR103]').click()")
    page.run(SETTLED)

    assert page.run(ROWS) == ["4"]
    assert page.run("document.getElementById('filter').elements.code.value") == "HDR103"


def test_without_scripts_all_is_there_and_nothing_is_offered_that_needs_one(
    chromium: Browser, file: Path
) -> None:
    with chromium.page(file, "#e4", scripts=False) as page:
        assert page.run("document.getElementById('filter').checkVisibility()") is False
        assert page.run("document.querySelectorAll('.scripted:not([hidden])').length") == 0
        assert page.run("document.querySelectorAll('.exchanges tbody').length") == 12
        assert page.run("document.getElementById('e4').checkVisibility()")


def test_the_first_key_offers_to_skip_to_the_content(chromium: Browser, file: Path) -> None:
    with chromium.page(file) as page:
        page.key("Tab", 9)

        assert page.run("document.activeElement.className") == "skip"
        assert page.run("document.activeElement.getBoundingClientRect().left >= 0")


def test_keys_alone_lead_to_a_detail(page: Page) -> None:
    page.run("document.querySelector('.exchanges summary').focus()")
    page.key("Enter", 13)
    assert page.run("document.querySelector('.exchanges details').open")
    page.run("document.getElementById('f-text').focus()")
    for _ in range(2):  # to the first box
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.key("Tab", 9)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(page: Page, dark: bool) -> None:
    page.look(dark=dark)
    page.run("for (const one of document.querySelectorAll('details')) one.open = true")
    page.run(SETTLED)
    ratios = page.run(CONTRAST)

    assert len(ratios) > 30
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.look(width=width)
    page.run("for (const one of document.querySelectorAll('details')) one.open = true")

    assert page.run("document.documentElement.scrollWidth") <= width


def test_long_words_make_no_page_wider(chromium: Browser, tmp_path: Path) -> None:
    long = "Client-TLS-handshake-failed." * 8
    broken = [annotated(1, "GET", f"{long}?{long}", error=long, findings=[found(title=long)])]
    path = tmp_path / "long.html"
    path.write_text(written(broken), encoding="utf-8")

    with chromium.page(path) as page:
        page.look(width=1280)
        page.run("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.run("document.documentElement.scrollWidth") <= 1280


def test_on_paper_the_rules_are_open_and_what_needs_a_screen_is_gone(page: Page) -> None:
    page.run("for (const one of document.querySelectorAll('.rule')) one.open = false")
    page.ask("Emulation.setEmulatedMedia", media="print")
    page.run(SETTLED)  # what was skipped is so until the next frame

    assert page.run(
        "[...document.querySelectorAll('.rule .remedy')].every(one => one.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert page.run("document.getElementById('filter').checkVisibility()") is False
    assert page.paper().startswith(b"%PDF")
