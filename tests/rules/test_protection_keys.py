"""Why a content key was refused: it was encrypted for another certificate than was named."""

from typing import Any

import lives
import make
import pytest
from lives import call, id_of

THUMBPRINT, OTHER = "7D9BB04D9D0A4A24800CADBFEF232689E048F69C", "0" * 40
VERBOSE = {"d": {"GetProtectionKeyId": THUMBPRINT}}
LIGHT = {"odata.metadata": f"{make.ROOT}$metadata#Edm.String", "value": THUMBPRINT}
ATOM = f'<GetProtectionKeyId xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices">{THUMBPRINT}</GetProtectionKeyId>'
STORAGE, COMMON = "GetProtectionKeyId?contentKeyType=1", "GetProtectionKeyId?contentKeyType=0"
ELSEWHERE = make.ROOT.replace("accountname", "another")


def asked(url: str = STORAGE, answer: Any = LIGHT, **changed: Any) -> Any:
    return call("GET", url, answer=answer, **changed)


@pytest.mark.parametrize(
    ("before", "sent", "told"),
    [
        pytest.param([asked()], THUMBPRINT, False, id="the one that was named"),
        pytest.param([asked()], THUMBPRINT.lower(), False, id="in lower case"),
        pytest.param([asked()], None, False, id="none sent"),
        pytest.param([], OTHER, False, id="never asked for"),
        pytest.param([asked(COMMON)], OTHER, False, id="asked for another type of key"),
        pytest.param([asked(root=ELSEWHERE)], OTHER, False, id="asked of another account"),
        pytest.param([asked(status=500)], OTHER, False, id="asked in vain"),
        pytest.param([asked(answer={"d": {}})], OTHER, False, id="answered with nothing"),
        pytest.param([asked(answer={"value": OTHER}), asked()], THUMBPRINT, False, id="the last that was named"),
        pytest.param([asked()], OTHER, True, id="another"),
        pytest.param([asked(answer=VERBOSE)], OTHER, True, id="another, in verbose JSON"),
        pytest.param([asked(answer=ATOM)], OTHER, True, id="another, in XML"),
        pytest.param([asked(), asked(answer={"value": OTHER})], THUMBPRINT, True, id="the one before the last"),
    ],
)  # fmt: skip
def test_a_key_for_another_certificate(before: list[Any], sent: str | None, told: bool) -> None:
    key = {"Id": id_of("kid", 1), "ContentKeyType": 1, "ProtectionKeyId": sent}
    refused = call("POST", "ContentKeys", key, {"error": {"message": {"value": "no"}}}, status=400)
    *_, last = lives.annotated([*before, refused])

    assert last.diagnosis is not None
    found = [one for one in last.diagnosis.causes if "another certificate" in one.why]
    assert [(one.likelihood, one.evidence[0].pointer) for one in found] == (
        [("likely", "/ProtectionKeyId")] if told else []
    )
