"""The demo's calls: a client at work, and what goes wrong when one thing is not as it should be."""

import json
import uuid
from typing import Any
from urllib.parse import quote, urlencode

from inspector.standin.call import AGE_WISHED
from inspector.standin.demo.client import ROOT, VERBOSE, Client

LOGIN = "https://login.microsoftonline.com/demo.example/oauth2/token"
RESOURCE = "https://rest.media.azure.net"
TASK_BODY = (
    '<?xml version="1.0" encoding="utf-8"?><taskBody><inputAsset>JobInputAsset(0)</inputAsset>'
    '<outputAsset assetName="encoded">JobOutputAsset(0)</outputAsset></taskBody>'
)


def tell(client: Client) -> None:
    """Make all calls, in order."""
    client.token = sign_in(client, "A client signs in.")
    asset = ingest(client)
    job = encode(client, asset)
    credentials(client)
    headers(client)
    bodies(client)
    queries(client)
    verbs(client, asset)
    watch(client, job)
    clean_up(client, asset)


def sign_in(client: Client, about: str, resource: str = RESOURCE, age: int = 0) -> str:
    """Return a token for *resource* that is *age* seconds old."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "5c3b0f3e-9a51-4a9a-a5a3-6f0d7f3f2c11",
        "client_secret": "not-a-real-secret",
        "resource": resource,
    }
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = {**kind, AGE_WISHED: str(age)} if age else kind
    token: str = client.send(about, "POST", LOGIN, asked, urlencode(form)).entity["access_token"]
    return token


def ingest(client: Client) -> dict[str, Any]:
    """Create an asset and upload a file; return the asset."""
    client.call("The old root sends every caller on.", "GET", "https://media.windows.net/")
    client.call("The service document, as it should be asked for.", "GET", "")
    asset = client.call("A new asset.", "POST", "Assets", {"Name": "holiday.mp4"}).entity
    missing = "An access policy without its duration: the service answers 500."
    client.call(missing, "POST", "AccessPolicies", {"Name": "upload", "Permissions": 2})
    rights = {"Name": "upload", "Permissions": 2, "DurationInMinutes": 60}
    policy = client.call("The same with a duration.", "POST", "AccessPolicies", rights).entity
    asked = {"AssetId": asset["Id"], "AccessPolicyId": policy["Id"], "Type": 1}
    locator = client.call("A SAS locator to upload by.", "POST", "Locators", asked).entity
    base, _, signature = locator["Path"].partition("?")
    blob, kind = f"{base}/holiday.mp4?{signature}", {"x-ms-blob-type": "BlockBlob"}
    stray = {**kind, "Authorization": f"Bearer {client.token}"}
    client.send("The bearer token goes to blob storage.", "PUT", blob, stray, b"\0" * 4096)
    client.send("The upload, by its SAS alone.", "PUT", blob, kind, b"\0" * 4096)
    call = f"CreateFileInfos?assetid='{quote(asset['Id'], safe='')}'"
    client.call("The asset's files are made of its blobs.", "GET", call)
    for _ in range(4):
        client.call("More locators for the same asset.", "POST", "Locators", asked)
    client.call("A sixth locator is refused.", "POST", "Locators", asked)
    return asset


def encode(client: Client, asset: dict[str, Any]) -> str:
    """Start a job, at last; return its id."""
    processors = "MediaProcessors?$filter=Name%20eq%20'Media%20Encoder%20Standard'"
    found = client.call("The encoder is looked up by name.", "GET", processors).entity
    uri = f"{ROOT}Assets('{quote(asset['Id'], safe='')}')"
    task = {
        "Configuration": "H264 Multiple Bitrate 720p",
        "MediaProcessorId": found["value"][0]["Id"],
        "TaskBody": TASK_BODY,
    }
    job = {
        "Name": "encode",
        "InputMediaAssets": [{"__metadata": {"uri": uri}}],
        "Tasks": [task],
    }
    client.call("A link by __metadata, in plain JSON at version 3.0.", "POST", "Jobs", job)
    half = "Accept alone does not help: the body is still read as light JSON."
    client.call(half, "POST", "Jobs", job, Accept=VERBOSE)
    bound = {"Name": "encode", "InputMediaAssets@odata.bind": [uri], "Tasks": [task]}
    wrong = "A link by @odata.bind, in verbose JSON."
    client.call(wrong, "POST", "Jobs", bound, Accept=VERBOSE, Content_Type=VERBOSE)
    right = "The job, verbose in both directions."
    made = client.call(right, "POST", "Jobs", job, Accept=VERBOSE, Content_Type=VERBOSE)
    batch(client, bound)
    job_id: str = made.entity["Id"]
    return job_id


def batch(client: Client, job: dict[str, Any]) -> None:
    """Send one batch that fails inside, though its answer is 202."""
    inner = {**job, "Nmae": "a slip"}
    lines = [
        "--batch_1",
        "Content-Type: multipart/mixed; boundary=changeset_1",
        "",
        "--changeset_1",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "",
        f"POST {ROOT}Jobs HTTP/1.1",
        "Content-ID: 1",
        "Content-Type: application/json",
        "Accept: application/json",
        "DataServiceVersion: 3.0",
        "MaxDataServiceVersion: 3.0",
        "",
        json.dumps(inner),
        "--changeset_1--",
        "--batch_1--",
        "",
    ]
    kind = "multipart/mixed; boundary=batch_1"
    about = "A batch is answered 202; the refusal is inside."
    body = "\r\n".join(lines)
    client.call(about, "POST", "$batch", body, Content_Type=kind, Accept="multipart/mixed")


def credentials(client: Client) -> None:
    """Call with tokens that will not do."""
    client.call("No Authorization at all.", "GET", "Assets", without=("Authorization",))
    template = "A template nobody filled in."
    client.call(template, "GET", "Assets", Authorization="Bearer {{AccessToken}}")
    old = sign_in(client, "A token that was issued 70 minutes ago.", age=4200)
    client.call("The token has expired.", "GET", "Assets", Authorization=f"Bearer {old}")
    client.call("And again, after the 401.", "GET", "Assets", Authorization=f"Bearer {old}")
    other = "https://management.core.windows.net/"
    stranger = sign_in(client, "A token for another service.", other)
    client.call("The wrong audience.", "GET", "Assets", Authorization=f"Bearer {stranger}")
    swt = "http%3a%2f%2fschemas.xmlsoap.org=demo&Audience=urn%3aWindowsAzureMediaServices"
    swt += "&ExpiresOn=1527811200&Issuer=https%3a%2f%2facs&HMACSHA256=bm90IGEgc2lnbmF0dXJl"
    client.call("A token of the retired ACS.", "GET", "Assets", Authorization=f"Bearer {swt}")


def headers(client: Client) -> None:
    """Call with headers missing or malformed."""
    client.call("No x-ms-version.", "GET", "Assets", without=("x-ms-version",))
    nameless = ("x-ms-client-request-id",)
    client.call(
        "No id for the request: it works, but who can find it?", "GET", "Jobs", without=nameless
    )
    same = str(uuid.uuid4())
    client.call("An id of its own.", "GET", "Jobs", x_ms_client_request_id=same)
    client.call("The same id for another request.", "GET", "Files", x_ms_client_request_id=same)
    client.call("Half a version.", "GET", "Assets", DataServiceVersion="3")
    client.call(
        "A date for a version: Azure Storage's.", "GET", "Assets", x_ms_version="2017-04-17"
    )
    client.call(
        "Verbose JSON under a name it never had.",
        "GET",
        "Assets",
        Accept="application/json;odata=light",
    )


def bodies(client: Client) -> None:
    """Send bodies with slips, and one in each form."""
    client.call("A trailing comma.", "POST", "Assets", '{"Name": "holiday", }')
    client.call("Quotes from a word processor.", "POST", "Assets", "{“Name”: “holiday”}")
    loose = "Single quotes: no JSON, yet the service reads it."
    client.call(loose, "POST", "Assets", "{'Name': 'holiday'}")
    client.call("XML that says it is JSON.", "POST", "Assets", "<entry/>")
    atom = "application/atom+xml"
    client.call("The same list as Atom.", "GET", "Assets?$top=5", Accept=atom)
    client.call("And in verbose JSON.", "GET", "Assets?$top=5", Accept=VERBOSE)


def queries(client: Client) -> None:
    """Ask for lists, rightly and wrongly."""
    client.call("A page of five, in order.", "GET", "Files?$orderby=Name&$skip=0&$top=5")
    client.call("More than the service gives at once.", "GET", "Assets?$top=5000")
    client.call("$expand is not supported.", "GET", "Assets?$expand=Files")
    client.call("An option that does not exist.", "GET", "Assets?$limit=10")
    client.call("A key without quotes.", "GET", "Assets(1234)")
    client.call("A page without an order.", "GET", "Assets?$skip=10&$top=10")


def verbs(client: Client, asset: dict[str, Any]) -> None:
    """Change the asset in every way there is."""
    path = f"Assets('{quote(asset['Id'], safe='')}')"
    change = {"AlternateId": "demo"}
    client.call("A partial update.", "MERGE", path, change)
    client.call("PATCH does the same, though the overview has it not.", "PATCH", path, change)
    client.call("Tunnelled through POST.", "POST", path, change, X_HTTP_Method="MERGE")
    client.call("Tunnelled through GET.", "GET", path, X_HTTP_Method="DELETE")
    client.call("A verb of another protocol.", "PROPFIND", path)


def watch(client: Client, job: str) -> None:
    """Look how the job is doing."""
    path = f"Jobs('{quote(job, safe='')}')"
    for _ in range(3):
        client.call("Is the job done?", "GET", f"{path}/State")
    client.call("Its tasks.", "GET", f"{path}/Tasks")


def clean_up(client: Client, asset: dict[str, Any]) -> None:
    """Delete what is not needed any more; the asset stays, for calls that a viewer may mend."""
    path = f"Assets('{quote(asset['Id'], safe='')}')"
    locators = client.call("What was the upload's?", "GET", f"{path}/Locators").entity["value"]
    for locator in locators:
        gone = f"Locators('{quote(locator['Id'], safe='')}')"
        client.call("A locator goes once the upload is done.", "DELETE", gone)
    policy = f"AccessPolicies('{quote(locators[0]['AccessPolicyId'], safe='')}')"
    client.call("So does its policy.", "DELETE", policy)
    mistake = client.call("An asset by mistake.", "POST", "Assets", {"Name": "twice.mp4"}).entity
    path = f"Assets('{quote(mistake['Id'], safe='')}')"
    client.call("The asset goes, and its container with it.", "DELETE", path)
    client.call("Gone.", "GET", path)


def hum(client: Client) -> None:
    """Go on with calls that are as they should be, until stopped."""
    while True:
        client.call("Business as usual.", "GET", "Assets?$orderby=Created&$top=50")
        client.call("Business as usual.", "GET", "Jobs?$orderby=Created&$top=50")
