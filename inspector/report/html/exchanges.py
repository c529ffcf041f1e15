"""The exchanges as rows of a table, and which of them have a row, and a detail beneath it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from inspector.core import words
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.report.alike import failure_of, is_told, status_of
from inspector.report.html.detail import detail
from inspector.report.html.markers import Markers
from inspector.report.html.markup import Html, element, join
from inspector.report.html.page import more
from inspector.report.html.places import sign

MOST_ROWS = 5_000
MOST_CLEAN = 2_000  # of them: rows of exchanges in which nothing was found
MOST_DETAILS = 1_000
MOST_ALIKE = 300  # of them: details in which nothing is that no other detail has
MOST_BYTES = 24 * 1024 * 1024  # of details, and of the bodies that were laid out for them
LINKED = 8  # exchanges of one kind of finding
CHOICES = 100  # methods, and codes, that can be chosen
COLUMNS = ("", "#", "Time", "Operation", "Status", "Duration", "Size")
Key = tuple[str, ...]  # operation, code, fingerprint; or operation and failure


@dataclass
class Rows:
    """Writes rows to a stream as exchanges come; bounded, and what was left out is counted."""

    stream: IO[str]
    markers: Markers
    shown: int = 0
    clean: int = 0
    details: int = 0
    alike: int = 0
    spent: int = 0  # bytes
    left_out: int = 0  # exchanges without a row
    without_detail: int = 0  # rows that should have a detail
    opened: dict[Key, list[int]] = field(default_factory=dict)  # first exchanges with a detail
    methods: Counter[str] = field(default_factory=Counter)

    def add(self, annotated: Annotated) -> None:
        """Write an exchange's row if there is room for it."""
        told = is_told(annotated)
        if self.shown >= MOST_ROWS or (not told and self.clean >= MOST_CLEAN):
            self.left_out += 1
            return
        self.shown += 1
        self.clean += not told
        method = one_line(annotated.exchange.request.method, 40)
        if method in self.methods or len(self.methods) < CHOICES:
            self.methods[method] += 1
        self.stream.write(self.markers.numbered(f"{self._body(annotated, told=told)}\n"))

    def lacking(self) -> Iterator[Html]:
        """Yield what the table lacks, and where it is to be had."""
        limits = (
            f"there are {MOST_ROWS:,} at most, of them {MOST_CLEAN:,} in which nothing was found"
        )
        for number, of in (
            (self.left_out, f"exchanges that have no row: {limits}"),
            (self.without_detail, "exchanges above whose detail had no room; `inspector open` shows each"),
        ):  # fmt: skip
            line = more(number, of)
            if line is not None:
                yield line

    def _body(self, annotated: Annotated, *, told: bool) -> Html:
        has_detail = told and self._has_room(annotated)
        self.without_detail += told and not has_detail
        severity = annotated.severity
        return element(
            "tbody",
            row(annotated),
            self._detail(annotated) if has_detail else None,
            data_severity="clean" if severity is None else severity.label,
            data_method=one_line(annotated.exchange.request.method, 40),
            data_status=_status_class(annotated),
            data_codes=" ".join(dict.fromkeys(one.code for one in annotated.findings)) or None,
        )

    def _detail(self, annotated: Annotated) -> Html:
        opened = detail(annotated)
        self.spent += len(opened) + _size(annotated)
        return element(
            "tr", element("td"), element("td", opened, colspan=len(COLUMNS) - 1), class_="below"
        )

    def _has_room(self, annotated: Annotated) -> bool:
        keys = keys_of(annotated)
        new = any(key not in self.opened for key in keys)
        if self.details >= MOST_DETAILS or self.spent >= MOST_BYTES:
            return False
        if not new and self.alike >= MOST_ALIKE:
            return False
        self.details += 1
        self.alike += not new
        for key in keys:
            at = self.opened.setdefault(key, [])
            if len(at) < LINKED:
                at.append(annotated.index)
        return True


def keys_of(annotated: Annotated) -> list[Key]:
    """Return what was found in an exchange, and its failure, as `Rows.opened` knows them."""
    operation = annotated.operation
    keys: list[Key] = [(operation, one.code, one.fingerprint) for one in annotated.findings]
    if annotated.diagnosis is not None:
        keys.append(failure_key(operation, failure_of(annotated)))
    return keys


def failure_key(operation: str, why: tuple[str, ...]) -> Key:
    """Return what stands for a kind of failure; no finding has a code like this."""
    return operation, "failed", *why


def row(annotated: Annotated) -> Html:
    """Return an exchange as one row."""
    exchange = annotated.exchange
    response = exchange.response
    size = None if response is None else response.body_size
    if response is not None and size is None and response.body is not None:
        size = len(response.body)
    failed = response is None or response.status >= 400
    number = annotated.index + 1
    cells = [
        element("td", sign(annotated.severity)),
        element("td", f"{number:,}", class_="n", id=f"x{number}"),
        element("td", words.clock(exchange.started), class_="n time"),
        element("th", annotated.operation, scope="row", title=exchange.request.url[:500]),
        element("td", _status(annotated), class_="status failed" if failed else "status"),
        element("td", _milliseconds(exchange.duration), class_="n duration"),
        element("td", words.size(size), class_="n size"),
    ]
    return element("tr", join(cells))


def _milliseconds(seconds: float | None) -> str:
    shown = words.milliseconds(seconds)
    return f"{shown} ms" if shown else ""


def _status(annotated: Annotated) -> str:
    """Return the status, short enough for a column; the detail says why no answer came."""
    return "no answer" if annotated.exchange.error else status_of(annotated)


def _status_class(annotated: Annotated) -> str:
    response = annotated.exchange.response
    return "none" if response is None else f"{response.status // 100}xx"


def _size(annotated: Annotated) -> int:
    exchange = annotated.exchange
    answered = exchange.response.body if exchange.response else None
    return len(exchange.request.body or b"") + len(answered or b"")
