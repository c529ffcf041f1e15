"""How the stand-in says no."""

# The one text of the service's own that was recorded (mspnp/gridwich).
UNDECLARED = (
    "Parsing request content failed due to: "
    "Make sure to only use property names that are defined by the type"
)
# The three sentences that throttling is told by; their words are rebuilt (the page on error codes).
THROTTLED = (
    "The request was throttled: previous runs of this type of request took more than 30 seconds.",
    "The request was throttled: more than 20 requests per second were received.",
    "The request was throttled: more than 100 requests within 10 seconds were received.",
)


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """Ends a call with *status* and the service's words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def bad(text: str) -> Refusal:
    """Return a 400."""
    return Refusal(400, text)


def missing(what: str) -> Refusal:
    """Return a 404 for the resource *what*."""
    return Refusal(404, f"Resource not found for the segment '{what}'.")
