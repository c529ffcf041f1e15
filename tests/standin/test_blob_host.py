"""The blob host: an upload by a SAS locator."""

import pytest
from standin.caller import Caller, Told

BLOCK_BLOB = ("x-ms-blob-type", "BlockBlob")
BLOCKS = b"<?xml version='1.0'?><BlockList><Latest>YQ==</Latest><Latest>Yg==</Latest></BlockList>"


def located(service: Caller, permissions: int = 15) -> tuple[str, str, dict]:
    """Return container, signature and asset of a fresh SAS locator."""
    asset = service.asset()
    base, _, signature = service.locator(asset, permissions).entity["Path"].partition("?")
    return base, signature, asset


def put(service: Caller, url: str, body: bytes = b"film", *fields: tuple[str, str]) -> Told:
    return service.send("PUT", url, [BLOCK_BLOB, *fields], body)


def test_what_is_put_can_be_got_and_deleted(service: Caller) -> None:
    base, signature, _ = located(service)
    url = f"{base}/a%20b.mp4?{signature}"

    assert put(service, url, b"film", ("Content-Type", "video/mp4")).status == 201
    got = service.send("GET", url)
    assert (got.status, got.body, got.header("Content-Type")) == (200, b"film", "video/mp4")
    part = service.send("GET", url, [("Range", "bytes=1-2")])
    assert (part.status, part.body, part.header("Content-Range")) == (206, b"il", "bytes 1-2/4")
    assert service.send("HEAD", url).header("Content-Length") == "4"
    assert b"<Name>a b.mp4</Name>" in service.send("GET", f"{base}?comp=list&{signature}").body
    assert service.send("DELETE", url).status == 202
    assert service.send("GET", url).status == 404


def test_blocks_make_a_blob(service: Caller) -> None:
    base, signature, _ = located(service)
    url = f"{base}/a.mp4?{signature}"

    assert service.send("PUT", f"{url}&comp=block&blockid=YQ%3D%3D", [], b"one ").status == 201
    assert service.send("PUT", f"{url}&comp=block&blockid=Yg%3D%3D", [], b"two").status == 201
    assert service.send("PUT", f"{url}&comp=blocklist", [], BLOCKS).status == 201

    assert service.send("GET", url).body == b"one two"
    again = BLOCKS.replace(b"<Latest>Yg==</Latest>", b"")
    assert service.send("PUT", f"{url}&comp=blocklist", [], again).status == 201
    assert service.send("GET", url).body == b"one "
    assert service.send("PUT", f"{url}&comp=blocklist", [], BLOCKS).status == 400


def test_file_infos_are_made_of_what_was_uploaded(service: Caller) -> None:
    base, signature, asset = located(service)
    put(service, f"{base}/a.mp4?{signature}", b"film")

    for _ in range(2):
        assert service.call("GET", f"CreateFileInfos?assetid='{asset['Id']}'").status == 204

    (file,) = service.call("GET", f"Assets('{asset['Id']}')/Files").json["value"]
    assert (file["Name"], file["ContentFileSize"], file["IsPrimary"]) == ("a.mp4", "4", True)


@pytest.mark.parametrize(
    ("permissions", "method", "status"),
    [
        pytest.param(2, "PUT", 201, id="write"),
        pytest.param(1, "PUT", 403, id="write with a right to read"),
        pytest.param(2, "GET", 403, id="read with a right to write"),
        pytest.param(3, "DELETE", 403, id="delete with neither"),
    ],
)
def test_rights(service: Caller, permissions: int, method: str, status: int) -> None:
    base, signature, _ = located(service, permissions)

    told = service.send(method, f"{base}/a.mp4?{signature}", [BLOCK_BLOB], b"film")

    assert told.status == status


@pytest.mark.parametrize(
    ("change", "fields", "code"),
    [
        pytest.param(lambda sas: sas[:-4] + "AAAA", [], b"AuthenticationFailed", id="a changed signature"),
        pytest.param(lambda sas: sas.replace("si=", "sp=rwdl&si="), [], b"AuthenticationFailed", id="rights put in"),
        pytest.param(lambda sas: sas.replace("se=2026", "se=2027"), [], b"AuthenticationFailed", id="a later end"),
        pytest.param(lambda sas: sas, [("x-ms-copy-source", "https://x.example/a")], b"UnsupportedHeader", id="a copy"),
        pytest.param(lambda sas: sas, [("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")], b"Md5Mismatch", id="a wrong digest"),
        pytest.param(lambda sas: "", [], b"AuthenticationFailed", id="no signature"),
        pytest.param(lambda sas: sas, [("Authorization", "Bearer x")], b"AuthenticationFailed", id="a bearer token"),
        pytest.param(lambda sas: sas + "&comp=page", [], b"InvalidQueryParameterValue", id="an unknown operation"),
    ],
)  # fmt: skip
def test_refusals(service: Caller, change, fields: list, code: bytes) -> None:
    base, signature, _ = located(service)

    told = put(service, f"{base}/a.mp4?{change(signature)}", b"film", *fields)

    assert told.status in {400, 403}
    assert b"<Code>" + code + b"</Code>" in told.body


