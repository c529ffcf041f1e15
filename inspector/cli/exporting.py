"""From recordings to an export: what is in it, which writer makes it, what was left out."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from typing import Any, BinaryIO, Protocol

from inspector.capture.har_writing import HarWriter
from inspector.capture.spelling import Unwritable
from inspector.cli.judging import recorded_in, warn
from inspector.cli.progress import Watch, watching
from inspector.config.settings import Settings, inspector_for, new_redactor
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.core.exchange import Exchange
from inspector.core.filter import Node, matches
from inspector.core.recording import annotate_all
from inspector.report.document import exchange_as_json
from inspector.report.jsonl import one_line_json

TOLD = (
    "index",
    "profile",
    "operation",
    "findings",
    "suppressed",
    "diagnosis",
)  # of an exchange, in a HAR

Warn = Callable[[str], None]


class _NothingFits(Exception):  # noqa: N818 - it leaves a destination as if it had not been opened
    """No exchange can be written in this form."""


class Writer(Protocol):
    """Takes exchanges one by one; `add` raises Unwritable for one that its form cannot hold."""

    def add(self, annotated: Annotated) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Wish:
    """What is to be exported, and how."""

    form: str
    filter: Node
    chosen_by: str = ""  # in words: "by the filter status:400"
    raw: bool = False


@dataclass
class Told:
    """What became of the exchanges."""

    read: int = 0
    matched: int = 0
    written: int = 0
    secrets: bool = False  # some exchange was not redacted before

    @property
    def why_nothing(self) -> str:
        """Return why nothing was exported, and what to do."""
        if not self.read:
            return "the recording holds no exchange at all"
        if not self.matched:
            return f"none of {self.read} exchanges passes --filter"
        return "no exchange can be written in this form; --to har holds them all"


def exported(
    captures: tuple[str, ...],
    chosen: Settings,
    wish: Wish,
    destination: Callable[[], AbstractContextManager[BinaryIO]],
) -> Told:
    """Write what is wished of *captures* to *destination*, which is opened once there is anything."""
    told = Told()
    with watching(captures, beside=False) as watch:
        write(_wanted(captures, chosen, wish, told, watch), wish, told, destination)
    if wish.raw and told.written and not told.secrets:
        warn("--unsafe-raw: changed nothing, the recording has no secrets in it")
    return told


def write(
    wanted: Iterator[Annotated],
    wish: Wish,
    told: Told,
    destination: Callable[[], AbstractContextManager[BinaryIO]],
    warn: Warn = warn,
) -> None:
    """Write what is *wanted* to *destination*, and count in *told* what was written.

    *warn* is told of what a form cannot hold. A file that nothing could be written to is not made,
    and one that was there stays as it was.
    """
    first = next(wanted, None)
    if first is None:
        return
    with suppress(_NothingFits), destination() as file, ExitStack() as parts:
        writer = _writer(wish, file, told, warn, parts)
        for annotated in chain([first], wanted):
            try:
                writer.add(annotated)
                told.written += 1
            except Unwritable as unwritable:
                warn(f"{annotated.exchange.source}: {unwritable}; left out")
        if not told.written:
            raise _NothingFits
        writer.close()


def _wanted(
    captures: tuple[str, ...], chosen: Settings, wish: Wish, told: Told, watch: Watch
) -> Iterator[Annotated]:
    inspector, redactor = inspector_for(chosen), new_redactor(chosen.trust)
    waiting = deque[Exchange]()  # as recorded, until their findings are known

    def taken_in() -> Iterator[Exchange]:
        for exchange in recorded_in(captures, chosen, watch):
            told.read += 1
            told.secrets = told.secrets or not exchange.redacted
            clean = redactor.take_in(exchange)
            waiting.append(exchange if wish.raw else clean)
            yield clean

    for annotated in annotate_all(inspector, taken_in()):
        exchange = waiting.popleft()
        if matches(wish.filter, annotated):
            told.matched += 1
            yield replace(annotated, exchange=exchange)


def _writer(wish: Wish, file: BinaryIO, told: Told, warn: Warn, parts: ExitStack) -> Writer:
    if wish.form == "har":
        return har_writer(file, raw=wish.raw)
    if wish.form == "flows":
        from addons.findings import mark
        from inspector.capture.flows_writing import FlowsWriter

        return FlowsWriter(file, mark)
    if wish.form == "http":
        from inspector.capture.httpfile_writing import HttpFileWriter

        return HttpFileWriter(file, warn)
    if wish.form == "curl":
        from inspector.cli.script import ScriptWriter

        return ScriptWriter(file, raw=wish.raw)
    if wish.form == "bundle":
        from inspector.cli.bundling import BundleWriter

        return BundleWriter(file, har_writer, lambda: _contents(wish, told), parts)
    return LinesWriter(file)


def har_writer(file: BinaryIO, *, raw: bool = False) -> HarWriter:
    """Return what writes a HAR that also tells what was found."""
    return HarWriter(file, version("ams-inspector"), _told, raw=raw)


def _told(annotated: Annotated) -> dict[str, Any]:
    document = exchange_as_json(annotated)
    return {name: document[name] for name in TOLD if name in document}


def _contents(wish: Wish, told: Told) -> str:
    """Return how much of the recording was exported, in words."""
    if told.matched == told.read:
        return f"All {told.read} exchanges of the recording."
    return f"{told.matched} of {told.read} exchanges of the recording, {one_line(wish.chosen_by)}"


@dataclass(frozen=True)
class LinesWriter:
    """Writes a line of JSON for each exchange."""

    file: BinaryIO

    def add(self, annotated: Annotated) -> None:
        """Write one exchange."""
        self.file.write(f"{one_line_json(exchange_as_json(annotated))}\n".encode())

    def close(self) -> None:
        """Write nothing: a line is an exchange."""
