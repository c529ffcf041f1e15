"""The copy menu: what is looked at, in the form that is wanted, into the clipboard."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import clean
from inspector.core.redaction.redact import Redactor
from inspector.core.words import size
from inspector.errors import ConfigError
from inspector.tui.background import begin
from inspector.tui.copies import (
    COPIES,
    FINDING,
    REQUEST,
    RESPONSE,
    SUPPRESSION,
    Copied,
    Copy,
    Looked,
    Proxy,
    Uncopiable,
)
from inspector.tui.detail import Detail
from inspector.tui.feed import Feed
from inspector.tui.filing import asked_for
from inspector.tui.findings import Findings
from inspector.tui.menu import Entry, Menu, Section
from inspector.tui.outside import Outside
from inspector.tui.screens import Question

# Bytes that go through OSC 52: with base64 and its frame a sequence of 100,000 characters, the
# most that hterm takes. tmux 3.3 takes 786,000 bytes and drops what is longer, without a word.
TAKEN = 74_994
TMUX = "tmux passes it on once `set -g set-clipboard on` is in its settings."
SUPPRESS = {SUPPRESSION: "for this request", "ignore": ""}  # the settings file's line is long


class CopyMenu(Menu):
    """What can be copied, by key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(one.key, f"take('{one.name}')", one.title, show=False, id=f"copy-{one.name}")
        for one in COPIES.values()
    ]


class Copying(Vertical):
    """Copies; who extends it says what is looked at."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "y", "copy", "copy", tooltip="copy as curl, Python, …, the body, the finding", id="copy"
        ),
    )

    detail: Detail
    feed: Feed
    outside: Outside
    redactor: Redactor
    _told_of_tmux = False

    def looked_at(self) -> Annotated | None:
        """Return the exchange that the keys are about."""
        raise NotImplementedError

    def looked_into(self) -> str | None:
        """Return the code of the finding that the keys are about, None when it is all of them."""
        raise NotImplementedError

    def _looked(self) -> Looked | None:
        """Return what is looked at, without secrets, whatever the capture holds."""
        annotated = self.looked_at()
        if annotated is None:
            return None
        finding = self.detail.finding if self.looked_into() else None
        return self._safe(annotated, self.detail.number, finding)

    def _safe(self, annotated: Annotated, number: int, finding: Finding | None = None) -> Looked:
        exchange = self.redactor.take_in(annotated.exchange)
        proxy = Proxy.of(self.feed.facts)
        return Looked(replace(annotated, exchange=exchange), number, finding, proxy)

    def action_copy(self, name: str = "") -> None:
        """Copy something by its name, or show what there is."""
        looked = self._looked()
        if looked is None:
            self.notify("There is no exchange to copy.", markup=False, timeout=3)
        else:
            begin(self, partial(self._copy, looked, name), "copy", exclusive=True)

    def copy(self, annotated: Annotated, number: int) -> None:
        """Offer to copy the exchange of this number, whichever the cursor is on."""
        begin(self, partial(self._copy, self._safe(annotated, number)), "copy", exclusive=True)

    def on_findings_suppress(self, event: Findings.Suppress) -> None:
        """Show what silences the finding."""
        event.stop()
        looked = self._looked()
        if looked is None or looked.finding is None:
            self.notify("Nothing was found here that could be suppressed.", markup=False, timeout=3)
            return
        begin(self, partial(self._copy, looked, "", SUPPRESSION), "copy", exclusive=True)

    async def _copy(self, looked: Looked, name: str = "", at: str = "") -> None:
        chosen: str | None = name
        if not name:
            menu = CopyMenu(f"Copy of #{looked.number}", sections(looked), at)
            chosen = await self.app.push_screen_wait(menu)
        if not chosen:
            return
        one = COPIES[chosen]
        try:
            copied = await asyncio.to_thread(one.make, looked)  # bodies may be large
        except Uncopiable as why:
            self.notify(clean(f"Not copied: {why}."), severity="warning", markup=False)
            return
        if copied.text is not None and len(copied.text.encode()) <= TAKEN:
            self.app.copy_to_clipboard(copied.text)
            self.notify(clean(" ".join(self._said(one, copied))), markup=False, timeout=6)
        else:
            await self._into_file(one, copied, looked.number)

    def _said(self, one: Copy, copied: Copied) -> Iterator[str]:
        yield f"Copied {called(one)}, {size(len((copied.text or '').encode()))}."
        if copied.variables:
            yield f"Set {', '.join(copied.variables)} before you run it."
        if copied.remark:
            yield f"In it {copied.remark}."
        if os.environ.get("TMUX") and not self._told_of_tmux:
            self._told_of_tmux = True
            yield TMUX

    async def _into_file(self, one: Copy, copied: Copied, number: int) -> None:
        what = f"{called(one)}, {size(len(copied.content))},".capitalize()
        why = "is no text" if copied.text is None else f"is more than the {size(TAKEN)} that every terminal takes"  # fmt: skip
        if not await self.app.push_screen_wait(Question(f"{what} {why}.\n\nWrite a file instead?")):
            return
        name = f"{number}-{one.name}{copied.suffix}"
        path = await asked_for(self.app, "Write it to", name)
        if path is None:
            return
        try:
            await asyncio.to_thread(self.outside.save, path, copied.content)
        except ConfigError as error:
            self.notify(clean(str(error)), severity="error", markup=False)
        else:
            self.notify(clean(f"Written to {path}."), markup=False)


def sections(looked: Looked) -> Iterator[Section]:
    """Yield what can be copied; of a finding where there is one."""
    yield "Request", [_entry(one, looked) for one in REQUEST]
    yield "Response", [_entry(one, looked) for one in RESPONSE]
    if looked.finding is not None:
        yield f"Finding {looked.finding.code}", [_entry(one, looked) for one in FINDING]


def called(one: Copy) -> str:
    """Return what an entry gives, in words that stand alone."""
    if one in RESPONSE:
        return f"the response's {one.title}"
    return f"the request's {one.title}" if one.name == "body" else one.title


def _entry(one: Copy, looked: Looked) -> Entry:
    """Return the entry; what is short and quickly made is shown."""
    if one in REQUEST and one.name not in {"url", "body"}:
        return Entry(one.name, one.title)
    try:
        copied = one.make(looked)
    except Uncopiable as why:
        return Entry(one.name, one.title, str(why), is_open=False)
    if one.title == "body":
        return Entry(one.name, one.title, size(len(copied.content)))
    if one.name in SUPPRESS:
        return Entry(one.name, copied.content.decode(), SUPPRESS[one.name])
    return Entry(one.name, one.title)
