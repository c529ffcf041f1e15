"""Reserved units, filters, endpoints for notifications, what is monitored."""

from typing import Any

from inspector.standin.forms.bodies import Sent
from inspector.standin.laws.law import Law, Work, named, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet


class UnitsLaw(Law):
    """An account's reserved units; a PUT names those members that change (the tutorials)."""

    put_replaces = False

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse more units than there may be."""
        wanted = values.get("CurrentReservedUnits") or 0
        if not 0 <= wanted <= one.entity["MaxReservableUnits"]:
            raise bad("The value of 'CurrentReservedUnits' is out of range.")


class EndPointLaw(Law):
    """Where notifications go; its name is all that can change."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse one without a name."""
        require(entity_set, sent)
        if not sent.values.get("Name"):
            raise bad("The property 'Name' is required.")


class MonitoringLaw(Law):
    """What is monitored: one configuration of an account."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a second configuration, and one that tells nobody."""
        require(entity_set, sent)
        named(work, sent.values, "NotificationEndPointId", "NotificationEndPoints")
        if work.state.count("MonitoringConfigurations"):
            raise Refusal(403, "The account has a monitoring configuration already.")

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse an endpoint that does not exist."""
        if "NotificationEndPointId" in values:
            named(work, values, "NotificationEndPointId", "NotificationEndPoints")
