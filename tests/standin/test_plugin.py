"""The fixture `media_services`, as a project that tests its own client uses it."""

import pytest
import requests

TESTS = """
import requests

def create(service, name="holiday"):
    return requests.post(f"{service.url}Assets", json={"Name": name}, headers=service.headers())

def test_a_client(media_services):
    assert create(media_services).status_code == 201
    assert [one["Name"] for one in media_services.store.all("Assets")] == ["holiday"]

def test_the_next_test_begins_anew(media_services):
    assert media_services.store.all("Assets") == []

def test_tokens_expire(media_services):
    headers = media_services.headers()
    media_services.advance(4000)
    url = f"{media_services.url}Assets"
    assert requests.get(url, headers=headers).status_code == 401
    assert requests.get(url, headers=media_services.headers()).status_code == 200

def test_faults(media_services):
    media_services.faults.add("throttle", times=1, operation="POST Assets")
    assert [create(media_services).status_code for _ in range(2)] == [503, 201]

def test_no_fault_is_left(media_services):
    assert create(media_services).status_code == 201

def test_jobs_get_on(media_services):
    store = media_services.store
    asset = store.add("Assets", Name="film")
    store.put_blob(asset, "film.mp4", b"film")
    store.add("Files", Name="film.mp4", ParentAssetId=asset["Id"])
    body = {
        "Name": "encode",
        "InputMediaAssets@odata.bind": [f"{media_services.url}Assets('{asset['Id']}')"],
        "Tasks": [{
            "MediaProcessorId": store.all("MediaProcessors")[0]["Id"],
            "TaskBody": "<taskBody><inputAsset>JobInputAsset(0)</inputAsset>"
                        "<outputAsset>JobOutputAsset(0)</outputAsset></taskBody>",
        }],
    }
    headers = media_services.headers()
    made = requests.post(f"{media_services.url}Jobs", json=body, headers=headers)
    assert made.status_code == 201, made.text
    media_services.advance(60)
    assert store.get("Jobs", made.json()["Id"])["State"] == 3
    output = store.all("Assets")[-1]
    assert sorted(store.blobs(output)) == ["film.ism", "film_1280x720_3400.mp4"]

def test_what_the_service_refuses(media_services):
    try:
        media_services.store.add("AccessPolicies", Name="p")
    except ValueError as error:
        assert str(error).startswith("500")
    else:
        raise AssertionError("it was made")

def test_a_token_by_the_endpoint(media_services):
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    form["scope"] = "https://rest.media.azure.net/.default"
    url = media_services.token_url(version=2)
    token = requests.post(url, data=form).json()["access_token"]
    headers = media_services.headers(Authorization=f"Bearer {token}")
    assert requests.get(f"{media_services.url}Assets", headers=headers).status_code == 200
"""


def test_a_clients_tests_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)

    done = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")

    done.assert_outcomes(passed=TESTS.count("def test_"))


def test_the_plugin_loads_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing():
            heavy = {"starlette", "uvicorn", "lxml", "jwt", "mitmproxy", "textual", "click", "msgspec"}
            assert not heavy & set(sys.modules)
        """
    )

    others = ("textual-snapshot", "syrupy", "hypothesispytest")  # they import some of it
    without = [word for name in others for word in ("-p", f"no:{name}")]
    done = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", *without)

    done.assert_outcomes(passed=1)


def test_a_blob_is_reached_without_azures_names(media_services) -> None:
    asset = media_services.store.add("Assets", Name="film")
    policy = media_services.store.add(
        "AccessPolicies", Name="p", DurationInMinutes=60.0, Permissions=15
    )
    locator = media_services.store.add(
        "Locators", Type=1, AssetId=asset["Id"], AccessPolicyId=policy["Id"]
    )
    base, _, access = locator["Path"].partition("?")
    url = f"{base}/film.mp4?{access}"

    put = requests.put(url, b"film", headers={"x-ms-blob-type": "BlockBlob"}, timeout=30)

    assert base.startswith(f"http://{media_services.address}/amsstandin/asset-")
    assert (put.status_code, requests.get(url, timeout=30).content) == (201, b"film")
    assert media_services.store.blobs(asset) == {"film.mp4": b"film"}
