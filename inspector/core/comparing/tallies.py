"""What the calls of each operation are like, counted in one pass and in bounded memory."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from inspector.core.annotated import Annotated, Finding
from inspector.core.batch import operations
from inspector.core.clean import one_line
from inspector.core.comparing.shape import MOST, shape_of
from inspector.core.comparing.steady import steady_value
from inspector.core.exchange import Exchange, Message, Request

OPERATIONS = 1000  # those after them are counted as one
FURTHER = "(further operations)"
NAMES = MOST  # of one kind, in one operation
VALUES = 20  # of one name; what has more is not compared by value
TEXTS = 100_000  # names and values of a whole recording
FINDINGS = 10_000  # different ones of a whole recording
LONGEST = 200  # characters of a name or place
EVIDENCE = 3  # pieces that are kept of a finding
NO_ANSWER = "no answer"
KINDS = (
    "request_headers",
    "query_options",
    "request_properties",
    "response_headers",
    "response_properties",
)

Carried = Mapping[str, Iterable[str]]  # values by name


@dataclass
class Room:
    """How much may still be kept."""

    left: int

    def take(self) -> bool:
        """Use up one place; tell whether there was one."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True


@dataclass
class Name:
    """One header (in lower case), option or property of an operation."""

    text: str
    calls: int = 0  # that carried it
    untold: int = 0  # whose recording does not tell whether they did
    values: set[str] = field(default_factory=set)
    crowded: bool = False  # some values were not kept


@dataclass
class Names:
    """The names of one kind that the calls of an operation carry."""

    room: Room
    calls: int = 0  # that tell what they carry
    seen: dict[str, Name] = field(default_factory=dict)
    crowded: bool = False  # some names were not kept

    def add(self, carried: Carried, untold: Iterable[str] = ()) -> None:
        """Count one call; *untold* are names that its recording drops."""
        self.calls += 1
        for text, values in carried.items():
            name = self._name(text)
            if name is not None:
                name.calls += 1
                self._keep(name, values)
        for text in untold:
            name = self._name(text)
            if name is not None:
                name.untold += 1

    def _name(self, text: str) -> Name | None:
        name = self.seen.get(text)
        if name is not None:
            return name
        if len(self.seen) >= NAMES or not self.room.take():
            self.crowded = True
            return None
        return self.seen.setdefault(text, Name(text))

    def _keep(self, name: Name, values: Iterable[str]) -> None:
        for value in values:
            if value in name.values:
                continue
            if len(name.values) >= VALUES or not self.room.take():
                name.crowded = True
            else:
                name.values.add(value)


class Tally:
    """One operation's calls, statuses, names and findings."""

    def __init__(self, texts: Room, findings: Room) -> None:
        self.calls = 0
        self.statuses: Counter[str] = Counter()
        self.names = {kind: Names(texts) for kind in KINDS}
        self.findings: dict[str, Finding] = {}  # by fingerprint, as seen first
        self.times: Counter[str] = Counter()  # by fingerprint
        self.findings_crowded = False
        self._room = findings

    def add(self, exchange: Exchange, findings: Iterable[Finding]) -> None:
        """Count one call, and what was found in it."""
        request, response = exchange.request, exchange.response
        self.calls += 1
        self.statuses[str(response.status) if response else NO_ANSWER] += 1
        self._message("request", request)
        options = {_kept(option.name): () for option in request.target.options if option.name}
        self.names["query_options"].add(options)
        if response is not None:
            self._message("response", response)
        for finding in findings:
            self._finding(finding)

    def _message(self, side: str, message: Message) -> None:
        of_client = isinstance(message, Request)
        headers = {
            _kept(name.lower()): _values(name, message) if of_client else ()
            for name, _ in message.headers
        }
        self.names[f"{side}_headers"].add(headers, message.unrecorded.difference(headers))
        shape = shape_of(message)
        if shape is not None:
            places = {place: sorted(types) if of_client else () for place, types in shape.items()}
            self.names[f"{side}_properties"].add(places)

    def _finding(self, finding: Finding) -> None:
        known = self.findings.get(finding.fingerprint)
        if known is None and not self._room.take():
            self.findings_crowded = True
            return
        self.times[finding.fingerprint] += 1
        if known is None or finding.severity > known.severity:
            self.findings[finding.fingerprint] = _cut(finding)


class Tallies:
    """The tallies of a recording, by operation in the order of their first calls.

    The operations of a `$batch` have tallies of their own: `POST $batch: POST Jobs`.
    """

    def __init__(self) -> None:
        self.operations: dict[str, Tally] = {}
        self.crowded = False  # some operations were counted as one
        self._texts, self._findings = Room(TEXTS), Room(FINDINGS)

    def add(self, annotated: Annotated) -> None:
        """Count one exchange; one of no profile is passed over."""
        if annotated.profile is None:
            return
        parts = operations(annotated.exchange)
        inner = {part.number for part in parts}
        own = [one for one in annotated.findings if one.part not in inner]
        self._tally(annotated.operation).add(annotated.exchange, own)
        for part in parts:
            name = f"{annotated.operation}: {part.exchange.request.operation}"
            found = [one for one in annotated.findings if one.part == part.number]
            self._tally(name).add(part.exchange, found)

    def _tally(self, name: str) -> Tally:
        operation = one_line(name, LONGEST + 100)
        if operation not in self.operations and len(self.operations) >= OPERATIONS:
            self.crowded = True
            operation = FURTHER
        if operation not in self.operations:
            self.operations[operation] = Tally(self._texts, self._findings)
        return self.operations[operation]


def _values(header: str, message: Message) -> tuple[str, ...]:
    value = steady_value(header, message.headers.joined(header) or "")
    return () if value is None else (value,)


def _kept(text: str) -> str:
    return one_line(text, LONGEST)


def _cut(finding: Finding) -> Finding:
    """Return *finding* with as much of its evidence as an example needs."""
    evidence = tuple(
        replace(
            piece,
            header=piece.header and _kept(piece.header),
            pointer=piece.pointer and _kept(piece.pointer),
            query=piece.query and _kept(piece.query),
            claim=piece.claim and _kept(piece.claim),
        )
        for piece in finding.evidence[:EVIDENCE]
    )
    return replace(finding, evidence=evidence)