def test_a_signature_ends_with_its_policy(service: Caller) -> None:
    base, signature, _ = located(service)
    service.now += 3601

    assert put(service, f"{base}/a.mp4?{signature}").status == 403


def test_the_kind_of_blob_is_asked_for(service: Caller) -> None:
    base, signature, _ = located(service)

    assert service.send("PUT", f"{base}/a.mp4?{signature}", [], b"film").status == 400


def test_a_path_has_the_services_form(service: Caller) -> None:
    _, signature, _ = located(service)

    names = [pair.partition("=")[0] for pair in signature.split("&")]
    assert names == ["sv", "sr", "si", "sig", "se"]
    assert signature.endswith("se=2026-01-31T13%3A00%3A00Z")


def test_a_signature_ends_with_its_locator(service: Caller) -> None:
    asset = service.asset()
    locator = service.locator(asset).entity
    url = locator["Path"].replace("?", "/a.mp4?")
    assert put(service, url).status == 201

    service.call("DELETE", f"Locators('{locator['Id']}')")

    assert service.send("GET", url).status == 403


def test_a_signature_outlives_its_policy(service: Caller) -> None:
    locator = service.locator(service.asset(), 3).entity
    url = locator["Path"].replace("?", "/a.mp4?")

    service.call("DELETE", f"AccessPolicies('{locator['AccessPolicyId']}')")

    assert put(service, url).status == 201
    assert service.send("DELETE", url, []).status == 403


KEY = ("Authorization", "SharedKey amsstandin:c2lnbmVk")


def test_a_container_is_deleted_by_the_accounts_key_only(service: Caller) -> None:
    base, signature, _ = located(service)

    assert service.send("DELETE", f"{base}?restype=container&{signature}").status == 403
    other = ("Authorization", "SharedKey somebody:c2lnbmVk")
    assert service.send("DELETE", f"{base}?restype=container", [other]).status == 403
    assert service.send("DELETE", f"{base}?restype=container", [KEY]).status == 202
    assert service.state.storage.containers() == []


@pytest.mark.parametrize(
    ("method", "condition", "status"),
    [
        pytest.param("PUT", ("If-None-Match", "*"), 409, id="only if it is new"),
        pytest.param("PUT", ("If-Match", '"other"'), 412, id="only that version"),
        pytest.param("PUT", ("If-Match", "*"), 201, id="only if it is there"),
        pytest.param("GET", ("If-Match", '"other"'), 412, id="reading another version"),
        pytest.param("GET", ("If-None-Match", "*"), 304, id="reading what one has"),
        pytest.param("DELETE", ("If-Match", '"other"'), 412, id="deleting another version"),
    ],
)
def test_conditions(service: Caller, method: str, condition: tuple[str, str], status: int) -> None:
    base, signature, _ = located(service)
    url = f"{base}/a.mp4?{signature}"
    put(service, url)

    assert service.send(method, url, [BLOCK_BLOB, condition], b"new").status == status


def test_a_condition_that_fits_lets_a_new_blob_be(service: Caller) -> None:
    base, signature, _ = located(service)

    assert put(service, f"{base}/a?{signature}", b"x", ("If-None-Match", "*")).status == 201


def test_a_blob_of_blocks_knows_its_type_and_its_blocks(service: Caller) -> None:
    base, signature, _ = located(service)
    url = f"{base}/a.mp4?{signature}"
    for block, content in (("YQ%3D%3D", b"one "), ("Yg%3D%3D", b"two")):
        service.send("PUT", f"{url}&comp=block&blockid={block}", [], content)
    kind = [("Content-Type", "application/xml"), ("x-ms-blob-content-type", "video/mp4")]

    service.send("PUT", f"{url}&comp=blocklist", kind, BLOCKS)

    assert service.send("GET", url).header("Content-Type") == "video/mp4"
    listed = service.send("GET", f"{url}&comp=blocklist").body
    assert b"<CommittedBlocks><Block><Name>YQ==</Name><Size>4</Size></Block>" in listed
    assert b"<UncommittedBlocks/>" in listed


def test_a_long_list_comes_in_pieces(service: Caller) -> None:
    base, signature, _ = located(service)
    for name in ("a1", "a2", "a3", "b1"):
        put(service, f"{base}/{name}?{signature}")
    url = f"{base}?restype=container&comp=list&prefix=a&maxresults=2&{signature}"

    first = service.send("GET", url).body
    second = service.send("GET", f"{url}&marker=a3").body

    assert [first.count(b"<Blob>"), b"<NextMarker>a3</NextMarker>" in first] == [2, True]
    assert [second.count(b"<Blob>"), b"<NextMarker/>" in second] == [1, True]
