"""Why Azure Storage refused an upload or a download."""

from typing import Any

import lives
import make
import pytest
from lives import ASSET, LOCATOR, POLICY, at, call

from inspector.core.exchange import Exchange
from inspector.rules.storage_codes import STORAGE_CODES

BLOB = "https://store.blob.core.windows.net/asset-1/film.mp4"
SIGNED = f"{BLOB}?sv=2012-02-12&sr=c&si={LOCATOR.rpartition(':')[2]}&sig=abc%3D"
NOW = "2026-01-31T12:00"  # of lives.annotated


def code(name: str) -> str:
    return f'<?xml version="1.0"?><Error><Code>{name}</Code><Message>No.</Message></Error>'


def asked(url: str, error: str, status: int) -> Exchange:
    """Return an upload that storage refused; it bears no token."""
    answer = make.response(status, code(error) if error else b"")
    return make.exchange(
        "PUT", url, b"film", answer=answer, fields=[("x-ms-blob-type", "BlockBlob")]
    )


def made(minutes: Any = 60, permissions: int = 3, **facts: Any) -> list[Exchange]:
    """Return an asset, a policy and a locator as they are created."""
    policy = {"Name": "p", "DurationInMinutes": minutes, "Permissions": permissions}
    locator = {"AccessPolicyId": POLICY, "AssetId": ASSET, "Type": 1}
    told = {"Id": LOCATOR, "Path": SIGNED.replace("/film.mp4", ""), **locator, **facts}
    return [
        call("POST", "Assets", {"Name": "a"}, {"Id": ASSET, "Name": "a"}),
        call("POST", "AccessPolicies", policy, {"Id": POLICY, **policy}),
        call("POST", "Locators", locator, told),
        *[call("GET", "Jobs", answer={"value": []})] * 40,  # a new locator takes 40 s to work
    ]


@pytest.mark.parametrize(
    ("before", "url", "error", "why"),
    [
        pytest.param(made(), SIGNED, "Whatever", "", id="nothing is known"),
        pytest.param([], SIGNED, "AuthenticationFailed", "is not the one that the locator has", id="nothing came before"),
        pytest.param(made(permissions=1), SIGNED, "AuthorizationFailure", "lacks the right Write", id="the policy has but Read"),
        pytest.param(made(permissions=1), BLOB + "?sig=x", "AuthorizationFailure", "lacks the right Write", id="the same, by the container"),
        pytest.param(made(permissions=1), SIGNED.replace("asset-1", "asset-2").replace("si=", "si=9"), "AuthorizationFailure", "does not grant", id="another container, another locator"),
        pytest.param(made(permissions=1), SIGNED.replace("si=", "si=9"), "AuthorizationFailure", "does not grant", id="another locator of the container"),
        pytest.param(made(StartTime=f"{NOW}:00"), SIGNED, "AuthenticationFailed", "is not the one", id="it has begun"),
        pytest.param(made(StartTime="2026-01-31T14:00:00"), SIGNED, "AuthenticationFailed", "begins later", id="it begins later"),
        pytest.param(made(ExpirationDateTime=f"{NOW}:09Z"), SIGNED, "AuthenticationFailed", "had expired", id="it had expired"),
        pytest.param(made(minutes="0.5"), SIGNED, "AuthenticationFailed", "had expired", id="its policy was too short"),
        pytest.param([*made(), call("DELETE", at("Locators", LOCATOR))], SIGNED, "AuthenticationFailed", "The locator was deleted before", id="it was deleted"),
        pytest.param([*made(), call("DELETE", at("Assets", ASSET))], SIGNED, "ContainerNotFound", "The asset was deleted before", id="its asset was deleted"),
        pytest.param(made(), BLOB, "ResourceNotFound", "bears no SAS", id="no SAS"),
    ],
)  # fmt: skip
def test_an_upload_that_was_refused(before: list[Exchange], url: str, error: str, why: str) -> None:
    refused = asked(url, error, 404 if "Found" in error else 403)
    *_, last = lives.annotated([*before, refused])

    assert last.diagnosis is not None
    assert last.diagnosis.service_message == f"{error}: No."
    assert [why in cause.why for cause in last.diagnosis.causes[:1]] == [True] * bool(why)


@pytest.mark.parametrize("known", STORAGE_CODES, ids=[one.code for one in STORAGE_CODES])
@pytest.mark.parametrize("status", [400, 403, 411, 503])
def test_what_a_code_means(known: Any, status: int) -> None:
    (last,) = lives.annotated([asked(SIGNED, known.code, status)])

    assert last.diagnosis is not None
    assert [cause.why for cause in last.diagnosis.causes] == [known.why]


def test_what_went_well_and_what_says_nothing_have_no_diagnosis() -> None:
    well, silent = lives.annotated([asked(SIGNED, "", 201), asked(SIGNED, "", 404)])

    assert (well.diagnosis, silent.diagnosis) == (None, None)
