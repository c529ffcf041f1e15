"""The screens that tell of the whole capture, and the ways from them into the list and back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen

from inspector.capture.store import CaptureReader
from inspector.tui.aggregate import AggregateScreen
from inspector.tui.background import begin
from inspector.tui.breaches import Breaches
from inspector.tui.census import Census
from inspector.tui.drill import Drill
from inspector.tui.exchanges import Exchanges
from inspector.tui.feed import Feed
from inspector.tui.filters import FilterBar
from inspector.tui.log import LogScreen
from inspector.tui.outside import Demanded
from inspector.tui.scorecard import ScorecardScreen

Open = Callable[[Drill | None], Screen[Drill | None]]


@dataclass(frozen=True)
class Origin:
    """Where a person was before a survey led into the list."""

    survey: Open
    drill: Drill
    filter: str
    cursor: int
    following: bool  # the newest were in sight, wherever the cursor was


class Surveys(Vertical):
    """Opens scorecard, aggregate and log over a list that it filters for them."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "s",
            "scorecard",
            "scorecard",
            tooltip="scorecard: which headers were sent where",
            id="scorecard",
        ),
        Binding(
            "a",
            "aggregate",
            "aggregate",
            tooltip="aggregate: which rules are broken where",
            id="aggregate",
        ),
        Binding("L", "log", "log", tooltip="the proxy's log, refused certificates first", id="log"),
    )

    RETURN = Binding(
        "escape", "return_to_survey", "back",
        key_display="esc", tooltip="back to where the list was chosen",
    )  # fmt: skip

    reader: CaptureReader
    feed: Feed
    filter: FilterBar
    exchanges: Exchanges
    demanded: Demanded
    _census: Census | None = None
    _breaches: Breaches | None = None
    _origin: Origin | None = None

    def action_scorecard(self) -> None:
        begin(self, self._open_scorecard, "survey", exclusive=True)

    async def _open_scorecard(self) -> None:
        if self._census is None:
            demands = await asyncio.to_thread(self.demanded)  # the rules may have to be loaded
            self._census = Census(self.reader.path, demands)
        self._survey(partial(ScorecardScreen, self._census, self.feed.seen))

    def action_aggregate(self) -> None:
        self._breaches = self._breaches or Breaches(self.reader.path)
        self._survey(partial(AggregateScreen, self._breaches, self.feed.seen))

    def action_log(self) -> None:
        ca = self.feed.facts.get("ca", "")
        self.app.push_screen(LogScreen(self.reader.path, self.feed.seen, ca))

    def _survey(self, survey: Open, came: Drill | None = None) -> None:
        def gone(drill: Drill | None) -> None:
            if drill is not None:
                self._into(survey, drill)

        self.app.push_screen(survey(came), gone)

    def _into(self, survey: Open, drill: Drill) -> None:
        """List what a row of a survey is about."""
        if self._origin is None:
            former, exchanges = self.filter.input.value if self.filter.is_on else "", self.exchanges
            self._origin = Origin(survey, drill, former, exchanges.cursor, exchanges.following)
        else:  # from what another survey listed
            self._origin = replace(self._origin, survey=survey, drill=drill)
        self.filter.put(drill.filter)
        self.screen.set_focus(self.exchanges)
        self.refresh_bindings()

    @property
    def is_led(self) -> bool:
        """Tell whether the list shows what a survey led to."""
        return self._origin is not None

    def forget_survey(self) -> None:
        """Stay where the person is: the filter is his own from now on."""
        self._origin = None
        self.refresh_bindings()

    def action_return_to_survey(self) -> None:
        """Go back to the survey, and leave the list as it was."""
        origin, self._origin = self._origin, None
        if origin is None:
            return
        self.filter.put(origin.filter)
        self.filter.display = bool(origin.filter)
        self.exchanges.go(origin.cursor)
        self.exchanges.following = origin.following
        self._survey(origin.survey, origin.drill)
