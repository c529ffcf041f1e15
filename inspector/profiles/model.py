"""The entity model that comes with the profile `media-services`."""

from functools import cache
from importlib import resources

from inspector.core.edm.model import Model
from inspector.core.edm.reader import read_model


@cache
def bundled_model() -> Model:
    """Return the rebuilt model of Media Services v2."""
    document = resources.files("inspector.profiles") / "media_services.edmx"
    model, failure = read_model(document.read_bytes())
    if model is None:
        raise ValueError(f"media_services.edmx: {failure}")
    return model
