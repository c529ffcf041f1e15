"""The sink that appends to a capture."""

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import make
import pytest
from mitmproxy import exceptions, http
from mitmproxy.test import taddons

from addons.record import Record
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated
from inspector.errors import CaptureError

Flow = Callable[..., http.HTTPFlow]


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return tmp_path / "session.amscap"


def test_what_is_appended_can_be_read(capture: Path) -> None:
    record = Record(CaptureWriter(capture))

    record.append(Annotated(make.exchange()))
    record.done()

    with closing(CaptureReader(capture)) as reader:
        assert reader.annotated(1).exchange.request.url == make.ROOT + "Assets"
        assert reader.facts()["state"] == "finished"


@pytest.mark.parametrize(
    ("name", "level", "text", "kind"),
    [
        pytest.param("mitmproxy.x", logging.WARNING, "careful", "warning", id="warning"),
        pytest.param("mitmproxy.x", logging.ERROR, "broken", "error", id="error"),
        pytest.param(
            "mitmproxy.x", logging.INFO, "Client TLS handshake failed. x", "tls", id="handshake"
        ),
        pytest.param("addons.tunnel", logging.INFO, "passed on", "info", id="our own remark"),
        pytest.param("mitmproxy.x", logging.INFO, "client connect", None, id="mere information"),
        pytest.param("addons.tunnel", logging.DEBUG, "detail", None, id="detail"),
    ],
)
def test_complaints_are_kept(
    name: str, level: int, text: str, kind: str | None, capture: Path
) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    record = Record(CaptureWriter(capture))
    with taddons.context(record):
        logging.getLogger(name).log(level, text)
        record.done()

    with closing(CaptureReader(capture)) as reader:
        kept = [(event.kind, event.text) for event in reader.events()]
    assert kept == ([(kind, text)] if kind else [])


def test_an_exception_is_kept_by_its_kind_only(capture: Path) -> None:
    record = Record(CaptureWriter(capture))
    with taddons.context(record):
        try:
            raise ValueError("a secret value")
        except ValueError:
            logging.getLogger("mitmproxy.x").exception("It broke.")
        record.done()

    with closing(CaptureReader(capture)) as reader:
        assert [event.text for event in reader.events()] == ["It broke. (ValueError)"]


class Full:
    """A writer on a full disk."""

    def append(self, _: Annotated) -> None:
        raise CaptureError("x.amscap: cannot be written: disk full")

    event = append


def test_when_nothing_can_be_written_it_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    record = Record(Full())  # type: ignore[arg-type]

    for _ in range(3):
        record.append(Annotated(make.exchange()))

    assert caplog.text.count("Recording has stopped") == 1


async def test_alone_it_records_where_the_option_says(capture: Path) -> None:
    record = Record()
    with taddons.context(record) as context:
        context.configure(record, inspector_capture=str(capture))
        record.append(Annotated(make.exchange()))
        record.done()

    with closing(CaptureReader(capture)) as reader:
        assert reader.last() == 1


def test_a_capture_that_cannot_be_written_is_an_option_error(tmp_path: Path) -> None:
    record = Record()
    refused = pytest.raises(exceptions.OptionsError, match="nowhere")
    with taddons.context(record) as context, refused:
        context.configure(record, inspector_capture=str(tmp_path / "nowhere" / "x.amscap"))


def test_alone_without_the_option_it_warns(caplog: pytest.LogCaptureFixture) -> None:
    Record().running()

    assert "inspector_capture" in caplog.text
