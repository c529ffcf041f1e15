import pytest

from inspector.core.charset import codec_of
from inspector.core.exchange import Response
from inspector.core.headers import Headers


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        pytest.param("utf-8", "utf-8", id="as usual"),
        pytest.param("UTF8", "utf-8", id="shouted, without hyphen"),
        pytest.param("utf-16", "utf-16", id="UTF-16"),
        pytest.param("latin-1", "iso8859-1", id="Latin-1"),
        pytest.param("windows-1252", "cp1252", id="Windows"),
        pytest.param("punycode", None, id="a codec for host names, slow on large bodies"),
        pytest.param("unicode_escape", None, id="a codec of Python's own"),
        pytest.param("zlib", None, id="no charset at all"),
        pytest.param("klingon", None, id="unknown"),
        pytest.param("utf-8\0", None, id="a NUL"),
        pytest.param("", None, id="empty"),
    ],
)
def test_only_charsets_of_text_are_obeyed(charset: str, codec: str | None) -> None:
    assert codec_of(charset) == codec


def test_a_body_of_an_unknown_charset_is_read_as_utf_8() -> None:
    fields = [("Content-Type", "text/plain;charset=punycode")]

    assert Response(status=200, headers=Headers(fields), body="é".encode()).text == "é"
