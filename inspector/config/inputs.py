"""Files that settings name: public keys, and a service's own document."""

from pathlib import Path

from inspector.core.edm.reader import read_model
from inspector.errors import ConfigError

KEY_FILE_LIMIT = 1024 * 1024  # bytes; the keys of a large issuer take 20 kB
MODEL_FILE_LIMIT = 8 * 1024 * 1024  # bytes; the service's own document took some 200 kB
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell's `>` writes


def read_key_file(file: str, place: str) -> str:
    """Return the text of a file of public keys, JWKS or PEM; raises ConfigError for another."""
    from inspector.core.keyring import read_keys  # takes 0.1 s to import

    raw = _bytes_of(file, place, KEY_FILE_LIMIT, "name a file of public keys, JWKS or PEM")
    text = raw.decode("utf-16" if raw[:2] in _UTF_16 else "utf-8", "replace")
    try:
        read_keys(text)
    except ValueError as error:
        raise ConfigError(f"{place}: {file}: {error}") from error
    return text


def read_model_file(file: str, place: str) -> bytes:
    """Return a `$metadata` document; raises ConfigError for another file."""
    raw = _bytes_of(file, place, MODEL_FILE_LIMIT, "name a saved answer to GET $metadata")
    model, failure = read_model(raw)
    if model is None:
        where = f"line {failure.line}: " if failure and failure.line else ""
        why = failure.reason if failure else "empty"
        raise ConfigError(
            f"{place}: {file}: {where}{why}; give a $metadata document (CSDL of OData v3)"
        )
    if not model.sets:
        raise ConfigError(f"{place}: {file}: it declares no entity set; give a whole document")
    return raw


def _bytes_of(file: str, place: str, limit: int, remedy: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:  # it may be a pipe
            raw = stream.read(limit + 1)
    except OSError as error:
        raise ConfigError(
            f"{place}: {file}: cannot be read ({error.strerror}); {remedy}"
        ) from error
    if len(raw) > limit:
        raise ConfigError(f"{place}: {file}: larger than {limit // 1024 // 1024} MiB; {remedy}")
    return raw
