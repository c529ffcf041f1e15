"""The filter language: which exchanges to look at. One for the screen, `check` and `export`.

`field:op value` terms and bare words; AND by juxtaposition, `or`, `not` or `-`, parentheses.
A value with blanks stands in double quotes: `op:"POST Jobs"`. mitmproxy's `~u` and the like, too.
"""

from inspector.core.filtering.fields import FIELDS, GRAMMAR
from inspector.core.filtering.judge import matches
from inspector.core.filtering.parser import LONGEST, parse
from inspector.core.filtering.tildes import MEANINGS
from inspector.core.filtering.tokens import FilterError
from inspector.core.filtering.tree import Node, anchored, is_relative

__all__ = [
    "FIELDS",
    "GRAMMAR",
    "LONGEST",
    "MEANINGS",
    "FilterError",
    "Node",
    "anchored",
    "is_relative",
    "matches",
    "parse",
]
