"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is; only a problem makes the environment unusable."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Remark:
    """How one thing is; what goes wrong and the remedy are empty when nothing does."""

    topic: str
    state: State
    seen: str
    consequence: str = ""
    remedy: str = ""


def fine(topic: str, seen: str) -> Remark:
    """Return that a thing is as it should be."""
    return Remark(topic, State.OK, seen)


def warning(topic: str, seen: str, consequence: str, remedy: str) -> Remark:
    """Return that something works less well than it could."""
    return Remark(topic, State.WARNING, seen, consequence, remedy)


def problem(topic: str, seen: str, consequence: str, remedy: str) -> Remark:
    """Return that something does not work."""
    return Remark(topic, State.PROBLEM, seen, consequence, remedy)
