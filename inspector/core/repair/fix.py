"""What a fix is."""

from collections.abc import Callable, Sequence

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request

Places = Sequence[Evidence]  # where the rule was broken
# Returns the request mended, or the very same where nothing mechanical can be said.
Fix = Callable[[Request, Places], Request]
