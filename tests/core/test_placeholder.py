import pytest

from inspector.core.placeholder import has_holes


@pytest.mark.parametrize(
    ("value", "holes"),
    [
        pytest.param("Name eq 'x'", False, id="a filter"),
        pytest.param("a lt 1 and b gt 2", False, id="comparisons"),
        pytest.param("Name eq '100%'", False, id="a percent sign"),
        pytest.param("Name eq '{0a1b2c3d-1500}'", False, id="braces around a number"),
        pytest.param("datetime'2014-01-01T00:00:00Z'", False, id="a date"),
        pytest.param("$it/Name", False, id="a word with a dollar sign"),
        pytest.param("", False, id="nothing"),
        pytest.param("{{filter}}", True, id="a variable"),
        pytest.param("Id eq '{{id}}'", True, id="a variable in a string"),
        pytest.param("Id eq '{assetId}'", True, id="a URI template's variable"),
        pytest.param("Name eq '<your name>'", True, id="a name in brackets"),
        pytest.param("State eq ${STATE}", True, id="a shell's variable"),
        pytest.param("State eq %STATE%", True, id="another shell's variable"),
        pytest.param("Path eq '<redacted:sig:0123456789ab>'", True, id="a marker"),
        pytest.param("Path eq '%3Credacted:sig:0123456789ab%3E'", True, id="a marker, encoded"),
    ],
)
def test_has_holes(value: str, holes: bool) -> None:
    assert has_holes(value) is holes
