"""Regular expressions: found as `re` finds them, in linear time whatever they are."""

import re
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.filtering.automaton import literal, machine
from inspector.core.filtering.expression import ExpressionError


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param("jobs", "/api/jobs", True, id="text"),
        pytest.param("JOBS", "/api/jobs", True, id="text, in capitals"),
        pytest.param("^jobs", "/api/jobs", False, id="at the beginning"),
        pytest.param("jobs$", "/api/jobs", True, id="at the end"),
        pytest.param("^$", "", True, id="nothing at all"),
        pytest.param("^$", "x", False, id="nothing, where there is something"),
        pytest.param("(^|/)api", "api", True, id="an end within a group"),
        pytest.param(r"v1\.0", "v1x0", False, id="an escaped dot"),
        pytest.param("[a-c]+[^a-c]", "abcd", True, id="classes"),
        pytest.param("[A-C]{3}", "abcd", True, id="a class in capitals"),
        pytest.param("[]x]", "]", True, id="a bracket in a class"),
        pytest.param("[a-]", "-", True, id="a hyphen in a class"),
        pytest.param(r"\d{4}-\d\d", "2026-01", True, id="digits"),
        pytest.param(r"\S\s\w\W", "ab c-", True, id="kinds of characters"),
        pytest.param("a{2,3}b", "ab", False, id="too few"),
        pytest.param("a{,3}", "a{,3}", True, id="braces that are no repetition"),
        pytest.param("post|put", "input", True, id="alternatives"),
        pytest.param("a.*?c", "abbc", True, id="fewest first"),
        pytest.param("a.c", "a\nc", True, id="a dot takes line ends"),
        pytest.param("", "x", True, id="nothing is in everything"),
    ],
)  # fmt: skip
def test_what_is_found(pattern: str, text: str, found: bool) -> None:
    assert machine(pattern).found_in(text) is found


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        pytest.param("(a", "not closed", id="a group"),
        pytest.param("a)", "without its (", id="the end of a group"),
        pytest.param("[a", "[ is not closed", id="a class"),
        pytest.param("*a", "nothing stands before *", id="nothing to repeat"),
        pytest.param("a**", "repetition of a repetition", id="twice"),
        pytest.param("a\\", "at the end", id="an escape of nothing"),
        pytest.param(r"(a)\1", r"\1 is not known", id="a back-reference"),
        pytest.param(r"\bjobs", r"\b is not known", id="a word's end"),
        pytest.param("(?=a)", "no look-around", id="look-around"),
        pytest.param("(?i)a", "no look-around, no flags", id="flags"),
        pytest.param("a{999}", "at most 200", id="too often"),
        pytest.param("(a{100}){100}", "too large", id="too large"),
        pytest.param("(((){200}){200}){200}", "too large", id="nothing, too often"),
        pytest.param("(" * 99, "nested deeper", id="too deep"),
    ],
)
def test_what_is_refused_says_why(pattern: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(says)):
        machine(pattern)


ATOMS = st.sampled_from(["a", "b", "c", "1", ".", "[ab]", "[^a]", r"\d", r"\w"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join).map("({})".format),
        st.tuples(inner.map("(?:{})".format), st.sampled_from(["*", "+", "?", "{2}", "{0,2}"])).map(
            "".join
        ),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text("aABc1", max_size=6), st.sampled_from(["{}", "^{}", "{}$", "^(?:{})$"]))
@settings(deadline=None, max_examples=500)
def test_it_finds_what_re_finds(pattern: str, text: str, frame: str) -> None:
    whole = frame.format(f"(?:{pattern})")

    assert machine(whole).found_in(text.lower()) == bool(
        re.search(whole, text, re.IGNORECASE | re.DOTALL)
    )


@given(st.text(string.printable, max_size=12))
def test_a_pattern_that_is_text_is_found_as_text(pattern: str) -> None:
    plain = literal(pattern)

    assert plain is None or re.fullmatch(pattern, plain)


REDOS = [
    r"(a+)+$", r"([a-zA-Z]+)*$", r"(a|aa)+$", r"(a|a?)+$", r"(.*a){20}$", r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(x+x+)+y", r"(\w+\s?)*!$", r"^(\d+)*$x", r".*.*=.*", r"(a*)*b", r"((a*)*)*b", r"(a|b|ab)*c",
    r"^([a-z0-9])(([\-.]|[_]+)?([a-z0-9]+))*@[a-z0-9]+[.](([a-z]{2,3})|([a-z]{2,3}[.][a-z]{2,3}))$",
    r"(.*)+\d", r"a+b", r"(\s*,\s*)+$", r"<!--(.|\n)*-->", r"(a?){50}a{50}$", r"(0|1)*1(0|1){30}x",
]  # fmt: skip
TEXTS = ["a" * 100_000, "a ," * 33_333, "<!--=" * 20_000, "01" * 50_000, "a" * 99_999 + "!"]


@pytest.mark.parametrize("pattern", REDOS)
def test_no_expression_takes_long(pattern: str) -> None:
    for text in TEXTS:
        began = time.thread_time()  # of this thread alone: others may be busy
        machine(pattern).found_in(text)

        assert time.thread_time() - began < 0.1
