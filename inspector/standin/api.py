"""The operations API: who may call, what is addressed, what is done, how it is told."""

from inspector.core.exchange import TUNNEL, Request
from inspector.core.versions import read_number
from inspector.standin import authority
from inspector.standin.address import resolve
from inspector.standin.batch import answer_batch
from inspector.standin.call import Answer, Call
from inspector.standin.forms import check_versions, version_field
from inspector.standin.functions import call_function
from inspector.standin.jobs import advance
from inspector.standin.metadata import metadata
from inspector.standin.model import FUNCTIONS
from inspector.standin.query import check_options
from inspector.standin.reads import read_place, read_service
from inspector.standin.refusal import Refusal, bad
from inspector.standin.refusing import refused
from inspector.standin.state import State
from inspector.standin.writes import write_place

VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "MERGE", "PATCH", "HEAD"})
TUNNELLED = frozenset({"PUT", "DELETE", "MERGE", "PATCH"})
OLDEST, NEWEST = (2, 0), (2, 19)
_ACS_IS_GONE = (
    "ACS authentication is deprecated. Use Azure Active Directory authentication instead: "
    "https://docs.microsoft.com/azure/media-services/media-services-use-aad-auth-to-access-ams-api"
)


def answer_api(call: Call, state: State) -> Answer:
    """Answer a call of the operations API."""
    try:
        return _answered(call, state)
    except Refusal as refusal:
        return refused(call, refusal)


def _answered(call: Call, state: State) -> Answer:
    request = call.request
    verb = _verb(request)
    if not call.inner:
        _check_token(call)
        _check_api_version(request)
    check_versions(request)
    if not (request.target.path_decodes and request.target.query_decodes):
        raise bad("The URL has an escape that cannot be decoded.")
    advance(state, call.now)
    names = [segment.name for segment in request.target.segments]
    if not names:
        check_options(request.target)
        return read_service(call) if verb == "GET" else _refuse_verb(verb)
    if names == ["$metadata"]:
        kind = ("Content-Type", "application/xml;charset=utf-8")
        return Answer(200, metadata(), (kind, version_field((3, 0))))
    if names == ["$batch"]:
        return answer_batch(call, state, answer_api) if verb == "POST" else _refuse_verb(verb)
    if len(names) == 1 and names[0] in FUNCTIONS:
        return call_function(call, verb, names[0], state)
    place = resolve(request.target.segments, state)
    if verb == "GET":
        return read_place(call, place, state)
    return write_place(call, verb, place, state)


def _refuse_verb(verb: str) -> Answer:
    raise Refusal(405, f"The resource does not take {verb}.")


def _verb(request: Request) -> str:
    tunnelled = request.headers.all(TUNNEL)
    if tunnelled and request.method != "POST":
        raise bad(f"The '{TUNNEL}' header is allowed on POST only.")
    if len(tunnelled) > 1 or (tunnelled and tunnelled[0] not in TUNNELLED):
        raise bad(f"The '{TUNNEL}' header must be one of DELETE, MERGE, PATCH, PUT, once.")
    verb = tunnelled[0] if tunnelled else request.method
    if verb not in VERBS:
        raise Refusal(501, f"The data service does not support the HTTP method '{verb[:40]}'.")
    return "GET" if verb == "HEAD" else verb


def _check_token(call: Call) -> None:
    values = call.request.headers.all("Authorization")
    scheme, _, token = values[0].strip().partition(" ") if values else ("", "", "")
    if len(values) != 1 or scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "The request has no valid authorization header.")
    token = token.strip()
    if "HMACSHA256=" in token:
        raise Refusal(401, _ACS_IS_GONE)
    problem = authority.problem(token, call.now)
    if problem:
        raise Refusal(401, problem)


def _check_api_version(request: Request) -> None:
    if request.target.is_metadata:
        return
    value = request.target.option("api-version") or request.headers.get("x-ms-version")
    if value is None:
        raise bad(
            "The request must name the version of the API: the header 'x-ms-version' is missing."
        )
    version = read_number(value.strip())
    if version is None or not OLDEST <= version <= NEWEST:
        raise bad(f"The version '{value[:40]}' of the API is not supported.")
