"""Reads what is typed: bytes of any kind, and the key Esc without a long wait.

Textual's own way ends the screen with a traceback at a byte that is not UTF-8, as a terminal with
another encoding sends it, and looks only every 0.1 s whether an Esc was the key or the beginning
of a sequence.
"""

import codecs
import os
import selectors
from itertools import chain
from typing import Self

from textual import constants
from textual._parser import Read1
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

ESC = "\x1b"
IDLE = 0.1  # seconds between two looks at whether the screen has ended
CHUNK = 4096  # bytes
# How far apart the characters of a sequence may come; terminals send them in one piece.
APART = constants.ESCAPE_DELAY if "ESCDELAY" in os.environ else 0.05  # seconds


class Soon(Read1):
    """Asks for the character that follows an Esc."""

    def __new__(cls, timeout: float | None = None) -> Self:
        return super().__new__(cls, None if timeout is None else APART)


class Sequences(XTermParser):
    """Takes an Esc that nothing follows for the key."""

    read1 = Soon


class Terminal(LinuxDriver):
    """A terminal, as POSIX has it."""

    def run_input_thread(self) -> None:
        """Hand on what is typed until the screen ends, or its terminal is gone."""
        sequences = Sequences()
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:  # kqueue, on macOS, knows no terminals
            selector.register(self.fileno, selectors.EVENT_READ)
            wait = IDLE
            while not self.exit_event.is_set():
                typed = b""
                if selector.select(wait) and not (typed := self._read()):
                    return
                text = decode(typed)
                for event in chain(sequences.feed(text) if text else (), sequences.tick()):
                    self.process_message(event)
                wait = APART if text.endswith(ESC) else IDLE

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, CHUNK)
        except OSError:  # it was hung up
            return b""
