"""Exporting what is listed, or what is looked at, while the screen goes on."""

import asyncio
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inspector.capture.store import CaptureReader
from inspector.core.clean import clean, one_line
from inspector.core.words import counted
from inspector.errors import CaptureError, ConfigError
from inspector.tui.background import begin
from inspector.tui.exchanges import Exchanges
from inspector.tui.export_run import ExportRun, Stopped
from inspector.tui.feed import Feed
from inspector.tui.filing import asked_for
from inspector.tui.filters import FilterBar
from inspector.tui.help import keys_of
from inspector.tui.menu import Entry, Menu
from inspector.tui.outside import Exported, Order, Outside
from inspector.tui.screens import Question

LOOKS = 0.1  # seconds between two looks at how far it is
ONE = "one-"  # begins the names of what exports the exchange under the cursor alone


@dataclass(frozen=True)
class Form:
    """A form of `inspector export`: its key, its suffix, and what people call it."""

    key: str
    suffix: str
    title: str


FORMS = {
    "har": Form("h", ".har", "HAR, for browsers' tools and proxies"),
    "flows": Form("f", ".flows", "flows, for mitmproxy"),
    "curl": Form("c", ".sh", "curl, as a shell script"),
    "http": Form("t", ".http", ".http text, for editors"),
    "jsonl": Form("l", ".jsonl", "JSON lines, as check writes them"),
    "bundle": Form("b", ".zip", "bundle, a zip for an issue"),
}


class ExportMenu(Menu):
    """What can be written, by key: of the list, and by the capital letter of one exchange."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"take('{name}')", form.title, show=False, id=f"export-{name}")
        for word, form in FORMS.items()
        for key, name in ((form.key, word), (form.key.upper(), f"{ONE}{word}"))
    ]


class Progress(Static):
    """One line that says how far an export is; not there without one."""

    DEFAULT_CSS = """
    Progress { height: 1; display: none; padding: 0 1; background: $panel; color: $text-accent; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def tell(self, run: ExportRun, key: str) -> None:
        """Say how far *run* is, and which key stops it."""
        share = run.done * 100 // len(run.numbers)
        far = f"{run.done:,} of {len(run.numbers):,} ({share} %)"
        self.update(Content(f"Writing {one_line(run.order.file.name, 40)}  {far}  {key} stops it"))
        self.display = True


class Exporting(Vertical):
    """Writes exchanges to files; who extends it has a list and a capture."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "w", "write", "write", show=False,
            tooltip="write what is listed, or this one: HAR, flows, curl, …; again: stop", id="write",
        ),
    )  # fmt: skip

    reader: CaptureReader
    feed: Feed
    filter: FilterBar
    exchanges: Exchanges
    outside: Outside
    keys: Mapping[str, str]
    progress: Progress
    _export: ExportRun | None = None

    def action_write(self) -> None:
        if self._export is not None:
            begin(
                self, partial(self._ask_to_stop, self._export), group="export-stop", exclusive=True
            )
        elif not self.exchanges.cursor:
            self.notify("There is no exchange to write.", markup=False, timeout=3)
        else:
            begin(self, self._choose, "export-choice", exclusive=True)

    async def _ask_to_stop(self, run: ExportRun) -> None:
        name = one_line(run.order.file.name)
        if await self.app.push_screen_wait(Question(f"{name} is being written.\n\nStop?")):
            run.stopped.set()

    async def _choose(self) -> None:
        number, listed, what = self.exchanges.cursor, self._listed(), self.listed()
        menu = ExportMenu("Write", [(listed, _entries("")), (f"only #{number}", _entries(ONE))])
        chosen = await self.app.push_screen_wait(menu)
        if not chosen:
            return
        form = chosen.removeprefix(ONE)
        alone = form != chosen
        stem = self.reader.path.stem + (f"-{number}" if alone else "")
        title = f"Write {f'#{number}' if alone else listed}"
        path = await asked_for(self.app, title, stem + FORMS[form].suffix)
        if path is not None:
            self.write(form, path, ([number], f"#{number} alone") if alone else what)

    def listed(self) -> tuple[Sequence[int], str]:
        """Return the numbers that are listed now, and in words by what."""
        numbers: Sequence[int] = self.exchanges.listing.numbers
        if self.feed.node is None:
            return numbers, "as far as they can be read"
        # A filter's numbers grow along with the capture.
        return array("q", numbers), f"by the filter {self.filter.input.value.strip()}"

    def write(self, form: str, path: Path, what: tuple[Sequence[int], str]) -> None:
        """Begin to write exchanges, by their numbers and why just these, to *path*."""
        numbers, by = what
        order = Order(form, path, self.feed.seen.last, by)
        self._export = ExportRun(self.reader.path, order, numbers)
        begin(self, partial(self._written, self._export), "export")

    async def _written(self, run: ExportRun) -> None:
        key = keys_of(Exporting.KEYS[0], self.keys)
        writing = asyncio.ensure_future(asyncio.to_thread(run.run, self.outside.export))
        writing.add_done_callback(_looked_at)
        try:
            while not writing.done():
                self.progress.tell(run, key)
                await asyncio.wait([writing], timeout=LOOKS)
            self._tell(run, await writing)
        except Stopped:
            self.notify(clean(f"{run.order.file} is not written."), markup=False)
        except (CaptureError, ConfigError) as error:
            self.notify(clean(str(error)), title="Not written", severity="error", markup=False)
        finally:
            run.stopped.set()  # the screen may be gone
            self._export, self.progress.display = None, False

    def _tell(self, run: ExportRun, done: Exported) -> None:
        said = [f"Written to {run.order.file}: {counted(done.written, 'exchange')}."]
        if not done.written:
            said = [f"{run.order.file} is not written: nothing here fits this form."]
        if run.unreadable:
            said.append(f"{counted(run.unreadable, 'exchange')} could not be read.")
        if done.remarks:
            further = f" (and {len(done.remarks) - 1:,} more)" if len(done.remarks) > 1 else ""
            said.append(f"{one_line(done.remarks[0])}{further}.")
        self.notify(
            clean("\n".join(said)),
            severity="warning" if len(said) > 1 or not done.written else "information",
            markup=False,
            timeout=8,
        )

    def _listed(self) -> str:
        listed = f"the {counted(len(self.exchanges.listing), 'exchange')} listed"
        return listed if self.feed.progress is None else f"{listed} so far"


def _entries(before: str) -> Iterator[Entry]:
    return (Entry(f"{before}{name}", form.title) for name, form in FORMS.items())


def _looked_at(writing: asyncio.Future[Exported]) -> None:
    """Look at how it ended: nobody else does when the screen has gone meanwhile."""
    if not writing.cancelled():
        writing.exception()
