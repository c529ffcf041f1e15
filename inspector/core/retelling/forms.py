"""The forms that a request can be retold in."""

from collections.abc import Callable
from dataclasses import dataclass

from inspector.core.exchange import Request
from inspector.core.retelling import csharp, curl, httpie, python, raw
from inspector.core.retelling.holes import Names


@dataclass(frozen=True)
class Form:
    """One form: what people call it, and what makes it; *retell* may raise Untellable."""

    title: str
    retell: Callable[[Request, Names], str]


FORMS = {
    "curl": Form("curl", curl.retell),
    "httpie": Form("HTTPie", httpie.retell),
    "python": Form("Python", python.retell),
    "csharp": Form("C#", csharp.retell),
    "raw": Form("raw HTTP", raw.retell),
}
