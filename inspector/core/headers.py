"""Header fields as they were sent: in order, repeated, with their own spelling."""

from collections.abc import Iterable, Iterator


class Headers:
    """An immutable list of fields whose names are compared without regard to case."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self.fields: tuple[tuple[str, str], ...] = tuple(fields)
        self._by_name: dict[str, list[str]] = {}
        for name, value in self.fields:
            lower = name.lower()
            if lower in self._by_name:
                self._by_name[lower].append(value)
            else:
                self._by_name[lower] = [value]

    @property
    def repeats(self) -> bool:
        """Tell whether some name was sent more than once."""
        return len(self._by_name) < len(self.fields)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    def __repr__(self) -> str:
        return f"Headers({self.fields!r})"

    def get(self, name: str) -> str | None:
        """Return the first value of *name*, or None when it was not sent."""
        values = self._by_name.get(name.lower())
        return values[0] if values else None

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of *name* in the order sent."""
        return tuple(self._by_name.get(name.lower(), ()))

    def joined(self, name: str) -> str | None:
        """Return the values of a list-valued field as one (RFC 9110 §5.3), None when absent."""
        values = self._by_name.get(name.lower())
        return ", ".join(values) if values else None

    def first_of(self, *names: str) -> tuple[str, str] | None:
        """Return name and value of the first of *names* that was sent."""
        for name in names:
            value = self.get(name)
            if value is not None:
                return name, value
        return None

    def setting(self, name: str, value: str) -> "Headers":
        """Return the same fields with *name* sent once, as *value*, where it first stood."""
        fields = [field for field in self.fields if field[0].lower() != name.lower()]
        at = next((i for i, (key, _) in enumerate(self.fields) if key.lower() == name.lower()), -1)
        if at < 0:
            return Headers([*fields, (name, value)])
        fields.insert(at, (self.fields[at][0], value))
        return Headers(fields)

    def without(self, name: str) -> "Headers":
        """Return the same fields but those called *name*."""
        return Headers(field for field in self.fields if field[0].lower() != name.lower())

    def replacing(self, name: str, value: str) -> "Headers":
        """Return the same fields with *name* sent once, as *value*."""
        fields = [(key, old) for key, old in self.fields if key.lower() != name.lower()]
        return Headers([*fields, (name, value)])

    def framing(self, body: bytes) -> "Headers":
        """Return the same fields in step with a body that is neither encoded nor chunked."""
        headers = self.without("Transfer-Encoding").without("Content-Encoding")
        if body or "Content-Length" in headers:
            return headers.setting("Content-Length", str(len(body)))
        return headers
