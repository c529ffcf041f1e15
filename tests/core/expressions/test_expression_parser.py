"""The reader of `$filter` and `$orderby`."""

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odata_query import ast
from odata_query.grammar import ODataLexer, ODataParser

from inspector.core.expressions.parser import read_filter, read_orderby
from inspector.core.expressions.tree import (
    DEEPEST,
    Call,
    Chain,
    Fault,
    Lambda,
    Literal,
    Node,
    Path,
    Prefix,
    walk,
)


def shape(node: Node) -> str:
    """Return *node* with every pair of parentheses written."""
    match node:
        case Path(of=None):
            return node.text
        case Path(of=of):
            return f"{shape(of)}/{node.text}" if of else node.text
        case Call():
            return f"{node.name}({', '.join(map(shape, node.arguments))})"
        case Lambda(body=None):
            return f"{shape(node.path)}/{node.quantifier}()"
        case Lambda():
            assert node.body
            return f"{shape(node.path)}/{node.quantifier}({node.variable}: {shape(node.body)})"
        case Prefix():
            return f"({node.operator} {shape(node.operand)})"
        case Chain():
            text = shape(node.first)
            for link in node.rest:
                text = f"({text} {link.operator} {shape(link.operand)})"
            return text
        case Literal():
            return node.text
    raise AssertionError(node)


