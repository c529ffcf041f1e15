"""The JSON form of lifelines."""

from collections.abc import Iterator
from typing import Any

from inspector.core.clean import clean
from inspector.core.lives.lifeline import Led, LifeEvent, Lifeline
from inspector.report.document import moment


def entity_as_json(life: Lifeline) -> dict[str, Any]:
    """Return one lifeline; an event's `index` is its exchange's."""
    more = {"events_left_out": life.left_out or None, "led_to_more": life.led_further or None}
    return {
        "id": clean(life.entity.id),
        "type": clean(life.type),
        "host": clean(life.entity.account),
        "name": clean(life.name),
        "events": [_event(event) for event in life.events],
        "led_to": [_led(led) for led in life.led_to],
        **dict(_told(more)),
    }


def _event(event: LifeEvent) -> dict[str, Any]:
    always = {
        "act": event.act,
        "index": event.index,
        "operation": clean(event.operation),
        "started": moment(event.started),
        "refused": event.refused,
        "count": event.count,
        "states": [clean(state) for state in event.states],
    }
    further = {
        "status": event.status,
        "part": event.part,
        "way": clean(event.way) or None,
        "other": None if event.other is None else clean(event.other),
        "last": event.last if event.count > 1 else None,
        "ended": moment(event.ended) if event.count > 1 else None,
    }
    return always | dict(_told(further))


def _led(led: Led) -> dict[str, Any]:
    return {
        "entity": clean(led.entity.id),
        "way": clean(led.way),
        "type": clean(led.type),
        "index": led.index,
    }


def _told(members: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in members.items() if value is not None)
