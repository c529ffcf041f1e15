"""What the tests of a session sent, judged as one recording, however many processes ran them."""

import io
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from heapq import merge
from pathlib import Path

from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.cli.baselining import baseline_for, check_flags, conclusion
from inspector.cli.check import FORMATS, ReportMaker, write
from inspector.cli.destination import stream
from inspector.config.settings import Settings, inspector_for
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange
from inspector.core.recording import annotate_all
from inspector.errors import ConfigError
from inspector.proxy import STOP_LIMIT
from inspector.pytest_plugin.options import Wished
from inspector.report import text
from inspector.report.document import Summary

UNSENT = (
    "nothing recognised: the tests sent nothing through the proxy. Most likely the calls are replaced"
    " by a fake, the client is told not to read HTTPS_PROXY, or it was made with a TLS context before"
    " pytest began; --ams-allow-empty lets that pass"
)
UNKNOWN = (
    "nothing recognised: none of {count} exchanges went to a host of a known service; for a test host"
    " write hosts or profile into ams-inspector.toml, or pass --ams-allow-empty"
)


@dataclass(frozen=True)
class Verdict:
    """What is to be told at the end of a session."""

    report: str  # for people
    failures: tuple[str, ...] = ()  # why the session fails, beside its tests
    asides: tuple[str, ...] = ()


@dataclass
class Judge:
    """Judges captures by the settings, writes the reports; raises ConfigError for bad wishes."""

    wished: Wished
    chosen: Settings
    reports: list[tuple[str, Path]] = field(init=False)

    def __post_init__(self) -> None:
        check_flags(self.wished.baseline, self.wished.update_baseline)
        self.baseline = baseline_for(self.chosen, self.wished.update_baseline)
        self.reports = [_destination(one) for one in self.wished.reports]
        files = [file for _, file in self.reports]
        if len(set(files)) < len(files):
            raise ConfigError(
                "--ams-report: two reports would be written to one file; name another"
            )

    def verdict(self, captures: list[Path], *, passed: bool, paint: text.Paint) -> Verdict:
        """Return the verdict on what *captures* hold; *passed* tells whether the tests did."""
        with ExitStack() as open_:
            readers = [open_.enter_context(_finished(capture)) for capture in captures]
            hosts = {host for one in readers for host in one.facts().get("hosts", "").split(",")}
            chosen = replace(self.chosen, hosts=(*self.chosen.hosts, *filter(None, hosts)))
            found = annotate_all(inspector_for(chosen), _in_time(readers))
            if len(captures) > 1 and self.wished.capture is not None:
                found = _kept(found, open_.enter_context(CaptureWriter(self.wished.capture)))
            return self._written(found, passed, paint)

    def _written(self, found: Iterable[Annotated], passed: bool, paint: text.Paint) -> Verdict:
        told = io.StringIO()
        maker = ReportMaker(self.chosen.policy)
        with ExitStack() as files:
            reports = [maker.report(name, stream(str(file), files)) for name, file in self.reports]
            people = text.Report(told, paint)
            sifted = map(self.baseline.sift, found)
            summary, failed = write(sifted, self.chosen.policy, [people, *reports])
        whole = passed and summary.recognised > 0
        return Verdict(told.getvalue(), self._failures(summary, failed), self._asides(whole))

    def _failures(self, summary: Summary, failed: bool) -> tuple[str, ...]:
        if summary.recognised == 0 and not self.wished.allow_empty:
            return (UNKNOWN.format(count=summary.exchanges) if summary.exchanges else UNSENT,)
        limit = self.chosen.policy.fail_on
        return (f"findings at or above {limit.label} (fail-on)",) if failed and limit else ()

    def _asides(self, whole: bool) -> tuple[str, ...]:
        written = [f"{name} written to {file}" for name, file in self.reports]
        told = conclusion(self.baseline, self.wished.update_baseline, whole=whole)
        return (*written, *told)


def _destination(typed: str) -> tuple[str, Path]:
    name, _, file = typed.partition("=")
    if name not in FORMATS or not file:
        raise ConfigError(
            f"--ams-report: {typed!r} is not FORMAT=FILE with one of {', '.join(FORMATS)}"
        )
    path = Path(file).absolute()
    if not path.parent.is_dir():
        raise ConfigError(f"--ams-report: {file}: there is no folder {path.parent}; make it first")
    return name, path


def _finished(capture: Path) -> CaptureReader:
    """Return a reader of a capture that is written no more; a proxy ends soon after its tests."""
    reader, end = CaptureReader(capture), time.monotonic() + 2 * STOP_LIMIT
    while reader.facts()["state"] == "recording" and time.monotonic() < end:
        time.sleep(0.05)
    return reader


def _in_time(readers: list[CaptureReader]) -> Iterator[Exchange]:
    return merge(*map(_exchanges, readers), key=lambda exchange: exchange.started or 0.0)


def _exchanges(reader: CaptureReader) -> Iterator[Exchange]:
    return (reader.annotated(n).exchange for n in reader.matching(None))


def _kept(found: Iterable[Annotated], writer: CaptureWriter) -> Iterator[Annotated]:
    for annotated in found:
        writer.append(annotated)
        yield annotated
