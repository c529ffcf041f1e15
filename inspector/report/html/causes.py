"""Why requests failed, in words and by likelihood."""

from inspector.core.annotated import Cause, Diagnosis
from inspector.report.html.markup import Html, element, escaped, join, prose

CAUSES_SHOWN = 5


def causes(diagnosis: Diagnosis) -> Html:
    """Return what the service said, and the causes; those that are ruled out come folded."""
    likely = [one for one in diagnosis.causes if one.likelihood != "ruled-out"]
    others = [*likely[CAUSES_SHOWN:], *(c for c in diagnosis.causes if c.likelihood == "ruled-out")]
    said = diagnosis.service_message
    message = (
        element("p", "The service said ", element("q", escaped(said, 2_000)), class_="said")
        if said
        else None
    )
    first = _list(likely[:CAUSES_SHOWN]) if likely else element("p", "No cause was found.")
    return join(piece for piece in (message, first, _folded(others)) if piece is not None)


def _folded(causes: list[Cause]) -> Html | None:
    if not causes:
        return None
    return element(
        "details",
        element("summary", f"{len(causes)} more, less likely or ruled out"),
        _list(causes),
    )


def _list(causes: list[Cause]) -> Html:
    return element("ul", join(map(_cause, causes)), class_="causes")


def _cause(cause: Cause) -> Html:
    word = cause.likelihood.replace("-", " ")
    rule = [" ", element("span", cause.code, class_="code")] if cause.code else []
    return element(
        "li",
        element("span", word, class_=f"likelihood {cause.likelihood}"),
        " ",
        element("span", prose(cause.why), *rule),
    )
