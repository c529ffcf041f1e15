"""Words that a shell offers behind an option."""

from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def codes(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
    """Offer rules, by code, name and topic; in a list behind the last comma."""
    from inspector.profiles.catalogue import rule_words

    before, comma, last = typed.rpartition(",")
    words = [word for word in rule_words() if word.lower().startswith(last.lower())]
    return [CompletionItem(f"{before}{comma}{word}") for word in words]


def presets(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
    """Offer the presets."""
    from inspector.core.policy import PRESETS

    return [CompletionItem(word) for word in PRESETS if word.startswith(typed.lower())]


def profiles(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
    """Offer the services that there are profiles for."""
    from inspector.profiles.catalogue import PROFILES

    return [CompletionItem(one.name) for one in PROFILES if one.name.startswith(typed.lower())]


def formats(known: tuple[str, ...]) -> Completer:
    """Return what offers the formats of a report."""
    return lambda ctx, param, typed: [  # noqa: ARG005
        CompletionItem(one) for one in known if one.startswith(typed.lower())
    ]


def files(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
    """Let the shell offer files."""
    return [CompletionItem(typed, type="file")]
