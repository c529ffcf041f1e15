"""What holds for all rules."""

import re
from importlib import resources
from pathlib import Path

import pytest

from inspector.capture.httpfile import examples
from inspector.core.rule import Rule
from inspector.profiles.media_services import MEDIA_SERVICES

RULES = MEDIA_SERVICES.rules
EXAMPLES = Path(str(resources.files("inspector.rules") / "examples"))
WITHOUT_BAD_EXAMPLE = {"INS901"}  # no traffic makes a rule fail
TOPICS = ("HDR", "COR", "JWT", "ODA", "QRY", "RSP", "SES", "INS")
HUNDREDS = dict(zip(TOPICS, range(1, 8), strict=False)) | {"INS": 9}
each_rule = pytest.mark.parametrize("rule", [pytest.param(r, id=r.code) for r in RULES])


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@each_rule
def test_a_code_is_its_topic_and_a_number_of_it(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}[1-9][0-9]{2}", rule.code)
    assert int(rule.code[3]) == HUNDREDS[rule.topic]


@each_rule
def test_a_name_is_kebab_case(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


@each_rule
def test_a_title_is_one_sentence(rule: Rule) -> None:
    assert re.fullmatch(r"[`A-Z][^\n]*[^.]\.", rule.title)
    assert ". " not in rule.title
    assert len(rule.title) <= 120


@each_rule
def test_the_words_say_why_and_what_to_do(rule: Rule) -> None:
    for words in (rule.why, rule.remedy):
        assert len(words.split()) >= 3
        assert words.endswith((".", "…", "`"))


@each_rule
def test_sources_are_urls(rule: Rule) -> None:
    assert rule.source.split()
    for url in rule.source.split():
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/\S*", url)


@each_rule
def test_a_rule_shows_itself_broken_and_kept(rule: Rule) -> None:
    path = EXAMPLES / f"{rule.code}.http"
    if rule.code in WITHOUT_BAD_EXAMPLE:
        assert not path.exists()
        return
    kinds = {example.kind for example in examples(path.read_text(encoding="utf-8"), path.name)}

    assert kinds == {"bad", "good"}


def test_every_example_belongs_to_a_rule() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.http")} <= {rule.code for rule in RULES}
