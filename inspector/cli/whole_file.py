"""A file for its owner only, which is there whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector.errors import ConfigError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of *path* once all is written; raise ConfigError.

    A device or a pipe is written as it is.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as there:
                yield there
            return
        real = path.resolve()  # behind a link the file is exchanged, not the link
        part = real.with_name(f"{real.name}.{os.getpid()}.part")
        try:
            with _private(part) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(real)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror}); name another file"
        ) from error


def _private(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)  # left by a process of this number that was killed
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
