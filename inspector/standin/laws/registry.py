"""Which law goes for which entity set."""

from collections.abc import Mapping

from inspector.standin.laws.assets import AssetFilterLaw, AssetLaw, FileLaw
from inspector.standin.laws.ingest import ManifestAssetLaw, ManifestFileLaw, ManifestLaw
from inspector.standin.laws.jobs import JobLaw, TaskLaw
from inspector.standin.laws.keys import KeyLaw
from inspector.standin.laws.law import Law
from inspector.standin.laws.live import ChannelLaw, EndpointLaw, ProgramLaw
from inspector.standin.laws.locators import LocatorLaw, PolicyLaw
from inspector.standin.laws.others import EndPointLaw, MonitoringLaw, UnitsLaw
from inspector.standin.laws.templates import TaskTemplateLaw, TemplateLaw

LAWS: Mapping[str, Law] = {
    "Assets": AssetLaw(),
    "Files": FileLaw(),
    "AssetFilters": AssetFilterLaw(),
    "AccessPolicies": PolicyLaw(),
    "Locators": LocatorLaw(),
    "ContentKeys": KeyLaw(),
    "Jobs": JobLaw(),
    "Tasks": TaskLaw(),
    "JobTemplates": TemplateLaw(),
    "TaskTemplates": TaskTemplateLaw(),
    "IngestManifests": ManifestLaw(),
    "IngestManifestAssets": ManifestAssetLaw(),
    "IngestManifestFiles": ManifestFileLaw(),
    "NotificationEndPoints": EndPointLaw(),
    "MonitoringConfigurations": MonitoringLaw(),
    "EncodingReservedUnitTypes": UnitsLaw(),
    "Channels": ChannelLaw(),
    "Programs": ProgramLaw(),
    "StreamingEndpoints": EndpointLaw(),
    "Origins": EndpointLaw(),
}
_ANY = Law()


def law_of(name: str) -> Law:
    """Return the law of an entity set."""
    return LAWS.get(name, _ANY)
