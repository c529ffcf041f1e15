"""SES704 to SES706: access policies and locators."""

from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange
from inspector.core.inspection import Inspection
from inspector.rules import locators as rules


def named(kind: str, number: int = 1) -> str:
    return f"nb:{kind}:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a{number:03}"


ASSET = named("cid")


def policy(
    number: int = 1, rights: Any = 1, minutes: Any = 300, *, status: int = 201, **changed: Any
) -> Exchange:
    """Return the creation of the policy *number*."""
    sent = {"Name": f"p{number}", "Permissions": rights, "DurationInMinutes": minutes}
    answer = make.response(
        status, {"d": sent | {"Id": named("pid", number)}} if status == 201 else b""
    )
    return make.exchange(
        "POST", changed.pop("url", "AccessPolicies"), sent, answer=answer, **changed
    )


def policies(count: int, *args: Any, **changed: Any) -> list[Exchange]:
    return [policy(number, *args, **changed) for number in range(count)]


FOREIGN = "https://other.restv2.westus.media.azure.net/api/AccessPolicies"


@pytest.mark.parametrize(
    ("exchanges", "notes"),
    [
        pytest.param(policies(11), ["number 11 for 300 min"], id="eleven"),
        pytest.param(policies(30), ["number 30 for 300 min"], id="thirty"),
        pytest.param(policies(700), ["number 700 for 300 min"], id="more than are remembered"),
        pytest.param([*policies(5), *policies(6, "1", "300.0")], ["number 11 for 300.0 min"], id="numbers as text"),
        pytest.param([*policies(10), make.exchange(answer=make.response()), policy(11)], ["number 11 for 300 min"], id="other calls in between"),
        pytest.param([*policies(10), policy(1, 2), policy(11)], ["number 11 for 300 min"], id="another kind in between"),
        pytest.param(policies(10), [], id="ten"),
        pytest.param([policy(n, n % 2) for n in range(20)], [], id="ten of each of two rights"),
        pytest.param([policy(n, 1, n) for n in range(20)], [], id="a duration for each"),
        pytest.param(policies(20, status=400), [], id="refused"),
        pytest.param([*policies(9, status=503), *policies(10)], [], id="some refused"),
        pytest.param([*policies(10), policy(11, status=503)], [], id="the eleventh was refused"),
        pytest.param([*policies(10), make.exchange("GET", "AccessPolicies", answer=make.response())], [], id="then a list"),
        pytest.param([*policies(10), make.exchange("DELETE", f"AccessPolicies('{named('pid')}')", answer=make.response(204))], [], id="then a deletion"),
        pytest.param([*policies(6), *policies(6, url=FOREIGN)], [], id="two accounts"),
        pytest.param([make.exchange("POST", "AccessPolicies", None, answer=make.response(201))] * 20, [], id="bodies not recorded"),
        pytest.param([make.exchange("POST", "AccessPolicies", {"Name": "p"}, answer=make.response(201))] * 20, [], id="without a duration"),
        pytest.param([make.exchange("POST", "Assets", {"Name": "a"}, answer=make.response(201))] * 20, [], id="assets"),
    ],
)  # fmt: skip
def test_policies_alike(exchanges: list[Exchange], notes: list[str]) -> None:
    it = make.amid(exchanges[:-1], exchanges[-1])

    assert [evidence.note for evidence in rules.access_policy_per_request.check(it)] == notes


LATER, PAST = "2026-02-01T00:00:00Z", "2026-01-30T00:00:00Z"


def locator(
    number: int = 1, asset: str = ASSET, *, status: int = 201, type_: int = 1, until: str = LATER
) -> Exchange:
    """Return the creation of the locator *number*."""
    sent = {"AccessPolicyId": named("pid"), "AssetId": asset, "Type": type_}
    made = sent | {"Id": named("lid", number), "ExpirationDateTime": until}
    answer = make.response(status, {"d": made} if status == 201 else b"")
    return make.exchange("POST", "Locators", sent, answer=answer)


