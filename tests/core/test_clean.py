import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.clean import CLIPPED_AT, clean, one_line

OBEYED = [
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xE0000, 0xE0080),
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0,
    0xFFF9, 0xFFFA, 0xFFFB, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFE00, 0xFE0F, 0xE0100, 0xE01EF,
]  # fmt: skip


@pytest.mark.parametrize("code", OBEYED, ids=lambda code: f"U+{code:04X}")
def test_no_terminal_obeys_what_is_left(code: int) -> None:
    assert clean(f"a{chr(code)}b") in {f"a\\x{code:02x}b", f"a\\u{code:04x}b", f"a\\U{code:08x}b"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Accept: application/json", "Accept: application/json", id="a header"),
        pytest.param("a\tb\nc",                  "a\tb\nc",                  id="tab and line feed"),
        pytest.param("a\r\nb",                   "a\\x0d\nb",                id="carriage return"),
        pytest.param("\x1b]0;title\x07",         "\\x1b]0;title\\x07",       id="a title for the window"),
        pytest.param("\x9b31m",                  "\\x9b31m",                 id="a colour, in one C1 byte"),
        pytest.param("abc\u202etxt.exe",         "abc\\u202etxt.exe",        id="right to left"),
        pytest.param("grüße, Ελλάδα, 日本",       "grüße, Ελλάδα, 日本",       id="other scripts"),
        pytest.param("[red]not markup[/red]",    "[red]not markup[/red]",    id="brackets"),
        pytest.param("\U0001f600",               "\U0001f600",               id="a face"),
        pytest.param("non\u00a0breaking",        "non\u00a0breaking",        id="a no-break space, which ODA405 names"),
        pytest.param("C:\\temp",                 "C:\\temp",                 id="a backslash"),
        pytest.param("",                         "",                         id="nothing"),
    ],
)  # fmt: skip
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        pytest.param("a\nb\tc", 200, "a\\nb\\tc", id="breaks are written out"),
        pytest.param("abcdef", 3, "ab…", id="cut, and it shows"),
        pytest.param("abc", 3, "abc", id="just fits"),
    ],
)
def test_one_line(text: str, limit: int, shown: str) -> None:
    assert one_line(text, limit) == shown


def test_long_text_is_cut_before_it_is_rewritten() -> None:
    shown = clean("\x1b" * 10_000_000)

    assert len(shown) == CLIPPED_AT * 4 + 1
    assert shown.endswith("\\x1b…")


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_what_is_left_is_printable(text: str) -> None:
    shown = clean(text)

    shown.encode()
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs"} - {"\n"}
                and char not in "\t\n"]  # fmt: skip
    assert clean(shown) == shown


def test_every_control_and_format_character_is_written_out() -> None:
    left = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and clean(char) == char
    ]

    assert "".join(left) == "\t\n" + "".join(VISIBLE)


VISIBLE = [  # format characters that have a shape of their own
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(char) == "Cf"
    and unicodedata.name(char, "").startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"))
    and "LETTER MARK" not in unicodedata.name(char)
]


@given(st.text(st.characters(exclude_categories=[]), max_size=80), st.integers(1, 60))
def test_a_line_stays_as_it_is_when_it_is_made_again(text: str, limit: int) -> None:
    shown = one_line(text, limit)

    assert len(shown) <= limit
    assert one_line(shown, limit) == shown
