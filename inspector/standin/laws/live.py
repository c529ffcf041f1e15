"""Channels, programs and streaming endpoints: created and deleted by operations.

Sources: REF/channel, REF/program, REF/streamingendpoint; the quotas page. Which status the service
gave for a wrong state is not recorded: 400 here, as for what is not supported.
"""

import uuid
from typing import Any

from inspector.standin.forms.bodies import Sent
from inspector.standin.hosts import ACCOUNT
from inspector.standin.laws.law import Law, Work, named, require
from inspector.standin.lives import operations
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, schema
from inspector.standin.store.furnishing import ENDPOINT
from inspector.standin.store.rows import Entity

STOPPED, RUNNING = "Stopped", "Running"
CHANNELS_LIMIT = 5
RUNNING_ENDPOINTS_LIMIT = 2
RUNNING_PROGRAMS_LIMIT = 3  # of one channel
PROGRAMS_LIMIT = 50  # of one channel
_DOMAIN = "mediaservices.windows.net"
_VERSIONED = (2, 15)  # of the API, from which on endpoints have versions
_PUBLIC_CLOUD = ".media.azure.net"
_INGEST = {
    "RTMP": ("RTMP", "rtmp://{host}:1935/live/{guid}"),
    "FragmentedMP4": ("FragmentedMP4", "http://{host}/ingest.isml"),
    "RTPMPEG2TS": ("RTPMPEG2TS", "rtp://{host}:10000"),
}


