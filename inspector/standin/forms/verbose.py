"""Verbose JSON: `{"d": …}`, `__metadata`, `__deferred`."""

import re
from collections.abc import Sequence
from typing import Any, override

from inspector.core.edm.model import Property
from inspector.standin.forms.values import to_json
from inspector.standin.forms.writing import Sheet, Writer, dumped, message
from inspector.standin.schema import CONTAINER
from inspector.standin.store.rows import Entity

TYPE = "application/json;odata=verbose;charset=utf-8"
_DATE = re.compile(rb'"/Date\((-?\d+)\)/"')


class Verbose(Writer):
    """Writes verbose JSON."""

    @override
    def entry(self, sheet: Sheet, entity: Entity) -> tuple[bytes, str]:
        """Write one entity."""
        return _wrapped(_entry(sheet, entity))

    @override
    def feed(
        self, sheet: Sheet, entities: Sequence[Entity], count: int | None
    ) -> tuple[bytes, str]:
        """Write a page of a set; below version 2.0 it is a bare list."""
        shown = [_entry(sheet, entity) for entity in entities]
        if sheet.version < (2, 0):
            return _wrapped(shown)
        counted = {} if count is None else {"__count": str(count)}
        return _wrapped({**counted, "results": shown})

    @override
    def value(self, sheet: Sheet, prop: Property, value: Any) -> tuple[bytes, str]:
        """Write one property."""
        return _wrapped({prop.name: _value(sheet, prop, value)})

    @override
    def links(self, sheet: Sheet, uris: Sequence[str], *, many: bool) -> tuple[bytes, str]:
        """Write the addresses that links lead to."""
        shown = [{"uri": uri} for uri in uris]
        if not many:
            return _wrapped(shown[0])
        return _wrapped({"results": shown} if sheet.version >= (2, 0) else shown)

    @override
    def service(self, root: str, names: Sequence[str]) -> tuple[bytes, str]:
        """Write the service document."""
        return _wrapped({"EntitySets": list(names)})

    @override
    def error(self, text: str) -> tuple[bytes, str]:
        """Write why the call was refused."""
        return dumped({"error": message(text)}), TYPE


def _wrapped(value: Any) -> tuple[bytes, str]:
    # `\/` in a date tells it from a string that merely looks like one.
    return _DATE.sub(rb'"\\/Date(\1)\\/"', dumped({"d": value})), TYPE


def _value(sheet: Sheet, prop: Property, value: Any) -> Any:
    return to_json(prop, value, ajax_dates=sheet.version < (3, 0), typed=True)


def _entry(sheet: Sheet, entity: Entity) -> dict[str, Any]:
    uri = sheet.uri(entity)
    about: dict[str, Any] = {"id": uri, "uri": uri, "type": sheet.entity_set.type_name}
    if sheet.entity_set.actions:
        about["actions"] = {
            f"{sheet.root}$metadata#{CONTAINER}.{name}": [
                {"title": name, "target": f"{uri}/{name}"}
            ]
            for name in sheet.entity_set.actions
        }
    links = {link.name: {"__deferred": {"uri": f"{uri}/{link.name}"}} for link in sheet.links}
    values = {prop.name: _value(sheet, prop, entity[prop.name]) for prop in sheet.properties}
    return {"__metadata": about, **links, **values}
