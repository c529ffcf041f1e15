"""Who sends a request: the test under way, and the line of its code that is on the stack."""

import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import FrameType

from inspector.core.caller import Caller

_OURS = str(Path(__file__).parent)
_INSTALLED = ("site-packages", "dist-packages")
_LIBRARY = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


@dataclass(frozen=True)
class UnderWay:
    """The test under way."""

    id: str  # pytest's node id
    path: str  # of its file, absolute
    file: str  # the same, relative to the root
    line: int | None  # where it is defined, from 1
    started: float  # seconds since the Unix epoch

    @property
    def caller(self) -> Caller:
        """Return it as the caller of a request whose line is not known."""
        return Caller(self.id, self.file, self.line)


@dataclass
class Attribution:
    """Tells the caller of each request that goes to *proxy* and is opened there."""

    root: Path  # of the tests
    proxy: tuple[str, int]
    opens: Callable[[str], bool]  # tells the hosts whose TLS the proxy opens
    test: UnderWay | None = field(default=None, init=False)  # None: between tests

    @cached_property
    def _prefix(self) -> str:
        return f"{self.root}/"

    def takes(self, address: tuple[str, int], sealed_for: str | None) -> bool:
        """Tell whether a header sent to *address* ends at the proxy.

        *sealed_for* is the host at the end of a tunnel: what the proxy does not open, it cannot
        take a header out of.
        """
        return address == self.proxy and (sealed_for is None or self.opens(sealed_for))

    def caller(self, frame: FrameType | None) -> Caller | None:
        """Return who calls: the innermost line in the test's file, else in the user's code.

        Where neither is on the stack (a thread of a library), the line is where the test begins.
        """
        nearest = None
        while frame is not None:
            file = frame.f_code.co_filename
            if self.test is not None and file == self.test.path:
                return Caller(self.test.id, self.test.file, frame.f_lineno)
            if nearest is None and file.startswith(self._prefix) and is_users(file):
                nearest = (file.removeprefix(self._prefix), frame.f_lineno)
            frame = frame.f_back
        if nearest is None:
            return None if self.test is None else self.test.caller
        return Caller(self.test.id if self.test else "", *nearest)


@lru_cache(maxsize=4096)
def is_users(file: str) -> bool:
    """Tell whether *file* is code of the user's: not Python's, not installed, not ours."""
    parts = Path(file).parts
    return not (
        file.startswith((*(f"{one}/" for one in _LIBRARY), f"{_OURS}/", "<"))
        or any(name in parts for name in _INSTALLED)
    )


ACTIVE: list[Attribution] = []  # the innermost last: a test may run pytest within this process


def header_for(address: tuple[str, int], sealed_for: str | None) -> str | None:
    """Return the header's value for a request that the calling frame sends, None for no header."""
    if not ACTIVE or not ACTIVE[-1].takes(address, sealed_for):
        return None
    caller = ACTIVE[-1].caller(sys._getframe(1))  # noqa: SLF001 - documented, as inspect has it
    return None if caller is None else caller.pack()
