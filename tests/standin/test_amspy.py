"""amspy, a client of 2016, does by the service's real host names what its examples show."""

import base64
import json
import os
import time
import uuid
from collections.abc import Iterator
from typing import Any

import amspy
import pytest
import requests

from inspector.proxy import ProxySettings, start
from inspector.standin.settings import StandInSettings

PATIENCE = 60  # seconds; the machine may be busy
FILM, MANIFEST = b"\0\0\0\x18ftypmp42" * 300, b"<smil></smil>"
PRESET = json.dumps({"Version": 1.0, "Codecs": [{"Type": "H264Video"}]}, indent=2)
LISTS = [
    "media asset", "asset accesspolicy", "sas locator", "media job", "media processor",
    "content key", "contentkey authorization policy", "contentkey authorization policy options",
    "asset delivery policy", "streaming endpoint",
]  # fmt: skip
ANALYSERS = [
    "Face Detector", "Hyperlapse", "Indexer", "Indexer 2 Preview", "Motion Detector", "OCR",
    "Redactor", "Video Thumbnails",
]  # fmt: skip


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("amspy")
    settings = ProxySettings(
        folder / "amspy.amscap", folder / "ca", ("127.0.0.1", 0), stand_in=StandInSettings(pace=50)
    )
    with start(settings) as proxy, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.lower().endswith("proxy")]:
            patch.delenv(name)
        patch.setenv("HTTPS_PROXY", f"http://{proxy.listen}")
        patch.setenv("REQUESTS_CA_BUNDLE", str(proxy.ca))
        yield amspy.get_access_token("account", "k+e/y=").json()["access_token"]


@pytest.fixture(scope="module")
def root(token: str) -> str:
    return amspy.get_url(token, flag=False).headers["location"]


def test_the_service_document_behind_the_redirect(token: str) -> None:
    assert amspy.get_url(token).status_code == 200  # requests drops Authorization on the way


@pytest.fixture(scope="module")
def film(token: str) -> str:
    """Return the id of an asset with an uploaded film and its manifest."""
    asset = entity(amspy.create_media_asset(token, "movie"), 201)["Id"]
    video = entity(amspy.create_media_assetfile(token, asset, "movie.mp4"), 201)["Id"]
    manifest = entity(amspy.create_media_assetfile(token, asset, "movie.ism", "true"), 201)["Id"]
    policy = entity(amspy.create_asset_accesspolicy(token, "Upload", "440", "2"), 201)["Id"]
    locator = entity(amspy.create_sas_locator(token, asset, policy), 201)
    for file, name, content in (video, "movie.mp4", FILM), (manifest, "movie.ism", MANIFEST):
        address = f"{locator['BaseUri']}/{name}{locator['ContentAccessComponent']}"
        put = amspy.upload_block_blob(token, address, content, len(content))
        assert put.status_code == 201, put.text
        done(amspy.update_media_assetfile(token, asset, file, len(content), name))
    done(amspy.delete_sas_locator(token, locator["Id"]))
    done(amspy.delete_asset_accesspolicy(token, policy))
    return asset


@pytest.fixture
def encoded(token: str, film: str) -> str:
    encoder = processor(token, "Media Encoder Standard")
    return output(token, amspy.encode_mezzanine_asset(token, encoder, film, "mp4", PRESET))["Id"]


