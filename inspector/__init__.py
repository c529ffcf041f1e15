"""An HTTP debugging proxy and request inspector for Azure Media Services v2."""
