"""Work that goes on beside the screen."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker


def begin(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    group: str = "default",
    *,
    exclusive: bool = False,
) -> None:
    """Begin *work*; it ends with *node*, and if *exclusive*, it ends what began before in *group*.

    The worker makes the coroutine itself: of one that was made before and is ended too soon to be
    awaited, as when keys outrun it, Python complains.
    """
    _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive)
