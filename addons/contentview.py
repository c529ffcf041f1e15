"""Shows verbose JSON unwrapped in mitmproxy's own views.

Verbose JSON puts the entity into `d`, a set into `d.results`, and a `__metadata` or `__deferred`
object into everything; without them one sees the properties.
"""

import json
from typing import Any

from mitmproxy import contentviews

from inspector.core.media import read_media_type
from inspector.core.reading import read_json


class VerboseJSON(contentviews.Contentview):
    """The entities of a body in verbose JSON."""

    syntax_highlight = "yaml"

    @property
    def name(self) -> str:
        """Return the name by which the view is chosen."""
        return "OData verbose JSON"

    def prettify(self, data: bytes, metadata: contentviews.Metadata) -> str:  # noqa: ARG002
        """Return the body unwrapped; raises ValueError when it is no JSON."""
        document = read_json(data.decode("utf-8", "replace"))
        if document.failure is not None:
            raise ValueError(document.failure.reason)
        return json.dumps(unwrapped(document.value), indent=4, ensure_ascii=False)

    def render_priority(self, data: bytes, metadata: contentviews.Metadata) -> float:
        """Come before mitmproxy's own JSON view (1) for verbose JSON only."""
        media = read_media_type(_content_type(metadata))
        return 2 if data and media is not None and media.is_verbose_json else -1


def unwrapped(value: Any) -> Any:
    """Return *value* without the wrapping of verbose JSON."""
    if isinstance(value, dict) and set(value) == {"d"}:
        value = value["d"]
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        count = value.get("__count")
        entities = [_plain(entity) for entity in value["results"]]
        return entities if count is None else {"count": count, "results": entities}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"__deferred"}:
        return "…"
    if set(value) in ({"results"}, {"results", "__metadata"}):
        return _plain(value["results"])
    return {name: _plain(member) for name, member in value.items() if name != "__metadata"}


def _content_type(metadata: contentviews.Metadata) -> str:
    # `metadata.content_type` has lost its parameters.
    message = metadata.http_message
    value = message.headers.get("content-type", "") if message is not None else ""
    return value or metadata.content_type or ""


contentviews.add(VerboseJSON())
