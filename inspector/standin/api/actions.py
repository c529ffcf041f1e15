"""Bound actions, called by POST."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from inspector.core.edm.model import Property
from inspector.standin.api.functions import argument, returned
from inspector.standin.api.writes import begun
from inspector.standin.call import Answer
from inspector.standin.forms.bodies import read_arguments
from inspector.standin.forms.terms import version_field
from inspector.standin.hosts import STORAGE_ACCOUNT
from inspector.standin.laws import live
from inspector.standin.laws.assets import container_uri
from inspector.standin.laws.keys import delivery_url
from inspector.standin.laws.law import Work
from inspector.standin.places import Action
from inspector.standin.refusal import Refusal, bad
from inspector.standin.store.sources import whole

_MOST_DAYS = 90  # that metrics are asked for
_MOST_UNITS = 10  # of one streaming endpoint (the quotas page)
Do = Callable[[Work, Action, Mapping[str, Any]], Answer]


def act(work: Work, place: Action, verb: str) -> Answer:
    """Call an action; raises Refusal."""
    headers = work.call.request.headers
    if verb not in place.function.verbs:
        raise Refusal(405, f"The action '{place.function.name}' is called by POST.")
    # Later versions end a message without a header that says how long it is.
    unsized = work.call.request.http_version in {"HTTP/1.0", "HTTP/1.1"} and not (
        {"Content-Length", "Transfer-Encoding"} & {name.title() for name, _ in headers}
    )
    if verb == "POST" and unsized and not work.call.body and not work.call.inner:
        raise Refusal(411, "The request must be chunked or have a content length.")
    arguments = (
        read_arguments(work.call.request, place.function)
        if verb == "POST"
        else {one.name: argument(work, one) for one in place.function.parameters.values()}
    )
    for parameter in place.function.parameters.values():
        if parameter.required and arguments.get(parameter.name) is None:
            raise bad(f"The parameter '{parameter.name}' is missing.")
    with work.state.transaction():
        return _ACTIONS[place.function.name](work, place, arguments)


def _publish(work: Work, place: Action, _arguments: Mapping[str, Any]) -> Answer:
    work.state.change("Assets", place.one.key, {"State": 1, "LastModified": work.now})
    return Answer(204, b"", (version_field((1, 0)),))


def _key_url(work: Work, place: Action, arguments: Mapping[str, Any]) -> Answer:
    url = delivery_url(place.one.entity, arguments.get("keyDeliveryType"))
    return returned(work, "GetKeyDeliveryUrl", url)


def _sas_uris(work: Work, place: Action, arguments: Mapping[str, Any]) -> Answer:
    """Return where the metrics of each day are, in tables that nobody fills."""
    kind = place.function.returns or ""
    member = kind.removeprefix("Collection(").rstrip(")")
    begin, last = arguments["monitoringStartDate"], arguments["monitoringEndDate"]
    days = (last - begin).days
    if not 0 <= days <= _MOST_DAYS:
        raise bad(f"The dates must be in order, and at most {_MOST_DAYS} days apart.")
    end = work.now + timedelta(days=_MOST_DAYS)
    container = "insights-metrics"
    work.state.storage.make(container)
    access = work.state.storage.signed(container, None, end, rights="r")
    uri = f"{container_uri(STORAGE_ACCOUNT, container, work.call.storage)}?{access}"
    (units,) = work.state.all(whole("EncodingReservedUnitTypes"))
    one = {"AccountId": units["AccountId"], "SasUriExpiryDate": end, "SasUris": [uri]}
    value = [{**one, "MetricDataDate": begin + timedelta(days=day)} for day in range(days + 1)]
    prop = Property("GetMonitoringSasUris", member, collection=True)
    return returned(work, prop.name, value, prop)


def _start(work: Work, place: Action, _arguments: Mapping[str, Any]) -> Answer:
    one, name = place.one, place.one.entity_set.name
    live.refuse_busy(work, one)
    live.refuse_unless(one, live.STOPPED, "started")
    if name == "Programs":
        channel = work.state.find("Channels", one.entity["ChannelId"])
        if channel is None or channel["State"] != live.RUNNING:
            raise bad("InvalidOperation: the program's channel has to be Running.")
        if live.running(work, name, ChannelId=channel["Id"]) >= live.RUNNING_PROGRAMS_LIMIT:
            raise Refusal(
                403, f"{live.RUNNING_PROGRAMS_LIMIT} programs of the channel run already."
            )
    full = live.running(work, name) >= live.RUNNING_ENDPOINTS_LIMIT
    if name == "StreamingEndpoints" and full:
        raise Refusal(403, f"{live.RUNNING_ENDPOINTS_LIMIT} streaming endpoints run already.")
    then = {"State": live.RUNNING}
    return begun(202, live.begin(work, one, "Start", meanwhile="Starting", then=then))


def _stop(work: Work, place: Action, _arguments: Mapping[str, Any]) -> Answer:
    live.refuse_busy(work, place.one)
    live.refuse_unless(place.one, live.RUNNING, "stopped")
    if live.running(work, "Programs", ChannelId=place.one.key):
        raise bad("InvalidOperation: the channel's programs have to be stopped first.")
    then = {"State": live.STOPPED}
    return begun(202, live.begin(work, place.one, "Stop", meanwhile="Stopping", then=then))


def _reset(work: Work, place: Action, _arguments: Mapping[str, Any]) -> Answer:
    live.refuse_busy(work, place.one)
    live.refuse_unless(place.one, live.RUNNING, "reset")
    return begun(202, live.begin(work, place.one, "Reset", then={}))


def _scale(work: Work, place: Action, arguments: Mapping[str, Any]) -> Answer:
    live.refuse_busy(work, place.one)
    name = next(iter(place.function.parameters))
    units = arguments.get(name)
    if units is None or not 0 <= units <= _MOST_UNITS:
        raise bad(f"The value of '{name}' must be from 0 to {_MOST_UNITS}.")
    prop = "ScaleUnits" if "ScaleUnits" in place.one.entity else "ReservedUnits"
    then = {prop: units, "State": place.one.entity["State"]}
    return begun(202, live.begin(work, place.one, "Scale", meanwhile="Scaling", then=then))


def _advertise(work: Work, place: Action, _arguments: Mapping[str, Any]) -> Answer:
    live.refuse_unless(place.one, live.RUNNING, "given a slate or an advertisement")
    if place.one.entity["EncodingType"] == "None":
        raise bad("InvalidOperation: the channel does not encode, and has no slates.")
    return begun(202, live.begin(work, place.one, place.function.name, then={}))


_ACTIONS: Mapping[str, Do] = {
    "Publish": _publish,
    "GetKeyDeliveryUrl": _key_url,
    "GetMonitoringSasUris": _sas_uris,
    "Start": _start,
    "Stop": _stop,
    "Reset": _reset,
    "Scale": _scale,
    "StartAdvertisement": _advertise,
    "EndAdvertisement": _advertise,
    "ShowSlate": _advertise,
    "HideSlate": _advertise,
}
