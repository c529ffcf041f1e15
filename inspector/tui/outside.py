"""What the screen is given from outside, since it knows the capture and the proxy alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inspector.core.annotated import Annotated
from inspector.core.repair.fix import Fix
from inspector.core.repair.mending import FixOf
from inspector.core.scorecard import Demand
from inspector.errors import ConfigError
from inspector.tui.wishes import Wishes

Explain = Callable[[str], str]
Demanded = Callable[[], Sequence[Demand]]
Save = Callable[[Path, bytes], None]  # raises ConfigError


@dataclass(frozen=True)
class Order:
    """What is to be written: a form of `inspector export`, and where to."""

    form: str
    file: Path
    among: int  # exchanges of the capture
    chosen_by: str  # in words: "by the filter status:400"


@dataclass(frozen=True)
class Exported:
    """What became of an order; *remarks* tell what a form cannot hold."""

    written: int
    remarks: Sequence[str] = ()


Export = Callable[[Order, Iterator[Annotated]], Exported]


def no_fix(_code: str) -> Fix | None:
    """Know of no fix."""
    return None


def no_file(path: Path, _content: bytes) -> None:
    """Write nothing."""
    raise ConfigError(f"{path}: this screen cannot write files")


def no_export(order: Order, _exchanges: Iterator[Annotated]) -> Exported:
    """Write nothing."""
    raise ConfigError(f"{order.file}: this screen cannot write files")


@dataclass(frozen=True)
class Outside:
    """The knowledge of rules, the user's wishes, and where the screen keeps what is typed."""

    explain: Explain  # what a rule says, by its code; raises LookupError for none
    fix_of: FixOf = no_fix
    demanded: Demanded = tuple  # what the scorecard is about
    past: Path | None = None  # the file that keeps filters for later; None: nothing is kept
    wishes: Wishes = field(default_factory=Wishes)
    save: Save = no_file  # writes a file for its owner only, whole or not at all
    export: Export = no_export  # writes exchanges to a file; raises ConfigError
