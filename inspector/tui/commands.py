"""What the palette offers: the keys that work here, by what they do."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial

from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode

from inspector.tui.help import UNCHANGED, keys_of

UNFIT = frozenset({"escape", "command_palette"})


def commands(node: DOMNode, keys: Mapping[str, str] = UNCHANGED) -> Iterator[SystemCommand]:
    """Yield a command for each key of *node* that may be pressed now; *keys* are the user's own."""
    for kind in reversed(type(node).__mro__):
        for binding in kind.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and not _is_unfit(node, binding):
                title = binding.description.capitalize()
                said = f"{keys_of(binding, keys)}  {binding.tooltip or binding.description}"
                yield SystemCommand(title, said, _does(node, binding))


def _is_unfit(node: DOMNode, binding: Binding) -> bool:
    action = binding.action.partition("(")[0]
    return action in UNFIT or "." in action or not node.check_action(action, ())


def _does(node: DOMNode, binding: Binding) -> Callable[[], Awaitable[bool]]:
    return partial(node.app.run_action, binding.action, node)
