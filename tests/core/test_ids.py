"""Ids of the service."""

import pytest

from inspector.core.ids import canonical, is_bare_guid, kind_of_id

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
ID = f"nb:cid:UUID:{GUID}"


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        pytest.param(ID, "cid", ID, id="an id"),
        pytest.param(f"'{ID}'", "cid", ID, id="quoted"),
        pytest.param(f" {ID} ", "cid", ID, id="blanks"),
        pytest.param(ID.upper(), "cid", ID, id="upper case"),
        pytest.param(f"nb:ckpoid:UUID:{GUID.upper()}", "ckpoid", f"nb:ckpoid:UUID:{GUID}", id="a long kind"),
        pytest.param(f"{ID}__###__night", None, None, id="an asset filter's"),
        pytest.param(f"nb:cid:{GUID}", None, None, id="without UUID"),
        pytest.param(f"nb%3Acid%3AUUID%3A{GUID}", None, None, id="encoded"),
        pytest.param("nb:cid:UUID:1", None, None, id="no GUID"),
        pytest.param(GUID, None, None, id="a bare GUID"),
        pytest.param("", None, None, id="nothing"),
        pytest.param("nb:" * 300_000, None, None, id="a megabyte"),
    ],
)  # fmt: skip
def test_an_id(text: str, kind: str | None, written: str | None) -> None:
    assert (kind_of_id(text), canonical(text)) == (kind, written)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        pytest.param(GUID, True, id="a GUID"),
        pytest.param(GUID.upper(), True, id="upper case"),
        pytest.param(f"{{{GUID}}}", True, id="in braces"),
        pytest.param(f"({GUID})", True, id="in parentheses"),
        pytest.param(f" {GUID} ", True, id="blanks"),
        pytest.param(ID, False, id="an id"),
        pytest.param(GUID.replace("-", ""), False, id="without hyphens: any 32 digits"),
        pytest.param(f"'{GUID}'", False, id="quoted"),
        pytest.param("0a1b2c3d-1500", False, id="cut short"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_bare_guid(text: str, bare: bool) -> None:
    assert is_bare_guid(text) is bare