def read(text: str) -> Node:
    found = read_filter(text)
    assert isinstance(found, Node), found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Name eq 'x'", "(Name eq 'x')", id="a comparison"),
        pytest.param("'x' eq Name", "('x' eq Name)", id="a comparison, value first"),
        pytest.param("  Name  eq\t'x' ", "(Name eq 'x')", id="blanks"),
        pytest.param("(a eq 1)", "(a eq 1)", id="in parentheses"),
        pytest.param("((((a))) eq (1))", "(a eq 1)", id="in many parentheses"),
        pytest.param("true", "true", id="a word"),
        pytest.param("IsPrimary", "IsPrimary", id="a property"),
        pytest.param("a or b and c", "(a or (b and c))", id="and before or"),
        pytest.param("a and b or c", "((a and b) or c)", id="and before or, first"),
        pytest.param("a or b or c", "((a or b) or c)", id="from left to right"),
        pytest.param("(a or b) and c", "((a or b) and c)", id="parentheses before ranks"),
        pytest.param("a or (b or c)", "(a or (b or c))", id="parentheses of the same rank"),
        pytest.param("a sub b sub c", "((a sub b) sub c)", id="subtraction from left to right"),
        pytest.param("a add b mul c", "(a add (b mul c))", id="multiplication first"),
        pytest.param("a mul b add c gt d", "(((a mul b) add c) gt d)", id="comparison last"),
        pytest.param("a gt b eq c", "((a gt b) eq c)", id="comparisons are of one rank"),
        pytest.param("not a eq b", "((not a) eq b)", id="not binds tighter than eq"),
        pytest.param("not (a eq b)", "(not (a eq b))", id="not before parentheses"),
        pytest.param("not(a)", "(not a)", id="not without a blank"),
        pytest.param("not not a and b", "((not (not a)) and b)", id="not twice"),
        pytest.param("-a gt -5", "((- a) gt -5)", id="minus"),
        pytest.param("- (a add 1)", "(- (a add 1))", id="minus before parentheses"),
        pytest.param("a sub -5", "(a sub -5)", id="a negative number"),
        pytest.param("startswith(Name, 'a') and State eq 3", "(startswith(Name, 'a') and (State eq 3))", id="a function"),
        pytest.param("substringof('x',Name) eq true", "(substringof('x', Name) eq true)", id="a function, compared"),
        pytest.param("indexof(Name,'Holo') gt 1", "(indexof(Name, 'Holo') gt 1)", id="indexof"),
        pytest.param("startswith (Name ,'a')", "startswith(Name, 'a')", id="blanks around the parts of a function"),
        pytest.param("substring(Name,1)", "substring(Name, 1)", id="fewest arguments"),
        pytest.param("substring(Name,1,2)", "substring(Name, 1, 2)", id="most arguments"),
        pytest.param("length(concat(a,concat(b,c))) gt 1", "(length(concat(a, concat(b, c))) gt 1)", id="functions in functions"),
        pytest.param("concat(a add 1, not b)", "concat((a add 1), (not b))", id="expressions as arguments"),
        pytest.param("Asset/Name eq 'x'", "(Asset/Name eq 'x')", id="a path"),
        pytest.param("NS.Type/Name eq 'x'", "(NS.Type/Name eq 'x')", id="a path with a type"),
        pytest.param("cast('NS.Type')/Name eq 'x'", "(cast('NS.Type')/Name eq 'x')", id="a path from a function"),
        pytest.param("Files/any()", "Files/any()", id="any"),
        pytest.param("Files/any(f:f/IsPrimary) and a", "(Files/any(f: f/IsPrimary) and a)", id="any with a condition"),
        pytest.param("not Files/all(f: f/A/any(g: g eq f))", "(not Files/all(f: f/A/any(g: (g eq f))))", id="lambdas in lambdas"),
        pytest.param("any eq 1", "(any eq 1)", id="any as a name"),
        pytest.param("$it/Name eq 'x'", "($it/Name eq 'x')", id="the entity itself"),
        pytest.param("Größe eq 1", "(Größe eq 1)", id="letters beyond ASCII"),
        pytest.param("Name eq'x'and'y'eq Name", "((Name eq 'x') and ('y' eq Name))", id="no blanks around strings"),
        pytest.param("(a eq 3)and(b eq(3))or 3eq c", "(((a eq 3) and (b eq 3)) or (3 eq c))", id="no blanks around parentheses and numbers"),
        pytest.param("Name\u00a0eq\r\n'x'", "(Name eq 'x')", id="other blanks"),
        pytest.param("Name eq 'and or ( eq'", "(Name eq 'and or ( eq')", id="operators in a string"),
    ],
)  # fmt: skip
def test_what_is_read(text: str, expected: str) -> None:
    assert shape(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        pytest.param("'it''s'", "Edm.String", "it's", id="a doubled quote"),
        pytest.param("''", "Edm.String", "", id="an empty string"),
        pytest.param("''''", "Edm.String", "'", id="a quote alone"),
        pytest.param("null", "", None, id="null"),
        pytest.param("true", "Edm.Boolean", True, id="true"),
        pytest.param("5", "Edm.Int32", 5, id="int"),
        pytest.param("-5", "Edm.Int32", -5, id="negative int"),
        pytest.param("5000000000", "Edm.Int64", 5000000000, id="an int that is long"),
        pytest.param("5L", "Edm.Int64", 5, id="long"),
        pytest.param("1.5", "Edm.Double", 1.5, id="double"),
        pytest.param("1.5d", "Edm.Double", 1.5, id="double with a letter"),
        pytest.param("15e-1", "Edm.Double", 1.5, id="double with an exponent"),
        pytest.param("2.0f", "Edm.Single", 2.0, id="single"),
        pytest.param("1m", "Edm.Decimal", Decimal(1), id="decimal"),
        pytest.param("INF", "Edm.Double", math.inf, id="infinite"),
        pytest.param("-INF", "Edm.Double", -math.inf, id="negative infinite"),
        pytest.param("datetime'2014-01-01T00:00:00Z'", "Edm.DateTime", datetime(2014, 1, 1, tzinfo=UTC), id="datetime"),
        pytest.param("DateTime'2014-01-01T00:00:00'", "Edm.DateTime", datetime.fromisoformat('2014-01-01'), id="datetime, in another case"),
        pytest.param("datetime'2014-01-01T00:00:00.1234567Z'", "Edm.DateTime", datetime(2014, 1, 1, microsecond=123456, tzinfo=UTC), id="datetime to the tick"),
        pytest.param("datetime'2014-01-01T00:30'", "Edm.DateTime", datetime.fromisoformat('2014-01-01T00:30'), id="datetime without seconds"),
        pytest.param("datetime'2014-01-01'", "Edm.DateTime", datetime.fromisoformat('2014-01-01'), id="datetime without a time"),
        pytest.param("datetimeoffset'2014-01-01T02:00:00+02:00'", "Edm.DateTimeOffset", datetime(2014, 1, 1, tzinfo=UTC), id="datetimeoffset"),
        pytest.param("time'-P1DT2H3M4.5S'", "Edm.Time", -timedelta(1, 4.5, minutes=3, hours=2), id="time"),
        pytest.param("guid'0A1B2C3D-1500-80c3-8f4e-f1e5e6b3a001'", "Edm.Guid", UUID("0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"), id="guid"),
        pytest.param("binary'CAFE'", "Edm.Binary", b"\xca\xfe", id="binary"),
        pytest.param("X'cafe'", "Edm.Binary", b"\xca\xfe", id="binary, written short"),
    ],
)  # fmt: skip
def test_literals(text: str, kind: str, value: Any) -> None:
    assert read(text) == Literal(0, kind, text, value)


def test_not_a_number() -> None:
    literal = read("NaN")

    assert isinstance(literal, Literal)
    assert isinstance(literal.value, float)
    assert math.isnan(literal.value)


