"""What must not be sent twice by accident."""

import make
import pytest

from inspector.core.effects import has_side_effects


@pytest.mark.parametrize(
    ("method", "url", "changed", "expected"),
    [
        pytest.param("GET",    "Assets",                          {}, False, id="a list"),
        pytest.param("GET",    "Assets('nb%3Acid%3AUUID%3A1')",   {}, False, id="an entity"),
        pytest.param("HEAD",   "Assets",                          {}, False, id="HEAD"),
        pytest.param("GET",    "$metadata",                       {}, False, id="the model"),
        pytest.param("GET",    "GetProtectionKeyId?contentKeyType=1", {}, False, id="a function that only tells"),
        pytest.param("GET",    "Assets?$filter=Name eq 'CancelJob'",  {}, False, id="a word in a filter"),
        pytest.param("GET",    "CancelJob?jobid='nb%3Ajid%3AUUID%3A1'", {}, True, id="a job cancelled by GET"),
        pytest.param("GET",    "createfileinfos?assetid='1'",     {}, True,  id="files made by GET"),
        pytest.param("GET",    "RebindContentKey?id='1'&x509Certificate=''", {}, True, id="a key given away"),
        pytest.param("POST",   "Jobs",                            {}, True,  id="POST"),
        pytest.param("DELETE", "Assets('1')",                     {}, True,  id="DELETE"),
        pytest.param("MERGE",  "Assets('1')",                     {}, True,  id="MERGE"),
        pytest.param("POST",   "$batch",                          {}, True,  id="a batch"),
        pytest.param("GET",    "Assets('1')", {"X_HTTP_Method": "DELETE"},   True, id="tunnelled through GET"),
        pytest.param("POST",   "Assets",      {"X_HTTP_Method": "GET"},      True, id="GET through POST"),
    ],
)  # fmt: skip
def test_side_effects(method: str, url: str, changed: dict[str, str], expected: bool) -> None:
    assert has_side_effects(make.request(method, make.ROOT + url, **changed)) is expected
