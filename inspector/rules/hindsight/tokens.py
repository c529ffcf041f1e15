"""What earlier exchanges, and the service's own clock, tell of a token that was refused."""

from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.bearer import Credential
from inspector.core.history import Trace
from inspector.core.inspection import Inspection
from inspector.core.moments import http_date, span, utc
from inspector.core.url import Target

SKEW_SEEN = 60.0  # seconds between two clocks that are worth telling
REDIRECTS = range(300, 400)
# Claims in which a token may differ from a good one; the first that does explains the most.
SIGNATURE = "The token's signature was cut or changed:"
DIFFERENCES = {
    "aud": "The token was issued for another audience",
    "tid": "The token was issued by another tenant",
    "appid": "The token was issued to another application",
    "azp": "The token was issued to another application",
    "oid": "The token was issued to another principal",
}


def dropped_by_redirect(it: Inspection) -> Iterator[Cause]:
    """Yield that a redirect was followed without `Authorization`."""
    if not it.request.lacks("Authorization"):
        return
    for seen in _latest(it):
        if seen.location and seen.status in REDIRECTS and seen.authorized:
            there, here = Target(seen.location), it.request.target
            if (there.host or seen.host, there.segments) == (here.host, here.segments):
                why = (
                    f"The redirect of exchange {seen.index + 1} ({seen.operation}) was followed "
                    "without `Authorization`: HTTP libraries drop it when the host changes."
                )
                yield Cause("certain", why, "RSP603", (it.request.at("Authorization"),))
                return


def _latest(it: Inspection) -> Iterator[Trace]:
    yield from list(it.history)[:-11:-1]


def clock_of_service(it: Inspection) -> tuple[float, float] | None:
    """Return the service's time and how far the recording's is ahead of it, in seconds.

    None when the answer has no `Date`, or the two agree. A recording's times are the client's.
    """
    started, response = it.exchange.started, it.response
    date = http_date(response.headers.get("Date") or "") if response is not None else None
    if date is None or started is None:
        return None
    ahead = started - date
    slow = it.exchange.duration or 0.0
    return (date, ahead) if ahead > SKEW_SEEN or ahead < -SKEW_SEEN - slow else None


def _skew(ahead: float) -> str:
    return (
        f"the client's clock is {span(ahead)} {'ahead of' if ahead > 0 else 'behind'} the service's"
    )


def expired_by_the_services_clock(it: Inspection) -> Iterator[Cause]:
    """Yield that the token was not valid by the clock of the service, other than by the client's."""
    token, clock = it.request.credential, clock_of_service(it)
    if token is None or clock is None or it.response is None:
        return
    date, ahead = clock
    place = it.response.at("Date").noting(_skew(ahead))
    if token.expires is not None and date >= token.expires:
        why = f"By the service's clock the token had expired {span(date - token.expires)} before; {_skew(ahead)}."
        yield Cause("certain", why, "JWT303", (place, it.request.at_claim("exp")))
    elif token.begins is not None and date < token.begins:
        why = f"By the service's clock the token is not valid yet; {_skew(ahead)}."
        yield Cause("certain", why, "JWT304", (place, it.request.at_claim("nbf")))


def expired_since(it: Inspection) -> Iterator[Cause]:
    """Yield that the token was taken before and has expired since."""
    token, now = it.request.credential, it.exchange.started
    if token is None or token.expires is None or now is None or now < token.expires:
        return
    clock = clock_of_service(it)
    taken = last_taken(it)
    if taken is None or (clock is not None and clock[0] < token.expires):
        return
    why = (
        f"The token expired meanwhile (at {utc(token.expires)}): exchange {taken.index + 1}, "
        f"{taken.operation}, was still answered {taken.status} with it."
    )
    yield Cause("certain", why, "JWT303", (it.request.at_claim("exp"),))


def last_taken(it: Inspection) -> Trace | None:
    """Return the latest exchange with this host in which the service took the same token."""
    token = it.request.credential
    if token is None:
        return None
    host = it.request.target.host
    for seen in reversed(it.history.with_token(token.tag)):
        if seen.host == host and seen.status is not None and seen.status < 300:
            return seen
    return None


def taken_until_now(it: Inspection) -> Iterator[Cause]:
    """Yield that the service took the token before, so that something changed since."""
    taken = last_taken(it)
    if taken is not None and _looks_good(it) and clock_of_service(it) is None:
        why = (
            f"The token is in time and worked before (exchange {taken.index + 1}, "
            f"{taken.operation}): its role on the account was taken away since, or the account "
            "was disabled or its principal removed."
        )
        yield Cause("likely", why, None, (it.request.at("Authorization"),))


def differs_from_taken(it: Inspection) -> Iterator[Cause]:
    """Yield in what a token differs from one that the same host took."""
    token = it.request.credential
    if token is None or token.kind not in {"jwt", "opaque"} or last_taken(it) is not None:
        return
    for taken, index in it.history.taken(it.request.target.host):
        why = _difference(token, taken)
        if why == SIGNATURE:
            why = f"{why} it is otherwise the token of exchange {index + 1}, which was taken."
        elif why:
            why = f"{why} than the one of exchange {index + 1}, which was taken."
        if why:
            place = it.request.at("Authorization").noting(
                f"exchange {index + 1} was taken with another"
            )
            yield Cause("likely", why, None, (place,))
            return


def _difference(token: Credential, taken: Credential) -> str:
    if token.kind != taken.kind or not token.claims:
        return ""
    if (token.header, token.claims) == (taken.header, taken.claims):
        return SIGNATURE
    for name, words in DIFFERENCES.items():
        here, there = token.claims.get(name), taken.claims.get(name)
        if here is not None and there is not None and here != there:
            return words
    return ""


def never_taken(it: Inspection) -> Iterator[Cause]:
    """Yield that a good token was refused at every call so far: its principal has no role."""
    token = it.request.credential
    if token is None or token.kind != "jwt" or token.problem or last_taken(it) is not None:
        return
    refused = [
        seen
        for seen in it.history.with_token(token.tag)
        if seen.status in {401, 403} and seen.host == it.request.target.host
    ]
    if refused and it.response is not None and it.response.status == 401 and _looks_good(it):
        why = (
            "The principal lacks the Contributor or Owner role on the account: the token is good, "
            f"and this host refused it {len(refused) + 1} times, and never took it."
        )
        yield Cause("likely", why, None, (it.request.at("Authorization"),))


def _looks_good(it: Inspection) -> bool:
    token, now = it.request.credential, it.exchange.started
    if token is None or now is None or token.expires is None or now >= token.expires:
        return False
    return not it.facts.audiences or token.is_for(it.facts.audiences)


def none_was_got(it: Inspection) -> Iterator[Cause]:
    """Yield that the client had asked for a token in vain."""
    token = it.request.credential
    if token is not None and token.kind not in {"placeholder", "empty"}:
        return
    for seen in reversed(it.history):
        if "/oauth2/" not in seen.path.lower():
            continue
        if seen.status is None or seen.status >= 400:
            answer = f"was answered {seen.status}" if seen.status else "got no answer"
            why = f"The client has no token: its request for one (exchange {seen.index + 1}) {answer}."
            yield Cause("certain", why, None, (it.request.at("Authorization"),))
        return
