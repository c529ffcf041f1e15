"""A fix for one operation of a `$batch`: what is written in its place, and what stays."""

from dataclasses import replace

import batches
import make
import pytest

from inspector.core.exchange import Request
from inspector.core.repair.batches import mended_within
from inspector.core.repair.fix import Places
from inspector.core.repair.headers import setting, without

JOB = '{"Name": "n"}'


verbosely = setting("Accept", make.VERBOSE)
silently = without("Accept")


def of(*parts: str) -> Request:
    return batches.batch(*parts).request


def text(request: Request) -> str:
    assert request.body is not None
    return request.body.decode()


@pytest.mark.parametrize(
    ("part", "start"),
    [
        pytest.param(batches.operation("GET Assets?$top=1 HTTP/1.1"), "GET Assets?$top=1 HTTP/1.1", id="below the batch"),
        pytest.param(batches.operation("GET /api/Assets HTTP/1.1"), "GET /api/Assets HTTP/1.1", id="from the root"),
        pytest.param(batches.operation(f"GET {make.ROOT}Assets HTTP/1.1"), f"GET {make.ROOT}Assets HTTP/1.1", id="absolute"),
        pytest.param(batches.operation("GET ../api/Assets HTTP/1.1"), "GET ../api/Assets HTTP/1.1", id="with dots"),
        pytest.param(batches.operation("GET Assets"), "GET Assets", id="without a version"),
    ],
)  # fmt: skip
def test_an_address_that_is_right_stays_as_it_was(part: str, start: str) -> None:
    mended = text(mended_within(of(part), 1, verbosely, ()))

    assert f"\r\n\r\n{start}\r\nAccept: {make.VERBOSE}\r\n\r\n" in mended


@pytest.mark.parametrize(
    ("sent", "after"),
    [
        pytest.param("Assets", "Assets?$top=9", id="below the batch"),
        pytest.param("/api/Assets", "/api/Assets?$top=9", id="from the root"),
        pytest.param(f"{make.ROOT}Assets", f"{make.ROOT}Assets?$top=9", id="absolute"),
        pytest.param("../api/Assets", f"{make.ROOT}Assets?$top=9", id="with dots"),
    ],
)
def test_an_address_that_is_mended_is_as_relative_as_it_was(sent: str, after: str) -> None:
    def first_nine(request: Request, _: Places) -> Request:
        return replace(request, url=f"{request.url}?$top=9")

    batch = of(batches.operation(f"GET {sent} HTTP/1.1"))

    assert f"\r\nGET {after} HTTP/1.1\r\n" in text(mended_within(batch, 1, first_nine, ()))


def test_a_change_set_keeps_its_form_and_a_length_follows_the_body() -> None:
    def renamed(request: Request, _: Places) -> Request:
        return replace(request, body=b'{"Name": "longer"}')

    post = batches.operation("POST Jobs HTTP/1.1", JOB, Content_Length=str(len(JOB)))
    batch = of(batches.operation("GET Assets HTTP/1.1"), batches.change_set(post, post))

    mended = text(mended_within(batch, 3, renamed, ()))
    twice = text(batch).partition(post)[2]

    assert mended.endswith(twice.replace(JOB, '{"Name": "longer"}').replace(": 13", ": 18"))
    assert mended.startswith(text(batch).partition(post)[0] + post)


@pytest.mark.parametrize(
    ("batch", "number"),
    [
        pytest.param(of(batches.operation("GET Assets HTTP/1.1", Accept="a")), 2, id="no such operation"),
        pytest.param(of(batches.operation("GET Assets HTTP/1.1\r\nno header")), 1, id="a line that is no header"),
        pytest.param(of(batches.operation("GET Assets HTTP/1.1\r\nAccept: a\r\n b")), 1, id="a header over two lines"),
        pytest.param(of(batches.operation("HTTP/1.1 200 OK")), 1, id="an answer"),
        pytest.param(make.request("POST", make.ROOT + "$batch", b"x"), 1, id="no batch"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_anew_is_left_alone(batch: Request, number: int) -> None:
    assert mended_within(batch, number, verbosely, ()) is batch


def test_bytes_that_are_no_text_are_left_alone() -> None:
    batch = of(batches.operation("GET Assets HTTP/1.1", X="\ufffd"))

    assert mended_within(batch, 1, verbosely, ()) is batch


def test_what_is_right_is_left_alone() -> None:
    batch = of(batches.operation("GET Assets HTTP/1.1"))

    assert mended_within(batch, 1, silently, ()) is batch
