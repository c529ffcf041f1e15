"""How an entity is called: by its id, or by type and key where it has none."""

from inspector.core.address import Address, Kind, resolve
from inspector.core.edm.model import Model, Type
from inspector.core.ids import canonical
from inspector.core.keys import value_of_key
from inspector.core.url import Target


def identity(key: str, type_: Type | None = None) -> str:
    """Return how an entity is called: its id, or type and key where it has none."""
    text = value_of_key(key)
    if not text:
        return ""
    known = canonical(text)
    if known is not None or text.startswith("nb:"):
        return known or text
    return f"{type_.name if type_ else ''}('{text}')"


def identity_of_address(uri: str, model: Model) -> str | None:
    """Return which entity an address names; None when it names none."""
    address = resolve(Target(uri).segments, model)
    if address.kind is not Kind.ENTITY or not address.steps or goes_on(address):
        return None
    step = address.steps[-1]
    return identity(step.key, model.types.get(step.type))


def goes_on(address: Address) -> bool:
    """Tell whether a way leads on from the last key, `Locators('…')/Asset`: its end has no name."""
    return address.beneath is not None and address.beneath is address.steps[-1]
