"""The blob host: enough of Azure Storage for an upload and a look at it."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

from lxml import etree

from inspector.standin.blobs.access import check_access, has_key
from inspector.standin.blobs.answers import RefusedError, check_conditions, got, listed, validators
from inspector.standin.blobs.uploads import put
from inspector.standin.call import Answer, Call
from inspector.standin.forms.values import legal
from inspector.standin.laws.ingest import PREFIX, take
from inspector.standin.laws.law import Work
from inspector.standin.store.state import State

_XML = ("Content-Type", "application/xml")
_RIGHTS: Mapping[str, str] = {"GET": "r", "HEAD": "r", "PUT": "w", "DELETE": "d"}
_LONGEST_NAME = 1024  # characters of a blob's name


def answer_blob(call: Call, state: State, path: str | None = None) -> Answer:
    """Answer a call at the blob host; *path* is the one below an account, if not the whole."""
    try:
        if "throttle" in call.faults:
            raise RefusedError(503, "ServerBusy", "The server is busy.")
        if "status" in call.faults:
            status = int(call.faults["status"])
            raise RefusedError(status, "ToldTo", f"The stand-in was told to answer {status}.")
        with state.transaction():
            return _answered(call, state, call.request.target.path if path is None else path)
    except RefusedError as refused:
        root = etree.Element("Error")
        etree.SubElement(root, "Code").text = refused.code
        etree.SubElement(root, "Message").text = legal(refused.text)
        body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return Answer(refused.status, body, (_XML, ("x-ms-error-code", refused.code)))


def _answered(call: Call, state: State, path: str) -> Answer:
    verb = call.request.method
    if verb not in _RIGHTS:
        raise RefusedError(405, "UnsupportedHttpVerb", "The resource doesn't support this verb.")
    container, _, blob = unquote(path, errors="replace").lstrip("/").partition("/")
    listing = not blob and call.request.target.option("comp") == "list"
    check_access(call, state, container, "l" if listing else _RIGHTS[verb])
    if not state.storage.has(container):
        raise RefusedError(404, "ContainerNotFound", "The specified container does not exist.")
    if not blob:
        return _of_container(call, state, container, verb, listing=listing)
    if len(blob) > _LONGEST_NAME:
        raise RefusedError(400, "InvalidUri", "The requested URI does not name a blob.")
    if verb == "PUT":
        check_conditions(call, state.storage.get(container, blob))
        answer = put(call, state, container, blob)
        _count(state)
        if container.startswith(PREFIX):
            take(Work(call, state), container, blob)
        return answer
    return _of_blob(call, state, container, blob)


def _of_container(call: Call, state: State, container: str, verb: str, *, listing: bool) -> Answer:
    if listing and verb == "GET":
        return listed(call, state, container)
    if call.request.target.option("restype") == "container":
        if verb == "DELETE":
            if not has_key(call):  # a signature is for blobs only
                raise RefusedError(403, "AuthorizationFailure", "This needs the account's key.")
            state.storage.drop(container)
            _count(state)
            return Answer(202)
        if verb in {"GET", "HEAD"}:
            return Answer(200, b"", _modified(call.now))
    raise RefusedError(400, "InvalidUri", "The requested URI does not name a blob.")


def _of_blob(call: Call, state: State, container: str, blob: str) -> Answer:
    verb, part = call.request.method, call.request.target.option("comp")
    if part == "blocklist" and verb == "GET":
        return _blocks(state, container, blob)
    found = state.storage.get(container, blob)
    if found is None:
        raise RefusedError(404, "BlobNotFound", "The specified blob does not exist.")
    check_conditions(call, found)
    if verb == "DELETE":
        state.storage.remove(container, blob)
        _count(state)
        return Answer(202)
    if part in {"metadata", "properties"}:
        return Answer(200, b"", validators(found))
    return got(call, found)


def _blocks(state: State, container: str, blob: str) -> Answer:
    root, whole = etree.Element("BlockList"), state.storage.get(container, blob)
    committed = () if whole is None else whole.blocks
    for kind, blocks in (
        ("CommittedBlocks", committed),
        ("UncommittedBlocks", state.storage.blocks(container, blob)),
    ):
        wanted = etree.SubElement(root, kind)
        for name, size in blocks:
            one = etree.SubElement(wanted, "Block")
            etree.SubElement(one, "Name").text = legal(name)
            etree.SubElement(one, "Size").text = str(size)
    return Answer(200, etree.tostring(root, xml_declaration=True, encoding="utf-8"), (_XML,))


def _modified(now: datetime) -> tuple[tuple[str, str], ...]:
    return (("Last-Modified", now.strftime("%a, %d %b %Y %H:%M:%S GMT")),)


def _count(state: State) -> None:
    """Bring the bytes that the default storage account uses up to date."""
    for account in state.default_storage():
        state.change("StorageAccounts", account["Name"], {"BytesUsed": state.storage.used})
