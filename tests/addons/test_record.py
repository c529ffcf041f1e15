"""The sink that appends to a capture."""

import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import make
import pytest
from mitmproxy import exceptions, http
from mitmproxy.addons import script
from mitmproxy.test import taddons

import addons
from addons.record import Record
from inspector.capture import batches
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

    has_room = True

    def append(self, _: Annotated) -> None:
        raise CaptureError("x.amscap: cannot be written: disk full")

    event = append


def test_when_nothing_can_be_written_it_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    record = Record(Full())  # type: ignore[arg-type]

    for _ in range(3):
        record.append(Annotated(make.exchange()))

    assert caplog.text.count("Recording has stopped") == 1


@contextmanager
def stalled(capture: Path) -> Iterator[None]:
    """Keep every commit waiting while inside."""
    with closing(sqlite3.connect(capture, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_disk_that_does_not_keep_up_delays_no_traffic_and_leaves_a_mark(
    capture: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "WAITING_LIMIT", 3)
    kept = CaptureWriter(capture)
    record = Record(kept)
    sent = [Annotated(replace(make.exchange(), id=f"e{n}"), n) for n in range(12)]
    with stalled(capture):
        for annotated in sent[:10]:
            record.append(annotated)
            record.amend(annotated)
            record.event("info", "said meanwhile", 1.0)
    kept.flush()
    record.append(sent[10])
    record.done()

    with closing(CaptureReader(capture)) as reader:
        there = [row.id for row in reader.rows(1, 99)]
        (gap,) = [event.text for event in reader.events() if event.kind == "error"]
    missing = 11 - len(there)
    assert missing > 0
    assert there[-1] == "e10"
    assert gap == f"Exchanges missing here, since the disk did not keep up: {missing}."
    assert caplog.text.count("The disk does not keep up") == 1
    assert "Recording has stopped" not in caplog.text


async def test_alone_it_records_where_the_option_says(capture: Path) -> None:
    record = Record()
    with taddons.context(record) as context:
        context.configure(record, inspector_capture=str(capture))
        record.append(Annotated(make.exchange()))
        record.done()

    with closing(CaptureReader(capture)) as reader:
        assert reader.last() == 1


@pytest.mark.parametrize("names", [["record"], ["annotate", "record"], ["record", "annotate"]])
def test_as_scripts_in_any_order_one_annotator_feeds_it(
    names: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [*sys.path])  # a script adds its folder, for good
    folder = Path(addons.__path__[0])
    with taddons.context() as context:
        for name in names:
            script.Script(str(folder / f"{name}.py"), reload=False)
        annotate, record = (context.master.addons.get(name) for name in ("annotate", "record"))
        assert annotate.sink is record
        record.done()  # lets go of the log

    assert "error" not in caplog.text.lower()


def test_a_capture_that_cannot_be_written_is_an_option_error(tmp_path: Path) -> None:
    record = Record()
    refused = pytest.raises(exceptions.OptionsError, match="nowhere")
    with taddons.context(record) as context, refused:
        context.configure(record, inspector_capture=str(tmp_path / "nowhere" / "x.amscap"))


def test_alone_without_the_option_it_warns(caplog: pytest.LogCaptureFixture) -> None:
    Record().running()

    assert "inspector_capture" in caplog.text