class LiveLaw(Law):
    """What goes for everything that runs and stops."""

    created_status = 202
    put_replaces = False  # a channel without input would be of no use

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a name that is there already."""
        require(entity_set, sent)
        name = sent.values.get("Name")
        if not name:
            raise bad("The property 'Name' is required.")
        if work.state.count_of(entity_set.name, Name=name):
            raise Refusal(409, f"There is an entity named '{name}' already.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Let it be stopped."""
        entity["State"] = STOPPED

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse a change while an operation is at work."""
        refuse_busy(work, one)

    def delete(self, work: Work, one: One) -> str | None:
        """Begin to delete what is stopped."""
        refuse_busy(work, one)
        refuse_unless(one, STOPPED, "deleted")
        return begin(work, one, "delete", meanwhile="Deleting", then=None)


class ChannelLaw(LiveLaw):
    """A channel; five of an account."""

    deleted_status = 202

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a sixth channel."""
        super().check(work, entity_set, sent)
        if work.state.count("Channels") >= CHANNELS_LIMIT:
            raise Refusal(403, f"The account cannot have more than {CHANNELS_LIMIT} channels.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Make the addresses to send to and to look at."""
        super().complete(work, entity)
        entity["EncodingType"] = entity["EncodingType"] or "None"
        host = f"{entity['Name']}-{ACCOUNT}.channel.{_DOMAIN}"
        sent = entity["Input"] or {}
        protocol = sent.get("StreamingProtocol") or "FragmentedMP4"
        said, form = _INGEST.get(protocol, _INGEST["FragmentedMP4"])
        ingest = [{"Protocol": said, "Url": form.format(host=host, guid=uuid.uuid4().hex)}]
        entity["Input"] = {**sent, "StreamingProtocol": protocol, "Endpoints": ingest}
        look = {"Protocol": "FragmentedMP4", "Url": f"http://{host}/preview.isml/manifest"}
        entity["Preview"] = {**(entity["Preview"] or {}), "Endpoints": [look]}

    def created(self, work: Work, one: One) -> str | None:
        """Begin to make it."""
        return begin(work, one, "create", then={})

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse a change unless it is stopped."""
        super().change(work, one, values)
        refuse_unless(one, STOPPED, "changed")

    def delete(self, work: Work, one: One) -> str | None:
        """Refuse a channel that has programs."""
        if work.state.linked(one.entity_set, one.entity, "Programs"):
            raise bad("The channel has programs; delete them first.")
        return super().delete(work, one)


class ProgramLaw(LiveLaw):
    """A program writes a channel's stream into an asset; it is made at once."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a program without a channel, an asset or a length."""
        values = sent.values
        channel = named(work, values, "ChannelId", "Channels")
        values["ChannelId"] = channel["Id"]
        values["AssetId"] = named(work, values, "AssetId", "Assets")["Id"]
        require(entity_set, sent)
        if values.get("ArchiveWindowLength") is None:
            raise bad("The property 'ArchiveWindowLength' is required.")
        programs = work.state.linked(schema().sets["Channels"], channel, "Programs")
        if any(one["Name"] == values.get("Name") for one in programs):
            raise Refusal(409, f"The channel has a program named '{values.get('Name')}' already.")
        if len(programs) >= PROGRAMS_LIMIT + RUNNING_PROGRAMS_LIMIT:
            raise Refusal(403, "The channel cannot have more programs.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Name the manifest."""
        super().complete(work, entity)
        entity["ManifestName"] = entity["ManifestName"] or uuid.uuid4().hex

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse another asset or manifest while it runs."""
        super().change(work, one, values)
        for name in ("AssetId", "ManifestName"):
            if name in values and values[name] != one.entity[name]:
                refuse_unless(one, STOPPED, f"given another {name}")

    def delete(self, work: Work, one: One) -> None:
        """Delete it at once."""
        refuse_busy(work, one)
        refuse_unless(one, STOPPED, "deleted")
        work.state.remove(one.entity_set, one.key)


class EndpointLaw(LiveLaw):
    """A streaming endpoint; the default one stays."""

    deleted_status = 202

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a CDN where there is none."""
        super().check(work, entity_set, sent)
        _check_cdn(work, sent.values)

    def complete(self, work: Work, entity: Entity) -> None:
        """Give it a host."""
        super().complete(work, entity)
        if entity.get("StreamingEndpointVersion", "") is None:
            newer = work.call.version >= _VERSIONED
            entity["StreamingEndpointVersion"] = "2.0" if newer else "1.0"
        entity["HostName"] = f"{entity['Name']}-{ACCOUNT}.streaming.{_DOMAIN}"

    def created(self, work: Work, one: One) -> str | None:
        """Begin to make it."""
        return begin(work, one, "create", then={})

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse another number of units, which the action Scale changes."""
        super().change(work, one, values)
        _check_cdn(work, values)
        if values.get("ScaleUnits", one.entity.get("ScaleUnits")) != one.entity.get("ScaleUnits"):
            raise bad("The number of units is changed by the action Scale.")

    def delete(self, work: Work, one: One) -> str | None:
        """Refuse to delete the default endpoint."""
        if one.key == ENDPOINT:
            raise bad("The default streaming endpoint cannot be deleted.")
        return super().delete(work, one)


def _check_cdn(work: Work, values: dict[str, Any]) -> None:
    host = work.call.request.target.host
    sovereign = ".restv2." in host and not host.endswith(_PUBLIC_CLOUD)
    if values.get("CdnEnabled") and sovereign:
        raise Refusal(
            412,
            "Streaming endpoint CdnEnabled property cannot be set to true as CDN capability is "
            "not available in the current region.",
        )
    if values.get("CdnEnabled"):
        values.setdefault("CdnProvider", "StandardVerizon")
        values.setdefault("CdnProfile", "AzureMediaStreamingPlatformCdnProfile")


def running(work: Work, name: str, **values: str) -> int:
    """Return how many entities of a set that have these values run, or begin to."""
    states = (RUNNING, "Starting")
    return sum(work.state.count_of(name, State=state, **values) for state in states)


def refuse_busy(work: Work, one: One) -> None:
    """Refuse while an operation is at work on the entity."""
    if operations.is_under_way(work.state, one.key):
        raise bad("OperationInProgress: another operation on the entity has not ended yet.")


def refuse_unless(one: One, state: str, what: str) -> None:
    """Refuse in any other state than *state*."""
    if one.entity["State"] != state:
        seen = one.entity["State"]
        raise bad(f"InvalidOperation: to be {what} it has to be {state}, and is {seen}.")


def begin(
    work: Work,
    one: One,
    what: str,
    *,
    meanwhile: str = "",
    then: dict[str, Any] | None,
) -> str:
    """Begin an operation on an entity; return the operation's id."""
    return operations.begin(
        work.state, work.call.clock, work.now, one.entity_set.name, one.entity, what,
        meanwhile=meanwhile, then=then, fails="operation-failed" in work.call.faults,
    )  # fmt: skip
