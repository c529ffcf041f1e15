"""The proxy's own log out of a capture, as a sheet: refused certificates first."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inspector.capture.store import CaptureReader, Event
from inspector.core import words
from inspector.core.clean import one_line
from inspector.core.sheets.sheet import Sheet

PIECE = 2000  # lines of the log that are read at once
KEPT = 5000  # lines, the latest
MOST_REFUSALS = 200  # that are told apart
LONGEST = 500  # characters
REFUSED = "tls"  # the kind of a handshake that a client broke off
KINDS = {"error": "bad", "critical": "bad", "warning": "caution"}
TRUSTED_BY = (
    ("curl", "CURL_CA_BUNDLE"),
    ("requests", "REQUESTS_CA_BUNDLE"),
    ("httpx, urllib, OpenSSL", "SSL_CERT_FILE"),
    ("Node", "NODE_EXTRA_CA_CERTS"),
    ("Java", "JAVA_TOOL_OPTIONS"),
    ("git", "GIT_SSL_CAINFO"),
    ("AWS SDKs", "AWS_CA_BUNDLE"),
)
MORE = {"JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStore=… (a store that holds the CA)"}


@dataclass
class Refusal:
    """Handshakes that ended in the same words."""

    text: str
    count: int = 0
    at: float = 0.0  # of the latest, seconds since the Unix epoch


@dataclass
class Journal:
    """The log as far as it has been read; bounded."""

    path: Path
    after: int = 0  # the number of the latest line read
    left_out: int = 0  # lines that are no longer kept
    lines: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    refusals: dict[str, Refusal] = field(default_factory=dict)

    def read(self) -> bool:
        """Read on; tell whether there was anything. Raises CaptureError."""
        before = self.after
        with CaptureReader(self.path) as reader:
            while events := reader.events(self.after, PIECE):
                for event in events:
                    self._take(event)
        return self.after != before

    def _take(self, event: Event) -> None:
        self.after = event.n
        if event.kind == REFUSED and (
            event.text in self.refusals or len(self.refusals) < MOST_REFUSALS
        ):
            refusal = self.refusals.setdefault(event.text, Refusal(event.text))
            refusal.count += 1
            refusal.at = event.at
            return
        self.left_out += len(self.lines) == KEPT
        self.lines.append(event)


def journal_sheet(journal: Journal, ca: str) -> Sheet:
    """Return the log; *ca* is where the proxy's certificate is, "" when that is not known."""
    sheet = Sheet()
    if journal.refusals:
        _refusals(sheet, journal, ca)
    sheet.add("title", "Log")
    if journal.left_out:
        sheet.add("note", f"{words.counted(journal.left_out, 'earlier line')} not shown")
    for event in journal.lines:
        kind = KINDS.get(event.kind, "plain")
        said = (
            f"{words.date(event.at)} {one_line(event.kind, 12):<8} {one_line(event.text, LONGEST)}"
        )
        sheet.add(kind, said, ("event", str(event.n)))
    if not journal.lines:
        sheet.add("note", f"The proxy has said nothing{' else' if journal.refusals else ''}.")
    return sheet


def _refusals(sheet: Sheet, journal: Journal, ca: str) -> None:
    count = sum(refusal.count for refusal in journal.refusals.values())
    sheet.add("title", f"Certificate refused {words.counted(count, 'time')}")
    for refusal in sorted(journal.refusals.values(), key=lambda one: -one.at):
        times = f"×{refusal.count:,}" if refusal.count > 1 else ""
        said = f"{words.date(refusal.at)} {times:<8} {one_line(refusal.text, LONGEST)}"
        sheet.add("bad", said, ("refusal", refusal.text))
    for kind, line in _remedy(ca):
        sheet.add(kind, line)
    sheet.add("plain")


def _remedy(ca: str) -> Iterator[tuple[str, str]]:
    yield "plain", ""
    yield "prose", "A client that refuses does not know the authority that signs for the proxy."
    yield (
        "prose",
        "`inspector run -- COMMAND` tells all clients of COMMAND; by hand, each by a variable of its own:",
    )
    file = one_line(ca, 400) or "the proxy's CA"
    for client, variable in TRUSTED_BY:
        yield "key", f"  {client:<24}{variable}={MORE.get(variable, file)}"
    yield (
        "prose",
        "A client with a store of its own (a browser, Windows, macOS) has to be given the CA there.",
    )
    yield "prose", "`inspector doctor` looks at this machine's variables and certificates."
