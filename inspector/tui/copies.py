"""What can be copied of an exchange and of a finding in it, and as what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import HARMFUL, clean, one_line
from inspector.core.exchange import Message
from inspector.core.placeholder import MARKER
from inspector.core.retelling.call import Untellable, call_of, octets
from inspector.core.retelling.forms import FORMS
from inspector.core.retelling.holes import Names
from inspector.core.retelling.shell import comment, word
from inspector.core.sheets.body import is_binary
from inspector.core.silence import header_line, settings_line
from inspector.tui.citation import citation

SUFFIXES = {"curl": ".sh", "httpie": ".sh", "python": ".py", "csharp": ".cs", "raw": ".http"}
ALTERED = {
    HARMFUL: "control characters are written as escapes",
    MARKER: "secrets are markers",
}
BODIES = {"json": ".json", "xml": ".xml", "text": ".txt"}


class Uncopiable(ValueError):  # noqa: N818 - it says what the exchange is
    """Says why there is nothing that could be copied."""


@dataclass(frozen=True)
class Proxy:
    """Where clients reach a proxy, and the file of the authority they have to trust."""

    listen: str
    ca: str

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> Self | None:
        """Return the proxy that a recording under way comes from."""
        is_there = facts.get("state") == "recording" and facts.get("mode") == "regular"
        return cls(facts.get("listen", ""), facts.get("ca", "")) if is_there else None

    @property
    def options(self) -> str:
        """Return what takes curl through it."""
        return f"--proxy {word(octets(f'http://{self.listen}'))} --cacert {word(octets(self.ca))}"


@dataclass(frozen=True)
class Looked:
    """What a person looks at: an exchange, and the finding among its findings."""

    annotated: Annotated
    number: int  # in its capture
    finding: Finding | None = None  # None: not among the findings
    proxy: Proxy | None = None  # that records; None: it has ended, or clients name no proxy


@dataclass(frozen=True)
class Copied:
    """Something as text; *content* is what a file of it holds."""

    text: str | None  # None: it is no text, and only a file can have it
    content: bytes
    suffix: str = ".txt"
    variables: tuple[str, ...] = ()  # that have to be set in the environment
    remark: str = ""  # what is not as it was


@dataclass(frozen=True)
class Copy:
    """One entry of the menu; *make* raises Uncopiable."""

    name: str
    key: str
    title: str
    make: Callable[[Looked], Copied]


def _retold(form: str) -> Copy:
    def make(looked: Looked) -> Copied:
        request, names = looked.annotated.exchange.request, Names()
        try:
            text, call = FORMS[form].retell(request, names), call_of(request)
        except Untellable as untellable:
            raise Uncopiable(str(untellable)) from untellable
        if form == "curl" and looked.proxy is not None:
            text = f"{comment(f'through the proxy again: {looked.proxy.options}')}\n{text}"
        needed = tuple(name for name in names.variables(call) if name in text)
        return _text(text, SUFFIXES[form], needed)

    return Copy(form, KEYS[form], FORMS[form].title, make)


def _text(text: str, suffix: str = ".txt", variables: tuple[str, ...] = ()) -> Copied:
    return Copied(text, text.encode(), suffix, variables)


def _url(looked: Looked) -> Copied:
    url = looked.annotated.exchange.request.url
    return _text(clean(url, len(url)))


def _body(message: Message | None) -> Copied:
    if message is None:
        raise Uncopiable("there is no response")
    if message.body is None:
        raise Uncopiable(f"the body is not here: {one_line(message.withheld) or 'not recorded'}")
    if not message.body:
        raise Uncopiable("the body is empty")
    if is_binary(message.text):
        return Copied(None, message.body, ".bin")
    lines = message.text.replace("\r\n", "\n")
    remarks = [what for pattern, what in ALTERED.items() if pattern.search(lines)]
    return Copied(
        clean(lines, len(lines)),
        message.body,
        BODIES[message.sniffed or "text"],
        remark=" and ".join(remarks),
    )


def _finding(looked: Looked) -> Finding:
    if looked.finding is None:
        raise Uncopiable("nothing was found here")
    return looked.finding


def _citation(looked: Looked) -> Copied:
    return _text(citation(looked.annotated, _finding(looked)))


def _own_silence(looked: Looked) -> Copied:
    return _text(header_line(_audible(looked).code))


def _silence_of_all(looked: Looked) -> Copied:
    return _text(settings_line(looked.annotated.operation, _audible(looked).code))


def _audible(looked: Looked) -> Finding:
    found = _finding(looked)
    if found.silence is not None:
        raise Uncopiable(f"it is silenced by {one_line(found.silence.told)}")
    return found


KEYS = {"curl": "c", "httpie": "h", "python": "p", "csharp": "s", "raw": "r"}
REQUEST = (
    *(_retold(form) for form in FORMS),
    Copy("body", "d", "body", lambda looked: _body(looked.annotated.exchange.request)),
    Copy("url", "u", "URL", _url),
)
RESPONSE = (Copy("answer", "b", "body", lambda looked: _body(looked.annotated.exchange.response)),)
SUPPRESSION = "ignore-here"
FINDING = (
    Copy("finding", "f", "the finding as text", _citation),
    Copy(SUPPRESSION, "i", "what suppresses it: a header", _own_silence),
    Copy("ignore", "o", "what suppresses it: a line of the settings", _silence_of_all),
)
COPIES = {one.name: one for one in (*REQUEST, *RESPONSE, *FINDING)}