def entity(response: requests.Response, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    return response.json()["d"]


def entities(response: requests.Response) -> list[dict[str, Any]]:
    return entity(response)["results"]


def done(response: requests.Response) -> None:
    assert response.status_code == 204, response.text


def processor(token: str, name: str) -> str:
    found = entities(amspy.list_media_processor(token))
    return next(one["Id"] for one in found if one["Name"] == name)


def output(token: str, response: requests.Response) -> dict[str, Any]:
    """Return the job's one output asset, once the job has finished."""
    job = entity(response, 201)
    deadline = time.monotonic() + PATIENCE
    while job["State"] != 3:
        assert job["State"] < 3
        assert time.monotonic() < deadline
        job = entity(amspy.list_media_job(token, job["Id"]))
    assert job["EndTime"] is not None
    (made,) = entities(amspy.get_url(token, job["OutputMediaAssets"]["__deferred"]["uri"], False))
    return made


def operation(token: str, root: str, response: requests.Response) -> tuple[str, str]:
    """Return how the operation that *response* tells of ended, and what it was about."""
    assert response.status_code == 202, response.text
    address = f"{root}Operations('{response.headers['operation-id']}')"
    deadline = time.monotonic() + PATIENCE
    while (found := entity(amspy.get_url(token, address)))["State"] == "InProgress":
        assert time.monotonic() < deadline
    return found["State"], found["TargetEntityId"]


@pytest.mark.parametrize("words", LISTS)
def test_all_there_is_can_be_listed(token: str, words: str) -> None:
    listed = getattr(amspy, f"list_{words.replace(' ', '_')}")(token)
    assert isinstance(entities(listed), list)


def test_an_upload_leaves_files_of_their_size(token: str, root: str, film: str) -> None:
    files = entities(amspy.get_url(token, f"{root}Assets('{film}')/Files"))

    assert {(file["Name"], file["ContentFileSize"], file["IsPrimary"]) for file in files} == {
        ("movie.mp4", str(len(FILM)), False),
        ("movie.ism", str(len(MANIFEST)), True),
    }


def test_a_film_is_validated(token: str, film: str) -> None:
    packager = processor(token, "Windows Azure Media Packager")
    job = amspy.validate_mp4_asset(token, packager, film, "mp4validated")

    assert output(token, job)["Name"] == "mp4validated"


def test_a_film_is_encoded(token: str, root: str, encoded: str) -> None:
    assert entity(amspy.list_media_asset(token, encoded))["Name"] == "mp4"
    assert entities(amspy.get_url(token, f"{root}Assets('{encoded}')/Files"))


@pytest.mark.parametrize("name", ANALYSERS)
def test_a_film_is_analysed(token: str, film: str, name: str) -> None:
    analyser = processor(token, f"Azure Media {name}")
    job = amspy.encode_mezzanine_asset(token, analyser, film, name, '{"Version":"1.0"}')

    assert output(token, job)["Name"] == name


def test_an_asset_is_encrypted_and_published(token: str, root: str, encoded: str) -> None:
    guid = str(uuid.uuid4())
    key, headers = f"nb:kid:UUID:{guid}", {"Authorization": f"Bearer {token}"}
    headers |= {"x-ms-version": "2.13", "Accept": "application/json;odata=verbose"}
    thumbprint = requests.get(f"{root}GetProtectionKeyId?contentKeyType=4", headers=headers)
    content_key = {
        "Id": key, "ContentKeyType": 4, "Checksum": "Y2hlY2tzdW0=", "ProtectionKeyType": 0,
        "ProtectionKeyId": entity(thumbprint)["GetProtectionKeyId"],
        "EncryptedContentKey": base64.b64encode(b"e" * 256).decode(),
    }  # fmt: skip
    entity(requests.post(f"{root}ContentKeys", json=content_key, headers=headers), 201)

    done(amspy.link_asset_content_key(token, encoded, key, root))
    made = amspy.create_contentkey_authorization_policy(token, '{"Name":"Open"}')
    authorization = entity(made, 201)["Id"]
    option = entity(amspy.create_contentkey_authorization_policy_options(token), 201)["Id"]
    done(amspy.link_contentkey_authorization_policy(token, authorization, option, root))
    done(amspy.add_authorization_policy(token, key, authorization))
    assert entity(amspy.list_content_key(token, key))["AuthorizationPolicyId"] == authorization
    assert guid in entity(amspy.get_delivery_url(token, key, "2"))["GetKeyDeliveryUrl"]

    delivery = entity(amspy.create_asset_delivery_policy(token, "account"), 201)["Id"]
    done(amspy.link_asset_delivery_policy(token, encoded, delivery, root))
    view = entity(amspy.create_asset_accesspolicy(token, "View", "43200"), 201)["Id"]
    locator = entity(amspy.create_ondemand_streaming_locator(token, encoded, view), 201)
    assert locator["Id"].rpartition(":")[2] in locator["Path"]

    done(amspy.delete_sas_locator(token, locator["Id"]))
    done(amspy.delete_asset_accesspolicy(token, view))
    done(amspy.delete_media_asset(token, encoded))
    assert amspy.list_media_asset(token, encoded).status_code == 404
    done(amspy.delete_asset_delivery_policy(token, delivery))
    done(amspy.delete_content_key(token, key))
    done(amspy.delete_contentkey_authorization_policy(token, authorization))
    done(amspy.delete_contentkey_authorization_policy_options(token, option))


def test_streaming_endpoints_are_scaled_created_and_deleted(token: str, root: str) -> None:
    (default,) = [one["Id"] for one in entities(amspy.list_streaming_endpoint(token))]
    scaled = amspy.scale_streaming_endpoint(token, default, "1")
    assert operation(token, root, scaled) == ("Succeeded", default)
    assert entity(amspy.list_streaming_endpoint(token, default))["ScaleUnits"] == 1

    created = amspy.create_streaming_endpoint(token, "New", "HLS Streaming Endpoint")
    new = entity(created, 202)["Id"]
    assert operation(token, root, created) == ("Succeeded", new)
    deleted = amspy.delete_streaming_endpoint(token, new)
    assert operation(token, root, deleted) == ("Succeeded", new)
    assert amspy.list_streaming_endpoint(token, new).status_code == 404
