"""A refusal as an answer, in the form the client asked for."""

from inspector.core.odata import Form
from inspector.standin.api.reads import writer
from inspector.standin.call import Answer, Call, plain
from inspector.standin.forms.terms import agreed_or_atom, version_field
from inspector.standin.refusal import Refusal

_LENGTH_REQUIRED = (
    b"<html><head><title>Length Required</title></head><body><h2>Length Required</h2><hr>"
    b"<p>HTTP Error 411. The request must be chunked or have a content length.</p></body></html>"
)


def refused(call: Call, refusal: Refusal) -> Answer:
    """Return the answer; a 401 came as plain text whatever was asked for, a 411 from the front end."""
    if refusal.status == 401:
        return plain(401, refusal.text, ("WWW-Authenticate", "Bearer"))
    if refusal.status == 411:
        return Answer(411, _LENGTH_REQUIRED, (("Content-Type", "text/html; charset=us-ascii"),))
    terms = agreed_or_atom(call.request)
    body, kind = writer(terms.form).error(refusal.text)
    version = (3, 0) if terms.form is Form.LIGHT else (1, 0)
    return Answer(refusal.status, body, (("Content-Type", kind), version_field(version)))
