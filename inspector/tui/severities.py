"""How a severity looks: a glyph and a colour, so that neither has to be told alone."""

from inspector.core.severity import Severity

GLYPHS: dict[int, str] = {**{severity: severity.glyph for severity in Severity}, 0: "·"}
KINDS = {3: "error", 2: "warning", 1: "note", 0: "clean"}  # component classes
COLOURS = {3: "$text-error", 2: "$text-warning", 1: "$text-primary", 0: "$text-muted"}