def locators(count: int, **changed: Any) -> list[Exchange]:
    return [locator(number, **changed) for number in range(1, count + 1)]


def gone(what: str, status: int = 204) -> Exchange:
    return make.exchange("DELETE", what, answer=make.response(status))


def listed(*numbers: int, url: str = "Locators") -> Exchange:
    found = [{"Id": named("lid", number), "AssetId": ASSET} for number in numbers]
    return make.exchange("GET", url, answer=make.response(200, {"d": {"results": found}}))


LOCATOR = f"Locators('{named('lid')}')"
BENEATH = f"Assets('{ASSET}')/Locators"
SIXTH = make.exchange("POST", BENEATH, {"Type": 1}, answer=make.response(409))
LINKED = make.exchange("POST", "Locators", {"Type": 1, "Asset": {"__metadata": {"uri": f"Assets('{ASSET}')"}}}, answer=make.response(409))  # fmt: skip


@pytest.mark.parametrize(
    ("exchanges", "places"),
    [
        pytest.param(locators(6), ["request /AssetId"], id="the sixth"),
        pytest.param([*locators(5), locator(6, status=409)], ["request /AssetId"], id="the sixth, refused"),
        pytest.param([*locators(5), locator(6, status=503)], ["request /AssetId"], id="the sixth, throttled"),
        pytest.param([*locators(5), SIXTH], ["request line"], id="beneath the asset"),
        pytest.param([*locators(5), LINKED], ["request /Asset/__metadata/uri"], id="by a link"),
        pytest.param([listed(1, 2, 3, 4, 5), locator(6)], ["request /AssetId"], id="five were listed"),
        pytest.param([listed(1, 2, 3, 4, 5, url=BENEATH), locator(6)], ["request /AssetId"], id="five were listed beneath it"),
        pytest.param([*locators(5), gone(LOCATOR, 503), locator(6)], ["request /AssetId"], id="a deletion was refused"),
        pytest.param([*locators(5), locator(6, ASSET.upper().replace("NB:CID", "nb:cid"))], ["request /AssetId"], id="the id in capitals"),
        pytest.param(locators(5), [], id="the fifth"),
        pytest.param([*locators(5), gone(LOCATOR), locator(6)], [], id="one was deleted before"),
        pytest.param([*locators(5), gone(f"Assets('{ASSET}')"), locator(6)], [], id="the asset was deleted before"),
        pytest.param([*locators(4), locator(5, status=409), locator(6)], [], id="a refused one does not count"),
        pytest.param([*locators(5), locator(6, named("cid", 2))], [], id="another asset"),
        pytest.param([locator(n, named("cid", n)) for n in range(1, 20)], [], id="one for each asset"),
        pytest.param([*locators(4), listed(1, 2, 3, 4), locator(5)], [], id="created and listed"),
        pytest.param([*locators(5, until=PAST), locator(6)], [], id="five have expired"),
        pytest.param([*locators(4), locator(5, status=409), locator(5)], [], id="the fifth, at the second try"),
        pytest.param([*locators(5), make.exchange("GET", BENEATH, answer=make.response())], [], id="then a list"),
        pytest.param([*locators(5), make.exchange("POST", "Locators", None)], [], id="body not recorded"),
        pytest.param([*locators(5), make.exchange("MERGE", LOCATOR, {"AssetId": ASSET})], [], id="then a change"),
        pytest.param([*locators(5), make.exchange("POST", "AccessPolicies", {"Name": "p"})], [], id="then a policy"),
    ],
)  # fmt: skip
def test_locators_of_an_asset(exchanges: list[Exchange], places: list[str]) -> None:
    it = make.amid(exchanges[:-1], exchanges[-1])

    assert [evidence.place for evidence in rules.too_many_locators.check(it)] == places


def batch(*operations: str) -> Inspection:
    """Return a `$batch` whose operations have these request lines and bodies."""
    text = "".join(
        "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"{line}\r\nContent-Type: {make.VERBOSE}\r\n\r\n{body}\r\n"
        for line, _, body in (operation.partition("\n") for operation in operations)
    )
    fields = [("Content-Type", "multipart/mixed; boundary=b")]
    return make.amid([], make.exchange("POST", "$batch", text + "--b--\r\n", fields=fields))


