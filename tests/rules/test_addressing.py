"""QRY: addresses and verbs held against the entity model."""

import pytest
from entities import GUID, A, C, J, id_of, inspection

from inspector.rules import addressing as rules


@pytest.mark.parametrize(
    ("url", "notes"),
    [
        pytest.param("Assets", [], id="a set"),
        pytest.param("Assets()", [], id="a set with parentheses"),
        pytest.param("/Assets", [], id="a doubled slash"),
        pytest.param("", [], id="the service document"),
        pytest.param("$metadata", [], id="metadata"),
        pytest.param("$batch", [], id="a batch"),
        pytest.param("$1/Tasks", [], id="within a batch"),
        pytest.param(A, [], id="an entity"),
        pytest.param("%2FFiles%28%27nb%3Acid%3AUUID%3A1%27%29", [], id="fully encoded"),
        pytest.param("Origins", [], id="what streaming end points were called"),
        pytest.param("CreateFileInfos?assetid='1'", [], id="a function"),
        pytest.param(f"{A}/Files", [], id="related entities"),
        pytest.param(f"{A}/Name/$value", [], id="a raw value"),
        pytest.param(f"{A}/WindowsAzureMediaServices.Publish", [], id="an action with its container"),
        pytest.param(f"{A}/Other.Namespace.Asset/Name", [], id="narrowed to a type of another namespace"),
        pytest.param("{{EntitySet}}", [], id="a template"),
        pytest.param("Assets('1", [], id="a key that is not closed is QRY509's"),
        pytest.param("assets", ["did you mean Assets?"], id="lower case"),
        pytest.param("AssetFiles", ["did you mean Files?"], id="a type's name"),
        pytest.param("Job('1')", ["did you mean Jobs?"], id="a singular"),
        pytest.param("StreamingEndPoints", ["did you mean StreamingEndpoints?"], id="one letter in another case"),
        pytest.param("CreateFileInfo?assetid='1'", ["did you mean CreateFileInfos?"], id="a function's name with a slip"),
        pytest.param("Playlists", [""], id="nothing like it"),
        pytest.param(f"{A}/Fils", ["did you mean Files?"], id="a slip further down"),
        pytest.param(f"{A}/locators", ["did you mean Locators?"], id="related entities in lower case"),
        pytest.param("Assets/Files", ["it wants the key of one entity before it"], id="on from a whole set"),
    ],
)  # fmt: skip
def test_entity_set_unknown(url: str, notes: list[str]) -> None:
    assert [e.note for e in rules.entity_set_unknown.check(inspection(url=url))] == notes


@pytest.mark.parametrize(
    ("method", "url", "found"),
    [
        pytest.param("GET", "Tasks", False, id="read tasks"),
        pytest.param("HEAD", "Assets", False, id="HEAD a set"),
        pytest.param("POST", "Assets", False, id="create"),
        pytest.param("MERGE", A, False, id="MERGE"),
        pytest.param("PATCH", C, False, id="PATCH"),
        pytest.param("DELETE", f"{A}?keepcontainer=true", False, id="delete with an option"),
        pytest.param("POST", f"{C}/Start", False, id="an action"),
        pytest.param("GET", "CancelJob?jobid='1'", False, id="a function"),
        pytest.param("POST", f"{A}/$links/ContentKeys", False, id="link"),
        pytest.param("DELETE", f"{A}/$links/ContentKeys('1')", False, id="unlink"),
        pytest.param("POST", "$1/Tasks", False, id="a task of a job of the batch"),
        pytest.param("POST", f"{J}/Tasks", False, id="into what is reached from an entity"),
        pytest.param("PUT", f"EncodingReservedUnitTypes(guid'{GUID}')", False, id="reserved units"),
        pytest.param("POST", "$batch", False, id="a batch"),
        pytest.param("GET", f"NotificationEndPoints('{id_of('nepid')}')/GetMonitoringSasUris", False, id="a call whose verb is not known"),
        pytest.param("PROPFIND", A, False, id="a verb nobody knows is QRY508's"),
        pytest.param("POST", "assets", False, id="a set there is not is QRY510's"),
        pytest.param("POST", "Tasks", True, id="create a task by itself"),
        pytest.param("POST", "MediaProcessors", True, id="create a processor"),
        pytest.param("MERGE", f"AccessPolicies('{id_of('pid')}')", True, id="change a policy"),
        pytest.param("PATCH", "Channels", True, id="change a set"),
        pytest.param("DELETE", "Assets", True, id="delete a set"),
        pytest.param("POST", A, True, id="create into an entity"),
        pytest.param("GET", f"{C}/Start", True, id="an action by GET"),
        pytest.param("POST", "CancelJob?jobid='1'", True, id="a function by POST"),
        pytest.param("GET", "$batch", True, id="a batch by GET"),
        pytest.param("POST", "$metadata", True, id="metadata by POST"),
    ],
)  # fmt: skip
def test_operation_unsupported(method: str, url: str, found: bool) -> None:
    assert bool(list(rules.operation_unsupported.check(inspection(method, url)))) is found


@pytest.mark.parametrize(
    ("tunnel", "found"),
    [
        pytest.param("MERGE", False, id="a tunnelled verb counts"),
        pytest.param("merge", False, id="one that is misspelt is QRY507's"),
        pytest.param("", False, id="an empty one too"),
    ],
)
def test_a_tunnelled_verb_is_the_verb(tunnel: str, found: bool) -> None:
    it = inspection("POST", A, X_HTTP_Method=tunnel)

    assert bool(list(rules.operation_unsupported.check(it))) is found
