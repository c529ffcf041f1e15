"""What a check looks at: an exchange, and what is known of those around it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from inspector.core.address import Address, resolve
from inspector.core.edm import Model
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.history import History, Trace
from inspector.core.service import Service


@dataclass(frozen=True)
class Facts:
    """What a profile and the user's settings know of the exchange's service."""

    audiences: tuple[str, ...] = ()  # of tokens the service takes, without trailing slash
    issuers: tuple[str, ...] = ()  # prefixes of issuers that may sign them
    api_audiences: tuple[str, ...] = ()  # of every cloud: marks a token as one for the service
    model: Model | None = None  # its entities; None: not known


@dataclass(frozen=True)
class Inspection:
    """One exchange under inspection."""

    exchange: Exchange
    service: Service
    facts: Facts = field(default_factory=Facts)
    history: History = field(default_factory=History)
    later: Sequence[Trace] = ()  # exchanges after it, for rules that are judged late
    part: int | None = None

    @property
    def request(self) -> Request:
        """Return the exchange's request."""
        return self.exchange.request

    @cached_property
    def address(self) -> Address | None:
        """Return what the URL addresses; None when the service's model is not known."""
        model = self.facts.model
        return None if model is None else resolve(self.request.target.segments, model)

    @property
    def response(self) -> Response | None:
        """Return the exchange's response, None when there was none."""
        return self.exchange.response
