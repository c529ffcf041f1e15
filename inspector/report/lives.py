"""A lifeline as one line; text of the wire goes through the format's *quote*, Markdown's by default."""

from collections.abc import Callable, Iterable
from itertools import groupby

from inspector.core.ids import abbreviated
from inspector.core.lives.life import READS
from inspector.core.lives.lifeline import Led, LifeEvent, Lifeline
from inspector.report.inert import LIMIT, code

TOLD = 8  # exchanges of the same act, and groups of them
LED = 12  # entities
Quote = Callable[[str, int], str]  # text and the most characters to show of it


def is_told(life: Lifeline) -> bool:
    """Tell whether anything was done to the entity but reading it."""
    return any(event.act not in READS for event in life.events)


def life_line(life: Lifeline, quote: Quote = code) -> str:
    """Return the entity, what was done to it, and what it led to."""
    name = f" {quote(life.name, 60)}" if life.name else ""
    head = f"{quote(life.type.strip() or '?', 60)} {quote(abbreviated(life.entity.id), 80)}{name}"
    groups = [
        _acts(list(same), quote)
        for _, same in groupby(life.events, key=lambda event: (event.act, event.refused))
    ]
    if len(groups) > TOLD:
        groups[TOLD // 2 : -TOLD // 2] = ["…"]
    more = f" ({life.left_out:,} more acts)" if life.left_out else ""
    return f"{head}: {', '.join(groups)}{more}{_leads(life, quote)}"


def _acts(events: list[LifeEvent], quote: Quote) -> str:
    """Return the same act at one or several exchanges."""
    numbers = [_number(event) for event in events]
    if len(numbers) > TOLD:
        numbers[TOLD // 2 : -TOLD // 2] = ["…"]
    refused = " (refused)" if events[0].refused else ""
    states = _states(events, quote)
    return f"{events[0].act}{refused} {quote(' '.join(numbers), LIMIT)}{states}"


def _number(event: LifeEvent) -> str:
    if event.count == 1:
        return f"#{event.index + 1}"
    return f"#{event.index + 1}–{event.last + 1} ×{event.count:,}"


def _states(events: Iterable[LifeEvent], quote: Quote) -> str:
    states = [state for event in events for state in event.states]
    changed = [state for state, _ in groupby(states)]
    return f" ({quote(' → '.join(changed), 120)})" if changed else ""


def _leads(life: Lifeline, quote: Quote) -> str:
    led = [_led(one, quote) for one in life.led_to[:LED]]
    if len(life.led_to) > LED or life.led_further:
        led.append("…")
    return "".join(f" → {one}" for one in led)


def _led(led: Led, quote: Quote) -> str:
    return f"{quote(led.type, 60)} {quote(abbreviated(led.entity.id), 80)}".strip()
