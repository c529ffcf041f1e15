"""Bodies that the documents print and SDKs write fit the bundled model."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from inspector.core.edm.model import Property, Type
from inspector.profiles.model import bundled_model

GUID = "9bc8ff20-24fb-4fdb-9d7c-b04c7ee573a1"
BLANK = '"Id": null, "Created": "0001-01-01T00:00:00", "LastModified": "0001-01-01T00:00:00", "State": null'
RANGE = '"PresentationTimeRange": {"StartTimestamp": "0", "EndTimestamp": "9223372036854775807", "PresentationWindowDuration": "12000000000", "LiveBackoffDuration": "0", "Timescale": "10000000"}'
TRACKS = '"Tracks": [{"PropertyConditions": [{"Property": "Type", "Value": "audio", "Operator": "Equal"}, {"Property": "Bitrate", "Value": "0-2147483647", "Operator": "NotEqual"}]}]'
ALLOW = '"AccessControl": {"IP": {"Allow": [{"Name": "testName1", "Address": "1.1.1.1", "SubnetPrefixLength": 24}]}}'
TASK_BODY = r'"TaskBody": "<?xml version=\"1.0\" encoding=\"utf-8\"?><taskBody><inputAsset>JobInputAsset(0)</inputAsset><outputAsset>JobOutputAsset(0)</outputAsset></taskBody>"'
TASK = f'{{"Configuration": "H.264 HD 720p VBR", "MediaProcessorId": "nb:mpid:UUID:{GUID}", {TASK_BODY}}}'


def misfits(here: Type, body: dict[str, Any], at: str = "") -> Iterator[str]:
    for name, value in body.items():
        member = here.property_written(name)
        way = here.navigation.get(name.removesuffix("@odata.bind"))
        if member is None and way is None and not name.startswith("__"):
            yield f"{at}/{name} is unknown"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and not name.startswith("__"):
                target = bundled_model().types[(member or way).type]  # type: ignore[union-attr]
                yield from misfits(target, one, f"{at}/{name}")
            elif member is not None and one not in (None, "") and not allows(member, one):
                yield f"{at}/{name}: {one}"


def allows(member: Property, value: object) -> bool:
    text = str(value)
    if member.flags and member.values and text.isdecimal():
        return not int(text) & ~all_flags(member)
    return (
        (member.values is None or text in member.values)
        and text not in member.never
        and len(text) <= (member.max_length or len(text))
        and re.fullmatch(member.pattern or ".*", text, re.DOTALL) is not None
    )


def all_flags(member: Property) -> int:
    bits = 0
    for value in member.values or ():
        bits |= int(value)
    return bits


PRINTED = [
    pytest.param("Assets", '{"Name": "BigBuckBunny.mp4", "Options": "0"}', id="asset"),
    pytest.param("Assets", '{"Name": "in", "StorageAccountName": "account", "FormatOption": 0, "AlternateId": null, "Uri": null, "State": 0}', id="asset, Gridwich and .NET"),
    pytest.param("Files", f'{{"IsEncrypted": "true", "EncryptionScheme": "StorageEncryption", "EncryptionVersion": "1.0", "EncryptionKeyId": "nb:kid:UUID:{GUID}", "InitializationVector": "397304628502661816</d:InitializationVector", "Options": 0, "IsPrimary": "false", "MimeType": "video/mp4", "Name": "BigBuckBunny.mp4", "ParentAssetId": "nb:cid:UUID:{GUID}"}}', id="file, encrypted"),
    pytest.param("Files", f'{{"ContentFileSize": "1186540", "Id": "nb:cid:UUID:{GUID}", "MimeType": "video/mp4", "Name": "a.mp4", "ParentAssetId": "nb:cid:UUID:{GUID}", "ContentChecksum": null}}', id="file, merged"),
    pytest.param("AccessPolicies", '{"Name": "NewUploadPolicy", "DurationInMinutes": "440", "Permissions": "2"}', id="policy"),
    pytest.param("AccessPolicies", '{"Name": "p", "DurationInMinutes": 100, "Permissions": 15}', id="policy, all rights"),
    pytest.param("Locators", f'{{"AccessPolicyId": "nb:pid:UUID:{GUID}", "AssetId": "nb:cid:UUID:{GUID}", "StartTime": "2014-05-17T16:45:53", "Type": 1}}', id="locator"),
    pytest.param("ContentKeys", f'{{"Id": "nb:kid:UUID:{GUID}", "ContentKeyType": 1, "EncryptedContentKey": "Y4NPej7h", "ProtectionKeyId": "7D9BB04D9D0A4A24800CADBFEF232689E048F69C", "ProtectionKeyType": 1, "Checksum": "TfXtjCIlq1Y="}}', id="content key, protection key type 1"),
    pytest.param("ContentKeys", f'{{"AuthorizationPolicyId": "nb:ckpid:UUID:{GUID}", "TrackIdentifiers": null}}', id="content key, its policy"),
    pytest.param("ContentKeyAuthorizationPolicies", '{"Name": "Authorization Policy"}', id="authorization policy"),
    pytest.param("ContentKeyAuthorizationPolicyOptions", '{"Name": "policy", "KeyDeliveryType": 2, "KeyDeliveryConfiguration": "", "Restrictions": [{"Name": "HLS Open Authorization Policy", "KeyRestrictionType": 0, "Requirements": null}]}', id="option"),
    pytest.param("AssetDeliveryPolicies", r'{"Name": "AssetDeliveryPolicy", "AssetDeliveryProtocol": 7, "AssetDeliveryPolicyType": 3, "AssetDeliveryConfiguration": "[{\"Key\":2,\"Value\":\"https://a/\"}]"}', id="delivery policy, flags"),
    pytest.param("AssetDeliveryPolicies", '{"AssetDeliveryProtocol": 65535, "AssetDeliveryPolicyType": 2, "Crated": null}', id="delivery policy, all protocols"),
    pytest.param("Jobs", f'{{"Name": "NewTestJob", "InputMediaAssets": [{{"__metadata": {{"uri": "https://h/api/Assets(1)"}}}}], "Tasks": [{TASK}]}}', id="job, verbose"),
    pytest.param("Jobs", f'{{"Name": "j", "InputMediaAssets@odata.bind": ["https://h/api/Assets(1)"], "Tasks": [{{"Name": "t", "TaskNotificationSubscriptions": [{{"IncludeTaskProgress": true, "NotificationEndPointId": "nb:nepid:UUID:{GUID}", "TargetTaskState": 2}}], "Options": 6, "EncryptionScheme": "None"}}]}}', id="job, light, with progress"),
    pytest.param("Jobs", f'{{"JobNotificationSubscriptions": [{{"NotificationEndPointId": "nb:nepid:UUID:{GUID}", "TargetJobState": 2}}], "Priority": 0, "RunningDuration": 0, "TemplateId": null, "StartTime": null, "EndTime": null}}', id="job, .NET, with notifications"),
    pytest.param("JobTemplates", f'{{"Name": "t", "TemplateType": "1", "JobTemplateBody": "<jobTemplate/>", "TaskTemplates": [{{"Id": "nb:ttid:UUID:{GUID}", "Configuration": "H.264 iPad", "MediaProcessorId": "nb:mpid:UUID:{GUID}", "Name": "SampleTaskTemplate2", "NumberofInputAssets": 1, "NumberofOutputAssets": 1}}]}}', id="job template"),
    pytest.param("IngestManifests", '{"Name": "ExampleManifestREST"}', id="manifest"),
    pytest.param("IngestManifestAssets", f'{{"ParentIngestManifestId": "nb:mid:UUID:{GUID}", "Asset": {{"Id": "nb:cid:UUID:{GUID}"}}}}', id="manifest asset"),
    pytest.param("IngestManifestFiles", f'{{"Name": "a.wmv", "ParentIngestManifestId": "nb:mid:UUID:{GUID}", "ParentIngestManifestAssetId": "nb:maid:UUID:{GUID}", "IsEncrypted": "true", "EncryptionScheme": "StorageEncryption"}}', id="manifest file"),
    pytest.param("NotificationEndPoints", '{"Name": "e", "EndPointAddress": "https://f/", "EndPointType": 3, "CredentialType": 0, "ProtectionKeyType": 0}', id="endpoint"),
    pytest.param("NotificationEndPoints", '{"Name": "e", "EndpointAddress": "queue", "EndpointType": 1}', id="endpoint, as the table spells it"),
    pytest.param("MonitoringConfigurations", f'{{"NotificationEndPointId": "nb:nepid:UUID:{GUID}", "Settings": [{{"Component": "Channel", "Level": "Normal"}}]}}', id="monitoring"),
    pytest.param("Channels", f'{{{BLANK}, "Name": "testchannel001", "Description": "", "EncoderType": "Standard", "EncodingType": "Standard", "Input": {{"StreamingProtocol": "RTPMPEG2TS", {ALLOW}, "Endpoints": []}}, "Encoding": {{"SystemPreset": "Default720p", "IgnoreCea708ClosedCaptions": false, "AdMarkerSource": "Api", "VideoStream": {{"Index": 1, "Name": "Video stream"}}, "AudioStreams": [{{"Index": 0, "Name": "English audio stream", "Language": "ENG"}}]}}, "Slate": {{"InsertOnAdMarker": true, "DefaultSlateAssetId": "nb:cid:UUID:01234567-0123-0123-0123-01234567"}}, "Preview": {{{ALLOW}, "Endpoints": []}}}}', id="channel, encoding"),
    pytest.param("Channels", f'{{{BLANK}, "Name": "c-1", "Input": {{"KeyFrameInterval": null, "StreamingProtocol": "FragmentedMP4", "Endpoints": []}}, "Output": {{"Hls": {{"FragmentsPerSegment": 1}}}}, "CrossSiteAccessPolicies": {{"ClientAccessPolicy": null, "CrossDomainPolicy": null}}, "Encoding": null, "Slate": null, "VanityUrl": false}}', id="channel, .NET"),
    pytest.param("Channels", '{"Encoding": {"VideoStreams": [{"Index": 0}], "AudioStreams": []}}', id="channel, PHP and .NET: several video streams"),
    pytest.param("Programs", f'{{{BLANK}, "Name": "testprogram001", "Description": "", "ChannelId": "nb:chid:UUID:{GUID}", "AssetId": "nb:cid:UUID:{GUID}", "ArchiveWindowLength": "PT1H", "ManifestName": null}}', id="program"),
    pytest.param("StreamingEndpoints", f'{{{BLANK}, "Name": "teststreamingendpoint001", "HostName": null, "ScaleUnits": 0, "CustomHostNames": [], "AccessControl": {{"Akamai": {{"AkamaiSignatureHeaderAuthenticationKeyList": [{{"Identifier": "My key", "Expiration": "2015-08-08T21:45:34.463Z", "Base64Key": "/31iWKdqNC7YUnj8zQ3XHA=="}}]}}, "IP": {{"Allow": null}}}}, "CacheControl": {{"MaxAge": "1800"}}, "CdnEnabled": false, "CdnProfile": null, "CdnProvider": "StandardVerizon", "StreamingEndpointVersion": "2.0"}}', id="streaming endpoint"),
    pytest.param("EncodingReservedUnitTypes", '{"CurrentReservedUnits": 1, "ReservedUnitType": 2}', id="reserved units"),
    pytest.param("Filters", f'{{"Name": "Mobile", {RANGE}, {TRACKS}}}', id="filter"),
    pytest.param("AssetFilters", f'{{"Id": "", "Name": "f", "ParentAssetId": "nb:cid:UUID:{GUID}", "PresentationTimeRange": {{"ForceEndTimestamp": false}}, {TRACKS}, "FirstQuality": {{"Bitrate": 1}}}}', id="asset filter, .NET"),
]  # fmt: skip


@pytest.mark.parametrize(("entity_set", "body"), PRINTED)
def test_printed_bodies_fit(entity_set: str, body: str) -> None:
    here = bundled_model().type_of(entity_set)
    assert here is not None

    assert list(misfits(here, json.loads(body))) == []


def test_every_set_that_can_be_written_has_a_body() -> None:
    writable = {one.name for one in bundled_model().sets.values() if (one.verbs or set()) - {"GET"}}

    assert {str(one.values[0]) for one in PRINTED} == writable - {"Origins"}


@pytest.mark.parametrize(
    ("entity_set", "body", "expected"),
    [
        pytest.param("Jobs", '{"Tasks": [{"TaskBodies": ""}]}', ["/Tasks/TaskBodies is unknown"], id="a name"),
        pytest.param("Locators", '{"Type": 0}', ["/Type: 0"], id="a value that is refused"),
        pytest.param("Assets", '{"Options": 3}', ["/Options: 3"], id="a sum of values that are no flags"),
        pytest.param("Tasks", '{"Options": 8}', ["/Options: 8"], id="a flag there is not"),
        pytest.param("Channels", '{"Name": "my channel"}', ["/Name: my channel"], id="a pattern"),
        pytest.param("StreamingEndpoints", '{"Name": "-a"}', ["/Name: -a"], id="a hyphen at the end"),
        pytest.param("Programs", f'{{"Name": "{"a" * 257}"}}', [f"/Name: {'a' * 257}"], id="a length"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_seen(entity_set: str, body: str, expected: list[str]) -> None:
    here = bundled_model().type_of(entity_set)
    assert here is not None

    assert list(misfits(here, json.loads(body))) == expected
