"""What `--filter` does in the commands that have it."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.core.clean import one_line
from inspector.core.filter import FilterError, Node, anchored, is_relative, matches, parse
from inspector.errors import ConfigError
from inspector.report.document import Summary

if TYPE_CHECKING:
    from inspector.core.annotated import Annotated


@dataclass
class Passing:
    """Tells which exchanges pass, and counts all that were asked about."""

    node: Node
    whole: Summary = field(default_factory=Summary)

    def __call__(self, annotated: "Annotated") -> bool:
        """Tell whether one passes."""
        self.whole.add(annotated)
        return matches(self.node, annotated)

    def leaves_nothing(self, summary: Summary) -> bool:
        """Tell whether nothing was judged of what passed, which *summary* counts."""
        return self.whole.recognised == 0 or summary.inspected == 0


def passing(text: str | None) -> Passing:
    """Return what the filter *text* lets pass, which is everything without one.

    Raises ConfigError where it cannot be read.
    """
    try:
        return Passing(parse(text or ""))
    except FilterError as error:
        assert text is not None
        where = one_line(text[error.start : error.end]) or "the end"
        raise ConfigError(
            f"--filter: character {error.start + 1} ({where}): {one_line(str(error))}"
        ) from error


def counted_back(found: Passing, captures: tuple[str, ...]) -> Passing:
    """Return *found* with its `since:10m` counted back from the last exchange of *captures*.

    They are read for that, once more. Raises ConfigError when one is standard input.
    """
    if not is_relative(found.node):
        return found
    if "-" in captures:
        raise ConfigError(
            "--filter: since: counts back from the end, and - can be read only once; "
            "name a moment, like since:2026-01-31T12:00, or a file"
        )
    return replace(found, node=anchored(found.node, _last_moment(captures)))


def _last_moment(captures: tuple[str, ...]) -> float | None:
    from inspector.capture.opening import open_capture

    last: float | None = None
    for capture in captures:
        for exchange in open_capture(Path(capture), warn=lambda _: None):  # told when it is judged
            if exchange.started is not None:
                last = exchange.started if last is None else max(last, exchange.started)
    return last


def nothing_passes(found: Passing) -> str:
    """Return the words for a filter that hid whatever was judged; "" when nothing was."""
    if found.whole.recognised == 0:
        return ""
    return (
        f"inspector: nothing passes: of {found.whole.inspected:,} exchanges that were judged none passes"
        " the --filter; mend it, or pass --allow-empty"
    )
