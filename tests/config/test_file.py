"""Settings files: where they are found, and what is said of a faulty one."""

import json
from importlib import resources
from pathlib import Path

import pytest

from inspector.config.file import OWN, SHARED, discover, schema_text
from inspector.errors import ConfigError

SECTION = "[tool.ams-inspector]\n"


def test_a_file_is_searched_upwards(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text('ignore = ["HDR105"]')
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)

    found = discover(deep)

    assert (found.path, found.values.ignore) == (tmp_path / OWN, ["HDR105"])


def test_the_nearest_file_counts_alone(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text('ignore = ["HDR105"]\npreset = "strict"')
    near = tmp_path / "near"
    near.mkdir()
    (near / OWN).write_text('preset = "minimal"')

    found = discover(near)

    assert (found.values.preset, found.values.ignore) == ("minimal", [])


@pytest.mark.parametrize(
    "pyproject",
    [
        pytest.param("", id="an empty one"),
        pytest.param("[tool.ruff]\nline-length = 99", id="of other tools"),
        pytest.param("tool = 3", id="tool is no table"),
        pytest.param('[project]\nname = "ams-inspector"', id="our name elsewhere"),
    ],
)
def test_a_pyproject_without_our_table_is_passed_by(pyproject: str, tmp_path: Path) -> None:
    (tmp_path / OWN).write_text('preset = "strict"')
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / SHARED).write_text(pyproject)

    assert discover(inner).path == tmp_path / OWN


def test_our_own_file_goes_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("")
    (tmp_path / SHARED).write_text(f'{SECTION}preset = "strict"')

    assert discover(tmp_path).path == tmp_path / OWN


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / OWN).mkdir()
    (tmp_path / SHARED).write_text(f'{SECTION}preset = "strict"')

    assert discover(tmp_path).path == tmp_path / SHARED


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / OWN).write_bytes(b'\xef\xbb\xbfpreset = "strict"')

    assert discover(tmp_path).values.preset == "strict"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('ingore = ["HDR"]',                 "ingore: there is no such key; did you mean ignore?",          id="a slip of the pen"),
        pytest.param('fail_on = "error"',                "fail_on: there is no such key; did you mean fail-on?",        id="an underscore"),
        pytest.param("[tokens]",                         "tokens: there is no such key; did you mean token?",           id="a table of another name"),
        pytest.param('[token]\ntenent = "x"',            "token.tenent: there is no such key; did you mean tenant?",    id="a slip within a table"),
        pytest.param("zzz = 1",                          "zzz: there is no such key; the keys are profile, preset,",    id="like nothing"),
        pytest.param('ignore = "HDR"',                   "ignore: expected `array`, got `str`",                         id="a word for a list"),
        pytest.param("ignore = [1]",                     "ignore[0]: expected `str`, got `int`",                        id="a number in a list"),
        pytest.param('preset = "lax"',                   "preset: invalid enum value 'lax'; write standard, strict or minimal", id="no such preset"),
        pytest.param('fail-on = "info"',                 "fail-on: invalid enum value 'info'; write error, warning, note or never", id="no such severity"),
        pytest.param('severity = { COR201 = "fatal" }',  "severity (COR201): invalid enum value 'fatal'; write error, warning or note", id="a rule's severity"),
        pytest.param("token = 3",                        "token: expected `object`, got `int`",                         id="a number for a table"),
        pytest.param("preset = ",                        "is no TOML: ",                                                id="no TOML"),
        pytest.param("a = 1\na = 2",                     "is no TOML: ",                                                id="a key twice"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / OWN).write_text(text)

    with pytest.raises(ConfigError) as error:
        discover(tmp_path)

    assert str(error.value).startswith(f"{tmp_path / OWN}: {said}")
    assert "\n" not in str(error.value)


def test_text_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / OWN).write_bytes('preset = "é"'.encode("latin-1"))

    with pytest.raises(ConfigError, match="is no TOML: 'utf-8' codec"):
        discover(tmp_path)


def test_a_fault_in_pyproject_is_told_by_that_name(tmp_path: Path) -> None:
    (tmp_path / SHARED).write_text(f"{SECTION}selekt = []")

    with pytest.raises(ConfigError, match=r"pyproject.toml: selekt: .* did you mean select"):
        discover(tmp_path)


def test_the_schema_in_the_package_is_that_of_the_code() -> None:
    shipped = resources.files("inspector.config").joinpath("settings.schema.json").read_text()

    assert shipped == schema_text()
    described = json.loads(shipped)["$defs"]["FileSettings"]
    assert all("description" in told or "$ref" in told for told in described["properties"].values())
    assert described["additionalProperties"] is False
