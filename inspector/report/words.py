"""Words that several formats have in common."""


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, in the plural where that belongs: `1 call`, `2,000 calls`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
