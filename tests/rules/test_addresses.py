"""QRY509 and QRY512: how an address is written."""

import make
import pytest

from inspector.core.exchange import Exchange, Request
from inspector.core.inspection import Inspection
from inspector.core.service import Service
from inspector.rules.addresses import RULES

ID = "nb:cid:UUID:2037a7a9-1500-80c3-9c2f-f1e5d9b2a001"
ENCODED = ID.replace(":", "%3A")
MARKER = "<redacted:sas:9f86d081884c>"


def codes(url: str) -> list[str]:
    whole = url if "://" in url else make.ROOT + url
    request = Request(method="GET", url=whole, headers=make.headers(), body=b"")
    it = Inspection(Exchange(request=request, redacted=True), Service.API)
    return [rule.code for rule in RULES if list(rule.check(it))]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"Assets({ID})", id="no quotes"),
        pytest.param("Jobs(17)", id="a number: every key of this service is a string"),
        pytest.param("EncodingReservedUnitTypes(2037a7a9-1500-80c3-9c2f-f1e5d9b2a001)", id="a GUID without its word"),
        pytest.param(f"Assets(‘{ID}’)", id="typographic quotes"),
        pytest.param(f"Assets(%E2%80%98{ENCODED}%E2%80%99)", id="typographic quotes, encoded"),
        pytest.param(f"Assets(%22{ENCODED}%22)", id="double quotes"),
        pytest.param(f"Assets('{ID})", id="no closing quote"),
        pytest.param(f"Assets({ID}')", id="no opening quote"),
        pytest.param(f"Assets('{ID}'", id="no closing parenthesis"),
        pytest.param("Assets('a')b", id="something behind the key"),
        pytest.param("Assets('')", id="an empty key"),
        pytest.param("Filters('it's')", id="a quote inside that is not doubled"),
        pytest.param(f"AssetFilters('{ENCODED}__###__mobile')", id="number signs as they are"),
        pytest.param(f"Assets('{ENCODED}')/$links/ContentKeys({ENCODED})", id="the second key"),
        pytest.param("Filters('50%')", id="a bare percent sign"),
        pytest.param("Filters('%E9')", id="Latin-1"),
        pytest.param(f"CancelJob?jobid={ENCODED}", id="an argument without quotes"),
        pytest.param(f"CreateFileInfos?assetid=%E2%80%98{ENCODED}%E2%80%99", id="an argument in typographic quotes"),
        pytest.param("GetProtectionKey?ProtectionKeyId=ABCDEF", id="an argument in another case"),
    ],
)  # fmt: skip
def test_a_key_that_is_malformed(url: str) -> None:
    assert "QRY509" in codes(url)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"Assets('{ID}')", id="colons as they are"),
        pytest.param(f"Assets('{ENCODED}')", id="colons encoded"),
        pytest.param(f"Assets('{ENCODED.lower()}')", id="in lower case"),
        pytest.param(f"%2FFiles%28%27{ENCODED}%27%29", id="everything encoded"),
        pytest.param("Assets()", id="empty parentheses"),
        pytest.param("Jobs()?$skip=2000&$top=1000&$orderby=Id", id="empty parentheses and options"),
        pytest.param("/Assets", id="a doubled slash"),
        pytest.param("EncodingReservedUnitTypes(guid'2037a7a9-1500-80c3-9c2f-f1e5d9b2a001')", id="a GUID literal"),
        pytest.param("Filters('mobile')", id="a name"),
        pytest.param("Filters('it''s%20(new)')", id="a doubled quote and parentheses"),
        pytest.param("Filters('caf%C3%A9')", id="UTF-8"),
        pytest.param(f"AssetFilters('{ENCODED}__%23%23%23__mobile')", id="number signs encoded"),
        pytest.param(f"Assets('{ENCODED}')/$links/ContentKeys('{ENCODED}')", id="a link"),
        pytest.param(f"Jobs('{ENCODED}')/OutputMediaAssets()", id="navigation"),
        pytest.param("$1/Tasks", id="a reference inside a batch"),
        pytest.param("$metadata", id="metadata"),
        pytest.param(f"CancelJob?jobid='{ENCODED}'", id="an argument"),
        pytest.param("GetProtectionKeyId?contentKeyType=0", id="an integer argument"),
        pytest.param(f"RebindContentKey?id='{ENCODED}'&x509Certificate=''", id="an empty argument"),
        pytest.param(f"RebindContentKey?id='{ENCODED}'&x509Certificate='MIIB+a/b=='", id="base64"),
        pytest.param("Assets({{AssetId}})", id="a variable nobody filled in"),
        pytest.param("Assets('{{AssetId}}')", id="a variable in quotes"),
        pytest.param("{{Root}}/Assets", id="a root nobody filled in"),
        pytest.param(f"Locators?key={MARKER}", id="our own marker"),
        pytest.param("Assets?$filter=startswith(Name,'it''s')&$select=Id", id="a function in a filter"),
        pytest.param("Assets?$filter=Name%20eq%20'R%26D'&$top=5", id="an encoded ampersand"),
        pytest.param("Assets?$filter=Name%20eq%20'O''Brien'", id="a doubled quote in a filter"),
        pytest.param("Assets?note=it's", id="a quote in an option that is not OData's"),
        pytest.param("https://media.windows.net/", id="the old root"),
        pytest.param("https://media.windows.net", id="no path"),
        pytest.param("Assets?$filter=LastModified%20gt%20datetime'2026-01-31T12:00:00Z'", id="a time"),
    ],
)  # fmt: skip
def test_an_address_that_is_fine(url: str) -> None:
    assert codes(url) == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("Assets?$filter=Name eq 'a'", id="raw blanks"),
        pytest.param("Assets?$filter=indexof(Name,'Holo') gt 1", id="what Postman shows"),
        pytest.param("Assets?$filter=Name%20eq%20'é'", id="a letter beyond ASCII"),
        pytest.param('Assets?$filter=Name%20eq%20"a"', id="double quotes"),
        pytest.param("Assets?$filter=Name%20eq%20'50%'", id="a bare percent sign"),
        pytest.param("Assets?$filter=Name%20eq%20'a|b'", id="a bar"),
        pytest.param("Assets?$filter=Name%20eq%20%E9", id="Latin-1"),
        pytest.param("Assets?$filter=Name%20eq%20'R&D'", id="an ampersand inside quotes"),
        pytest.param("Assets?$filter=Name%20eq%20'C#'", id="a number sign inside quotes"),
        pytest.param("Assets?%24filter=Name%20eq%20'O'Brien'", id="a quote inside quotes"),
        pytest.param("Filters('my filter')", id="a raw blank in the path"),
        pytest.param("Filters('é')", id="a letter beyond ASCII in the path"),
        pytest.param("Filters('{id}')", id="braces"),
    ],
)  # fmt: skip
def test_an_address_that_is_not_encoded(url: str) -> None:
    assert codes(url) == ["QRY512"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        pytest.param("Assets(‘1’)", ["QRY509"], id="typographic quotes are one defect"),
        pytest.param('Assets("1")', ["QRY509"], id="double quotes are one defect"),
        pytest.param("Assets({id})", ["QRY509"], id="a template without quotes is one defect"),
        pytest.param("Filters('50%')", ["QRY509"], id="a bad escape in the path is one defect"),
        pytest.param("CancelJob?jobid=‘1’", ["QRY509"], id="an argument's quotes are one defect"),
    ],
)
def test_one_defect_is_reported_once(url: str, found: list[str]) -> None:
    assert codes(url) == found
