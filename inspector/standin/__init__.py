"""A stand-in of the Media Services operations API, since the service itself is gone."""
