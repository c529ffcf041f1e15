"""What the screen is given: the rules' knowledge, the user's wishes, where to keep what is typed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import ConfigError
from inspector.places import filters

if TYPE_CHECKING:
    from inspector.config.file import Found
    from inspector.core.annotated import Annotated
    from inspector.core.scorecard import Demand
    from inspector.tui.outside import Exported, Order, Outside
    from inspector.tui.wishes import Wishes


def outside(settings_file: str | None = None) -> "Outside":
    """Return it all; of the settings only what is about the screen is looked at.

    Raises ConfigError for a theme, column or key that there is not.
    """
    from inspector.config.file import chosen
    from inspector.profiles.catalogue import fix_of
    from inspector.tui.outside import Outside

    wishes = _wishes(chosen(settings_file))
    return Outside(explanation, fix_of, demanded, filters(), wishes, save, export)


def save(path: Path, content: bytes) -> None:
    """Write a file for its owner only, whole or not at all; raises ConfigError."""
    from inspector.cli.whole_file import whole_file

    with whole_file(path) as file:
        file.write(content)


def export(order: "Order", exchanges: "Iterator[Annotated]") -> "Exported":
    """Write *exchanges* as `inspector export` does, into a file for its owner only.

    What was found is written as it is in the capture, which may be a stranger's. Raises ConfigError
    when the file cannot be written. No file is made, nor replaced, where nothing can be written.
    """
    from inspector.cli.exporting import Told, Wish, write
    from inspector.cli.whole_file import whole_file
    from inspector.core.annotated import inert
    from inspector.core.filter import parse
    from inspector.tui.outside import Exported

    remarks: list[str] = []
    told = Told(read=order.among)

    def counted() -> "Iterator[Annotated]":
        for annotated in exchanges:
            told.matched += 1
            yield inert(annotated)

    wish = Wish(order.form, parse(""), order.chosen_by)
    write(counted(), wish, told, lambda: whole_file(order.file), remarks.append)
    return Exported(told.written, remarks)


def explanation(code: str) -> str:
    """Return what `inspector explain` says about a rule; raises LookupError for none."""
    from inspector.profiles.catalogue import examples, rules_named
    from inspector.report.catalogue import as_text

    rules = rules_named(code)
    if not rules:
        raise LookupError(code)
    return "\n\n".join(as_text(rule, examples(rule)) for rule in rules)


def demanded() -> "Sequence[Demand]":
    """Return what the rules of all profiles want sent."""
    from inspector.core.scorecard import demands
    from inspector.profiles.catalogue import all_rules

    return demands(all_rules())


def _wishes(file: "Found") -> "Wishes":
    from inspector.tui.exchange_columns import named
    from inspector.tui.keymap import known_keys
    from inspector.tui.themes import known_theme
    from inspector.tui.wishes import Wishes

    said = file.values.screen
    return Wishes(
        _checked(file.at("screen.theme"), known_theme, said.theme),
        _checked(file.at("screen.columns"), named, said.columns),
        _checked(file.at("screen.keys"), known_keys, said.keys),
    )


def _checked[Said, Known](place: str, known: Callable[[Said], Known], said: Said) -> Known:
    try:
        return known(said)
    except ValueError as error:
        raise ConfigError(f"{place}: {error}") from error
