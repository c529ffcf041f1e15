"""Which form and which protocol version an answer has."""

from dataclasses import dataclass

from inspector.core.exchange import Request
from inspector.core.media import MediaType
from inspector.core.odata import NEWEST, Form
from inspector.core.versions import Version, read_protocol_version
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet

_FORMATS = {"verbosejson": Form.VERBOSE, "atom": Form.ATOM}
KNOWN: tuple[Version, ...] = ((1, 0), (2, 0), NEWEST)
_LEVELS = {None, "verbose", "minimalmetadata", "nometadata", "fullmetadata"}


@dataclass(frozen=True)
class Terms:
    """What was agreed on for the answer."""

    form: Form
    most: Version = NEWEST  # the client's MaxDataServiceVersion
    level: str = "minimalmetadata"  # of light JSON

    def version(
        self, entity_set: EntitySet | None, *, many: bool = False, collections: bool = False
    ) -> Version:
        """Return the lowest version that can express the answer; raises Refusal when it is
        higher than what the client takes.
        """
        newest = collections or (entity_set is not None and entity_set.needs_newest)
        if self.form is Form.LIGHT or newest:
            needed = NEWEST
        else:
            needed = (2, 0) if many and self.most >= (2, 0) else (1, 0)
        if needed > self.most:
            raise bad(
                f"Request version '{_text(self.most)}' is too low for the response. "
                f"The lowest supported version is '{_text(needed)}'."
            )
        return needed


def version_field(version: Version) -> tuple[str, str]:
    """Return the response's `DataServiceVersion`; the framework ends it with a semicolon."""
    return "DataServiceVersion", f"{_text(version)};"


def _text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


def check_versions(request: Request) -> None:
    """Refuse protocol versions that cannot be read or are too new."""
    for name in ("DataServiceVersion", "MaxDataServiceVersion"):
        value = request.headers.get(name)
        if value is None:
            continue
        version = read_protocol_version(value)
        if version is None:
            raise bad(f"The value of the header '{name}' is not a version: '{value[:40]}'.")
        if name == "MaxDataServiceVersion" and version < KNOWN[0]:
            raise bad(f"The MaxDataServiceVersion '{_text(version)}' is too low for the response.")
        if name == "DataServiceVersion" and version not in KNOWN:
            raise bad(
                f"Request version '{_text(version)}' is not supported for the request payload. "
                f"The only supported versions are '1.0', '2.0' and '3.0'."
            )


def agree(request: Request) -> Terms:
    """Return the terms of the answer; raises Refusal (415) when none will do.

    Plain JSON is light where the client takes version 3.0, verbose below; without `Accept`,
    or with a wildcard, the framework answers Atom.
    """
    value = request.headers.get("MaxDataServiceVersion")
    most = NEWEST if value is None else read_protocol_version(value) or NEWEST
    wanted = request.target.option("$format")
    if wanted is not None:
        return _by_format(wanted, most)
    if "Accept" not in request.headers:
        return Terms(Form.ATOM, most)
    for media in sorted(request.accept, key=_weight, reverse=True):
        form = _form(media, most)
        if form is not None:
            return Terms(form, most, media.odata or "minimalmetadata")
    raise Refusal(415, "Unsupported media type requested.")


def agreed_or_atom(request: Request) -> Terms:
    """Return the terms for an error, which is told in some form whatever was asked for."""
    try:
        return agree(request)
    except Refusal:
        return Terms(Form.ATOM)


def _weight(media: MediaType) -> float:
    try:
        return float(media.parameter("q") or 1)
    except ValueError:
        return 1.0


def _by_format(wanted: str, most: Version) -> Terms:
    if wanted == "json":
        return Terms(Form.LIGHT if most >= NEWEST else Form.VERBOSE, most)
    if wanted in _FORMATS:
        return Terms(_FORMATS[wanted], most)
    raise Refusal(415, "Unsupported media type requested.")


def _form(media: MediaType, most: Version) -> Form | None:
    if media.is_wildcard or media.is_xml:
        return Form.ATOM
    if not media.is_json or media.odata not in _LEVELS:
        return None
    if media.odata is None:
        return Form.LIGHT if most >= NEWEST else Form.VERBOSE
    return Form.VERBOSE if media.odata == "verbose" else Form.LIGHT