def test_places_are_characters_of_the_text() -> None:
    text = "  not (Name eq 'ü') and substringof('x', Asset/Name)"

    assert [(type(node).__name__, text[node.at :][:4]) for node in walk(read(text))] == [
        ("Chain", "not "),
        ("Prefix", "not "),
        ("Chain", "Name"),
        ("Path", "Name"),
        ("Literal", "'ü')"),
        ("Call", "subs"),
        ("Literal", "'x',"),
        ("Path", "Asse"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "character 1: the filter is empty", id="empty"),
        pytest.param(" \t", "character 1: the filter is empty", id="blank"),
        pytest.param("contains(Name,'x')", "character 1: `contains(` is no function: write substringof('x',Name) (contains is OData v4)", id="contains"),
        pytest.param("a and now() gt b", "character 7: `now(` is a function of OData v4", id="another function of v4"),
        pytest.param("StartsWith(Name,'x')", "character 1: functions are in lower case: startswith, not StartsWith", id="a function in another case"),
        pytest.param("startwith(Name,'x')", "character 1: `startwith(` is no function of OData v3; did you mean startswith?", id="a function with a slip"),
        pytest.param("frobnicate(Name)", "character 1: `frobnicate(` is no function of OData v3", id="no function at all"),
        pytest.param("length()", "character 1: length takes 1 argument, not 0", id="no argument"),
        pytest.param("startswith(Name)", "character 1: startswith takes 2 arguments, not 1", id="an argument too few"),
        pytest.param("substringof('x',Name,1)", "character 1: substringof takes 2 arguments, not more", id="an argument too many"),
        pytest.param("substring(a,1,2,3)", "character 1: substring takes 2 or 3 arguments, not more", id="too many of several"),
        pytest.param("Name = 'a'", "character 6: `=` is no operator; write eq", id="="),
        pytest.param("Name == 'a'", "character 6: `==` is no operator; write eq", id="=="),
        pytest.param("Name!='a'", "character 5: `!=` is no operator; write ne", id="!="),
        pytest.param("a <> 1", "character 3: `<>` is no operator; write ne", id="<>"),
        pytest.param("a >= 1", "character 3: `>=` is no operator; write ge", id=">="),
        pytest.param("a < 1", "character 3: `<` is no operator; write lt", id="<"),
        pytest.param("a && b", "character 3: `&&` is no operator; write and", id="&&"),
        pytest.param("a || b", "character 3: `||` is no operator; write or", id="||"),
        pytest.param("!a", "character 1: `!` is no operator; write not", id="!"),
        pytest.param("a + 1 gt 2", "character 3: `+` is no operator; write add", id="+"),
        pytest.param("Name EQ 'a'", "character 6: operators are in lower case: eq, not EQ", id="EQ"),
        pytest.param("NOT (a eq 1)", "character 1: operators are in lower case: not, not NOT", id="NOT"),
        pytest.param("State in (1,2)", "character 7: `in` is no operator: write each comparison: State eq 1 or State eq 2 (in is OData v4)", id="in"),
        pytest.param("Name like 'x%'", "character 6: `like` is no operator: write substringof('x',Name)", id="like"),
        pytest.param('Name eq "x"', "character 9: strings stand in single quotes, not in double ones", id="double quotes"),
        pytest.param("Name eq ‘x’", "character 9: ‘ is a typographic quote; write a straight one, '", id="typographic quotes"),
        pytest.param("Name eq 'x", "character 9: the quote is not closed; one that belongs to a string is written twice", id="an unclosed quote"),
        pytest.param("a eq guid'x", "character 10: the quote is not closed; one that belongs to a string is written twice", id="an unclosed literal"),
        pytest.param("Name eq 'O'Brien'", "character 12: a quote that belongs to a string is written twice", id="a quote in a string"),
        pytest.param("Name eq 'a' b", "character 13: `b` stands where an operator or the end belongs", id="trailing text"),
        pytest.param("a eq 1, b eq 2", "character 7: `,` stands where an operator or the end belongs", id="a comma"),
        pytest.param("a eq 1 asc", "character 8: `asc` stands where an operator or the end belongs", id="a direction in a filter"),
        pytest.param("a eq", "character 5: it ends where a value belongs", id="half a comparison"),
        pytest.param("eq 1", "character 1: `eq` stands where a value belongs", id="the other half"),
        pytest.param("a and or b", "character 7: `or` stands where a value belongs", id="two operators"),
        pytest.param("()", "character 2: `)` stands where a value belongs", id="empty parentheses"),
        pytest.param("concat(a,,b)", "character 10: `,` stands where a value belongs", id="an argument left out"),
        pytest.param("(a eq 1", "character 1: the parenthesis is not closed", id="unclosed parenthesis"),
        pytest.param("a eq 1)", "character 7: `)` closes what was not opened", id="unopened parenthesis"),
        pytest.param("Files/any(f)", "character 12: `:` is missing", id="any without a condition"),
        pytest.param("Files/all()", "character 11: a name is missing", id="all without a condition"),
        pytest.param("Asset/ eq 1", "character 11: `1` stands where an operator or the end belongs", id="a step that is an operator"),
        pytest.param("Asset/'x'", "character 7: a name is missing", id="a step that is no name"),
        pytest.param("a eq 5x", "character 6: `5x` is neither a number nor a name", id="neither number nor name"),
        pytest.param("a eq 5.", "character 6: `5.` is neither a number nor a name", id="a point without a fraction"),
        pytest.param("a eq 1.2.3", "character 6: `1.2.3` is neither a number nor a name", id="two points"),
        pytest.param("Files/$count gt 1", "character 7: $count within an expression is OData v4", id="a count of v4"),
        pytest.param("a eq .5", "character 6: `.` has no meaning here", id="a number without its zero"),
        pytest.param("a eq 1.5L", "character 6: `1.5L` is no number of OData's", id="a long with a fraction"),
        pytest.param("a eq datetime'2014-13-01'", "character 6: `datetime'2014-13-01'` is no datetime: write datetime'2014-01-31T12:00:00Z'", id="a 13th month"),
        pytest.param("a eq guid'1'", "character 6: `guid'1'` is no guid: write guid'00000000-0000-0000-0000-000000000000'", id="no guid"),
        pytest.param("a eq datetime '2014-01-01'", "character 6: `datetime` and the quote belong together", id="a blank before a quote"),
        pytest.param("a gt 2014-01-01T00:00:00Z", "character 6: `2014-01-01T00:00:00Z` is OData v4's form; write datetime'2014-01-01T00:00:00Z'", id="a date of v4"),
        pytest.param("a eq 0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001", "character 6: `0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001` is OData v4's form; write guid'0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001'", id="a guid of v4"),
        pytest.param("a eq duration'PT1H'", "character 6: `duration'…'` is no literal of OData v3: write time'…' (duration is OData v4)", id="a duration of v4"),
        pytest.param("Id eq nb:cid:UUID:1", "character 9: `:` has no meaning here; a string stands in single quotes", id="an id without quotes"),
        pytest.param("a eq datetimeoffset'2014-01-01T00:00:00 02:00'", "character 6: `datetimeoffset'2014-01-01T00:00:00 02:0…` is no datetimeoffset: write datetimeoffset'2014-01-31T12:00:00Z'; a + in a URL means a blank, so write %2B", id="an offset whose + became a blank"),
        pytest.param("a\x00b", "character 2: `\x00` has no meaning here", id="a control character"),
        pytest.param("a eq ٣", "character 6: `٣` is neither a number nor a name", id="digits of another script"),
        pytest.param("a eq 1e99999999999999999999m", "character 6: `1e99999999999999999999m` is out of range", id="an endless number"),
    ],
)  # fmt: skip
def test_what_is_wrong(text: str, fault: str) -> None:
    assert str(read_filter(text)) == fault


