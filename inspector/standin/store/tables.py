"""The tables of entity sets: a column a property, an index where something may be looked up."""

from collections.abc import Iterator

from inspector.core.edm.model import Property
from inspector.standin.schema import EntitySet
from inspector.standin.store.columns import column_type, is_json

SEARCHED = "Name"  # the property in which texts are searched for by their middle
_INDEXED = 4000  # characters of a text whose column has an index


def tables_of(entity_set: EntitySet) -> Iterator[str]:
    """Return the statements that make what one set needs, if it is not there."""
    yield _table(entity_set)
    table = quoted(entity_set.name)
    for one in entity_set.properties:
        if one.name != entity_set.key and _is_looked_up(one):
            index = quoted(f"{entity_set.name} by {one.name}")
            yield f"CREATE INDEX IF NOT EXISTS {index} ON {table} ({quoted(one.name)})"
    if SEARCHED in entity_set.by_name:
        yield from _texts(entity_set)


def _table(entity_set: EntitySet) -> str:
    columns = [
        f"{quoted(one.name)} {column_type(one)}{' NOT NULL' if one.name == entity_set.key else ''}"
        for one in entity_set.properties
    ]
    listed, key = ", ".join(columns), quoted(entity_set.key)
    return (
        f'CREATE TABLE IF NOT EXISTS {quoted(entity_set.name)} ("$n" INTEGER PRIMARY KEY AUTOINCREMENT, '
        f"{listed}, UNIQUE ({key}))"
    )


def _texts(entity_set: EntitySet) -> Iterator[str]:
    """Return what makes an index of all three characters that follow one another in names."""
    table, column, texts = quoted(entity_set.name), quoted(SEARCHED), texts_of(entity_set.name)
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {texts} USING fts5({column}, tokenize = 'trigram', "
        f"content = {quoted(entity_set.name)}, content_rowid = '$n', detail = 'none')"
    )
    gone = f"INSERT INTO {texts} ({texts}, rowid, {column}) VALUES ('delete', old.\"$n\", old.{column})"
    came = f'INSERT INTO {texts} (rowid, {column}) VALUES (new."$n", new.{column})'
    for event, work in (
        ("INSERT", came),
        ("DELETE", gone),
        (f'UPDATE OF {column}, "$n"', f"{gone}; {came}"),
    ):
        trigger = quoted(f"{entity_set.name} texts after {event.partition(' ')[0].lower()}")
        yield (f"CREATE TRIGGER IF NOT EXISTS {trigger} AFTER {event} ON {table} BEGIN {work}; END")


def texts_of(name: str) -> str:
    """Return the name of the index of texts of a set."""
    return quoted(f"{name} texts")


def _is_looked_up(prop: Property) -> bool:
    return not is_json(prop) and prop.holds is None and (prop.max_length or 0) <= _INDEXED


def quoted(name: str) -> str:
    """Return a name of the model as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
