"""Why publishing or deleting was refused, as the calls before it tell."""

from typing import Any

import lives
import pytest
from lives import ASSET, LOCATOR, POLICY, at, call, id_of

from inspector.core.exchange import Exchange

DELIVERY, KEY, CHANNEL, PROGRAM = (
    id_of("adpid", 1),
    id_of("kid", 1),
    id_of("chid", 1),
    id_of("pgid", 1),
)
NO = {"error": {"message": {"value": "no"}}}


def made(entity_set: str, entity: str, **facts: Any) -> Exchange:
    return call("POST", entity_set, facts, {"Id": entity, **facts})


def linked(asset: str, navigation: str, entity_set: str, entity: str) -> Exchange:
    uri = {"uri": f"https://accountname.restv2.westus.media.azure.net/api/{at(entity_set, entity)}"}
    return call("POST", at("Assets", asset, f"/$links/{navigation}"), uri, status=204)


def unlinked(asset: str, navigation: str, entity: str) -> Exchange:
    return call("DELETE", at("Assets", asset, f"/$links/{at(navigation, entity)}"))


def refused(method: str, url: str, body: Any = b"") -> Exchange:
    return call(method, url, body, NO, status=400)


def policy(permissions: Any) -> Exchange:
    return made("AccessPolicies", POLICY, Name="p", DurationInMinutes=9, Permissions=permissions)


def locator(kind: int = 2) -> Exchange:
    return refused("POST", "Locators", {"AccessPolicyId": POLICY, "AssetId": ASSET, "Type": kind})


PLAIN, ENCRYPTED = made("Assets", ASSET, Name="a"), made("Assets", ASSET, Name="a", Options=1)
ENVELOPE = made("ContentKeys", KEY, ContentKeyType=4)
DELIVERED = made("AssetDeliveryPolicies", DELIVERY, Name="d")
PUBLISHED = made("Locators", LOCATOR, AccessPolicyId=POLICY, AssetId=ASSET, Type=1)
LINK = linked(ASSET, "DeliveryPolicies", "AssetDeliveryPolicies", DELIVERY)
RUNS = made("Programs", PROGRAM, Name="p", AssetId=ASSET, State="Running")
STOPPED = made("Programs", PROGRAM, Name="p", AssetId=ASSET, State="Stopped")
JOB = refused("POST", "Jobs", {"Name": "j", "InputMediaAssets": [{"__metadata": {"uri": at("Assets", ASSET)}}], "Tasks": []})  # fmt: skip


def channel(**facts: Any) -> Exchange:
    return made("Channels", CHANNEL, Name="c", State="Running", **facts)


def slate() -> Exchange:
    return refused("POST", at("Channels", CHANNEL, "/ShowSlate"), {"duration": "PT1M"})


def delivery(kind: Any) -> Exchange:
    url = at("ContentKeys", KEY, "/GetKeyDeliveryUrl")
    return refused("POST", url, {"keyDeliveryType": kind})


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        pytest.param([policy(1), locator()], "", id="a policy that reads"),
        pytest.param([policy(3), locator()], "", id="one that reads and writes"),
        pytest.param([policy(2), locator(1)], "", id="one that writes, for an upload"),
        pytest.param([policy("x"), locator()], "", id="permissions that are no number"),
        pytest.param([policy(0), locator()], "", id="no permissions at all"),
        pytest.param([locator()], "", id="a policy that was never seen"),
        pytest.param([policy(2), locator()], "does not grant Read", id="one that writes only"),
        pytest.param([policy("2"), locator()], "does not grant Read", id="the same as a string"),
        pytest.param([PLAIN, DELIVERED, refused("DELETE", at("AssetDeliveryPolicies", DELIVERY))], "", id="a policy that nothing has"),
        pytest.param([PLAIN, DELIVERED, LINK, unlinked(ASSET, "DeliveryPolicies", DELIVERY), refused("DELETE", at("AssetDeliveryPolicies", DELIVERY))], "", id="one that was unlinked"),
        pytest.param([PLAIN, DELIVERED, LINK, call("DELETE", at("Assets", ASSET)), refused("DELETE", at("AssetDeliveryPolicies", DELIVERY))], "", id="one whose asset is gone"),
        pytest.param([PLAIN, DELIVERED, LINK, refused("DELETE", at("AssetDeliveryPolicies", DELIVERY))], "unlink it first", id="one that an asset has"),
        pytest.param([PLAIN, policy(1), PUBLISHED, refused("DELETE", at("AccessPolicies", POLICY))], "unlink it first", id="an access policy that a locator has"),
        pytest.param([PLAIN, STOPPED, refused("DELETE", at("Assets", ASSET))], "", id="the asset of a stopped program"),
        pytest.param([PLAIN, RUNS, call("DELETE", at("Programs", PROGRAM)), refused("DELETE", at("Assets", ASSET))], "", id="of one that is gone"),
        pytest.param([PLAIN, RUNS, refused("DELETE", at("Assets", ASSET))], "writes into the asset", id="the asset of a running program"),
        pytest.param([ENVELOPE, delivery(2)], "", id="the address of an envelope key"),
        pytest.param([made("ContentKeys", KEY, ContentKeyType=0), delivery(1)], "", id="PlayReady's of a common key"),
        pytest.param([ENVELOPE, delivery(1)], "PlayReady delivers", id="PlayReady's of an envelope key"),
        pytest.param([ENVELOPE, delivery("3")], "Widevine delivers", id="Widevine's, as a string"),
        pytest.param([channel(EncodingType="Standard"), slate()], "", id="a slate of a channel that encodes"),
        pytest.param([channel(), slate()], "", id="of one that says nothing of it"),
        pytest.param([channel(EncodingType="None"), slate()], "does not encode", id="of one that does not"),
        pytest.param([PLAIN, JOB], "", id="a job over a plain asset"),
        pytest.param([ENCRYPTED, made("ContentKeys", KEY, ContentKeyType=1), linked(ASSET, "ContentKeys", "ContentKeys", KEY), JOB], "", id="over an encrypted one with its key"),
        pytest.param([ENCRYPTED, JOB], "no storage key", id="over an encrypted one without"),
    ],
)  # fmt: skip
def test_what_stood_in_the_way(calls: list[Exchange], why: str) -> None:
    *_, last = lives.annotated(calls)
    words = [
        "does not grant Read",
        "unlink it first",
        "writes into",
        "delivers keys",
        "does not encode",
        "storage key",
    ]

    assert last.diagnosis is not None
    told = [one for one in last.diagnosis.causes if any(word in one.why for word in words)]
    assert [one.likelihood for one in told] == (["likely"] if why else [])
    assert all(why in one.why for one in told)
