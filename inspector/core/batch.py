"""The operations of a `$batch`, each as an exchange of its own.

OData v3 (MS-ODATA §2.2.7.6): an operation is an `application/http` part; a change set is a part
of parts, and its answer is either as many parts in the same order, or one for the whole of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin

from inspector.core.bearer import Credential, split_scheme
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.multipart import Inner, Part, read_multipart


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a batch; *number* counts from 1 in the order of the whole body."""

    number: int
    exchange: Exchange
    content_id: str | None = None
    answered_with: int = 1  # operations that share the one answer of their change set
    undone: bool = False  # has no answer, since another one of its change set failed
    sharing: tuple[int, ...] = ()  # the numbers of those that share the answer, its own included


def operations(exchange: Exchange) -> tuple[Operation, ...]:
    """Return the operations of a `$batch`; none for other exchanges, and for unrecorded bodies."""
    request, response = exchange.request, exchange.response
    if not request.body or request.method != "POST" or not request.target.is_batch:
        return ()
    asked = read_multipart(request.body, request.content_type).parts
    answered: tuple[Part, ...] = ()
    if response is not None and response.body and response.status < 400:
        answered = read_multipart(response.body, response.content_type).parts
    paired = _paired(asked, answered)
    return tuple(_operation(exchange, pair) for pair in paired if _is_request(pair.asked))


def _is_request(part: Part) -> bool:
    return part.inner is not None and part.inner.asked is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """An operation and its answer; *undone*: another one of its change set failed."""

    asked: Part
    answer: Part | None = None
    shared: int = 1  # operations that the answer is for
    undone: bool = False
    sharing: tuple[int, ...] = ()


def _paired(asked: Sequence[Part], answered: Sequence[Part]) -> Iterator[Pair]:
    waiting = iter(answered)
    for part in asked:
        answer = next(waiting, None)
        if part.inner is not None:
            yield Pair(part, answer if answer is not None and answer.inner is not None else None)
        elif answer is not None and answer.inner is not None and not _failed(answer):
            # Each has an answer, and what should enclose the answers is left out.
            beside = [answer, *islice(waiting, max(0, len(part.parts) - 1))]
            yield from _one_by_one(part.parts, beside)
        else:
            yield from _change_set(part.parts, answer)


def _change_set(asked: Sequence[Part], answer: Part | None) -> Iterator[Pair]:
    answers = () if answer is None else (answer,) if answer.inner is not None else answer.parts
    if len(answers) == 1 and _failed(answers[0]):
        return _sharing(asked, answers[0])
    return _one_by_one(asked, answers)


def _one_by_one(asked: Sequence[Part], answers: Sequence[Part]) -> Iterator[Pair]:
    """Pair by Content-ID when the answers have them, else in order."""
    failed = any(map(_failed, answers))
    by_id = {part.content_id: part for part in answers if part.content_id}
    names = [part.content_id for part in asked if part.content_id]
    named = (
        len(by_id) == len(answers) and len(set(names)) == len(names) and by_id.keys() <= {*names}
    )
    for place, part in enumerate(asked):
        in_order = answers[place] if place < len(answers) else None
        answer = by_id.get(part.content_id or "") if named else in_order
        yield Pair(part, answer, undone=failed and answer is None)


def _sharing(asked: Sequence[Part], answer: Part) -> Iterator[Pair]:
    """Pair the failure of a whole change set with the operation that it names, or the first."""
    named = answer.content_id
    at = next((i for i, part in enumerate(asked) if named and part.content_id == named), 0)
    numbers = tuple(part.number for part in asked if part.number is not None)
    for place, part in enumerate(asked):
        if place == at:
            yield Pair(part, answer, len(asked), sharing=numbers)
        else:
            yield Pair(part, undone=True)


def _failed(answer: Part) -> bool:
    answered = answer.inner.answered if answer.inner is not None else None
    return answered is not None and answered[0] >= 400


def _operation(exchange: Exchange, pair: Pair) -> Operation:
    part, answer = pair.asked, pair.answer
    assert part.inner is not None
    assert part.number is not None
    inner = replace(
        exchange,
        request=asked_in(exchange.request, part.inner),
        response=_response(answer.inner) if answer is not None and answer.inner else None,
        error="",
    )
    return Operation(part.number, inner, part.content_id, pair.shared, pair.undone, pair.sharing)


def asked_in(outer: Request, inner: Inner) -> Request:
    """Return the request of an operation of the batch *outer*."""
    assert inner.asked is not None
    method, url = inner.asked
    return Request(
        method=method,
        url=_absolute(outer.url, url),
        headers=inner.headers,
        body=inner.body,
        http_version=inner.http_version or outer.http_version,
        credential=_credential(outer, inner),
    )


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # "http://[::1"
        return url


def _credential(outer: Request, inner: Inner) -> Credential | None:
    """Return what the operation's own token says, None for the same token as the batch's."""
    sent = inner.headers.get("Authorization")
    if sent is None or sent == outer.headers.get("Authorization"):
        return None
    return outer.inner_credentials.get(split_scheme(sent)[1])


def _response(inner: Inner) -> Response | None:
    if inner.answered is None:
        return None
    status, reason = inner.answered
    version = inner.http_version or "HTTP/1.1"
    return Response(
        status=status, reason=reason, headers=inner.headers, body=inner.body, http_version=version
    )
