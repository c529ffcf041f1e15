"""Whether the process that wrote something is still there."""

import os
import sys
from pathlib import Path


def mark() -> str:
    """Return what identifies this process, across restarts of the machine where that is known."""
    return f"{os.getpid()} {_born(os.getpid())}".strip()


def is_alive(marked: str) -> bool:
    """Tell whether the process that returned *marked* still runs."""
    number, _, born = marked.partition(" ")
    if not number.isdecimal() or len(number) > 9 or int(number) == 0:
        return False
    return _runs(int(number)) and born == _born(int(number))


def _born(pid: int) -> str:
    # Process numbers are used again; /proc tells boot and start time, elsewhere the number has
    # to do.
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        after_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    if len(after_name) < 20 or after_name[0] in {b"Z", b"X"}:  # ended, not yet waited for
        return ""
    return f"{boot}/{after_name[19].decode()}"


if sys.platform == "win32":

    def _runs(pid: int) -> bool:
        # os.kill(pid, 0) would send CTRL_C_EVENT, which is 0.
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE
        if not handle:
            return False
        running: bool = kernel.WaitForSingleObject(handle, 0) == 0x102  # WAIT_TIMEOUT
        kernel.CloseHandle(handle)
        return running

else:

    def _runs(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # it is somebody else's
            return True
        return True
