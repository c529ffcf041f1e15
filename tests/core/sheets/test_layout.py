import json
import time

import pytest

from inspector.core.sheets.layout import Indenter, hex_lines, text_lines, xml_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param('{"a":1}', ["{", '  "a": 1', "}"], id="object"),
        pytest.param("[]", ["[]"], id="nothing in it"),
        pytest.param('{"a":{}}', ["{", '  "a": {}', "}"], id="nothing in an inner one"),
        pytest.param("[1, 2]", ["[", "  1,", "  2", "]"], id="array"),
        pytest.param('"text"', ['"text"'], id="a string"),
        pytest.param('{"a": 1.0e3}', ["{", '  "a": 1.0e3', "}"], id="digits as sent"),
        pytest.param(r'{"a":"\u00e9"}', ["{", r'  "a": "\u00e9"', "}"], id="escapes as sent"),
        pytest.param('{"a":1,"a":2}', ["{", '  "a": 1,', '  "a": 2', "}"], id="a name twice"),
        pytest.param("{'a': b}", ["{", "  'a': b", "}"], id="what only the service reads"),
        pytest.param('{"a": 1, }', ["{", '  "a": 1,', "}"], id="trailing comma"),
        pytest.param('{"a": [1', ["{", '  "a": [', "    1"], id="cut off"),
        pytest.param("]}", ["]}"], id="closed and never opened"),
        pytest.param('{"a": "x\ny"}', ["{", '  "a": "x␊y"', "}"], id="a raw line break"),
        pytest.param('\ufeff{"a":1}', ["{", '  "a": 1', "}"], id="byte order mark"),
        pytest.param('{"a":"\x1b[31m"}', ["{", r'  "a": "\x1b[31m"', "}"], id="an escape"),
    ],
)
def test_json_is_indented_as_it_was_sent(text: str, lines: list[str]) -> None:
    assert Indenter().indent(text).lines == lines


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        pytest.param("", 0, id="the whole"),
        pytest.param("/a", 1, id="a member"),
        pytest.param("/a/0/b", 3, id="deep inside"),
        pytest.param("/a/1", 5, id="an item"),
        pytest.param("/x~1y", 7, id="a name with a slash"),
        pytest.param("/a/0/none", 2, id="nothing there: what encloses it"),
    ],
)
def test_a_pointer_leads_to_its_line(pointer: str, line: int) -> None:
    laid = Indenter([pointer]).indent('{"a": [{"b": 1}, 2], "x/y": 3}')

    while pointer not in laid.places:
        pointer = pointer.rpartition("/")[0]
    assert laid.places[pointer] == line


def test_everything_sent_is_shown() -> None:
    value = {"a": [1, {"b": [True, None, "x y", []]}, {}], "c": "{[,:"}

    shown = "\n".join(Indenter().indent(json.dumps(value)).lines)

    assert json.loads(shown) == value


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("<a><b>1</b><c/></a>", ["<a>", "  <b>1</b>", "  <c/>", "</a>"], id="indented"),
        pytest.param("<a>x<b/>y</a>", ["<a>x<b/>y</a>"], id="mixed text stays"),
        pytest.param("<a><b></a>", ["<a><b></a>"], id="not well-formed"),
        pytest.param("<!DOCTYPE a><a/>", ["<!DOCTYPE a><a/>"], id="a DOCTYPE is not read"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
            id="an entity is not looked up",
        ),
    ],
)
def test_xml(text: str, lines: list[str]) -> None:
    assert xml_lines(text) == lines


def test_bytes() -> None:
    assert hex_lines(b"\x00AMS\xff" + b"x" * 12) == [
        "000000  00 41 4d 53 ff 78 78 78 78 78 78 78 78 78 78 78  .AMS.xxxxxxxxxxx",
        "000010  78                                               x",
    ]


def test_text_keeps_its_lines() -> None:
    assert text_lines("a\r\nb\rc\n\td\x07") == ["a", "b", "c", r"    d\x07"]


def test_a_megabyte_is_laid_out_in_a_time_that_grows_with_it_only() -> None:
    def spent(items: int) -> float:
        text = json.dumps([{"Id": f"nb:cid:UUID:{n}", "Name": "x" * 20} for n in range(items)])
        began = time.process_time()
        Indenter([f"/{items - 1}/Name"]).indent(text)
        return time.process_time() - began

    assert spent(8000) < 40 * max(spent(1000), 0.005)


def test_what_is_deep_is_not_indented_without_end() -> None:
    deep = Indenter().indent("[" * 20_000 + "]" * 20_000)

    assert len(deep.lines) == 2 * 20_000 - 1
    assert sum(map(len, deep.lines)) < 4_000_000  # each level by two would be 800,000,000
    assert deep.folds[0].end == len(deep.lines) - 1
