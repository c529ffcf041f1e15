"""What each version of the API has."""

import pytest
from standin.caller import Caller

from inspector.core.edm.reader import read_model


@pytest.mark.parametrize(
    ("version", "method", "url", "body", "status"),
    [
        pytest.param("2.19", "GET", "Channels", b"", 200, id="channels, in the newest"),
        pytest.param("2.7", "GET", "Channels", b"", 200, id="channels, in the first that has them"),
        pytest.param("2.6", "GET", "Channels", b"", 404, id="channels, before"),
        pytest.param("2.6", "GET", "Origins", b"", 200, id="origins, before"),
        pytest.param("2.7", "GET", "Origins", b"", 404, id="origins, afterwards"),
        pytest.param("2.0", "GET", "StorageAccounts", b"", 404, id="storage accounts, at first"),
        pytest.param("2.0", "POST", "Assets", {"Name": "a"}, 201, id="an asset, at first"),
        pytest.param("2.0", "POST", "Assets", {"StorageAccountName": "amsstandin"}, 400, id="a member that came later"),
        pytest.param("2.2", "POST", "Assets", {"StorageAccountName": "amsstandin"}, 201, id="the same member afterwards"),
        pytest.param("2.6", "GET", "Assets?$select=DeliveryPolicies", b"", 400, id="selecting what came later"),
        pytest.param("2.0", "GET", "Assets?$filter=Uri%20eq%20null", b"", 400, id="comparing what came later"),
    ],
)  # fmt: skip
def test_versions(
    service: Caller, version: str, method: str, url: str, body: object, status: int
) -> None:
    assert service.call(method, url, body, x_ms_version=version).status == status


@pytest.mark.parametrize(("version", "has"), [("2.0", False), ("2.11", True)])
def test_an_entity_is_told_as_its_version_has_it(service: Caller, version: str, has: bool) -> None:
    asset = service.asset()

    told = service.call("GET", f"Assets('{asset['Id']}')", x_ms_version=version)

    assert ("Uri" in told.entity, "Name" in told.entity) == (has, True)


@pytest.mark.parametrize(
    ("version", "sets"),
    [
        pytest.param("2.0", {"Assets", "Jobs"}, id="the first"),
        pytest.param("2.6", {"Assets", "Origins", "Operations"}, id="before live channels"),
        pytest.param("2.19", {"Assets", "Channels", "AssetFilters"}, id="the newest"),
    ],
)
def test_metadata_is_whole_and_of_its_version(
    service: Caller, version: str, sets: set[str]
) -> None:
    url = f"$metadata?api-version={version}"

    told = service.call("GET", url, x_ms_version=None)

    model, failure = read_model(told.body)
    assert (told.status, failure) == (200, None)
    assert model is not None
    listed = service.call("GET", "", x_ms_version=version).json["value"]
    assert set(model.sets) == {one["name"] for one in listed} >= sets
    assert all(
        way.type in model.types for one in model.types.values() for way in one.navigation.values()
    )
    assert all(one.bound_to in {None, *model.types} for one in model.functions)
    assert b"REBUILT" in told.body


def test_metadata_without_a_version_is_the_newest(service: Caller) -> None:
    told = service.call("GET", "$metadata", x_ms_version=None)

    assert told.header("Content-Type") == "application/xml;charset=utf-8"
    assert b"MonitoringConfigurations" in told.body
