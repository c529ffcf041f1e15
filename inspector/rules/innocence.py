"""What speaks against a cause: facts of one exchange, as evidence or as plain claims."""

from collections.abc import Callable

from inspector.core.address import Kind
from inspector.core.evidence import ABSENT, Evidence
from inspector.core.exchange import Request
from inspector.core.inspection import Inspection
from inspector.core.keys import fault_of_segment
from inspector.core.lives.touching import identity
from inspector.core.versions import read_number

RuledOut = Callable[[Inspection], Evidence | None]
NEWEST = (2, 19)
MOST_LOCATORS = 5  # of one asset (the quotas page)
ENDLESS = 1e15  # seconds; a time beyond is a made-up one
DURATION = "DurationInMinutes"
WRITES = frozenset({"POST", "PUT", "MERGE", "PATCH"})
UPDATES = frozenset({"PUT", "MERGE", "PATCH"})


def bears_authorization(it: Inspection) -> Evidence | None:
    """Return the `Authorization` that was sent."""
    return it.request.at("Authorization") if "Authorization" in it.request.headers else None


def token_is_well_formed(it: Inspection) -> Evidence | None:
    """Return the token, a JSON Web Token without a slip."""
    credential = it.request.credential
    fine = credential is not None and credential.kind == "jwt" and not credential.problem
    return it.request.at("Authorization") if fine else None


def token_is_in_time(it: Inspection) -> Evidence | None:
    """Return when the token ends, which is after the request began."""
    claims = it.request.credential.claims if it.request.credential else {}
    ends, begins = _seconds(claims.get("exp")), _seconds(claims.get("nbf", 0))
    now = it.exchange.started
    if now is None or ends is None or begins is None or not begins <= now <= ends:
        return None
    return it.request.at_claim("exp").noting(f"{int((ends - now) // 60)} min left")


