import random

import pytest

from inspector.core.redaction.members import MEMBER_WORDS
from inspector.core.redaction.scrub import PAIR_WORDS
from inspector.core.redaction.sieve import ROOTS, Sieve, Words


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param('{"Name": "holiday"}',             False, id="nothing"),
        pytest.param('{"ContentKeys": {}}',             False, id="a root, yet no word"),
        pytest.param('{"keys": 1, "monkey business": 2}', True, id="a root twice, a word the second time"),
        pytest.param('{"CLIENT_SECRET": "x"}',          True,  id="shouted"),
        pytest.param('{"device_code": "x"}',            True,  id="a word with an underscore"),
        pytest.param('{"pass-word": "x"}',              False, id="a root that is broken up, the word as well"),
        pytest.param("",                                False, id="an empty text"),
    ],
)  # fmt: skip
def test_the_words_of_members(text: str, held: bool) -> None:
    assert Sieve(text).holds(MEMBER_WORDS) is held


def test_the_empty_word_is_in_every_text() -> None:
    assert Sieve("").holds(Words(""))


@pytest.mark.parametrize("words", [MEMBER_WORDS, PAIR_WORDS], ids=["members", "pairs"])
def test_a_sieve_holds_what_a_search_for_each_word_finds(words: Words) -> None:
    pieces = [*words.words, *ROOTS, "_", "-", "name", "s", " "]
    chance = random.Random(1)
    for _ in range(2000):
        chosen = chance.choices(pieces, k=chance.randint(0, 3))
        text = "".join(piece[chance.randint(0, 2) :] for piece in chosen)
        assert Sieve(text).holds(words) is any(word in text for word in words.words), text


@pytest.mark.parametrize(
    ("text", "equals"),
    [
        pytest.param("a=b",           True,  id="plain"),
        pytest.param("a%3Db",         True,  id="encoded"),
        pytest.param("a%253db",       True,  id="encoded twice"),
        pytest.param(r"a\u003db",     True,  id="escaped in JSON"),
        pytest.param("a%20b: c",      False, id="another escape"),
    ],
)  # fmt: skip
def test_equals_signs(text: str, equals: bool) -> None:
    assert Sieve(text).has_equals is equals
