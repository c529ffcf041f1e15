"""Whether values fit their properties of the bundled model."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.edm.model import Property
from inspector.core.values import faults_of_value, is_unknown
from inspector.profiles.model import bundled_model

MODEL = bundled_model()
NAMESPACE = "Microsoft.Cloud.Media.Vod.Rest.Data.Models."
GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
MARKED = "<redacted:jwt:9f86d081884c>"
TASK = "<taskBody><inputAsset>JobInputAsset(0)</inputAsset></taskBody>"


def known(path: str) -> Property:
    type_name, _, name = path.partition(".")
    return MODEL.types[NAMESPACE + type_name].properties[name]


def faults(path: str, value: Any) -> list[tuple[str, str]]:
    return [(at, why) for at, _, why in faults_of_value("/x", value, known(path), MODEL)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("Asset.Options", 0, id="a number"),
        pytest.param("Asset.Options", "0", id="a number as text"),
        pytest.param("Asset.Options", 4, id="one of the values"),
        pytest.param("Asset.Options", None, id="null"),
        pytest.param("AccessPolicy.Permissions", 1 + 2 + 4 + 8, id="all flags"),
        pytest.param("AccessPolicy.Permissions", "2", id="a flag as text"),
        pytest.param("AccessPolicy.DurationInMinutes", "300", id="a Double as text"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryProtocol", 7, id="protocols added up"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryProtocol", 0xFFFF, id="all protocols"),
        pytest.param("Channel.EncodingType", "standard", id="a word in lower case"),
        pytest.param("Channel.EncodingType", "", id="no word"),
        pytest.param("ChannelInput.StreamingProtocol", "RTMP", id="a word"),
        pytest.param("FilterTrackPropertyCondition.Operator", "notEqual", id="a word as one document has it"),
        pytest.param("StreamingEndpoint.StreamingEndpointVersion", "2.0", id="a number that is a word"),
        pytest.param("Locator.Type", "1", id="SAS"),
        pytest.param("Locator.StartTime", "2013-08-01T00:00:00Z", id="a date"),
        pytest.param("Locator.StartTime", "/Date(1335468838000)/", id="a date of verbose JSON"),
        pytest.param("AssetFile.ContentFileSize", "186987349239", id="an Int64 as text"),
        pytest.param("AssetFile.IsPrimary", "false", id="a boolean as text"),
        pytest.param("Program.ArchiveWindowLength", "PT5M", id="the least"),
        pytest.param("Program.ArchiveWindowLength", "PT25H", id="the most"),
        pytest.param("Program.ArchiveWindowLength", "P1DT1H", id="the most, in days"),
        pytest.param("Program.ArchiveWindowLength", "PT300S", id="the least, in seconds"),
        pytest.param("ChannelInput.KeyFrameInterval", "PT2S", id="parts of a bound"),
        pytest.param("Channel.Name", "a-1", id="a name of its pattern"),
        pytest.param("Channel.Name", "a" * 32, id="the longest name"),
        pytest.param("Asset.Name", "n" * 512, id="the longest name of an asset"),
        pytest.param("Asset.Name", "\U0001f600" * 512, id="characters, not bytes"),
        pytest.param("Locator.AssetId", f"nb:cid:UUID:{GUID}", id="an id"),
        pytest.param("Locator.AssetId", "", id="no id"),
        pytest.param("Locator.AssetId", "asset", id="some text"),
        pytest.param("Asset.Name", GUID, id="a GUID for a name"),
        pytest.param("EncodingReservedUnitType.AccountId", GUID, id="a GUID for a GUID"),
        pytest.param("Task.TaskBody", TASK, id="a task's body"),
        pytest.param("Task.TaskBody", f'<?xml version="1.0" encoding="utf-8"?>{TASK}', id="with a declaration"),
        pytest.param("Task.TaskBody", f'<?xml version="1.0" encoding="utf-16"?>{TASK}', id="with .NET's declaration"),
        pytest.param("Task.TaskBody", f'\ufeff<?xml version="1.0" encoding="utf-16"?>{TASK}', id="with a byte order mark"),
        pytest.param("Task.TaskBody", f'\r\n <?xml version="1.0"?>\r\n{TASK}\r\n', id="blanks around it"),
        pytest.param("Task.TaskBody", "<TaskBody/>", id="its root in another case"),
        pytest.param("Task.TaskBody", '<taskBody xmlns="urn:x"/>', id="its root in a namespace"),
        pytest.param("Task.TaskBody", "", id="an empty task's body"),
        pytest.param("Task.TaskBody", " \r\n", id="a blank task's body"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", '[{"Key":2,"Value":"https://h"}]', id="JSON in a text"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", "[{'Key':2}]", id="lenient JSON in a text"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", None, id="no JSON at all"),
        pytest.param("Job.JobNotificationSubscriptions", [{}], id="a list"),
        pytest.param("Job.JobNotificationSubscriptions", {"results": [{}]}, id="a list in results"),
        pytest.param("Job.JobNotificationSubscriptions", {"__metadata": {}, "results": []}, id="an empty list in results"),
        pytest.param("Job.JobNotificationSubscriptions", [], id="an empty list"),
        pytest.param("Job.JobNotificationSubscriptions", "", id="Atom's empty element for a list"),
        pytest.param("Channel.Input", {}, id="a complex value"),
        pytest.param("Channel.Input", "", id="Atom's empty element for a complex value"),
        pytest.param("StreamingEndpoint.CustomHostNames", ["a", "b"], id="a list of texts"),
        pytest.param("Locator.Type", "{{LocatorType}}", id="a variable for a number"),
        pytest.param("Program.ArchiveWindowLength", "PT{{Hours}}H", id="a variable inside"),
        pytest.param("Job.JobNotificationSubscriptions", "{{Subscriptions}}", id="a variable for a list"),
        pytest.param("Channel.Input", "{{Input}}", id="a variable for a complex value"),
        pytest.param("ContentKey.EncryptedContentKey", MARKED * 200, id="a secret of which a marker is left"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", f"[{MARKED}]", id="a marker inside"),
    ],
)  # fmt: skip
def test_what_fits(path: str, value: Any) -> None:
    assert faults(path, value) == []


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        pytest.param("Asset.Options", 3, "none of 0 None, 1 StorageEncrypted, 2 CommonEncryptionProtected, 4 EnvelopeEncryptionProtected", id="a sum where one value belongs"),
        pytest.param("Asset.Options", "StorageEncrypted", "no whole number", id="a value's name"),
        pytest.param("Asset.Options", 2**31, "outside of Edm.Int32", id="beyond Int32"),
        pytest.param("AccessPolicy.Permissions", 16, "none of 0 None, 1 Read, 2 Write, 4 Delete, 8 List or a sum of these", id="a flag there is not"),
        pytest.param("AccessPolicy.Permissions", -1, "none of 0 None, 1 Read, 2 Write, 4 Delete, 8 List or a sum of these", id="all bits"),
        pytest.param("Locator.Type", 0, "0 is refused here: one of 1 SAS, 2 OnDemandOrigin", id="a value that is never sent"),
        pytest.param("Locator.Type", "00", "0 is refused here: one of 1 SAS, 2 OnDemandOrigin", id="the same, with more digits"),
        pytest.param("Locator.Type", 0.0, "0 is refused here: one of 1 SAS, 2 OnDemandOrigin", id="the same, with a dot"),
        pytest.param("JobNotificationSubscription.TargetJobState", 0, "0 is refused here: one of 1 FinalStatesOnly, 2 All", id="the state of no job"),
        pytest.param("Channel.EncodingType", "Ultra", "none of None, Standard, Premium", id="a word there is not"),
        pytest.param("Program.ArchiveWindowLength", "PT4M59S", "outside of PT5M to PT25H", id="too short a time"),
        pytest.param("Program.ArchiveWindowLength", "P2D", "outside of PT5M to PT25H", id="too long a time"),
        pytest.param("Program.ArchiveWindowLength", "-PT8H", "outside of PT5M to PT25H", id="a negative time"),
        pytest.param("Channel.Name", "a" * 33, "33 characters, 32 at most", id="one character too many"),
        pytest.param("Channel.Name", "-a", "not of the form [A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", id="it begins with a hyphen"),
        pytest.param("Channel.Name", "a b", "not of the form [A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", id="a blank"),
        pytest.param("Locator.AssetId", GUID, f"a bare GUID: the id is written nb:cid:UUID:{GUID}", id="a bare GUID"),
        pytest.param("Locator.AssetId", f" {{{GUID}}} ", f"a bare GUID: the id is written nb:cid:UUID:{GUID}", id="a bare GUID in braces"),
        pytest.param("Task.TaskBody", "<task/>", "its root is task, not taskBody", id="another root"),
        pytest.param("Task.TaskBody", f"<!DOCTYPE taskBody>{TASK}", "no XML: a document type declaration (DTD)", id="a DTD"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", "{", "no JSON: the text ends too early", id="JSON that is cut short"),
        pytest.param("AssetDeliveryPolicy.AssetDeliveryConfiguration", [{}], "a list where one value belongs", id="the JSON itself"),
        pytest.param("Channel.Input", "RTMP", "a plain value where ChannelInput belongs", id="a text for a complex value"),
        pytest.param("Channel.Input", [], "a list where one value belongs", id="a list for a complex value"),
        pytest.param("Job.JobNotificationSubscriptions", {}, "one value where a list belongs", id="one value for a list"),
        pytest.param("Asset.Name", {"a": 1}, "an object where Edm.String belongs", id="an object for a text"),
    ],
)  # fmt: skip
def test_what_does_not_fit(path: str, value: Any, why: str) -> None:
    assert faults(path, value) == [("/x", why)]


def test_xml_that_is_cut_short() -> None:
    ((at, why),) = faults("Task.TaskBody", "<taskBody><inputAsset>")

    assert (at, why.partition(":")[0]) == ("/x", "no XML")


def test_each_member_of_a_list_is_told() -> None:
    assert faults("StreamingEndpoint.CustomHostNames", {"results": ["a", 1, None, True]}) == [
        ("/x/results/1", "a number where a text belongs"),
        ("/x/results/3", "a boolean where a text belongs"),
    ]


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        pytest.param(MARKED, True, id="a marker"),
        pytest.param(f"Bearer {MARKED}", True, id="a marker in a text"),
        pytest.param("{{Id}}", True, id="a variable"),
        pytest.param("nb:cid:UUID:{{Guid}}", True, id="a variable in a text"),
        pytest.param("<asset id>", True, id="a gap to be filled in"),
        pytest.param("name", False, id="a text"),
        pytest.param("{Id}", False, id="single braces"),
        pytest.param("{{", False, id="two braces"),
        pytest.param("<taskBody/>", False, id="XML"),
        pytest.param("", False, id="an empty text"),
        pytest.param(None, False, id="null"),
        pytest.param(["{{Id}}"], False, id="a list"),
    ],
)
def test_what_nobody_knows(value: Any, unknown: bool) -> None:
    assert is_unknown(value) is unknown


PROPERTIES = sorted(
    f"{one.name}.{name}" for one in MODEL.types.values() for name in one.properties
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["results", "a"]), inner),
    max_leaves=5,
)  # fmt: skip


@given(st.sampled_from(PROPERTIES), VALUES)
def test_nothing_raises(path: str, value: Any) -> None:
    assert all(why for _, why in faults(path, value))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="brackets"),
        pytest.param("<a>" * 100_000, id="elements"),
        pytest.param("{{" * 500_000, id="braces"),
        pytest.param("<?xml " * 150_000, id="declarations"),
        pytest.param(" " * 1_000_000 + "<", id="blanks"),
        pytest.param("-" * 1_000_000, id="hyphens"),
        pytest.param("<redacted:" * 100_000, id="half a marker"),
        pytest.param("\ud800" * 100_000, id="half characters"),
    ],
)
def test_a_hostile_megabyte_is_judged(text: str) -> None:
    for path in ("Task.TaskBody", "AssetDeliveryPolicy.AssetDeliveryConfiguration",
                 "Channel.Name", "Locator.StartTime", "Asset.Options"):  # fmt: skip
        assert faults(path, text) != []
        assert json.dumps(faults(path, text))
