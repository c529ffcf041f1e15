"""The folder with the proxy's own certificate authority, whose key must stay secret."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from mitmproxy.certs import CertStore
from mitmproxy.options import CONF_BASENAME, KEY_SIZE

from inspector.errors import ConfigError

KEY = f"{CONF_BASENAME}-ca.pem"  # the authority's key and certificate
CERTIFICATE = f"{CONF_BASENAME}-ca-cert.pem"  # what clients have to trust


def prepare(folder: Path) -> Path:
    """Return the certificate that clients have to trust; make the authority when there is none.

    Raises ConfigError when others can read the folder or the key, or nothing can be written.
    """
    try:
        if not (folder / KEY).exists():
            _make(folder)
        _check(folder)
        _check(folder / KEY)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"{folder}: cannot keep the proxy's certificates: {reason}") from error
    return folder / CERTIFICATE


def _make(folder: Path) -> None:
    # Several proxies may start at once on an empty folder. Each makes an authority apart, and
    # the first to rename its folder wins: a name with half an authority behind it never exists.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        CertStore.from_store(made, CONF_BASENAME, KEY_SIZE)
        os.rename(made, folder)  # noqa: PTH104 - replaces an empty folder, and no other
    except OSError as error:
        if not (folder / KEY).exists():
            if folder.is_dir() and any(folder.iterdir()):
                raise ConfigError(
                    f"{folder}: holds other files and no {KEY}; name an empty folder by --ca-dir"
                ) from error
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        raise ConfigError(
            f"{path}: others can read it, and with it your traffic (mode {mode:o}); "
            f"run `chmod {wanted} {path}`"
        )
