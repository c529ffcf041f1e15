import pytest

from inspector.core.media import read_media_list, read_media_type


@pytest.mark.parametrize(
    ("value", "verbose"),
    [
        pytest.param("application/json;odata=verbose",                       True,  id="as documented"),
        pytest.param("application/json; odata=verbose",                      True,  id="a blank"),
        pytest.param("application/json ; odata = verbose ;",                 True,  id="blanks everywhere"),
        pytest.param("APPLICATION/JSON;ODATA=VERBOSE",                       True,  id="shouted"),
        pytest.param("application/json; charset=utf-8; odata=verbose",       True,  id="charset first"),
        pytest.param("application/json;odata=verbose;charset=utf-8",         True,  id="charset last"),
        pytest.param('application/json;odata="verbose"',                     True,  id="quoted"),
        pytest.param("application/json",                                     False, id="plain"),
        pytest.param("application/json;",                                    False, id="dangling"),
        pytest.param("application/json;odata=minimalmetadata;streaming=true",False, id="light"),
        pytest.param("application/atom+xml;odata=verbose",                   False, id="no JSON"),
    ],
)  # fmt: skip
def test_verbose_json_is_told_by_its_parameter(value: str, verbose: bool) -> None:
    media = read_media_type(value)

    assert media is not None
    assert media.is_verbose_json is verbose


@pytest.mark.parametrize(
    ("value", "essences"),
    [
        pytest.param("application/json;odata=verbose, */*;q=0.1", ["application/json", "*/*"], id="with weights"),
        pytest.param("application/atom+xml,application/xml", ["application/atom+xml", "application/xml"], id="no blank"),
        pytest.param('a/b;x="1,2", c/d', ["a/b", "c/d"], id="a comma in quotes"),
        pytest.param("json, text/html", ["text/html"], id="what is no media type is left out"),
        pytest.param("", [], id="empty"),
        pytest.param(",,", [], id="commas only"),
        pytest.param("*", ["*"], id="Java's lone asterisk"),
    ],
)  # fmt: skip
def test_lists_are_read_member_by_member(value: str, essences: list[str]) -> None:
    assert [media.essence for media in read_media_list(value)] == essences


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        pytest.param("application/json",                     False, id="no weight"),
        pytest.param("application/json;q=0.001",             False, id="hardly welcome"),
        pytest.param("application/json;odata=verbose;q=1.0", False, id="welcome"),
        pytest.param("application/json;q=zero",              False, id="no number"),
        pytest.param("application/json;q=0",                 True,  id="zero"),
        pytest.param("application/json; Q=0.000",            True,  id="zero, with digits"),
    ],
)  # fmt: skip
def test_a_weight_of_zero_refuses(value: str, refused: bool) -> None:
    media = read_media_type(value)

    assert media is not None
    assert media.is_refused is refused
