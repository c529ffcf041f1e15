"""What is said on the control channel: a line of JSON each way, every command answered.

The proxy greets with a Welcome; then either side speaks as it likes. Messages that go over it
are redacted, as the capture has them: the proxy puts the secrets back itself.
"""

import msgspec

from inspector.control.sendable import Answered, Refusal, Sent
from inspector.core.clean import one_line

PROTOCOL = 1
MIB = 1024 * 1024
LONGEST = 8 * MIB  # bytes of a line; a body takes a third more than it has
FACT = "control"  # the capture's fact that names the channel's place


class Replay(msgspec.Struct, frozen=True, tag="replay", tag_field="do"):
    """Send a request; *of* is the id of the exchange that it repeats."""

    request: Sent
    of: str
    id: int = 0


class Hold(msgspec.Struct, frozen=True, tag="hold", tag_field="do"):
    """Let wait for this screen what fits *filter*; "" lets nothing wait any more.

    A message waits at the first moment at which the filter fits: as a request, or once the
    filter can be told by its answer (`status:>=400`).
    """

    filter: str
    timeout: float = 60.0  # seconds, then it goes on
    id: int = 0


class Look(msgspec.Struct, frozen=True, tag="look", tag_field="do"):
    """Show what waits, as the capture would have it; it waits ten more minutes, to be edited."""

    which: str
    id: int = 0


class Release(msgspec.Struct, frozen=True, tag="release", tag_field="do"):
    """Let one go that waits, as it is or changed; "" all that wait for this screen."""

    which: str
    request: Sent | None = None
    answer: Answered | None = None
    id: int = 0


class Kill(msgspec.Struct, frozen=True, tag="kill", tag_field="do"):
    """End one that waits; its client loses the connection."""

    which: str
    id: int = 0


Command = Replay | Hold | Look | Release | Kill


class Welcome(msgspec.Struct, frozen=True, tag="welcome", tag_field="said"):
    """The proxy's first words."""

    listen: str
    pid: int
    protocol: int = PROTOCOL


class Done(msgspec.Struct, frozen=True, tag="done", tag_field="said"):
    """A command was obeyed; *exchange* is the id of what it led to, the others what was to be seen."""

    id: int = 0
    exchange: str = ""
    request: Sent | None = None
    answer: Answered | None = None


class Refused(msgspec.Struct, frozen=True, tag="refused", tag_field="said"):
    """A command was not obeyed."""

    id: int
    why: str


class Held(msgspec.Struct, frozen=True):
    """A request, or the answer to it, that waits."""

    which: str
    method: str
    url: str
    since: float  # seconds since the Unix epoch
    until: float  # then it goes on by itself
    status: int | None = None  # of the answer that waits; None: it is the request


class Waiting(msgspec.Struct, frozen=True, tag="waiting", tag_field="said"):
    """All that waits for this screen; said whenever that changes."""

    held: tuple[Held, ...]


Report = Welcome | Done | Refused | Waiting


def line(said: Command | Report) -> bytes:
    """Return what is said as one line; raises Refusal when it is too long to be read.

    Whoever is sent such a line ends the connection, and with it all that waits.
    """
    text = msgspec.json.encode(said) + b"\n"
    if len(text) > LONGEST:
        raise Refusal(
            "it is too large to go between screen and proxy: "
            f"{len(text) / MIB:.1f} MiB, where {LONGEST // MIB} are the most"
        )
    return text


def read_command(text: bytes) -> Command:
    """Read a line; raises Refusal."""
    try:
        command: Command = msgspec.json.decode(text, type=Command)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(f"not a command of protocol {PROTOCOL}: {one_line(str(error))}") from error
    return command


def read_report(text: bytes) -> Report:
    """Read a line; raises Refusal."""
    try:
        report: Report = msgspec.json.decode(text, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(
            f"the proxy speaks another protocol than {PROTOCOL}: it is of another version"
        ) from error
    return report


def numbered(command: Command, number: int) -> Command:
    """Return *command* with the number that its answer will bear."""
    return msgspec.structs.replace(command, id=number)