def test_some_words_were_once_read_in_any_case() -> None:
    assert [getattr(read_filter(text), "certain", None) for text in ("a AND b", "a EQ b")] == [False, True]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Created", [("Created", False)], id="one"),
        pytest.param("Created desc", [("Created", True)], id="downwards"),
        pytest.param("Created desc,Name", [("Created", True), ("Name", False)], id="two"),
        pytest.param(" Created  desc , Name asc ", [("Created", True), ("Name", False)], id="blanks"),
        pytest.param("tolower(Name) desc,Asset/Name", [("tolower(Name)", True), ("Asset/Name", False)], id="expressions"),
        pytest.param("asc asc,desc desc", [("asc", False), ("desc", True)], id="directions as names"),
    ],
)  # fmt: skip
def test_orders(text: str, expected: list[tuple[str, bool]]) -> None:
    found = read_orderby(text)

    assert not isinstance(found, Fault)
    assert [(shape(one.key), one.descending) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "character 1: the order is empty", id="empty"),
        pytest.param("Created DESC", "character 9: operators are in lower case: desc, not DESC", id="DESC"),
        pytest.param("Created descending", "character 9: `descending` is no operator: write desc", id="descending"),
        pytest.param("Created,", "character 9: it ends where a value belongs", id="a comma at the end"),
        pytest.param("Created,,Name", "character 9: `,` stands where a value belongs", id="two commas"),
        pytest.param("Created desc Name", "character 14: `Name` stands where an operator or the end belongs", id="no comma"),
        pytest.param("Created desc and Name", "character 14: `and` stands where an operator or the end belongs", id="and for a comma"),
        pytest.param("(Created desc)", "character 10: `desc` stands where an operator or the end belongs", id="a direction in parentheses"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_orders(text: str, fault: str) -> None:
    assert str(read_orderby(text)) == fault


def test_a_chain_of_thousands_is_one_node() -> None:
    whole = read(" and ".join(["State eq 3"] * 5000))

    assert isinstance(whole, Chain)
    assert len(whole.parts) == 5000
    assert whole == read(" and ".join(["State eq 3"] * 5000))
    assert len(repr(whole)) > 5000


@pytest.mark.parametrize(("depth", "fits"), [(DEEPEST, True), (DEEPEST + 1, False)])
@pytest.mark.parametrize("opening", ["(", "not ", "tolower(", "a/any(x: "])
def test_depth(opening: str, depth: int, fits: bool) -> None:
    found = read_filter(opening * depth + "a" + ")" * (depth if "(" in opening else 0))

    assert isinstance(found, Node) is fits


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 100_000, id="parentheses"),
        pytest.param("concat(" * 100_000, id="functions"),
        pytest.param("concat(" + "a," * 500_000, id="arguments"),
        pytest.param("'" * (1 << 20), id="quotes"),
        pytest.param("'" * ((1 << 20) + 1), id="an odd number of quotes"),
        pytest.param("a'" * (1 << 19), id="literals"),
        pytest.param("1" * (1 << 20), id="digits"),
        pytest.param("x" * (1 << 20), id="letters"),
        pytest.param("x." * (1 << 19), id="dots"),
        pytest.param("- " * (1 << 19), id="minus"),
        pytest.param(" " * (1 << 20) + "=", id="blanks"),
        pytest.param("a/" * (1 << 17) + "a", id="steps"),
        pytest.param("a and " * 40_000 + "a", id="and"),
        pytest.param("a eq 1 or b and " * 16_000 + "a", id="and, or"),
    ],
)
def test_hostile_text(text: str) -> None:
    began = time.process_time()
    read_filter(text)
    read_orderby(text)

    assert time.process_time() - began < 10


