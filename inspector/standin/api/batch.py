"""`$batch`: operations in one body; a change set succeeds as a whole or leaves nothing behind."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urljoin

from inspector.core.exchange import Request
from inspector.core.headers import Headers
from inspector.standin.api.batchparts import (
    PARTS_LIMIT,
    Operation,
    Part,
    read_operation,
    read_parts,
)
from inspector.standin.api.refusing import refused
from inspector.standin.call import Answer, Call, referred
from inspector.standin.forms.terms import version_field
from inspector.standin.laws.jobs import settle
from inspector.standin.laws.law import Work
from inspector.standin.query.options import check_options
from inspector.standin.refusal import Refusal, bad
from inspector.standin.store.state import State

LIMIT = 4 * 1024 * 1024  # bytes
Inner = Callable[[Call, State], Answer]
_HANDED_DOWN = ("x-ms-version", "x-ms-client-request-id")


class _Failed(Exception):  # noqa: N818 - it carries the answer that ends a change set
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def answer_batch(call: Call, state: State, inner: Inner) -> Answer:
    """Answer 202 with an answer for each operation; raises Refusal for a body it cannot read."""
    if call.inner:
        raise bad("A batch request cannot hold another one.")
    if len(call.body) > LIMIT:
        raise Refusal(413, f"The batch request is larger than {LIMIT // 1024} KiB.")
    check_options(call.request.target)
    if call.request.target.option("$format") is not None:
        raise bad("The query option '$format' cannot be used on $batch.")
    # Read as a whole before anything is done: a batch that cannot be read leaves nothing behind.
    parts = [_read(part) for part in read_parts(call.body, call.request.content_type)]
    if sum(1 if isinstance(part, Operation) else len(part) for part in parts) > PARTS_LIMIT:
        raise bad(f"The batch request has more than {PARTS_LIMIT} operations.")
    for part in parts:
        for operation in [part] if isinstance(part, Operation) else part:
            _call(call, operation, {})
    answers = [_part(call, part, state, inner) for part in parts]
    body, boundary = _multipart("batchresponse", answers)
    kind = ("Content-Type", f"multipart/mixed; boundary={boundary}")
    return Answer(202, body, (kind, version_field((1, 0))))


def _read(part: Part) -> Operation | list[Operation]:
    """Return an operation, or those of a change set."""
    if part.media is None or not part.media.is_multipart:
        return read_operation(part)
    operations = [read_operation(one) for one in read_parts(part.content, part.media)]
    if any(operation.method == "GET" for operation in operations):
        raise bad("A change set cannot hold a GET.")
    return operations


def _part(call: Call, part: Operation | list[Operation], state: State, inner: Inner) -> bytes:
    if isinstance(part, Operation):
        return _http(inner(_call(call, part, {}), state), part.content_id)
    try:
        answers = _change_set(call, part, state, inner)
    except _Failed as failed:
        answers = [_http(failed.answer, None)]  # one for all its operations
    body, boundary = _multipart("changesetresponse", answers)
    return f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode() + body


def _change_set(call: Call, operations: list[Operation], state: State, inner: Inner) -> list[bytes]:
    made: dict[str, str] = {}
    new_jobs: list[str] = []
    answers = []
    with state.transaction():
        for operation in operations:
            one = replace(_call(call, operation, made), new_jobs=new_jobs)
            answer = inner(one, state)
            if answer.status >= 400:
                raise _Failed(answer)
            location = dict(answer.fields).get("Location")
            if operation.content_id and location:
                made[operation.content_id] = location
            answers.append(_http(answer, operation.content_id))
        _settle(call, operations, new_jobs, state)
    return answers


def _settle(call: Call, operations: list[Operation], new_jobs: list[str], state: State) -> None:
    try:
        for key in new_jobs:
            settle(Work(call, state), key)
    except Refusal as refusal:
        raise _Failed(refused(_call(call, operations[-1], {}), refusal)) from refusal


def _call(call: Call, operation: Operation, made: dict[str, str]) -> Call:
    try:
        url = urljoin(call.root, operation.url)
    except ValueError:  # "https://[::1"
        raise bad("The address of an operation of the batch cannot be read.") from None
    url = referred(url, made) or url
    sent = {name.lower() for name, _ in operation.headers}
    handed = [
        (name, value)
        for name in _HANDED_DOWN
        if name not in sent and (value := call.request.headers.get(name)) is not None
    ]
    fields = [field for field in operation.headers if field[0].lower() != "authorization"]
    request = Request(
        method=operation.method, url=url, headers=Headers([*fields, *handed]), body=operation.body
    )
    return replace(call, request=request, inner=True, references=made)


def _http(answer: Answer, content_id: str | None) -> bytes:
    own = (("Content-ID", content_id),) if content_id else ()
    length = (("Content-Length", str(len(answer.body))),) if answer.body else ()
    reason = HTTPStatus(answer.status).phrase
    fields = "".join(f"{name}: {value}\r\n" for name, value in (*own, *answer.fields, *length))
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    text = f"{head}HTTP/1.1 {answer.status} {reason}\r\n{fields}\r\n"
    return text.encode("latin-1", "replace") + answer.body


def _multipart(kind: str, parts: list[bytes]) -> tuple[bytes, str]:
    boundary = f"{kind}_{uuid.uuid4()}"
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return body + mark + b"--\r\n", boundary
