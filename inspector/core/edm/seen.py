"""Which entity model counts: the one that comes with a profile, or what the service itself said."""

from collections import OrderedDict

from inspector.core.edm.model import Model
from inspector.core.edm.overlay import overlay
from inspector.core.edm.reader import read_model
from inspector.core.exchange import Exchange

MOST_HOSTS = 8  # whose documents are kept


class Models:
    """The models of `$metadata` documents seen so far, by host; *given* goes before all others."""

    def __init__(self, given: Model | None = None) -> None:
        self._given = given
        self._seen: OrderedDict[str, Model] = OrderedDict()

    def of(self, host: str, known: Model | None) -> Model | None:
        """Return the model that counts for *host*; *known* is the profile's own."""
        if self._given is not None:
            return self._given
        return self._seen.get(host, known) if self._seen else known

    def see(self, exchange: Exchange, known: Model | None) -> None:
        """Take the model from an answer to `$metadata`; from now on it counts for that host.

        A document that shares no entity set with *known* is another service's, and left alone.
        """
        request, response = exchange.request, exchange.response
        if known is None or response is None or response.status != 200 or not response.body:
            return
        if not request.target.is_metadata or response.sniffed != "xml":
            return
        seen, _ = read_model(response.body)
        if seen is None or seen.sets.keys().isdisjoint(known.sets):
            return
        host = request.target.host
        self._seen[host] = overlay(seen, known)
        self._seen.move_to_end(host)
        if len(self._seen) > MOST_HOSTS:
            self._seen.popitem(last=False)
