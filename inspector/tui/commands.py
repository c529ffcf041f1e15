"""The keys that work here as commands: by what they do, in the palette, and by their ids."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial

from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode

from inspector.tui.help import UNCHANGED, keys_of

Does = Callable[[], Awaitable[bool]]
UNFIT = frozenset({"escape", "command_palette"})


def commands(node: DOMNode, keys: Mapping[str, str] = UNCHANGED) -> Iterator[SystemCommand]:
    """Yield a command for each key of *node* that may be pressed now; *keys* are the user's own."""
    for binding in offered(node):
        title = binding.description.capitalize()
        said = f"{keys_of(binding, keys)}  {binding.tooltip or binding.description}"
        yield SystemCommand(title, said, does(node, binding))


def named(node: DOMNode | None) -> dict[str, Does]:
    """Return what keys do at *node* and around it, by the ids of their actions; inner ones win."""
    found: dict[str, Does] = {}
    while node is not None:
        for binding in offered(node):
            if binding.id:
                found.setdefault(binding.id, does(node, binding))
        node = node.parent
    return found


def offered(node: DOMNode) -> Iterator[Binding]:
    """Yield the keys of *node* that may be pressed now, each once: a class may name its bases'."""
    declared = (
        binding
        for kind in reversed(type(node).__mro__)
        for binding in kind.__dict__.get("BINDINGS", ())
    )
    for binding in dict.fromkeys(declared):
        if isinstance(binding, Binding) and not _is_unfit(node, binding):
            yield binding


def does(node: DOMNode, binding: Binding) -> Does:
    """Return what does what a key does."""
    return partial(node.app.run_action, binding.action, node)


def _is_unfit(node: DOMNode, binding: Binding) -> bool:
    action = binding.action.partition("(")[0]
    return action in UNFIT or "." in action or not node.check_action(action, ())
