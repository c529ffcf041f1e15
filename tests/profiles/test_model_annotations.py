"""What the bundled model's annotations say, and that they make sense."""

import re
import time

import pytest

from inspector.profiles.model import bundled_model


def annotated(name: str) -> dict[str, object]:
    """Return every property that has something said by an annotation."""
    return {
        f"{one.name}.{it.name}": getattr(it, name)
        for one in bundled_model().types.values()
        for it in one.properties.values()
        if getattr(it, name)
    }


def test_what_a_create_cannot_do_without() -> None:
    assert sorted(path for path, said in annotated("required").items() if said == "true") == [
        "AccessPolicy.DurationInMinutes",
        "AssetFile.ParentAssetId",
        "AssetFilter.Name",
        "AssetFilter.ParentAssetId",
        "ContentKey.Id",
        "Filter.Name",
        "IngestManifestAsset.ParentIngestManifestId",
        "IngestManifestFile.Name",
        "IngestManifestFile.ParentIngestManifestAssetId",
        "IngestManifestFile.ParentIngestManifestId",
        "JobNotificationSubscription.TargetJobState",
        "JobTemplate.JobTemplateBody",
        "Locator.AccessPolicyId",
        "Locator.AssetId",
        "Locator.Type",
        "NotificationEndPoint.EndPointAddress",
        "NotificationEndPoint.EndPointType",
        "Program.ArchiveWindowLength",
        "Task.MediaProcessorId",
        "Task.TaskBody",
    ]


def test_rare_annotations() -> None:
    label = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"

    assert annotated("also_written") == {
        "AssetDeliveryPolicy.Created": ("Crated",),
        "NotificationEndPoint.EndPointType": ("EndpointType",),
        "NotificationEndPoint.EndPointAddress": ("EndpointAddress",),
        "Channel.EncodingType": ("EncoderType",),
        "ChannelSlate.InsertSlateOnAdMarker": ("InsertOnAdMarker",),
    }
    assert annotated("never") == {
        "Locator.Type": {"0"},
        "JobNotificationSubscription.TargetJobState": {"0"},
    }
    assert annotated("least") == {
        "Program.ArchiveWindowLength": "PT5M", "ChannelInput.KeyFrameInterval": "PT1.9S",
    }  # fmt: skip
    assert annotated("most") == {
        "Program.ArchiveWindowLength": "PT25H", "ChannelInput.KeyFrameInterval": "PT6.1S",
    }  # fmt: skip
    assert annotated("pattern") == {
        "Channel.Name": label,
        "StreamingEndpoint.Name": label,
        "Program.Name": label.replace("9-]", "9 -]"),
    }
    assert annotated("holds") == {
        "AssetDeliveryPolicy.AssetDeliveryConfiguration": "json",
        "Task.TaskBody": "xml:taskBody",
        "JobTemplate.JobTemplateBody": "xml:jobTemplate",
    }


def test_never_is_among_the_values_and_the_spellings_are_no_other_member() -> None:
    for one in bundled_model().types.values():
        for it in one.properties.values():
            assert it.never <= set(it.values or ())
            assert set(it.also_written).isdisjoint({*one.properties, *one.navigation})


@pytest.mark.parametrize("pattern", sorted({str(one) for one in annotated("pattern").values()}))
def test_patterns_take_linear_time(pattern: str) -> None:
    began = time.perf_counter()

    assert re.fullmatch(pattern, "a" + "-a" * 500_000 + "-") is None
    assert time.perf_counter() - began < 1


def test_no_complex_value_is_said_to_be_there_always() -> None:
    # The .NET SDK sends null for those it was not given; collections it sends empty.
    for one in bundled_model().types.values():
        for it in one.properties.values():
            assert it.nullable or it.collection or it.type.startswith("Edm."), it.name
