import pytest

from inspector.core.evidence import Evidence


@pytest.mark.parametrize(
    ("evidence", "place"),
    [
        pytest.param(Evidence("request"), "request line", id="the start line"),
        pytest.param(Evidence("response"), "response line", id="the status"),
        pytest.param(Evidence("request", header="Accept"), "request Accept", id="a header"),
        pytest.param(Evidence("request", header="Authorization", claim="exp"), "request Authorization exp", id="a claim"),
        pytest.param(Evidence("request", query="$top"), "request $top", id="a query option"),
        pytest.param(Evidence("request", pointer="/Inputs/0"), "request /Inputs/0", id="a member of the body"),
        pytest.param(Evidence("response", pointer=""), "response body", id="the whole body"),
        pytest.param(Evidence("request", pointer="", line=7, column=14), "request body line 7 column 14", id="a place in the body's text"),
    ],
)  # fmt: skip
def test_place_in_words(evidence: Evidence, place: str) -> None:
    assert evidence.place == place
