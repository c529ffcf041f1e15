"""The path of an expression as SQL: a column, a member of a complex value, another entity's."""

from collections.abc import Sequence

from inspector.core.edm.model import Property
from inspector.standin.query.piece import Sql
from inspector.standin.refusal import bad
from inspector.standin.schema import EntitySet, complex_type, is_complex, schema
from inspector.standin.store.tables import quoted


class Way:
    """Goes along the names of a path, from an entity in the table whose alias is *alias*."""

    def __init__(self, entity_set: EntitySet, alias: str = "t") -> None:
        self.entity_set = entity_set
        self.alias = alias

    def along(self, names: Sequence[str]) -> Sql:
        first, *rest = names
        prop = self.entity_set.by_name.get(first)
        if prop is not None:
            return self.inside(prop, rest)
        link = self.entity_set.links_by_name.get(first)
        if link is None or link.many or not link.via or not rest or self.alias != "t":
            raise bad(f"The path '{'/'.join(names)[:80]}' cannot be used in a query option.")
        target = schema().sets[link.target]
        found = Way(target, "u").along(rest)
        return Sql(
            f"(SELECT {found.text} FROM {quoted(target.name)} u "
            f"WHERE u.{quoted(target.key)} = t.{quoted(link.via)})",
            found.values,
            found.type,
        )

    def inside(self, prop: Property, rest: Sequence[str]) -> Sql:
        column = f"{self.alias}.{quoted(prop.name)}"
        if not rest and not prop.collection and not is_complex(prop):
            return Sql(column, (), prop.type)
        here, steps = prop, list(rest)
        while steps and is_complex(here) and not here.collection:
            members = {one.name: one for one in complex_type(here)}
            here = members.get(steps.pop(0)) or here
        if steps or here.collection or is_complex(here):
            raise bad(f"The property '{prop.name}' cannot be compared.")
        where = "$" + "".join(f'."{name}"' for name in rest)
        return Sql(f"json_extract({column}, ?)", (where,), here.type)
