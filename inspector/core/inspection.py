"""What a check looks at: an exchange, and what is known of those around it."""

from collections.abc import Mapping, Reversible, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from inspector.core.address import ENTITIES, Address, resolve
from inspector.core.batch import operations
from inspector.core.contents import NOTHING, Contents, read_contents
from inspector.core.edm.model import Model
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.history import History, Trace
from inspector.core.lives.touch import Touch
from inspector.core.service import Service

SIBLINGS = 50  # operations of a batch


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
    ended: bool = False  # nothing comes after *later*
    earlier: Sequence[Trace] | None = None  # those before it, once *history* holds later ones
    part: int | None = None  # the number of an operation of a `$batch`
    outer: Exchange | None = None  # the batch that *part* is of
    content_id: str | None = None  # by which later operations refer to it
    siblings: Sequence["Inspection"] = ()  # the operations of the same batch
    shares_answer: int = 1  # operations of a change set that its one answer is for
    sharing: tuple[int, ...] = ()  # the numbers of these operations
    undone: bool = False  # it has no answer, since another one of its change set failed
    # Content-ID → full name of the entity's type, "" when it is not known
    references: Mapping[str, str] = field(default_factory=dict)
    # The operations of the same batch before it, the latest SIBLINGS of them.
    batched: tuple["Inspection", ...] = field(default=(), repr=False, compare=False)
    # What it did, once that was told: several rules ask.
    told: list[tuple[Touch, ...]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def request(self) -> Request:
        """Return the exchange's request."""
        return self.exchange.request

    @cached_property
    def address(self) -> Address | None:
        """Return what the URL addresses; None when the service's model is not known."""
        model = self.facts.model
        if model is None:
            return None
        return resolve(self.request.target.segments, model, self.references)

    @property
    def entity_type(self) -> str | None:
        """Return the full name of the type whose entities are addressed, None for none."""
        address = self.address
        return address.type if address is not None and address.kind in ENTITIES else None

    @cached_property
    def contents(self) -> Contents:
        """Return what the request's body says of entities; nothing where that is not known."""
        model, address = self.facts.model, self.address
        if model is None or address is None:
            return NOTHING
        return read_contents(self.request, address, model)

    @cached_property
    def parts(self) -> tuple["Inspection", ...]:
        """Return the operations of a `$batch`, each under inspection; none for other calls."""
        found: list[Inspection] = []
        references: dict[str, str] = {}  # a later operation may refer to an earlier one
        for operation in operations(self.exchange):
            it = replace(
                self,
                exchange=operation.exchange,
                later=(),
                part=operation.number,
                outer=self.exchange,
                content_id=operation.content_id,
                siblings=found,
                shares_answer=operation.answered_with,
                undone=operation.undone,
                sharing=operation.sharing,
                references=references,
                batched=tuple(found[-SIBLINGS:]),
            )
            if operation.content_id:
                references[operation.content_id] = it.entity_type or ""
            found.append(it)
        return tuple(found)

    @property
    def before(self) -> Reversible[Trace]:
        """Return the exchanges before it, the oldest first."""
        return self.history if self.earlier is None else self.earlier

    @property
    def response(self) -> Response | None:
        """Return the exchange's response, None when there was none."""
        return self.exchange.response
