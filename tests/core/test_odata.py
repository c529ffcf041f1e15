import make
import pytest

from inspector.core.odata import Form, accepted_forms, answer_form, reads_body_as

BODY = b"{}"
L, V = Form.LIGHT, Form.VERBOSE


@pytest.mark.parametrize(
    ("content_type", "dsv", "mdsv", "form"),
    [
        pytest.param("application/json;odata=verbose",                "3.0",        "3.0", V,          id="verbose, 3.0"),
        pytest.param("application/json; charset=utf-8; odata=verbose", "3.0",        "3.0", V,          id="verbose, charset first"),
        pytest.param("application/json;odata=verbose",                "1.0;NetFx",  "3.0", V,          id="verbose, 1.0"),
        pytest.param("application/json",                              "1.0;NetFx",  "3.0", V,          id="plain below 3.0"),
        pytest.param("application/json",                              "2.0",        "3.0", V,          id="plain, 2.0"),
        pytest.param("application/json",                              "3.0",        "3.0", L,          id="plain at 3.0"),
        pytest.param("application/json",                              "3.0;NetFx",  "3.0", L,          id="plain at 3.0 of .NET"),
        pytest.param("application/json",                              None,         "3.0", L,          id="plain, no version"),
        pytest.param("application/json",                              None,         None,  L,          id="plain, neither version"),
        pytest.param("application/json",                              None,         "2.0", V,          id="plain, only a low maximum"),
        pytest.param("application/json;odata=minimalmetadata",        "1.0",        "3.0", L,          id="light by its level"),
        pytest.param("application/json;odata=nometadata",             "3.0",        "3.0", L,          id="light without metadata"),
        pytest.param("application/json",                              "three",      "3.0", None,       id="a version nobody can read"),
        pytest.param("application/json;odata=light",                  "3.0",        "3.0", L,          id="light by its early name"),
        pytest.param("application/json;odata=full",                   "3.0",        "3.0", None,       id="a level there never was"),
        pytest.param("application/atom+xml;type=entry",               "3.0",        "3.0", Form.ATOM,  id="Atom"),
        pytest.param("application/x-www-form-urlencoded",             "3.0",        "3.0", Form.OTHER, id="a form"),
        pytest.param(None,                                            "3.0",        "3.0", None,       id="not declared"),
    ],
)  # fmt: skip
def test_a_body_is_read_by_its_type_and_the_version(
    content_type: str | None, dsv: str | None, mdsv: str | None, form: Form | None
) -> None:
    request = make.request(
        "POST", body=BODY, Content_Type=content_type, DataServiceVersion=dsv, MaxDataServiceVersion=mdsv
    )  # fmt: skip

    assert reads_body_as(request) is form


@pytest.mark.parametrize(
    ("accept", "mdsv", "forms"),
    [
        pytest.param("application/json;odata=verbose",       "3.0", {V},         id="verbose"),
        pytest.param("application/json;odata=minimalmetadata", "3.0", {L},       id="light"),
        pytest.param("application/json",                     "3.0", {L},         id="plain, reads 3.0"),
        pytest.param("application/json",                     "2.0", {V},         id="plain, reads 2.0 at most"),
        pytest.param("application/json",                     None,  {L},         id="plain, says nothing: the service's maximum"),
        pytest.param("application/atom+xml,application/xml", "3.0", {Form.ATOM}, id="Atom"),
        pytest.param("*/*",                                  "3.0", set(Form),   id="anything"),
        pytest.param(None,                                   "3.0", set(Form),   id="nothing asked for"),
        pytest.param("application/json;odata=verbose, */*;q=0.1", "3.0", set(Form), id="anything as a second choice"),
    ],
)  # fmt: skip
def test_accept_and_the_maximum_decide_the_answer(
    accept: str | None, mdsv: str | None, forms: set[Form]
) -> None:
    request = make.request(Accept=accept, MaxDataServiceVersion=mdsv, DataServiceVersion=None)

    assert accepted_forms(request) == forms


@pytest.mark.parametrize(
    ("content_type", "body", "form"),
    [
        pytest.param("application/json;odata=verbose;charset=utf-8", '{"d": {}}', V, id="verbose by type"),
        pytest.param("application/json;odata=minimalmetadata;streaming=true", '{"value": []}', L, id="light by type"),
        pytest.param("application/json", '{"d": {"results": []}}', V, id="verbose by envelope"),
        pytest.param("application/json", '{"value": []}', L, id="light by envelope"),
        pytest.param("application/json", '{"d": 1, "e": 2}', L, id="a property called d"),
        pytest.param("application/atom+xml", "<feed/>", Form.ATOM, id="Atom"),
        pytest.param("text/html", "<html>", Form.OTHER, id="a page"),
        pytest.param("application/json", '{"d": ', None, id="cut off"),
        pytest.param("application/json;odata=verbose", "", None, id="no body"),
    ],
)  # fmt: skip
def test_an_answer_has_a_form(content_type: str, body: str, form: Form | None) -> None:
    assert answer_form(make.response(200, body, [("Content-Type", content_type)])) is form


def test_the_version_of_the_request_does_not_decide_the_answer() -> None:
    request = make.request(
        Accept="application/json", DataServiceVersion="1.0", MaxDataServiceVersion=None
    )

    assert accepted_forms(request) == {L}
