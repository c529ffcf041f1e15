"""RSP: the answer, or that there was none."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule, rule
from inspector.core.service import Service
from inspector.core.service_error import read_service_message
from inspector.core.severity import ERROR, WARNING
from inspector.core.url import Target
from inspector.rules.explanations import ending
from inspector.rules.sources import BATCH, CONNECTING, ERRORS, HTTP, TRUST


@rule("RSP601", ERROR, source=ERRORS, parts=False)
def request_failed(it: Inspection) -> Iterator[Evidence]:
    """The service refused the request, or failed on it.

    A status from 400 on means that the request was not done as it was asked; after one from 500
    on nobody knows how far it came. The diagnosis lists the causes, likeliest first, with what
    speaks for and against each.

    Mend the first cause that the diagnosis calls certain or likely, and send the request again.
    """
    if it.response is not None and it.response.status >= 400:
        message = read_service_message(it.response)
        yield it.response.at_status().noting(message or "without a message")


@rule("ODA416", ERROR, source=f"{ERRORS} {BATCH}")
def batch_part_failed(it: Inspection) -> Iterator[Evidence]:
    """An operation of a `$batch` failed, while the batch itself was accepted.

    The 202 of a batch says that it was read. What became of its operations stands in the
    answer's parts; when one of a change set fails, none of that change set is done.

    Read the status of each part, and mend the operation that failed.
    """
    if it.part is None or it.response is None or it.response.status < 400:
        return
    message = read_service_message(it.response) or "without a message"
    if it.shares_answer > 1:
        message = f"none of the change set's {it.shares_answer} operations was done: {message}"
    yield it.response.at_status().noting(message)


@rule("RSP602", WARNING, source=CONNECTING, parts=False)
def moved_root(it: Inspection) -> Iterator[Evidence]:
    """The old root answered that the service has moved.

    It answers 301 to every call, whatever the verb, and names the cluster in `Location`. Many
    HTTP libraries follow by themselves, and lose verb, body and token on the way.

    Keep the root that `Location` names and send every later request there; switch automatic
    redirects off. With Azure AD use the account's own `restv2` endpoint.
    """
    response, host = it.response, it.request.target.host
    location = response.headers.get("Location") if response is not None else None
    if response is None or response.status != 301 or not location:
        return
    if Target(location).host in {"", host}:
        return
    times = sum(1 for seen in it.history if seen.status == 301 and seen.host == host)
    found = response.at("Location")
    if times:
        yield found.noting(f"{times + 1} times so far: the new root is not being kept")
    else:
        yield found.noting("later requests belong there")


@rule(
    "RSP606",
    ERROR,
    source=f"{HTTP}#section-15 {TRUST}",
    on=frozenset({Service.API, Service.TUNNEL}),
    parts=False,
)
def no_answer(it: Inspection) -> Iterator[Evidence]:
    """The connection ended before a response.

    Whether the service received the request, and acted on it, is not known: GET may be repeated
    except for functions such as CancelJob, a POST may have created its entity already.

    Read what ended the connection; if the client does not trust the proxy's certificate, give
    it the CA that `inspector proxy` names when it is ready. Look what exists before repeating a
    POST.
    """
    if it.response is None and it.exchange.error:
        yield Evidence("response", it.exchange.error, note=ending(it.exchange.error))


RULES: tuple[Rule, ...] = (request_failed, batch_part_failed, moved_root, no_answer)
