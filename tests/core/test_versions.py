import pytest

from inspector.core.versions import is_date, read_number, read_protocol_version


@pytest.mark.parametrize(
    ("value", "version"),
    [
        pytest.param("3.0", (3, 0), id="plain"),
        pytest.param("3.0;", (3, 0), id="dangling"),
        pytest.param("3.0;NetFx", (3, 0), id=".NET"),
        pytest.param("1.0; NetFx", (1, 0), id="a blank"),
        pytest.param(" 2.0 ;x;y", (2, 0), id="blanks and more"),
        pytest.param("4.0", (4, 0), id="OData v4"),
        pytest.param("3", None, id="no minor number"),
        pytest.param("3.", None, id="nothing behind the dot"),
        pytest.param("v3.0", None, id="a letter"),
        pytest.param("3.0.0", None, id="three numbers"),
        pytest.param("٣.٠", None, id="digits of another script"),
        pytest.param("9" * 5000 + ".0", None, id="more digits than a number may have"),
        pytest.param(";3.0", None, id="nothing before the semicolon"),
        pytest.param("", None, id="empty"),
    ],
)
def test_protocol_versions(value: str, version: tuple[int, int] | None) -> None:
    assert read_protocol_version(value) == version


def test_numbers_are_no_decimals() -> None:
    nine, eleven = read_number("2.9"), read_number("2.11")

    assert nine is not None
    assert eleven is not None
    assert nine < eleven


@pytest.mark.parametrize(
    ("value", "date"), [("2015-02-21", True), ("2.19", False), ("2015", False)]
)
def test_storage_versions_are_dates(value: str, date: bool) -> None:
    assert is_date(value) is date
