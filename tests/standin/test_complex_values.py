"""Complex values: told in each form, and changed member by member."""

import json

import make
import pytest
from standin.caller import Caller

CHANNEL = {
    "Name": "news",
    "Input": {
        "StreamingProtocol": "RTMP",
        "KeyFrameInterval": "PT2S",
        "AccessControl": {"IP": {"Allow": [{"Name": "all", "Address": "0.0.0.0", "SubnetPrefixLength": 0}]}},
    },
    "EncodingType": "Standard",
    "Encoding": {"SystemPreset": "Default720p", "AdMarkerSource": "Api"},
}  # fmt: skip


@pytest.fixture
def path(service: Caller) -> str:
    told = service.call("POST", "Channels", CHANNEL)
    assert told.status == 202, told.body
    service.now += 60
    return f"Channels('{told.entity['Id']}')"


def test_a_change_of_one_member_leaves_the_others(service: Caller, path: str) -> None:
    change = {"Encoding": {"IgnoreCea708ClosedCaptions": True}}

    assert service.call("PATCH", path, change).status == 204

    encoding = service.call("GET", path).entity["Encoding"]
    assert (encoding["SystemPreset"], encoding["IgnoreCea708ClosedCaptions"]) == ("Default720p", True)  # fmt: skip
    assert (encoding["AdMarkerSource"], encoding["AudioStreams"]) == ("Api", [])


def test_a_put_of_a_channel_leaves_what_it_needs(service: Caller, path: str) -> None:
    before = service.call("GET", path).entity

    assert service.call("PUT", path, {"Description": "other"}).status == 204

    after = service.call("GET", path).entity
    assert {name for name in before if before[name] != after[name]} == {"Description", "LastModified"}  # fmt: skip


@pytest.mark.parametrize("accept", ["application/json", make.VERBOSE, "application/atom+xml"])
def test_what_was_told_can_be_sent(service: Caller, path: str, accept: str) -> None:
    told = service.call("GET", f"{path}/Input", Accept=accept)

    assert told.status == 200
    assert b"RTMP" in told.body
    assert b"PT2S" in told.body
    assert b"rtmp://news-amsstandin.channel" in told.body


def test_verbose_names_the_types(service: Caller, path: str) -> None:
    told = service.call("GET", path, Accept=make.VERBOSE)

    assert told.header("DataServiceVersion") == "3.0;"
    control = told.entity["Input"]["AccessControl"]
    assert control["__metadata"]["type"].endswith(".ChannelInputAccessControl")
    allowed = control["IP"]["Allow"]
    assert allowed["__metadata"]["type"].startswith("Collection(")
    assert allowed["results"][0]["Address"] == "0.0.0.0"
    again = {"Name": "other", "Input": {**told.entity["Input"], "Endpoints": None}}
    sent = service.call("POST", "Channels", again, Content_Type=make.VERBOSE)
    assert sent.status == 202, sent.body


@pytest.mark.parametrize(
    ("value", "status"),
    [
        pytest.param({"SystemPreset": "x"}, 202, id="a value"),
        pytest.param(None, 202, id="null"),
        pytest.param({"SystemPreest": "x"}, 400, id="a slip inside"),
        pytest.param("x", 400, id="a text"),
        pytest.param([], 400, id="a list"),
        pytest.param({"__metadata": {}, "SystemPreset": "x"}, 400, id="verbose in light JSON"),
        pytest.param({"odata.type": "x", "SystemPreset": "x"}, 202, id="an annotation"),
    ],
)
def test_complex_values_that_are_sent(service: Caller, value: object, status: int) -> None:
    body = {"Name": "c", "EncodingType": "Standard", "Encoding": value}

    assert service.call("POST", "Channels", body).status == status


def test_members_of_complex_values_are_addressed_and_compared(service: Caller, path: str) -> None:
    value = service.call("GET", f"{path}/Input/StreamingProtocol").json["value"]
    raw = service.call("GET", f"{path}/Input/StreamingProtocol/$value").body
    condition = "Input/StreamingProtocol%20eq%20'RTMP'%20and%20Encoding/AdMarkerSource%20ne%20null"
    found = service.call("GET", f"Channels?$filter={condition}").json["value"]

    assert (value, raw, len(found)) == ("RTMP", b"RTMP", 1)
    assert service.call("GET", "Channels?$filter=Input%20eq%20null").status == 400


def test_null_is_told_as_null(service: Caller, path: str) -> None:
    told = json.loads(service.call("GET", f"{path}/Slate").body)

    assert told == {"odata.metadata": f"{make.ROOT}$metadata#Edm.Null", "odata.null": True}
