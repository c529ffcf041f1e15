"""How many tests run at once, and what they would spend their time on otherwise."""

import gc
import os

import pytest

WORKERS_A_CORE = 2  # half of the time, a test waits: for a screen to be still, a program to start
MOST_WORKERS = 16
YOUNG_OBJECTS = 20_000  # between looks for garbage; a screen is made of 200,000

# Where containers have this, programs compile all of ours anew, for a second at each start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(YOUNG_OBJECTS, 10, 10)


def pytest_collection_finish() -> None:
    """Look for no garbage among 14,000 collected tests: with the above, a tenth of a screen's test."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)  # there may be no xdist
def pytest_xdist_auto_num_workers() -> int | None:
    """Return how many workers `-n auto` starts; None leaves it to xdist."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    return min(WORKERS_A_CORE * (cores or 1), MOST_WORKERS)
