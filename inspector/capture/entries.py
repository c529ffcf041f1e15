"""What the tables of a capture say of an annotated exchange."""

import json
from collections import Counter
from collections.abc import Iterator

from inspector.capture.saved import pack
from inspector.core.annotated import Annotated
from inspector.core.clean import storable
from inspector.core.exchange import Message
from inspector.core.filtering.subject import LISTED
from inspector.core.lives.life import short
from inspector.core.lives.lifeline import LONGEST, account_of
from inspector.core.lives.touch import Touch
from inspector.core.severity import Severity

_INTEGERS = 1 << 63  # SQLite's integers have 64 bits

INSERT_EXCHANGE = f"INSERT INTO exchange VALUES ({', '.join('?' * 16)})"  # noqa: S608
INSERT_MESSAGE = "INSERT INTO message VALUES (?, ?, ?, ?, ?)"
INSERT_APART = "INSERT INTO apart VALUES (?, (SELECT max(n) FROM exchange WHERE id = ?), ?)"
INSERT_TOUCH = f"INSERT INTO touch VALUES ({', '.join('?' * 12)})"  # noqa: S608
KEPT_OF_LISTED = ("Name",)  # all facts would take more room than the list itself
UPDATE_EXCHANGE = (
    "UPDATE exchange SET operation = ?, severity = ?, codes = ?, service = ?, profile = ? "
    "WHERE n = ?"
)
ADD_TO_TALLY = (
    "UPDATE tally SET exchanges = exchanges + ?, inspected = inspected + ?, "
    "errors = errors + ?, warnings = warnings + ?, notes = notes + ?"
)


def columns(n: int, annotated: Annotated) -> tuple[object, ...]:
    """Return the row of the table `exchange`, in the order of Row's fields."""
    exchange = annotated.exchange
    request, response = exchange.request, exchange.response
    target = request.target
    path = f"{target.path}?{target.query}" if target.query else target.path
    return (
        n,
        storable(exchange.id),
        exchange.started,
        exchange.duration,
        storable(request.method),
        storable(request.verb),
        storable(target.host),
        storable(path[:LISTED]),
        storable(annotated.operation),
        _integer(response.status if response else None),
        _integer(_size(response)),
        int(annotated.severity or 0),
        codes(annotated),
        storable(annotated.service),
        None if annotated.profile is None else storable(annotated.profile),
        storable(exchange.error),
    )


def amended_columns(n: int, annotated: Annotated) -> tuple[object, ...]:
    """Return the values of UPDATE_EXCHANGE."""
    return (
        storable(annotated.operation),
        int(annotated.severity or 0),
        codes(annotated),
        storable(annotated.service),
        None if annotated.profile is None else storable(annotated.profile),
        n,
    )


def apart_columns(n: int, annotated: Annotated) -> tuple[object, ...]:
    """Return the values of INSERT_APART."""
    exchange = annotated.exchange
    mended = dict.fromkeys(mend.code for mend in exchange.mends)
    return n, storable(exchange.replay_of) or None, storable(" ".join(mended))


def touch_rows(n: int, annotated: Annotated) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the table `touch`."""
    account = storable(account_of(annotated.exchange.request.target.host))
    for place, touch in enumerate(map(short, annotated.touches)):
        yield (
            n,
            place,
            account,
            storable(touch.entity),
            None if touch.other is None else storable(touch.other),
            touch.act,
            storable(touch.way[:LONGEST]),
            int(touch.refused),
            touch.part,
            storable(touch.type),
            storable(touch.state),
            _facts(touch),
        )


def _facts(touch: Touch) -> str:
    kept = KEPT_OF_LISTED if touch.act == "listed" else tuple(touch.facts)
    return json.dumps({name: touch.facts[name] for name in kept if name in touch.facts})


def codes(annotated: Annotated) -> str:
    """Return the codes found, each once, the gravest first."""
    found = sorted(annotated.findings, key=lambda finding: -finding.severity)
    return storable(" ".join(dict.fromkeys(finding.code for finding in found)))


def count(annotated: Annotated) -> Counter[str]:
    """Return what the exchange adds to the tally."""
    counted = Counter(finding.severity.label for finding in annotated.findings)
    counted["exchanges"] = 1
    counted["inspected"] = int(annotated.profile is not None)
    return counted


def tally_columns(counted: Counter[str]) -> tuple[int, ...]:
    """Return the values of ADD_TO_TALLY."""
    labels = (Severity.ERROR.label, Severity.WARNING.label, Severity.NOTE.label)
    return tuple(counted[name] for name in ("exchanges", "inspected", *labels))


def stored_body(message: Message | None) -> bytes | None:
    """Return what a body is kept as; None when it was not recorded."""
    return None if message is None or message.body is None else pack(message.body)


def _size(message: Message | None) -> int | None:
    if message is None or message.body is None:
        return None if message is None else message.body_size
    return len(message.body) if message.body_size is None else message.body_size


def _integer(value: int | None) -> int | None:
    return value if value is not None and -_INTEGERS <= value < _INTEGERS else None
