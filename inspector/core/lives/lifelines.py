"""The lifelines of all entities that exchanges have touched; bounded."""

from collections.abc import Iterator

from inspector.core.annotated import Annotated
from inspector.core.lives.life import Life, named_in
from inspector.core.lives.lifeline import Entity, Lifeline, Occasion, account_of
from inspector.core.lives.touch import Touch

MOST = 10_000  # entities; further ones are merely counted
COUNTED = 100_000  # entities beyond which not even that


class Lifelines:
    """Gathers the lives of entities from annotated exchanges, in their order."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lives: dict[Entity, Life] = {}
        self._others: set[int] = set()  # hashes of those that were left out

    @property
    def left_out(self) -> int:
        """Return how many entities have no lifeline here; COUNTED means at least as many."""
        return len(self._others)

    def add(self, annotated: Annotated) -> None:
        """Take in what one exchange did."""
        if not annotated.touches:
            return
        account, occasion = (
            account_of(annotated.exchange.request.target.host),
            occasion_of(annotated),
        )
        named: dict[str, list[tuple[int, Touch]]] = {}
        for one, touch in named_in(annotated.touches):
            named.setdefault(one, []).append(touch)
        for one, touches in named.items():
            life = self._life(Entity(account, one))
            if life is not None:
                life.take(occasion, touches)

    def told(self) -> Iterator[Lifeline]:
        """Yield the lifelines in the order in which their entities appeared."""
        for life in self._lives.values():
            known = [self._lives.get(Entity(life.entity.account, one)) for one in life.links]
            life.more_links = life.more_links or None in known
            yield life.told(other for other in known if other is not None)

    def _life(self, entity: Entity) -> Life | None:
        life = self._lives.get(entity)
        if life is None and len(self._lives) < self._most:
            life = self._lives[entity] = Life(entity)
        elif life is None and len(self._others) < COUNTED:
            self._others.add(hash(entity))
        return life


def occasion_of(annotated: Annotated) -> Occasion:
    """Return what a life keeps of an exchange."""
    exchange = annotated.exchange
    status = exchange.response.status if exchange.response is not None else None
    return Occasion(annotated.index, annotated.operation, exchange.started, status)
