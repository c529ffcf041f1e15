"""Fixtures of the stand-in's tests."""

import pytest
from standin.caller import Caller


@pytest.fixture
def service() -> Caller:
    """Return a fresh stand-in, its clock at make.NOON."""
    return Caller()