POLICY_PART = 'POST AccessPolicies HTTP/1.1\n{"Name":"p","Permissions":1,"DurationInMinutes":300}'
LOCATOR_PART = f'POST Locators HTTP/1.1\n{{"AssetId":"{ASSET}","Type":1}}'


def broken_parts(rule: Any, it: Inspection) -> list[int | None]:
    return [part.part for part in it.parts if list(rule.check(part))]


def test_operations_of_a_batch_count() -> None:
    policies, locators = batch(*[POLICY_PART] * 13), batch(*[LOCATOR_PART] * 7)

    assert broken_parts(rules.access_policy_per_request, policies) == [11, 12, 13]
    assert broken_parts(rules.too_many_locators, locators) == [6, 7]
    assert not list(rules.access_policy_per_request.check(policies))


STREAM = locator(1, type_=2)
END, PASSED = (
    "not deleted until the recording ended",
    "not deleted in the 2 exchanges that followed",
)
OTHER = make.exchange(answer=make.response())
SILENT = make.exchange("POST", "Locators", {"AssetId": ASSET, "Type": 1}, answer=make.response(201, b"", [("Location", f"{make.ROOT}{LOCATOR}")]))  # fmt: skip


@pytest.mark.parametrize(
    ("now", "after", "ended", "found"),
    [
        pytest.param(locator(), [], True, [("response /d/Id", END)], id="a locator"),
        pytest.param(policy(), [], True, [("response /d/Id", END)], id="a policy"),
        pytest.param(policy(), [locator()], True, [("response /d/Id", END)], id="a policy that a SAS locator uses"),
        pytest.param(locator(), [OTHER, OTHER], False, [("response /d/Id", PASSED)], id="out of sight"),
        pytest.param(locator(), [gone(LOCATOR, 503), OTHER], True, [("response /d/Id", END)], id="its deletion was refused"),
        pytest.param(locator(), [gone(f"Locators('{named('lid', 2)}')")], True, [("response /d/Id", END)], id="another was deleted"),
        pytest.param(SILENT, [], True, [("request line", END)], id="only Location names it"),
        pytest.param(locator(), [OTHER, gone(LOCATOR)], True, [], id="deleted"),
        pytest.param(locator(), [gone(LOCATOR.replace(":", "%3A"))], True, [], id="deleted, encoded"),
        pytest.param(locator(), [gone(LOCATOR, 404)], True, [], id="already gone"),
        pytest.param(locator(), [gone(f"Assets('{ASSET}')")], True, [], id="deleted with its asset"),
        pytest.param(policy(), [gone(f"AccessPolicies('{named('pid')}')")], True, [], id="a policy, deleted"),
        pytest.param(STREAM, [], True, [], id="a streaming locator stays"),
        pytest.param(policy(), [STREAM], True, [], id="and so does its policy"),
        pytest.param(SILENT, [gone(LOCATOR)], True, [], id="deleted under the name in Location"),
        pytest.param(locator(status=409), [], True, [], id="refused"),
        pytest.param(make.exchange("POST", "Locators", {"Type": 1}, answer=make.response(201)), [], True, [], id="its name is not known"),
        pytest.param(make.exchange("POST", "Assets", {"Name": "a"}, answer=make.response(201, {"d": {"Id": ASSET}})), [], True, [], id="an asset"),
        pytest.param(make.exchange("GET", LOCATOR, answer=make.response(200, {"d": {"Id": named("lid")}})), [], True, [], id="one that was read"),
    ],
)  # fmt: skip
def test_what_is_left_behind(
    now: Exchange, after: list[Exchange], ended: bool, found: list[tuple[str, str]]
) -> None:
    it = make.amid([], now, after, ended=ended)

    seen = [(evidence.place, evidence.note) for evidence in rules.left_behind.check(it)]
    assert seen == found
