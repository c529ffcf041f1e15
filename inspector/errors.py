"""The two errors a user can cause; each ends as one line on stderr and exit status 2."""


class CaptureError(Exception):
    """A recording that cannot be read or written; names the file, the place and the remedy."""


class ConfigError(Exception):
    """Settings or an environment that cannot be used; names the key or flag and the remedy."""