def _seconds(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < ENDLESS else None


def audience_is_right(it: Inspection) -> Evidence | None:
    """Return the token's audience, which is this service."""
    claims = it.request.credential.claims if it.request.credential else {}
    audience = claims.get("aud")
    named = audience if isinstance(audience, list | tuple) else [audience]
    right = any(str(one).rstrip("/").lower() in it.facts.audiences for one in named)
    return it.request.at_claim("aud") if right else None


def token_was_taken(it: Inspection) -> Evidence | None:
    """Return the token, which the same host took before."""
    token, host = it.request.credential, it.request.target.host
    for seen in it.history.with_token(token.tag) if token is not None else ():
        if seen.host == host and seen.status is not None and seen.status < 300:
            note = (
                f"exchange {seen.index + 1}, {seen.operation}, was answered {seen.status} with it"
            )
            return it.request.at("Authorization").noting(note)
    return None


def write_was_taken(it: Inspection) -> Evidence | None:
    """Return that the same host did what another request of this recording asked for."""
    host = it.request.target.host
    for seen in reversed(list(it.history)):
        done = seen.status is not None and seen.status < 300
        if done and seen.host == host and seen.verb in WRITES | {"DELETE"}:
            note = f"exchange {seen.index + 1}, {seen.operation}, was answered {seen.status}"
            return it.request.at_method().noting(note)
    return None


def signature_is_valid(it: Inspection) -> Evidence | None:
    """Return the token whose signature was verified, by us or by the service before."""
    credential = it.request.credential
    taken = token_was_taken(it)
    if taken is not None:
        return taken
    valid = credential is not None and credential.signature == "valid"
    return it.request.at("Authorization").noting("signature verified") if valid else None


def version_is_supported(it: Inspection) -> Evidence | None:
    """Return the service's version that was asked for, one that exists."""
    if it.part is not None and it.outer is not None and "x-ms-version" not in it.request.headers:
        return it.outer.request.at("x-ms-version")  # the batch's own, which was judged with it
    version = read_number((it.request.headers.get("x-ms-version") or "").strip())
    if version is not None and (2, 0) <= version <= NEWEST:
        return it.request.at("x-ms-version")
    version = read_number(it.request.target.option("api-version") or "")
    if version is not None and (2, 0) <= version <= NEWEST:
        return it.request.at_query("api-version")
    return None


def bears_length(it: Inspection) -> Evidence | None:
    """Return the `Content-Length` that was sent."""
    return it.request.at("Content-Length") if "Content-Length" in it.request.headers else None


def sends_no_id(it: Inspection) -> Evidence | None:
    """Return the body, which leaves the id of what is to be created to the service."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.role != "create" or root.value.get("Id"):
        return None
    return it.request.at_pointer("/Id", ABSENT)


def has_room_for_locators(it: Inspection) -> Evidence | None:
    """Return the asset, all of whose locators are known, and few."""
    for instance in it.contents.instances[:1]:
        sent = instance.value.get("AssetId")
        asset = it.history.ledger.get(identity(sent)) if isinstance(sent, str) else None
        if asset is None or (asset.created is None and "Locators" not in asset.counts):
            continue
        if any(event.act == "linked" and event.status is None for event in asset.events):
            return None  # a locator may have been made though no answer came
        living = len(it.history.ledger.linked(asset.entity, "Locator"))
        if max(living, asset.counts.get("Locators", 0)) < MOST_LOCATORS:
            return it.request.at_pointer("/AssetId", sent).noting(f"it has {living} locators")
    return None


def gives_duration(it: Inspection) -> Evidence | None:
    """Return the `DurationInMinutes` of the body."""
    named = [(at, value) for at, name, value in it.request.members() if name == DURATION]
    return it.request.at_pointer(*named[0]) if named else None


def root_is_known(it: Inspection) -> Evidence | None:
    """Return the address, each step of which the service has, at a host that answered before."""
    host = it.request.target.host
    for seen in reversed(it.history):
        if seen.host == host and seen.status is not None and seen.status < 300:
            return address_is_known(it)
    return None


def address_is_known(it: Inspection) -> Evidence | None:
    """Return the address, each step of which the service has."""
    address = it.address
    if address is None or address.kind in {Kind.UNKNOWN, Kind.REFERENCE}:
        return None
    if not it.request.target.path_decodes or any(map(fault_of_segment, it.request.target.segments)):
        return None
    return it.request.at_url().noting("each step of it is known")


def names_are_known(it: Inspection) -> Evidence | None:
    """Return the body, each name in which its type has."""
    instances = it.contents.instances
    if not instances or has_options(it.request):
        return None
    for instance in instances:
        for member in instance.members():
            if member.property is None and member.navigation is None:
                return None
    return it.request.at_pointer("").noting("each name in it is known")


def everything(_: Request) -> bool:
    """Tell of any request that it may be concerned."""
    return True


def may_have_body(request: Request) -> bool:
    """Tell whether a body was sent, or may have been."""
    return request.body != b"" and request.verb in WRITES


def names_properties(request: Request) -> bool:
    """Tell whether a body or an expression in the query may name properties."""
    asked = {option.name for option in request.target.options}
    return may_have_body(request) or bool(asked & {"$filter", "$orderby", "$select"})


def updates(request: Request) -> bool:
    """Tell whether an existing entity is changed."""
    return request.verb in UPDATES


def bears_token(request: Request) -> bool:
    """Tell whether there is a token that could be wrong."""
    return "Authorization" in request.headers


def bears_no_jwt(request: Request) -> bool:
    """Tell whether the token is one of another kind than Azure AD's."""
    token = request.credential
    return token is not None and token.kind in {"swt", "opaque"}


def has_options(request: Request) -> bool:
    """Tell whether the query has options of OData's."""
    return any(option.name.startswith("$") for option in request.target.options)


def names_an_entity(request: Request) -> bool:
    """Tell whether the address or the body names an entity that must exist."""
    named = request.verb in WRITES and b"nb:" in (request.body or b"nb:")
    return named or any(step.key for step in request.target.segments)


def is_get(request: Request) -> bool:
    """Tell whether the verb is GET."""
    return request.verb == "GET"


def is_not_get(request: Request) -> bool:
    """Tell whether the verb is another than GET."""
    return request.verb != "GET"


def on(*sets: str, verbs: frozenset[str] = WRITES) -> Callable[[Request], bool]:
    """Return a test for one of *verbs* on one of the entity *sets*, links included."""
    wanted = frozenset(sets)

    def concerned(request: Request) -> bool:
        named = {segment.name for segment in request.target.segments}
        return request.verb in verbs and bool(named & wanted)

    return concerned
