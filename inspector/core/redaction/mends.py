"""Redact mends: they quote messages, before and after."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inspector.core.exchange import Exchange, Message
from inspector.core.headers import Headers
from inspector.core.mend import Mend
from inspector.core.redaction.scrub import Style, scrub, scrub_known
from inspector.core.redaction.vault import Vault


@dataclass(frozen=True)
class MendRedactor:
    """Covers in a mend what is covered in a message, by the same means."""

    vault: Vault
    header_value: Callable[[str, str], str]  # of a name and a value
    body: Callable[[Message, str], Message]  # of a message and the URL that it answers, or ""

    def redact(self, mend: Mend, exchange: Exchange) -> Mend:
        """Return *mend*, which was made in *exchange*, without secrets."""

        def covered(text: str | None) -> str | None:
            return None if text is None else self._covered(mend, text, exchange)

        return replace(mend, before=covered(mend.before), after=covered(mend.after))

    def _covered(self, mend: Mend, text: str, exchange: Exchange) -> str:
        style: Style = "url" if mend.spot == "url" else "text"
        if mend.spot == "header":
            shown = self.header_value(mend.header, text)
        elif mend.spot == "body":
            shown = self._body(mend, text, exchange)
        else:
            shown = scrub(text, self.vault, style)
        return scrub_known(shown, self.vault, style)

    def _body(self, mend: Mend, text: str, exchange: Exchange) -> str:
        message: Message | None = exchange.request if mend.side == "request" else exchange.response
        kind = message.content_type if message else None
        headers = Headers([("Content-Type", kind.essence)] if kind else [])
        quoted = Message(headers=headers, body=text.encode("utf-8", "surrogatepass"))
        return self.body(quoted, exchange.request.url if mend.side == "response" else "").text
