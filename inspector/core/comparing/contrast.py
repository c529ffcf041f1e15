"""What is different between two exchanges: findings, start lines, headers, tokens, bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from inspector.core.annotated import Annotated
from inspector.core.bearer import Credential
from inspector.core.comparing.steady import steady_value
from inspector.core.comparing.structures import Change, structures
from inspector.core.comparing.texts import lines_of, texts
from inspector.core.exchange import Exchange, Message
from inspector.core.headers import Headers

BINARY = "\0"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of both exchanges; *same* counts what is equal, *note* says what else there is."""

    title: str
    changes: tuple[Change, ...] = ()
    same: int = 0
    note: str = ""

    @property
    def differs(self) -> bool:
        """Tell whether something is different that does not differ from call to call anyhow."""
        return any(change.differs for change in self.changes)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two exchanges held against each other; sections without a word are left out."""

    sections: tuple[Section, ...]

    @property
    def differs(self) -> bool:
        """Tell whether anything is different."""
        return any(section.differs for section in self.sections)


def contrast(old: Annotated, new: Annotated) -> Contrast:
    """Return what is different in *new*; takes long for large bodies."""
    was, now = old.exchange, new.exchange
    sections = [
        _findings(old, new),
        Section("request", tuple(_start(was, now))),
        _headers("request headers", was.request, now.request),
        _token(was.request.credential, now.request.credential),
        _body("request body", was.request, now.request),
        Section("answer", tuple(_answer(was, now))),
    ]
    if was.response is not None and now.response is not None:
        sections.append(_headers("answer headers", was.response, now.response))
        sections.append(_body("answer body", was.response, now.response))
    return Contrast(tuple(one for one in sections if one.changes or one.same or one.note))


def _findings(old: Annotated, new: Annotated) -> Section:
    was, now = ({one.code: one.title for one in it.findings} for it in (old, new))
    return _members("findings", was, now)


def _members(title: str, was: dict[str, str], now: dict[str, str]) -> Section:
    """Compare by name, without regard to order."""
    names = dict.fromkeys([*was, *now])
    changes = (Change(name, was.get(name), now.get(name)) for name in names)
    differing = tuple(change for change in changes if change.old != change.new)
    return Section(title, differing, len(names) - len(differing))


def _start(was: Exchange, now: Exchange) -> Iterator[Change]:
    for place, old, new in (
        ("method", was.request.method, now.request.method),
        ("URL", was.request.url, now.request.url),
        ("version", was.request.http_version, now.request.http_version),
    ):
        if old != new:
            yield Change(place, old, new)


def _answer(was: Exchange, now: Exchange) -> Iterator[Change]:
    old, new = _status(was), _status(now)
    if old != new:
        yield Change("status", old, new)


def _status(exchange: Exchange) -> str:
    response = exchange.response
    if response is None:
        return f"no answer: {exchange.error}" if exchange.error else "no answer"
    return f"{response.status} {response.reason}".strip()


def _headers(title: str, was: Message, now: Message) -> Section:
    """Compare fields as sets: neither order nor the spelling of a name says anything."""
    spelt = {name.lower(): name for name, _ in chain(now.headers, was.headers)}
    changes = [_header(name, was, now) for name in spelt.values()]
    differing = tuple(change for change in changes if change.old != change.new)
    return Section(title, differing, len(changes) - len(differing))


def _header(name: str, was: Message, now: Message) -> Change:
    old, new = _value(name, was), _value(name, now)
    varies = old is not None and new is not None and _varies(name, was.headers, now.headers)
    return Change(name, old, new, varies)


def _value(name: str, message: Message) -> str | None:
    value = message.headers.joined(name)
    return "(not recorded)" if value is None and not message.records(name) else value


def _varies(name: str, was: Headers, now: Headers) -> bool:
    """Tell whether the values differ only in what differs from call to call."""
    old, new = (steady_value(name, headers.joined(name) or "") for headers in (was, now))
    return old == new


def _token(was: Credential | None, now: Credential | None) -> Section:
    if was is None or now is None:
        return Section("token")
    changes = [*structures(dict(was.header), dict(now.header))]
    changes += structures(dict(was.claims), dict(now.claims))
    return Section("token", tuple(changes))


def _body(title: str, was: Message, now: Message) -> Section:
    if was.body is None or now.body is None:
        return Section(title, note=_unrecorded(was, now))
    if was.body == now.body:
        return Section(title, same=1 if was.body else 0)
    if _is_json(was) and _is_json(now):
        found = tuple(structures(was.json.value, now.json.value))
        same = "" if found else "the same in another form"
        return Section(title, found, note=same)
    if BINARY in was.text or BINARY in now.text:
        return Section(title, (Change("bytes", f"{len(was.body):,}", f"{len(now.body):,}"),))
    changes, note = texts(lines_of(was), lines_of(now))
    return Section(title, tuple(changes), note=note)


def _unrecorded(was: Message, now: Message) -> str:
    if was.body is None and now.body is None:
        digests = was.body_sha256, now.body_sha256
        if all(digests):
            return "not recorded, " + ("yet equal" if digests[0] == digests[1] else "yet different")
        return "not recorded"
    return f"not recorded of the {'first' if was.body is None else 'second'}"


def _is_json(message: Message) -> bool:
    return message.sniffed == "json" and message.json.failure is None
