import pytest

from inspector.core.expressions.select import read_select
from inspector.core.expressions.tree import Fault


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("Name", ["Name"], id="a name"),
        pytest.param("Id,Name,Options", ["Id", "Name", "Options"], id="several"),
        pytest.param(" Id , Name ", ["Id", "Name"], id="blanks"),
        pytest.param("*", ["*"], id="everything"),
        pytest.param("*,Files/Name", ["*", "Files/Name"], id="a path"),
        pytest.param("Files / *", ["Files/*"], id="everything along a path"),
        pytest.param("WindowsAzureMediaServices.*", ["WindowsAzureMediaServices.*"], id="all actions"),
        pytest.param("NS . Publish", ["NS.Publish"], id="an action"),
        pytest.param("NS.Type/Name", ["NS.Type/Name"], id="a derived type"),
        pytest.param("Größe", ["Größe"], id="letters beyond ASCII"),
        pytest.param("Id,", ["Id"], id="a comma at the end"),
    ],
)  # fmt: skip
def test_what_is_read(text: str, paths: list[str]) -> None:
    found = read_select(text)

    assert not isinstance(found, Fault)
    assert [path.text for path in found] == paths


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("Id,,Name", "character 4: a name is missing", id="two commas"),
        pytest.param(",Id", "character 1: a name is missing", id="a comma first"),
        pytest.param("Files/", "character 7: a name is missing", id="a slash at the end"),
        pytest.param("'Id'", "character 1: `'Id'` is no name: names stand without quotes", id="quotes"),
        pytest.param("Id, Name State", "character 5: `Name State` is no name: names are separated by commas", id="a blank for a comma"),
        pytest.param("Id;Name", "character 1: `Id;Name` is no name: names are separated by commas", id="a semicolon"),
        pytest.param("Files($select=Name)", "character 1: `Files($select=Name)` is no name: options within $select are OData v4", id="options of v4"),
        pytest.param("1", "character 1: `1` is no name", id="a number"),
    ],
)  # fmt: skip
def test_what_is_wrong(text: str, fault: str) -> None:
    assert str(read_select(text)) == fault


@pytest.mark.parametrize("piece", ["a,", "a/", "a.", "* ", ",", " ", "a.*"])
def test_hostile_text(piece: str) -> None:
    found = read_select(piece * (1 << 18))

    assert isinstance(found, Fault) or len(found) == 1 << 18