@given(st.text(alphabet="ab eq and or not (),'/:-1.dL$=\"‘é\x00\ud800", max_size=60))
def test_any_text_is_read_or_refused_within_it(text: str) -> None:
    for found in (read_filter(text), read_orderby(text)):
        places = [found] if isinstance(found, Fault) else nodes(found)
        assert all(0 <= place.at <= len(text) for place in places)


def nodes(found: Any) -> Iterator[Node]:
    for one in found if isinstance(found, tuple) else (found,):
        yield from walk(one)


NAMES = st.sampled_from(["Name", "State", "Created"])
STRINGS = st.text("aé '()", max_size=5).map(lambda text: "'" + text.replace("'", "''") + "'")
VALUES = STRINGS | st.integers(0, 99999).map(str)
CALLS = st.tuples(st.sampled_from(["startswith", "endswith"]), NAMES, STRINGS).map(
    lambda parts: f"{parts[0]}({parts[1]},{parts[2]})"
)
COMPARED = st.tuples(NAMES, st.sampled_from(["eq", "ne"]), VALUES).map(" ".join)
CONDITIONS = st.recursive(
    CALLS | COMPARED,
    lambda inner: (
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join)
        | inner.map("({})".format)
        | inner.map("not ({})".format)
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_what_v3_and_v4_share_is_read_as_another_reader_does(text: str) -> None:
    theirs = ODataParser().parse(ODataLexer().tokenize(text))

    assert shape(read(text)).replace(" ", "") == other(theirs).replace(" ", "")


def other(node: Any) -> str:
    """Return the tree of the package odata-query as `shape` writes ours."""
    match node:
        case ast.BoolOp() | ast.Compare():
            word = node.op if isinstance(node, ast.BoolOp) else node.comparator
            return f"({other(node.left)} {type(word).__name__.lower().replace('noteq', 'ne')} {other(node.right)})"  # fmt: skip
        case ast.UnaryOp():
            return f"(not {other(node.operand)})"
        case ast.Call():
            return f"{node.func.name}({', '.join(map(other, node.args))})"
        case ast.String():
            return "'" + node.val.replace("'", "''") + "'"
        case ast.Integer():
            return str(node.val)
    return str(node.name)
