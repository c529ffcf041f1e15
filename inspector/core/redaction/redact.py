"""Take exchanges into our model: secrets become markers, credentials become data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inspector.core.bearer import Credential, read_credential, split_scheme
from inspector.core.caller import Caller
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.headers import Headers
from inspector.core.placeholder import is_left_out, is_marker
from inspector.core.redaction.bodies import BodyRedactor, text_of
from inspector.core.redaction.memory import Memory
from inspector.core.redaction.mends import MendRedactor
from inspector.core.redaction.numbers import Numbers
from inspector.core.redaction.scrub import Style, cover, scrub, scrub_known
from inspector.core.redaction.secret_names import is_secret_header, kind_of
from inspector.core.redaction.vault import Vault
from inspector.core.trust import NOTHING, Trust

_AUTHORIZATIONS = frozenset({"authorization", "proxy-authorization"})
_SENT = "authorization"
_COOKIES = frozenset({"cookie", "set-cookie"})
_URLS = frozenset({"location", "content-location", "referer", "origin", "x-ms-copy-source", "link"})
_CACHED = 256  # credentials; the same token is sent for an hour
_REPEATED = 4096  # header fields without a secret; most are the same in every exchange
INNER = 64  # credentials of one body that are kept
_SHORT = 100  # characters of a value that is remembered


@dataclass
class Redactor:
    """Replaces each secret by `<redacted:KIND:hmac12>`, equal for equal secrets of one *key*.

    Tokens are judged by *trust* as they come in; what is redacted already keeps what it says.
    *memory* keeps what the markers stand for; with *numbers* they have these instead of an HMAC.
    """

    key: bytes
    trust: Trust = NOTHING
    memory: Memory | None = field(default=None, repr=False)
    numbers: Numbers | None = field(default=None, repr=False)
    _credentials: dict[str, tuple[str, Credential]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._vault = Vault(self.key, self.memory, self.numbers)
        self._harmless: set[tuple[str, str]] = set()
        self._inner: dict[str, Credential] = {}  # of the body that is being redacted
        self._bodies = BodyRedactor(self._vault, self._inner_value)
        self._mends = MendRedactor(self._vault, self._header_value, self._quoted)

    def tag(self, kind: str, value: str) -> str:
        """Return the marker of a secret, to compare a wished value with a redacted one."""
        return self._vault.tag(kind, value)

    def take_in(self, exchange: Exchange, origin: str = "") -> Exchange:
        """Return *exchange* without secrets; one that is redacted already is returned as is.

        *origin* is whom the exchange was with: what it holds may be put back for that one. By
        default nothing is remembered.
        """
        if exchange.redacted:
            return exchange
        if self.memory is not None:
            self.memory.origin = origin
        asked, answer = exchange.request, exchange.response
        request = self._request(asked)
        response = None if answer is None else self._response(answer, asked.url)
        error = scrub(exchange.error, self._vault)
        caller = exchange.caller and self._caller(exchange.caller)
        if self._vault.found_in("\n".join([error, *_texts(request), *_texts(response)])):
            url = scrub_known(request.url, self._vault, "url")
            request = self._forget(replace(request, url=url), request)
            if response is not None:
                reason = scrub_known(response.reason, self._vault)
                response = self._forget(replace(response, reason=reason), response)
            error = scrub_known(error, self._vault)
        return replace(
            exchange, request=request, response=response, error=error, redacted=True, caller=caller,
            mends=tuple(self._mends.redact(mend, exchange) for mend in exchange.mends),
        )  # fmt: skip

    def _caller(self, caller: Caller) -> Caller:
        """Return *caller* without secrets: a test's name holds its parameters."""
        return replace(caller, test=scrub_known(scrub(caller.test, self._vault), self._vault))

    def _request(self, request: Request) -> Request:
        sent = next((v for name, v in request.headers.fields if name.lower() == _SENT), None)
        kept = sent is None or _stands_for(request.credential, sent)
        credential = request.credential if kept else self._credential(sent or "")[1]
        url = scrub(request.url, self._vault, "url")
        headers = self._headers(request.headers)
        if credential is not request.credential or url != request.url:
            changed = replace(request, url=url, headers=headers, credential=credential)
            request = _keeping_readings(request, changed)
        elif headers is not request.headers:
            request = _keeping_readings(request, replace(request, headers=headers))
        redacted = self._body(request, "")
        inner = self._taken_inner()
        if request.inner_credentials:
            read_before = request.inner_credentials
            inner = {key: read_before.get(key, found) for key, found in inner.items()}
        return replace(redacted, inner_credentials=inner) if inner else redacted

    def _response(self, response: Response, url: str) -> Response:
        headers = self._headers(response.headers)
        reason = scrub(response.reason, self._vault)
        if headers is not response.headers or reason != response.reason:
            changed = replace(response, headers=headers, reason=reason)
            response = _keeping_readings(response, changed)
        redacted = self._body(response, url)
        self._taken_inner()
        return redacted

    def _body[M: Message](self, message: M, url: str) -> M:
        """Return *message* with its body redacted; what is kept of it stood in a body."""
        if self.memory is None:
            return self._bodies.redact(message, url)
        self.memory.place = "body"
        try:
            return self._bodies.redact(message, url)
        finally:
            self.memory.place = "head"

    def _quoted(self, body: Message, url: str) -> Message:
        redacted = self._body(body, url)
        self._taken_inner()
        return redacted

    def _headers(self, headers: Headers) -> Headers:
        fields = tuple([self._field(field) for field in headers.fields])
        return headers if fields == headers.fields else Headers(fields)

    def _field(self, field: tuple[str, str]) -> tuple[str, str]:
        if field in self._harmless:
            return field
        value = self._header_value(*field)
        if value != field[1]:
            return field[0], value
        if len(value) < _SHORT:
            if len(self._harmless) >= _REPEATED:
                self._harmless.clear()
            self._harmless.add(field)
        return field

    def _header_value(self, name: str, value: str) -> str:
        lower = name.strip().lower()
        if lower in _AUTHORIZATIONS:
            return self._credential(value)[0]
        if lower in _COOKIES:
            return self._cookies(lower, value)
        if lower in _URLS:
            return scrub(value, self._vault, "url")
        if is_secret_header(lower):
            return cover(self._vault, kind_of(lower), value, value.strip())
        return scrub(value, self._vault)

    def _inner_value(self, name: str, value: str) -> str:
        """Return what stands in place of a header's value in a body; keep what a credential says."""
        shown = self._header_value(name, value)
        if name.lower() == _SENT and len(self._inner) < INNER:
            credential = self._credential(value)[1]
            left = shown if credential.tag in shown else scrub(f"{name}: {shown}", self._vault)
            key = split_scheme(left.removeprefix(f"{name}: "))[1]
            self._inner.setdefault(key, credential)
        return shown

    def _taken_inner(self) -> Mapping[str, Credential]:
        inner, self._inner = self._inner, {}
        return inner

    def _credential(self, authorization: str) -> tuple[str, Credential]:
        """Return what stands in place of *authorization*, and what it says."""
        known = self._credentials.get(authorization)
        if known is not None:
            self._vault.touch(known[1].tag)
            self._keep(authorization, known[1].tag)
            return known
        credential = read_credential(authorization, self._hide_token, self.trust)
        shown = self._shown(authorization, credential)
        self._keep(authorization, credential.tag)
        if len(self._credentials) >= _CACHED:
            self._credentials.pop(next(iter(self._credentials)))
        if len(authorization) < 32 * 1024:
            self._credentials[authorization] = shown, credential
        return shown, credential

    def _keep(self, authorization: str, tag: str) -> None:
        if self.memory is not None and not self.memory.touch(tag):
            self.memory.keep(tag, tag, split_scheme(authorization)[1])

    def _hide_token(self, kind: str, value: str) -> str:
        hide = self._vault.tag if kind == "id" else self._vault.hide
        return hide(kind, value)

    def _shown(self, authorization: str, credential: Credential) -> str:
        if credential.kind in {"placeholder", "empty"}:
            return authorization
        if credential.kind == "withheld":
            value = split_scheme(authorization)[1]
            if is_left_out(value) or is_marker(value):
                return authorization
        elif authorization.endswith(credential.tag):
            return authorization
        elif credential.scheme.lower().startswith("sharedkey"):
            self._vault.hide("signature", authorization.rpartition(":")[2].strip())
        return f"{credential.scheme} {credential.tag}".lstrip()

    def _cookies(self, header: str, value: str) -> str:
        pairs = value.split(";")
        secret = pairs if header == "cookie" else pairs[:1]
        covered = [self._cookie(pair) for pair in secret]
        return ";".join([*covered, *pairs[len(secret) :]])

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        if not equals:
            return cover(self._vault, "cookie", pair, pair.strip()) if pair.strip() else pair
        return f"{name}={cover(self._vault, 'cookie', value, value.strip())}"

    def _forget[M: Message](self, message: M, read: M) -> M:
        """Return *message* without secrets that another part of the traffic gave away."""
        fields = ((name, self._known(name, value)) for name, value in message.headers.fields)
        clean = replace(message, headers=Headers(fields))
        return self._bodies.forget(_keeping_readings(read, clean))

    def _known(self, name: str, value: str) -> str:
        style: Style = "url" if name.lower() in _URLS else "text"
        return scrub_known(value, self._vault, style)


def _stands_for(credential: Credential | None, sent: str) -> bool:
    """Tell whether *sent* has but a marker, and *credential* is what was read before there was one."""
    return credential is not None and is_marker(credential.tag) and sent.endswith(credential.tag)


def _texts(message: Request | Response | None) -> list[str]:
    """Return all that *message* says."""
    if message is None:
        return []
    line = message.url if isinstance(message, Request) else message.reason
    return [line, *[value for _, value in message.headers.fields], text_of(message)]


def _keeping_readings[M: Message](old: M, new: M) -> M:
    """Return *new* with what was read of the body of *old*, which is the same."""
    for name in ("text", "json"):
        if name in old.__dict__:
            new.__dict__[name] = old.__dict__[name]
    return new
