"""The lives of the entities that an exchange touched, read from a capture and as a sheet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inspector.capture.store import CaptureReader, Lifeline
from inspector.core import words
from inspector.core.clean import one_line
from inspector.core.ids import abbreviated
from inspector.core.lives.life import LATEST
from inspector.core.lives.lifeline import Led, LifeEvent
from inspector.core.sheets.folding import Fold
from inspector.core.sheets.sheet import Sheet
from inspector.errors import CaptureError

SHOWN = 12  # lives
WHEN, NUMBER, ACT = 12, 10, 9  # cells
OWN = "▶"


@dataclass(frozen=True)
class Tale:
    """What the capture tells of the entities that an exchange touched."""

    number: int = 0  # of the exchange
    lives: tuple[Lifeline, ...] = ()  # of the entity in its address first
    more: int = 0  # entities whose lives are not among them
    told_from: int | None = 1  # the first exchange that is told of, None: nothing is
    problem: str = ""  # why nothing could be read


Tell = Callable[[int], Tale]


@dataclass
class TaleSheet(Sheet):
    """A tale to read; *leads* says which exchange a line is about."""

    leads: dict[int, int] = field(default_factory=dict)
    own: int | None = None  # the first line about the exchange itself


def tell(path: Path, number: int) -> Tale:
    """Return the tale of exchange *number*; may take a while."""
    try:
        with CaptureReader(path) as reader:
            entities = reader.entities_of(number)
            lives = tuple(reader.lifeline(entity) for entity in entities[:SHOWN])
            return Tale(number, lives, max(0, len(entities) - SHOWN), reader.told_from())
    except CaptureError as error:
        return Tale(number, problem=str(error))


def tale_sheet(tale: Tale, started: float | None) -> TaleSheet:
    """Return *tale* as lines; times are relative to *started*, the exchange's own."""
    sheet = TaleSheet()
    if tale.problem:
        sheet.add("bad", one_line(tale.problem, 400))
    elif not tale.lives:
        sheet.add("note", _nothing(tale))
    for place, life in enumerate(tale.lives):
        _life(sheet, tale, life, started, f"{place}:")
    if tale.more:
        more = words.counted(tale.more, "more entity", "more entities")
        sheet.add("note", f"It touched {more}.")
    return sheet


def _nothing(tale: Tale) -> str:
    if tale.told_from is None:
        return (
            "This capture was recorded by an older version, which kept no lifelines; "
            "`inspector check --format markdown` tells them."
        )
    if tale.number < tale.told_from:
        return f"An older version recorded this exchange; lifelines begin at #{tale.told_from}."
    return "It touched no entity whose id is known."


def _life(sheet: TaleSheet, tale: Tale, life: Lifeline, started: float | None, name: str) -> None:
    kind, title = one_line(life.type) or "?", f"  “{one_line(life.name, 60)}”" if life.name else ""
    head = len(sheet.lines)
    sheet.add("life", f"{kind} {one_line(life.entity.id)}{title}", ("life", name))
    for number, event in enumerate(life.events):
        if life.left_out and number == len(life.events) - LATEST:
            left = words.counted(life.left_out, "more act")
            sheet.add("note", f"{'':{WHEN}}… {left} …")
        _event(sheet, tale.number, event, started, f"{name}{event.index}:{event.act}")
    for led in life.led_to:
        _led(sheet, led, f"{name}{led.entity.id}")
    if life.led_further:
        sheet.add("note", f"{'':{WHEN}}… and to more")
    lines = len(sheet.lines) - head - 1
    if lines:
        sheet.folds[head] = Fold(len(sheet.lines) - 1, lines, "line")
    sheet.add("plain")


def _event(
    sheet: TaleSheet, number: int, event: LifeEvent, started: float | None, name: str
) -> None:
    own = event.index < number <= event.last + 1
    line = len(sheet.lines)
    if own and sheet.own is None:
        sheet.own = line
    sheet.leads[line] = event.index + 1
    kind = "refused" if event.refused else "own" if own else "event"
    mark = OWN if own else " "
    first, last = event.index + 1, event.last + 1
    numbers = f"#{first}" if first == last else f"#{first}–{last}"
    times = f" ×{event.count:,}" if event.count > 1 else ""
    act = f"{event.act}{times}"
    text = (
        f"{mark}{_when(event.started, started):>{WHEN - 2}} {numbers:<{NUMBER}} {act:<{ACT}} "
        f"{one_line(event.operation)}{_outcome(event)}"
    )
    sheet.add(kind, text, ("event", name))


def _outcome(event: LifeEvent) -> str:
    said = []
    if event.part is not None:
        said.append(f"operation {event.part}")
    if event.status is not None:
        said.append(str(event.status))
    if event.refused:
        said.append("refused" if event.status or event.part else "not answered")
    if event.states:
        said.append(" → ".join(one_line(state, 40) for state in event.states))
    if event.other:
        said.append(f"{one_line(event.way)} {_short(event.other)}".strip())
    lasted = (event.ended or 0.0) - (event.started or 0.0)
    if event.started is not None and event.ended is not None and lasted >= 1:
        said.append(f"in {words.span(lasted)}")
    return "".join(f"  {one}" for one in said)


def _led(sheet: TaleSheet, led: Led, name: str) -> None:
    sheet.leads[len(sheet.lines)] = led.index + 1
    kind, title = one_line(led.type) or "?", f" “{one_line(led.name, 60)}”" if led.name else ""
    entity = _short(led.entity.id)
    text = f"{'→':>{WHEN - 1}} #{led.index + 1:<{NUMBER - 1}} {kind} {entity}{title}  {one_line(led.way)}"
    sheet.add("led", text, ("led", name))


def _short(entity: str) -> str:
    return one_line(abbreviated(entity), 60)


def _when(at: float | None, started: float | None) -> str:
    """Return how long before or after the exchange something was; "" when not known."""
    if at is None or started is None:
        return ""
    apart = at - started
    if abs(apart) < 0.0005:
        return "now"
    sign = "+" if apart > 0 else "−"
    return f"{sign}{words.span(apart)}" if abs(apart) >= 1 else f"{sign}{abs(apart) * 1000:.0f} ms"
