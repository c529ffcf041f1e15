import pytest

from inspector.core.address import Address, Kind, resolve
from inspector.core.url import Target
from inspector.profiles.model import bundled_model

A, J, C = "Assets('nb:cid:UUID:1')", "Jobs('nb:jid:UUID:1')", "Channels('nb:chid:UUID:1')"


@pytest.mark.parametrize(
    ("path", "kind", "type_name"),
    [
        pytest.param("", Kind.ROOT, None, id="the service document"),
        pytest.param("$metadata", Kind.METADATA, None, id="metadata"),
        pytest.param("%24metadata", Kind.METADATA, None, id="metadata, encoded"),
        pytest.param("$batch", Kind.BATCH, None, id="a batch"),
        pytest.param("$1/Tasks", Kind.REFERENCE, None, id="within a batch"),
        pytest.param("Assets", Kind.SET, "Asset", id="a set"),
        pytest.param("Assets()", Kind.SET, "Asset", id="a set with parentheses"),
        pytest.param("/Assets", Kind.SET, "Asset", id="a doubled slash"),
        pytest.param("Assets/$count", Kind.RAW, "Asset", id="a count"),
        pytest.param(A, Kind.ENTITY, "Asset", id="an entity"),
        pytest.param("%2FFiles%28%27nb%3Acid%3AUUID%3A1%27%29", Kind.ENTITY, "AssetFile", id="an entity, fully encoded"),
        pytest.param("EncodingReservedUnitTypes(guid'0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a003')", Kind.ENTITY, "EncodingReservedUnitType", id="an entity with a GUID for a key"),
        pytest.param(f"{A}/Files", Kind.RELATED, "AssetFile", id="related entities"),
        pytest.param(f"{A}/Files('nb:cid:UUID:2')", Kind.ENTITY, "AssetFile", id="a related entity"),
        pytest.param(f"{A}/StorageAccount", Kind.ENTITY, "StorageAccount", id="the one related entity"),
        pytest.param(f"{J}/OutputMediaAssets()", Kind.RELATED, "Asset", id="related entities with parentheses"),
        pytest.param(f"{A}/$links/ContentKeys", Kind.LINKS, "ContentKey", id="links"),
        pytest.param(f"{A}/$links/ContentKeys('nb:kid:UUID:1')", Kind.LINKS, "ContentKey", id="a link"),
        pytest.param(f"{J}/State", Kind.PROPERTY, "Edm.Int32", id="a property"),
        pytest.param(f"{J}/State/$value", Kind.RAW, "Edm.Int32", id="a raw value"),
        pytest.param(f"{C}/Input/AccessControl/IP", Kind.PROPERTY, "IPAccessControl", id="a property of a complex one"),
        pytest.param(f"{C}/Start", Kind.ACTION, None, id="an action"),
        pytest.param(f"{A}/WindowsAzureMediaServices.Publish", Kind.ACTION, None, id="an action with its container"),
        pytest.param("CancelJob", Kind.FUNCTION, None, id="a function"),
        pytest.param(f"{A}/Microsoft.Cloud.Media.Vod.Rest.Data.Models.Asset/Name", Kind.PROPERTY, "Edm.String", id="narrowed to a type"),
        pytest.param("assets", Kind.UNKNOWN, None, id="lower case"),
        pytest.param("AssetFiles", Kind.UNKNOWN, None, id="a type's name"),
        pytest.param(f"{A}/Fils", Kind.UNKNOWN, "Asset", id="a slip further down"),
        pytest.param("Assets/Files", Kind.UNKNOWN, "Asset", id="on from a whole set"),
        pytest.param(f"{J}/Start", Kind.UNKNOWN, "Job", id="an action of another type"),
    ],
)  # fmt: skip
def test_what_a_path_addresses(path: str, kind: Kind, type_name: str | None) -> None:
    target = Target(f"https://accountname.restv2.westus.media.azure.net/api/{path}")

    address = resolve(target.segments, bundled_model())

    assert address.kind is kind
    plain = None if address.type is None else address.type.removeprefix(
        "Microsoft.Cloud.Media.Vod.Rest.Data.Models."
    )  # fmt: skip
    assert plain == type_name


def test_keys_are_kept_with_the_type_they_name() -> None:
    target = Target(f"https://h.test/api/{A}/Files('nb:cid:UUID:2')")

    steps = resolve(target.segments, bundled_model()).steps

    assert [(step.type.rpartition(".")[2], step.key) for step in steps] == [
        ("Asset", "'nb:cid:UUID:1'"), ("AssetFile", "'nb:cid:UUID:2'"),
    ]  # fmt: skip


