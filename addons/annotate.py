"""Inspects every flow once it is complete, marks it, and publishes the result.

Works alone (`mitmdump -s addons/annotate.py`) and then writes findings to mitmproxy's log.
It looks at traffic and never changes it; what `repair.py` and people change is told apart.
"""

import asyncio
import functools
import logging
import secrets
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

from mitmproxy import addonmanager, ctx, exceptions, hooks, http, tls

from addons.callers import is_own
from addons.findings import REPLAY_OF, Log, Sink, mark
from addons.ignore import Ignore
from addons.outgoing import as_it_came, mends_of
from addons.stream import completed
from inspector.capture.content import INSPECTION_LIMIT
from inspector.capture.flows import exchange_from_flow
from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange, Request
from inspector.core.policy import PRESETS, Policy
from inspector.core.redaction.memory import Memory
from inspector.core.redaction.redact import Redactor
from inspector.core.trust import NOTHING, Trust
from inspector.profiles.catalogue import PROFILES

logger = logging.getLogger(__name__)


UNTRUSTED = "the client does not trust the proxy's certificate"
LEFT = "the client left during the TLS handshake; it may not trust the proxy's certificate"
CUT_OFF = "the proxy was ended before the answer was complete"
UNCHANGED = ("", "standard", ())  # the options' defaults


def harmless[**P](hook: Callable[P, None]) -> Callable[P, None]:
    """Log whatever *hook* raises; a hook that raises SystemExit cuts the client's connection."""

    @functools.wraps(hook)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            hook(*args, **kwargs)
        except (Exception, SystemExit):
            logger.exception("An exchange could not be inspected; it went through unchanged.")

    return guarded


