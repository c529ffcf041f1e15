"""Light JSON: `odata.metadata`, `value`."""

from collections.abc import Sequence
from typing import Any, override

from inspector.core.edm.model import Property
from inspector.standin.forms.values import to_json
from inspector.standin.forms.writing import Sheet, Writer, dumped, message
from inspector.standin.schema import is_complex, kind_of_edm
from inspector.standin.store.rows import Entity


class Light(Writer):
    """Writes light JSON."""

    @override
    def entry(self, sheet: Sheet, entity: Entity) -> tuple[bytes, str]:
        """Write one entity."""
        about = _about(sheet, f"#{sheet.entity_set.name}/@Element{_chosen(sheet)}")
        return dumped({**about, **_entry(sheet, entity)}), _type(sheet)

    @override
    def feed(
        self, sheet: Sheet, entities: Sequence[Entity], count: int | None
    ) -> tuple[bytes, str]:
        """Write a page of a set."""
        counted = {} if count is None else {"odata.count": str(count)}
        shown = [_entry(sheet, entity) for entity in entities]
        about = _about(sheet, f"#{sheet.entity_set.name}{_chosen(sheet)}")
        return dumped({**about, **counted, "value": shown}), _type(sheet)

    @override
    def value(self, sheet: Sheet, prop: Property, value: Any) -> tuple[bytes, str]:
        """Write one property."""
        if value is None and not prop.collection:
            return dumped({**_about(sheet, "#Edm.Null"), "odata.null": True}), _type(sheet)
        about, written = _about(sheet, f"#{kind_of_edm(prop)}"), _value(prop, value)
        if is_complex(prop) and not prop.collection:  # its members stand beside the annotation
            return dumped({**about, **written}), _type(sheet)
        return dumped({**about, "value": written}), _type(sheet)

    @override
    def links(self, sheet: Sheet, uris: Sequence[str], *, many: bool) -> tuple[bytes, str]:
        """Write the addresses that links lead to."""
        shown = [{"url": uri} for uri in uris]
        about = _about(sheet, f"#{sheet.entity_set.name}/$links/{sheet.link}")
        return dumped({**about, **({"value": shown} if many else shown[0])}), _type(sheet)

    @override
    def service(self, root: str, names: Sequence[str]) -> tuple[bytes, str]:
        """Write the service document."""
        sets = [{"name": name, "url": name} for name in names]
        return dumped({"odata.metadata": f"{root}$metadata", "value": sets}), _content_type("")

    @override
    def error(self, text: str) -> tuple[bytes, str]:
        """Write why the call was refused."""
        return dumped({"odata.error": message(text)}), _content_type("")


def _content_type(level: str) -> str:
    return f"application/json;odata={level or 'minimalmetadata'};streaming=true;charset=utf-8"


def _type(sheet: Sheet) -> str:
    return _content_type(sheet.level)


def _about(sheet: Sheet, fragment: str) -> dict[str, str]:
    if sheet.level == "nometadata":
        return {}
    return {"odata.metadata": f"{sheet.root}$metadata{fragment}"}


def _chosen(sheet: Sheet) -> str:
    return "" if sheet.select is None else f"&$select={','.join(sheet.select)}"


def _value(prop: Property, value: Any) -> Any:
    return to_json(prop, value, ajax_dates=False, typed=False)


def _entry(sheet: Sheet, entity: Entity) -> dict[str, Any]:
    values = {prop.name: _value(prop, entity[prop.name]) for prop in sheet.properties}
    if sheet.level != "fullmetadata":
        return values
    uri = sheet.uri(entity)
    links = {f"{link.name}@odata.navigationLinkUrl": f"{uri}/{link.name}" for link in sheet.links}
    kind = sheet.entity_set.type_name
    return {"odata.type": kind, "odata.id": uri, "odata.editLink": uri, **links, **values}
