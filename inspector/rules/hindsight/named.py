"""What a request names, in words a person understands."""

from collections.abc import Iterator

from inspector.core.contents import Instance
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Event, Known
from inspector.core.lives.touching import identity, identity_of_address


def exchange(event: Event) -> str:
    """Return which exchange did it, in words."""
    return f"exchange {event.index + 1}, {event.operation}"


def called(known: Known) -> str:
    """Return an entity's kind and name in words: `the asset "holiday"`."""
    name = known.facts.get("Name")
    kind = known.type or "entity"
    return f'the {kind} "{name}"' if isinstance(name, str) and name else f"the {kind}"


def sentence(words: str) -> str:
    """Return *words* as a sentence begins."""
    return words[:1].upper() + words[1:]


def one(type_name: str) -> str:
    """Return a type's name with its article."""
    return f"{'an' if type_name[:1] in 'AEIO' else 'a'} {type_name}"


def root_of(it: Inspection, type_name: str = "") -> Instance | None:
    """Return the body's entity that is to be created; with a name, only one of that type."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.role != "create" or type_name not in {"", root.type.name}:
        return None
    return root


def named_entities(it: Inspection) -> Iterator[tuple[str, Evidence]]:
    """Yield the entities that the address and the body name, and where."""
    model, address = it.facts.model, it.address
    if model is None or address is None:
        return
    for step in address.steps:
        yield identity(step.key, model.types.get(step.type)), it.request.at_url()
    for option in it.request.target.options if address.function is not None else ():
        yield identity(option.value), it.request.at_query(option.name)
    for instance in it.contents.instances:
        for member in instance.members():
            known = member.property
            by_key = instance.role == "key" and member.name in instance.type.key
            if isinstance(member.value, str) and (by_key or (known is not None and known.id_kind)):
                place = it.request.at_pointer(member.pointer, member.value)
                yield identity(member.value), place
    for link in it.contents.links:
        linked = identity_of_address(link.uri, model)
        if linked:
            yield linked, it.request.at_pointer(link.pointer, link.uri)


def named_once(it: Inspection) -> Iterator[tuple[str, Evidence]]:
    """Yield each entity that the address and the body name, and its first place."""
    seen: set[str] = set()
    for entity, place in named_entities(it):
        if entity not in seen:
            seen.add(entity)
            yield entity, place


def account_of(host: str) -> str:
    """Return the account in a host's name; "" where the name tells none, as the old root's."""
    return host.partition(".")[0] if ".restv2." in host else ""


def is_elsewhere(it: Inspection, known: Known) -> bool:
    """Tell whether an entity was found at other accounts' hosts only."""
    accounts = {account_of(host) for host in known.hosts}
    mine = account_of(it.request.target.host)
    return bool(accounts) and "" not in accounts and mine != "" and mine not in accounts
