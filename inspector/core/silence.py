"""What silences a finding: a header of its request, or an operation's entry in the settings."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from inspector.core.clean import HARMFUL, one_line
from inspector.core.exchange import Request

HEADER = "X-Inspector-Ignore"  # `X-Inspector-Ignore: ODA401,COR`; no server ever gets it
ALL = "ALL"
_SPECIAL = re.compile(rf'["\\\n\t]|{HARMFUL.pattern}')


class Named(Protocol):
    """What codes, names and topics are of: a rule, or a finding of one."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Who silenced a finding: *word* of the request's own header, or of the settings."""

    by: Literal["request", "settings"]
    word: str
    operation: str = ""  # that the settings name

    @property
    def told(self) -> str:
        """Return it in words, as the user wrote it."""
        if self.by == "request":
            return f"{HEADER}: {self.word}"
        return f'per-operation-ignore "{self.operation}": {self.word}'


def names(word: str, it: Named) -> bool:
    """Tell whether *word* is the code, the name or the topic of *it*, or stands for all."""
    return word in (ALL, it.code, it.name, it.code.rstrip("0123456789"))


def naming(it: Named, words: Sequence[str]) -> str | None:
    """Return the first of *words* that names *it*, None when none does."""
    return next((word for word in words if names(word, it)), None)


def silenced_by(request: Request) -> tuple[str, ...]:
    """Return the words of the request's own header, codes in capitals; mostly none."""
    if HEADER not in request.headers:
        return ()
    words = (request.headers.joined(HEADER) or "").replace(",", " ").split()
    # A name has hyphens and small letters; codes and topics have neither.
    return tuple(dict.fromkeys(word.lower() if "-" in word else word.upper() for word in words))


def header_line(code: str) -> str:
    """Return the header that silences *code* for the request that bears it."""
    return f"{HEADER}: {one_line(code)}"


def settings_line(operation: str, code: str) -> str:
    """Return the line of the settings file that silences *code* for *operation*."""
    return f"per-operation-ignore = {{ {_toml(operation)} = [{_toml(code)}] }}"


def _toml(text: str) -> str:
    """Return *text* as a basic string of TOML, which no character of it breaks out of."""
    return '"' + _SPECIAL.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in '"\\':
        return f"\\{sign}"
    code = 0xFFFD if "\ud800" <= sign <= "\udfff" else ord(sign)  # TOML has no lone surrogates
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class OperationIgnores:
    """Counts which entries of the settings silence something, over a recording."""

    def __init__(self, entries: Mapping[str, Sequence[str]]) -> None:
        self._entries = entries
        self._seen: set[str] = set()
        self._used: Counter[tuple[str, str]] = Counter()

    def see(self, operation: str, silences: Iterable[Silence | None]) -> None:
        """Take in an exchange: its operation, and what silenced findings of it."""
        if operation in self._entries:
            self._seen.add(operation)
        for silence in silences:
            if silence is not None and silence.by == "settings":
                self._used[silence.operation, silence.word] += 1

    def unused(self) -> list[tuple[str, str]]:
        """Return operation and word of the entries that silenced nothing though it was called."""
        return [
            (operation, word)
            for operation, words in self._entries.items()
            for word in words
            if operation in self._seen and not self._used[operation, word]
        ]
