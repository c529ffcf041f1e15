"""A session of pytest: what has to be ended, and what is told at the end."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector.core.clean import clean
from inspector.errors import CaptureError, ConfigError
from inspector.pytest_plugin.options import as_typed
from inspector.pytest_plugin.recording import Recording
from inspector.pytest_plugin.telling import Telling
from inspector.pytest_plugin.verdict import Judge, Verdict
from inspector.report.text import Paint, plain

WORDS_SHOWN = 5  # lines of what the proxy complained of


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Session:
    """A plugin of pytest: ends what has been started, then judges and tells the verdict."""

    telling: Telling | None = None  # None: no test runs in this process
    recording: Recording | None = None  # None: the proxy is another's
    judge: Judge | None = None  # None: another judges
    captures: Callable[[], list[Path]] = list
    verdict: Verdict | None = None

    # Within xdist's and the terminal's own wrappers, behind what they wrap: the workers have ended,
    # and the summary is yet to be written.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """End the proxy, judge, and let the session fail when it is to fail."""
        try:
            return (yield)
        finally:
            self._end(session)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the verdict."""
        if self.verdict is not None:
            terminalreporter.section("ams-inspector")
            for line in self.verdict.report.splitlines():
                terminalreporter.write_line(line)
            for line in self.verdict.asides:
                terminalreporter.write_line(f"ams-inspector: {clean(as_typed(line))}")
            for line in self.verdict.failures:
                terminalreporter.write_line(f"ams-inspector: FAILED: {clean(line)}", red=True)

    def stop(self) -> None:
        """End what has been started."""
        if self.telling is not None:
            self.telling.stop()
        if self.recording is not None:
            self.recording.stop()

    def _end(self, session: pytest.Session) -> None:
        self.stop()
        if self.judge is None:
            return
        passed = session.exitstatus == pytest.ExitCode.OK
        terminal = told_to(session.config)
        self.verdict = self._judged(self.judge, painted(terminal) if terminal else plain, passed)
        if self.verdict.failures and passed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if terminal is None:
            _say(session.config, self.verdict)

    def _judged(self, judge: Judge, paint: Paint, passed: bool) -> Verdict:
        try:
            found = judge.verdict(self.captures(), passed=passed, paint=paint)
        except (ConfigError, CaptureError) as error:
            found = Verdict("", (str(error),))
        if self.recording is None:
            return found
        wrong = filter(None, [self.recording.wrong])
        words = self.recording.words.splitlines()[-WORDS_SHOWN:]
        return Verdict(found.report, (*found.failures, *wrong), (*words, *found.asides))


def told_to(config: pytest.Config) -> pytest.TerminalReporter | None:
    """Return where the summary is going to be written, None when there will be none."""
    found: pytest.TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    return None if found is None or found.no_summary else found


def painted(terminal: pytest.TerminalReporter) -> Paint:
    """Return what colours text as *terminal* does."""
    writer = terminal.config.get_terminal_writer()
    return lambda words, colour: writer.markup(words, **{colour: True})


def _say(config: pytest.Config, verdict: Verdict) -> None:
    """Write why the session fails on stderr, since there is no summary to have it."""
    capturing = config.pluginmanager.get_plugin("capturemanager")
    if capturing is not None:
        capturing.suspend_global_capture(in_=False)
    for line in verdict.failures:
        print(f"ams-inspector: FAILED: {clean(line)}", file=sys.stderr)
    if capturing is not None:
        capturing.resume_global_capture()
