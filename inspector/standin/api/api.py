"""The operations API: who may call, what is addressed, what is done, how it is told."""

from dataclasses import replace

from inspector.core.exchange import TUNNEL, Request
from inspector.core.versions import Version, read_number
from inspector.standin.api.actions import act
from inspector.standin.api.batch import answer_batch
from inspector.standin.api.functions import call_function
from inspector.standin.api.metadata import metadata
from inspector.standin.api.reads import read_place, read_service
from inspector.standin.api.refusing import refused
from inspector.standin.api.writes import write_place
from inspector.standin.call import Answer, Call
from inspector.standin.forms.terms import check_versions, version_field
from inspector.standin.laws.law import Work
from inspector.standin.lives.advance import advance
from inspector.standin.places import Action, Places
from inspector.standin.query.options import check_options
from inspector.standin.refusal import THROTTLED, Refusal, bad
from inspector.standin.schema import NEWEST
from inspector.standin.store.state import State
from inspector.standin.tokens import authority

VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "MERGE", "PATCH", "HEAD"})
TUNNELLED = frozenset({"PUT", "DELETE", "MERGE", "PATCH"})
OLDEST = (2, 0)
_ALWAYS = (("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"))
_ACS_IS_GONE = (
    "ACS authentication is deprecated. Use Azure Active Directory authentication instead: "
    "https://docs.microsoft.com/azure/media-services/media-services-use-aad-auth-to-access-ams-api"
)


def answer_api(call: Call, state: State) -> Answer:
    """Answer a call of the operations API."""
    try:
        answer = _answered(call, state)
    except Refusal as refusal:
        answer = refused(call, refusal)
    return answer.also(*_ALWAYS)


def _answered(call: Call, state: State) -> Answer:
    request = call.request
    if not call.inner:
        _refuse_by_wish(call)
    verb = _verb(request)
    if not (call.inner or _is_open(request)):
        _check_token(call, state)
    if not call.inner or "x-ms-version" in request.headers:
        call = replace(call, version=_api_version(request))
    if "disabled" in call.faults and verb != "GET":
        raise Refusal(403, "The account is disabled.")
    check_versions(request)
    if not (request.target.path_decodes and request.target.query_decodes):
        raise bad("The URL has an escape that cannot be decoded.")
    advance(state, call.clock, call.now)
    return _addressed(call, verb, state)


def _addressed(call: Call, verb: str, state: State) -> Answer:
    segments = call.request.target.segments
    names = [segment.name for segment in segments]
    if not names:
        check_options(call.request.target)
        return read_service(call) if verb == "GET" else _refuse_verb(verb)
    if names == ["$metadata"]:
        if verb != "GET":
            return _refuse_verb(verb)
        check_options(call.request.target)
        kind = ("Content-Type", "application/xml;charset=utf-8")
        return Answer(200, metadata(call.version), (kind, version_field((3, 0))))
    if names == ["$batch"]:
        return answer_batch(call, state, answer_api) if verb == "POST" else _refuse_verb(verb)
    work = Work(call, state)
    if len(names) == 1 and names[0] in call.schema.functions:
        return call_function(work, verb, call.schema.functions[names[0]])
    place = Places(call.schema, state).resolve(segments)
    if isinstance(place, Action):
        return act(work, place, verb)
    if verb == "GET":
        return read_place(call, place, state)
    return write_place(work, verb, place)


def _refuse_verb(verb: str) -> Answer:
    raise Refusal(405, f"The resource does not take {verb}.")


def _refuse_by_wish(call: Call) -> None:
    if "throttle" in call.faults:
        raise Refusal(503, THROTTLED[len(call.request.url) % len(THROTTLED)])
    if "status" in call.faults:
        status = int(call.faults["status"])
        raise Refusal(status, f"The stand-in was told to answer {status}.")


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


def _is_open(request: Request) -> bool:
    """Tell whether a call needs no token: the service document and `$metadata` told nothing secret.

    amspy's runs of 2016 followed a 301 to the service document by a library that drops
    `Authorization` when the host changes, and got 200.
    """
    target = request.target
    asks = request.method in {"GET", "HEAD"} and (not target.segments or target.is_metadata)
    return asks and "Authorization" not in request.headers


def _check_token(call: Call, state: State) -> None:
    values = call.request.headers.all("Authorization")
    scheme, _, token = values[0].strip().partition(" ") if values else ("", "", "")
    if len(values) != 1 or scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "The request has no valid authorization header.")
    token = token.strip()
    if "HMACSHA256=" in token:
        raise Refusal(401, _ACS_IS_GONE)
    problem = authority.problem(state, token, call.now)
    if not problem and "expired-token" in call.faults:
        problem = authority.EXPIRED
    if not problem and "no-role" in call.faults:
        problem = "The principal has neither the role Owner nor Contributor on the account."
    if problem:
        raise Refusal(401, problem)


def _api_version(request: Request) -> Version:
    value = request.target.option("api-version") or request.headers.get("x-ms-version")
    if value is None:
        if request.target.is_metadata:
            return NEWEST
        raise bad(
            "The request must name the version of the API: the header 'x-ms-version' is missing."
        )
    version = read_number(value.strip())
    if version is None or not OLDEST <= version <= NEWEST:
        raise bad(f"The version '{value[:40]}' of the API is not supported.")
    return version