class Annotate:
    """Holds each exchange against the rules; *sink* gets the result."""

    def __init__(
        self,
        sink: Sink | None = None,
        inspector: Inspector | None = None,
        body_limit: int = INSPECTION_LIMIT,
        trust: Trust = NOTHING,
        memory: Memory | None = None,
    ) -> None:
        self.sink = sink or Log()
        self.inspector = inspector or Inspector(PROFILES)
        self.body_limit = body_limit  # bytes, decoded
        self.redactor = Redactor(secrets.token_bytes(32), trust, memory)
        self._obeyed: tuple[str, str, tuple[str, ...]] = UNCHANGED
        self._under_way: WeakValueDictionary[str, http.HTTPFlow] = WeakValueDictionary()
        self._complete: deque[http.HTTPFlow] = deque()  # not yet inspected
        self._flows: WeakValueDictionary[str, http.HTTPFlow] = WeakValueDictionary()

    def load(self, loader: addonmanager.Loader) -> None:
        """Add the options."""
        names = ["", *(profile.name for profile in PROFILES)]
        loader.add_option(
            "inspector_profile", str, "", "Force this profile for every exchange.", names
        )
        loader.add_option(
            "inspector_preset", str, "standard", "How strictly the rules count.", PRESETS
        )
        loader.add_option("inspector_hosts", Sequence[str], [], "Further hosts of the profiles.")

    def configure(self, updated: set[str]) -> None:
        """Obey the options; raises OptionsError for a word that is not among the choices."""
        if updated.isdisjoint({"inspector_profile", "inspector_preset", "inspector_hosts"}):
            return
        options = ctx.options
        profile, preset = options.inspector_profile, options.inspector_preset
        hosts = tuple(options.inspector_hosts)
        if (profile, preset, hosts) != self._obeyed:
            inspector = chosen_inspector(profile, preset, hosts)
            self._catch_up()
            self._late(self.inspector.finish())
            self.inspector, self._obeyed = inspector, (profile, preset, hosts)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Remember what has begun."""
        if not is_own(flow):
            self._under_way[flow.id] = flow

    def response(self, flow: http.HTTPFlow) -> None:
        """Inspect an exchange that is complete, as soon as the client has its answer.

        mitmproxy sends the answer when this returns, and before the loop's next turn.
        """
        if is_own(flow):
            return
        self._complete.append(flow)
        asyncio.get_running_loop().call_soon(self._catch_up)

    error = response  # a request that got no answer is inspected too

    @harmless
    def http_connect_error(self, flow: http.HTTPFlow) -> None:
        """Inspect a CONNECT that came to nothing, since no exchange will follow."""
        why = flow.server_conn.error or "the proxy refused the tunnel"
        host, port = flow.request.host, flow.request.port
        self._inspect(tunnel(host, port, flow.client_conn.timestamp_start, why))

    @harmless
    def tls_failed_client(self, data: tls.TlsData) -> None:
        """Inspect a TLS handshake that the client broke off, since no exchange will follow."""
        why, server = data.conn.error or "", data.context.server  # mitmproxy's own words
        host = data.context.client.sni or (server.address[0] if server.address else "")
        port = server.address[1] if server.address else 443
        if "does not trust" in why:
            self._inspect(tunnel(host, port, data.conn.timestamp_start, UNTRUSTED))
        elif "disconnected during the handshake" in why:
            self._inspect(tunnel(host, port, data.conn.timestamp_start, LEFT))

    def done(self) -> None:
        """Inspect what is still under way, and judge what waited for later exchanges."""
        self._catch_up()
        for flow in list(self._under_way.values()):
            self._take(flow, CUT_OFF)
        self._late(self.inspector.finish())

    def _catch_up(self) -> None:
        while self._complete:
            self._take(self._complete.popleft())

    @harmless
    def _take(self, flow: http.HTTPFlow, error: str = "") -> None:
        self._under_way.pop(flow.id, None)
        exchange = exchange_from_flow(as_it_came(flow), limit=self.body_limit)
        if error:
            exchange = replace(exchange, error=error)
        if flow.metadata:
            replay_of, mends = flow.metadata.get(REPLAY_OF, ""), mends_of(flow)
            exchange = replace(exchange, replay_of=replay_of, mends=mends)
        self._flows[exchange.id] = flow
        self._inspect(completed(exchange, flow), origin_of(flow))

    def _inspect(self, exchange: Exchange, origin: str = "") -> None:
        annotated = self.inspector.annotate(self.redactor.take_in(exchange, origin))
        self._mark(annotated)
        self.sink.append(annotated)
        self._late(self.inspector.amended())

    def _late(self, amended: list[Annotated]) -> None:
        for annotated in amended:
            self._mark(annotated)
            self.sink.amend(annotated)

    def _mark(self, annotated: Annotated) -> None:
        flow = self._flows.get(annotated.exchange.id)
        if flow is not None and annotated.profile is not None:
            mark(flow, annotated)
            if annotated.findings:  # mitmproxy's screens have drawn the flow already
                ctx.master.addons.trigger(hooks.UpdateHook([flow]))


def origin_of(flow: http.HTTPFlow) -> str:
    """Return whom a flow is with; "" when its Host header names another than it goes to."""
    request = flow.request
    if request.pretty_host != request.host:
        return ""
    host = f"[{request.host}]" if ":" in request.host else request.host
    return f"{request.scheme}://{host.lower().rstrip('.')}:{request.port}"


def tunnel(host: str, port: int, started: float | None, error: str) -> Exchange:
    """Return the exchange that stands for a CONNECT without exchanges in it."""
    request = Request(method="CONNECT", url=f"https://{host}:{port}", body=b"")
    return Exchange(request=request, id=str(uuid.uuid4()), started=started, error=error)


def chosen_inspector(profile: str, preset: str, hosts: tuple[str, ...]) -> Inspector:
    """Return an inspector that obeys mitmproxy's options; raises OptionsError."""
    if profile and profile not in {known.name for known in PROFILES}:
        raise exceptions.OptionsError(f"Unknown inspector_profile: {profile}")
    if preset not in PRESETS:  # mitmproxy shows an option's choices; it does not enforce them
        raise exceptions.OptionsError(f"Unknown inspector_preset: {preset}")
    return Inspector(PROFILES, Policy(preset=preset), hosts, profile or None)


def loaded() -> Annotate | None:
    """Return the annotator that another script has brought; two would judge everything twice."""
    master = getattr(ctx, "master", None)  # mitmproxy sets it when it starts
    found: Annotate | None = master and master.addons.get("annotate")
    return found


addons = [] if loaded() else [Ignore(), Annotate()]
