"""The main screen: list and detail of a capture, and the keys that move between them."""

import os
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input

from inspector.capture.store import CaptureReader
from inspector.core.clean import clean
from inspector.core.redaction.redact import Redactor
from inspector.tui.arrangement import Arranged
from inspector.tui.commanding import Commanding
from inspector.tui.copying import Copying
from inspector.tui.detail import Detail
from inspector.tui.exchange_columns import USUAL
from inspector.tui.exchanges import Exchanges
from inspector.tui.explanation import explanation
from inspector.tui.exporting import Exporting, Progress
from inspector.tui.feed import Feed
from inspector.tui.filters import FilterBar
from inspector.tui.gaps import occurring
from inspector.tui.keys import keys_page
from inspector.tui.live import Live
from inspector.tui.looking import Looking
from inspector.tui.marking import Marking
from inspector.tui.marks import Marks
from inspector.tui.outside import Outside
from inspector.tui.painted import Sparing
from inspector.tui.past import Past
from inspector.tui.screens import Page
from inspector.tui.seeking import Seeking
from inspector.tui.surveys import Surveys
from inspector.tui.tale import tell
from inspector.tui.timeline import Timeline
from inspector.tui.title import Title
from inspector.tui.viewing import Viewing


class Browser(
    Arranged, Looking, Marking, Seeking, Commanding, Viewing, Live, inherit_bindings=False
):
    """Shows a capture; what is chosen in the list is shown in the detail."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter(True)",
            "filter",
            key_display="/",
            tooltip="filter the list anew",
            id="filter",
        ),
        Binding("f", "filter(False)", "change the filter", show=False, id="edit-filter"),
        Binding(
            "n", "found(1)", "finding", tooltip="next exchange with a finding", id="next-finding"
        ),
        Binding(
            "N", "found(-1)", "previous exchange with a finding", show=False, id="previous-finding"
        ),
        Binding("tab", "tab(1)", "tabs", tooltip="next tab", id="next-tab"),
        Binding("shift+tab", "tab(-1)", "previous tab", show=False, id="previous-tab"),
        Binding("e", "explain", "explain", tooltip="explain the rule of the finding", id="explain"),
        # The footer shows what fits, and in 80 columns these are wanted most.
        *Live.BINDINGS[:1],
        *Copying.KEYS,
        *Live.BINDINGS[1:],
        *Marking.KEYS,
        *Exporting.KEYS,
        *Viewing.KEYS,
        *Commanding.KEYS,
        *Surveys.KEYS,
        Binding("F", "follow", "follow", tooltip="keep the newest in sight", id="follow"),
        Binding("p", "pause", "hold the display; the recording goes on", show=False, id="pause"),
        *Arranged.KEYS,
        Binding("question_mark", "help", "help", key_display="?", tooltip="this page", id="help"),
        Binding("q", "back", "back", tooltip="back to the list", id="back"),
        Binding("q", "leave", "quit", tooltip="in the list: quit", id="quit"),
        Surveys.RETURN,
        Binding("escape", "escape", "back; in the list: filter off, and on again", show=False),
    ]

    class Quit(Message):
        """A person wants to leave."""

    def __init__(
        self,
        reader: CaptureReader,
        outside: Outside,
        name: str,
        *,
        lasting: bool = True,
    ) -> None:
        super().__init__(outside.fix_of)
        self.reader = reader
        self.outside = outside
        self.redactor = Redactor(os.urandom(32))  # for what a raw capture gives away
        self.explain = outside.explain
        self.demanded = outside.demanded
        self.keys = outside.wishes.keys
        self.marks = Marks(reader.path, lasting)
        self.feed = Feed(reader)
        self.title = Title()
        self.title.capture = name
        self.occurring = occurring(reader.path)
        self.filter = FilterBar(Past(outside.past), self.occurring)
        self.exchanges = Exchanges(self.feed.listing)
        self.exchanges.chosen = outside.wishes.columns or USUAL
        self.detail = Detail(partial(tell, reader.path))
        self.progress = Progress()

    def compose(self) -> ComposeResult:
        yield self.title
        yield self.filter
        with Container(id="panes"):
            yield self.exchanges
            yield self.detail
        yield self.progress
        yield self.feed

    def on_mount(self) -> None:
        """Begin with the list."""
        self.screen.set_focus(self.exchanges)
        self.follow_marks()
        self._arrange()

    def on_feed_grown(self, event: Feed.Grown) -> None:
        """Show what is new."""
        feed, title = event.feed, self.title
        if not title.state:
            self.exchanges.following = feed.state == "recording"
        title.tally, title.rate, title.state = feed.seen.tally, feed.rate, feed.state
        title.listen = feed.facts.get("listen", "")
        title.is_raw = feed.facts.get("redaction") == "off"
        title.is_paused = feed.is_paused
        self.filter.total, self.filter.passed = feed.seen.last, feed.passed
        self.filter.progress = feed.progress
        self.exchanges.empty = feed.empty
        self.exchanges.update()
        self.detail.keep_up(feed.seen.last)
        self.follow_marks()
        self.load_at_rest()

    def on_feed_failed(self, event: Feed.Failed) -> None:
        """Say what could not be read; the rest is shown."""
        self.notify(clean(event.why), title="Damaged", severity="error", markup=False)

    def on_exchanges_opened(self) -> None:
        """Show the detail alone."""
        self.load()  # the cursor may not have rested yet
        self.is_full = True
        self.detail.enter()

    def on_timeline_went(self, event: Timeline.Went) -> None:
        """Go to an exchange that something happened in."""
        self.show_exchange(event.number)

    def looked_into(self) -> str | None:
        """Return the code of the finding under the cursor, if a person is among the findings."""
        among = self.detail.tab == "Findings" and self.detail.has_focus_within
        return self.detail.code if among else None

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Let pass what the filter lets pass."""
        self.give_up_seeking()
        self.feed.node = event.node

    def on_filter_bar_failed(self, event: FilterBar.Failed) -> None:
        """Say that filters are not kept; they are while the screen lasts."""
        self.notify(clean(event.why), title="Filters are not kept", markup=False)

    def on_filter_bar_done(self) -> None:
        """Back to the list."""
        self.screen.set_focus(self.exchanges)

    def action_filter(self, anew: bool) -> None:
        self.is_full = False
        self.forget_survey()
        self.filter.open(anew=anew)

    def action_tab(self, by: int) -> None:
        self.detail.action_next_tab(by)

    def action_explain(self) -> None:
        self.load()
        code = self.detail.code
        if code is None:
            self.notify("Nothing was found here that could be explained.", markup=False, timeout=2)
            return
        try:
            text = self.explain(code)
        except LookupError:
            self.notify(f"This version has no rule {clean(code)}.", markup=False)
            return
        self.app.push_screen(Page("Explain", explanation(clean(text))))

    def action_follow(self) -> None:
        self.exchanges.following = not self.exchanges.following
        self.exchanges.update()
        said = "Following." if self.exchanges.following else "No longer following."
        self.notify(said, markup=False, timeout=2)

    def action_pause(self) -> None:
        self.feed.is_paused = not self.feed.is_paused

    def action_help(self) -> None:
        self.app.push_screen(
            keys_page(self.screen.focused, [*self.BINDINGS, *Sparing.BINDINGS], self.keys)
        )

    def action_escape(self) -> None:
        if self.is_away:
            self.action_back()
        else:
            self.filter.action_switch()

    def action_back(self) -> None:
        self.is_full = False
        self.screen.set_focus(self.exchanges)

    def action_leave(self) -> None:
        self.post_message(self.Quit())

    @property
    def is_away(self) -> bool:
        """Tell whether there is a list to go back to."""
        return self.is_full or self.detail.has_focus_within

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the keys do here; while a person types they are letters."""
        if isinstance(self.screen.focused, Input):
            return action in {"escape", "tab"}
        return {
            "back": self.is_away,
            "leave": not self.is_away,
            "return_to_survey": self.is_led and not self.is_away,
        }.get(action, True)
