"""pyodata, a plain OData client of version 2, reads the model and works by what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from pyodata import Client
from pyodata.exceptions import HttpError
from pyodata.v2.model import Config

from inspector.standin.app import StandIn
from inspector.standin.server import serving

VERSIONS = {"DataServiceVersion": "2.0", "MaxDataServiceVersion": "2.0"}
BEFORE_VERSION_3 = [
    "Assets", "Files", "AccessPolicies", "Locators", "ContentKeys", "AssetDeliveryPolicies",
    "ContentKeyAuthorizationPolicies", "JobTemplates", "TaskTemplates", "MediaProcessors",
    "IngestManifests", "IngestManifestAssets", "IngestManifestFiles", "NotificationEndPoints",
    "StorageAccounts", "Operations", "Programs", "EncodingReservedUnitTypes",
]  # fmt: skip
WITH_COLLECTIONS = [
    "Jobs", "Tasks", "Channels", "StreamingEndpoints", "Filters", "AssetFilters",
    "MonitoringConfigurations", "ContentKeyAuthorizationPolicyOptions",
]  # fmt: skip
FILTERS = {
    "Name eq 'film 2'": "2",
    "Name ne 'film 2' and startswith(Name,'film')": "1345",
    "substringof('m 3',Name)": "3",
    "endswith(Name,' 4') or indexof(Name,'1') gt 1": "14",
    "not (length(Name) eq 6)": "",
    "toupper(Name) eq 'FILM 5'": "5",
    "AlternateId eq '1' and State lt 1": "135",
    "Created gt datetime'2020-01-01T00:00:00' and Name le 'film 2'": "12",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Any]:
    form = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "secret"}
    form["resource"] = "https://rest.media.azure.net"
    with serving(StandIn()) as listen, requests.Session() as session:
        session.trust_env = False
        told = session.post(f"http://{listen}/contoso.com/oauth2/token", data=form).json()
        session.headers.update(VERSIONS | {"x-ms-version": "2.19"})
        session.headers["Authorization"] = f"Bearer {told['access_token']}"
        yield Client(f"http://{listen}/api/", session, config=Config(retain_null=True))


@pytest.fixture(scope="module")
def sets(service: Any) -> Any:
    """Return the entity sets, with five films among the assets."""
    for number in range(1, 6):
        new = service.entity_sets.Assets.create_entity()
        new.set(Name=f"film {number}", AlternateId=f"{number % 2}").execute()
    return service.entity_sets


@pytest.fixture
def asset(sets: Any) -> Any:
    made = sets.Assets.create_entity().set(Name="Urlaub in Köln").execute()
    yield made
    sets.Assets.delete_entity(made.Id).execute()


def names(query: Any) -> list[str]:
    return [one.Name for one in query.execute()]


def test_the_model_has_the_sets_of_the_service_document(service: Any) -> None:
    told = service.connection.get(service.url, headers={"Accept": "application/json"}).json()

    assert {one.name for one in service.schema.entity_sets} == set(told["d"]["EntitySets"])


@pytest.mark.parametrize("name", BEFORE_VERSION_3)
def test_a_set_is_listed(sets: Any, name: str) -> None:
    assert isinstance(getattr(sets, name).get_entities().execute(), list)


@pytest.mark.parametrize("name", WITH_COLLECTIONS)
def test_a_set_that_version_2_cannot_express_is_refused(sets: Any, name: str) -> None:
    with pytest.raises(HttpError, match="400"):
        getattr(sets, name).get_entities().execute()


@pytest.mark.parametrize(("expression", "found"), FILTERS.items(), ids=FILTERS)
def test_a_filter_finds(sets: Any, expression: str, found: str) -> None:
    query = sets.Assets.get_entities().filter(expression).order_by("Name")

    assert names(query) == [f"film {number}" for number in found]


def test_filters_that_pyodata_words(sets: Any) -> None:
    query = sets.Assets.get_entities
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert names(query().filter(Name="film 2")) == ["film 2"]
    assert names(query().filter(Name__contains="m 3", Created__gt=long_ago)) == ["film 3"]
    assert names(query().filter(Name__in=["film 1", "film 5"])) == ["film 1", "film 5"]
    assert names(query().filter(query().Created < long_ago)) == []


def test_a_list_comes_in_pages(sets: Any) -> None:
    query = sets.Assets.get_entities
    page = query().order_by("Name desc").skip(1).top(2).count(inline=True).execute()

    assert [one.Name for one in page] == ["film 4", "film 3"]
    assert page.total_count == query().count().execute() == 5


def test_one_property_is_selected(sets: Any) -> None:
    (found,) = sets.Assets.get_entities().filter("Name eq 'film 1'").select("Name").execute()

    assert found._cache == {"Name": "film 1"}


@pytest.mark.parametrize("verb", ["PATCH", "MERGE", "PUT"])
def test_an_asset_is_made_and_changed(sets: Any, asset: Any, verb: str) -> None:
    assert (asset.State, asset.Options, asset.AlternateId) == (0, 0, None)

    sets.Assets.update_entity(asset.Id, method=verb).set(Name=f"Straße: {verb}").execute()

    found = sets.Assets.get_entity(asset.Id).execute()
    assert found.Name == f"Straße: {verb}"
    assert found.Created == asset.Created <= found.LastModified
    assert found.get_proprty("Created").execute() == asset.Created


def test_files_by_way_of_their_asset(service: Any, sets: Any, asset: Any) -> None:
    size = 12_345_678_901
    files = sets.Assets.get_entity(asset.Id).nav("Files")
    made = files.create_entity().set(Name="a.mp4", ContentFileSize=size, IsPrimary=True).execute()

    assert (made.ParentAssetId, made.IsEncrypted) == (asset.Id, False)
    (found,) = files.get_entities().execute()
    assert (found.Id, found.ContentFileSize, found.IsPrimary) == (made.Id, size, True)
    account = sets.Assets.get_entity(asset.Id).nav("StorageAccount").execute()
    assert account.Name == asset.StorageAccountName
    assert service.functions.CreateFileInfos.parameter("assetid", asset.Id).execute() is None


def test_a_locator_keeps_its_dates(sets: Any, asset: Any) -> None:
    start = datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC)
    new = sets.AccessPolicies.create_entity().set(Name="p", DurationInMinutes=1.5, Permissions=3)
    links = {"AssetId": asset.Id, "AccessPolicyId": new.execute().Id}
    made = sets.Locators.create_entity().set(Type=1, StartTime=start, **links).execute()

    assert (made.ExpirationDateTime - made.StartTime).total_seconds() == 90
    assert sets.Locators.get_entity(made.Id).execute().StartTime == start


def test_reserved_units_have_a_guid_for_a_key(sets: Any) -> None:
    types = sets.EncodingReservedUnitTypes
    (units,) = types.get_entities().execute()
    types.update_entity(units.AccountId, method="MERGE").set(CurrentReservedUnits=2).execute()

    assert types.get_entity(units.AccountId).execute().CurrentReservedUnits == 2


def test_a_function_gives_a_string(service: Any) -> None:
    told = service.functions.GetProtectionKeyId.parameter("contentKeyType", 1).execute()

    assert len(told["GetProtectionKeyId"]) == 40


def batch(service: Any, asset: Any, name: str) -> Any:
    """Return a batch that makes an asset, names *asset*, and lists what was made."""
    assets = service.entity_sets.Assets
    made = assets.create_entity().set(Name="in a batch")
    named = assets.update_entity(asset.Id).set(Name=name)
    listed = assets.get_entities().filter("Name eq 'in a batch'")
    whole, changes = service.create_batch(), service.create_changeset()
    whole.add_request(changes)
    for part, target in ((made, changes), (named, changes), (listed, whole)):
        part.add_headers(VERSIONS)
        target.add_request(part)
    return whole


def test_a_batch_makes_changes_and_lists(service: Any, asset: Any) -> None:
    (made, nothing), listed = batch(service, asset, "changed").execute()

    assert (made.Name, nothing, [one.Id for one in listed]) == ("in a batch", None, [made.Id])
    service.entity_sets.Assets.delete_entity(made.Id).execute()


def test_a_change_set_happens_as_a_whole_or_not_at_all(service: Any, asset: Any) -> None:
    with pytest.raises(HttpError, match="400"):
        batch(service, asset, "x" * 513).execute()

    made = service.entity_sets.Assets.get_entities().filter("Name eq 'in a batch'")
    assert names(made) == []


@pytest.mark.parametrize("verb", ["get", "update", "delete"])
def test_nothing_is_done_to_what_is_not_there(sets: Any, verb: str) -> None:
    with pytest.raises(HttpError, match="404"):
        getattr(sets.Assets, f"{verb}_entity")("nb:cid:UUID:0").execute()
