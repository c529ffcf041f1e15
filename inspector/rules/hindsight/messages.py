"""What in a request's headers does not fit what was sent, or what is to be answered."""

from collections.abc import Iterator

from inspector.core.annotated import Cause, Likelihood
from inspector.core.inspection import Inspection
from inspector.core.placeholder import MARKER
from inspector.core.versions import read_protocol_version
from inspector.rules.explanations import BAD_REQUEST

LIGHT = frozenset({"minimalmetadata", "nometadata", "fullmetadata"})
# Types with collections of complex values, which the protocol has since 3.0, whatever the form.
OF_THREE = frozenset({"Job", "MonitoringConfiguration"})


def body_of_another_length(it: Inspection) -> Iterator[Cause]:
    """Yield that the body is not as long as `Content-Length` says: the service read less or waits."""
    request = it.request
    told = (request.headers.get("Content-Length") or "").strip()
    coded = "Content-Encoding" in request.headers or "Transfer-Encoding" in request.headers
    if not request.body or coded or not (told.isascii() and told.isdigit()) or len(told) > 18:
        return
    if it.part is not None or MARKER.search(request.text):  # its length is not the one sent
        return
    sent, breaks = request.body_size or len(request.body), request.body.count(b"\n")
    if sent - breaks <= int(told) <= sent + breaks + 2:  # recordings change the ends of lines
        return
    less = "read only that much" if int(told) < sent else "waited for more"
    why = f"`Content-Length` says {told} bytes, and the body has {sent}: the service {less}."
    yield Cause("likely", why, None, (request.at("Content-Length"),))


def answer_beyond_version(it: Inspection) -> Iterator[Cause]:
    """Yield that the answer needs a later version than `MaxDataServiceVersion` allows.

    Light JSON is of 3.0, and so are a job and a monitoring configuration in any form.
    """
    value = it.request.headers.get("MaxDataServiceVersion")
    most = None if value is None else read_protocol_version(value)
    if value is None or most is None or most >= (3, 0):
        return
    asked = it.request.accept
    light = [media for media in asked if media.is_json and media.odata in LIGHT]
    kind = (it.entity_type or "").rpartition(".")[2]
    if asked and len(light) == len(asked):
        why = f"`Accept` asks for light JSON, which is of version 3.0, and `MaxDataServiceVersion` allows {value}."
    elif kind in OF_THREE:
        why = (
            f"The answer, a {kind}, needs version 3.0, and `MaxDataServiceVersion` allows {value}."
        )
    else:
        return
    status = it.response.status if it.response is not None else 0
    sure: Likelihood = "certain" if light and status == BAD_REQUEST else "likely"
    yield Cause(sure, why, None, (it.request.at("MaxDataServiceVersion"),))