NAMESPACE = "Microsoft.Cloud.Media.Vod.Rest.Data.Models."


def addressed(path: str, references: dict[str, str] | None = None) -> Address:
    whole = {name: type_ and NAMESPACE + type_ for name, type_ in (references or {}).items()}
    return resolve(Target(f"https://h.test/api/{path}").segments, bundled_model(), whole)


@pytest.mark.parametrize(
    ("path", "references", "kind", "type_name"),
    [
        pytest.param("$1", {"1": "Job"}, Kind.ENTITY, "Job", id="an earlier operation's entity"),
        pytest.param("$1/Tasks", {"1": "Job"}, Kind.RELATED, "Task", id="what is beneath it"),
        pytest.param("$1/Tasks('nb:tid:UUID:1')", {"1": "Job"}, Kind.ENTITY, "Task", id="one of these"),
        pytest.param("$1/$links/ContentKeys", {"1": "Asset"}, Kind.LINKS, "ContentKey", id="its links"),
        pytest.param("$1/Start", {"1": "Channel"}, Kind.ACTION, None, id="its action"),
        pytest.param("$1/State", {"1": "Job"}, Kind.PROPERTY, "Edm.Int32", id="its property"),
        pytest.param("$job/Tasks", {"job": "Job"}, Kind.RELATED, "Task", id="a Content-ID that is a word"),
        pytest.param("$1/Tasks", {"1": ""}, Kind.REFERENCE, None, id="one whose type is not known"),
        pytest.param("$job/Tasks", {"job": ""}, Kind.REFERENCE, None, id="a word whose type is not known"),
        pytest.param("$2/Tasks", {"1": "Job"}, Kind.REFERENCE, None, id="a later operation"),
        pytest.param("$1/Tasks", {}, Kind.REFERENCE, None, id="outside of a batch"),
        pytest.param("$job/Tasks", {}, Kind.UNKNOWN, None, id="a word that nobody named"),
        pytest.param("$1/Fils", {"1": "Asset"}, Kind.UNKNOWN, "Asset", id="a slip behind it"),
        pytest.param("$1/$1/$1", {"1": "Asset"}, Kind.UNKNOWN, "Asset", id="a circle"),
        pytest.param("$1", {"1": "Whatever"}, Kind.ENTITY, "Whatever", id="a type there is not"),
        pytest.param("$metadata", {"metadata": "Job"}, Kind.METADATA, None, id="what has a meaning keeps it"),
    ],
)  # fmt: skip
def test_references_to_earlier_operations(
    path: str, references: dict[str, str], kind: Kind, type_name: str | None
) -> None:
    address = addressed(path, references)

    assert address.kind is kind
    assert (address.type and address.type.removeprefix(NAMESPACE)) == type_name


@pytest.mark.parametrize(
    ("path", "beneath", "way"),
    [
        pytest.param("Assets", None, None, id="a set"),
        pytest.param(A, None, None, id="an entity"),
        pytest.param(f"{A}/Name", None, None, id="a property"),
        pytest.param(f"{A}/Files", A, "Files", id="related entities"),
        pytest.param(f"{A}/Files('nb:cid:UUID:2')", A, "Files", id="a related entity"),
        pytest.param(f"{J}/OutputMediaAssets('nb:cid:UUID:1')/Files", A, "Files", id="the last way counts"),
        pytest.param(f"{A}/$links/ContentKeys", A, "ContentKeys", id="links"),
        pytest.param(f"{A}/StorageAccount", A, "StorageAccount", id="the one related entity"),
        pytest.param(f"{A}/Fils", None, None, id="a way there is not"),
        pytest.param(f"{C}/Start", None, None, id="an action"),
    ],
)  # fmt: skip
def test_what_an_address_is_beneath(path: str, beneath: str | None, way: str | None) -> None:
    address = addressed(path)
    key = f"({address.beneath.key})" if address.beneath else None

    assert (key, address.way) == (beneath and beneath[beneath.index("(") :], way)


def test_an_endless_path_is_gone_along_once() -> None:
    address = addressed("Assets('1')" + "/ParentAssets('1')" * 50_000)

    assert address.kind is Kind.ENTITY
    assert len(address.steps) < 100
