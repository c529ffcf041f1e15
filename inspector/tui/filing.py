"""Files that a person names, and is asked about before one is written over."""

import asyncio
import os
from itertools import islice
from pathlib import Path

from textual.app import App

from inspector.core.clean import one_line
from inspector.tui.screens import Prompt, Question

LONGEST = 1000  # characters
LOOKED_AT = 10_000  # entries of a folder


async def asked_for(app: App[object], title: str, name: str) -> Path | None:
    """Ask for a file, *name* by default; return None when the person thinks better of it.

    Has to be called in a worker.
    """
    while True:
        typed = await app.push_screen_wait(
            Prompt(title, name, LONGEST, wrong=wrong, does="write it", hint=_hint())
        )
        if typed is None or not typed.strip():
            return None
        path, name = written_out(typed), typed
        if await may_be_written(app, path):
            return path


async def may_be_written(app: App[object], path: Path) -> bool:
    """Ask before *path* is written over."""
    if not await asyncio.to_thread(path.exists):
        return True
    text = f"{one_line(str(path), LONGEST)}\n\nis there already. Write over it?"
    return await app.push_screen_wait(Question(text))


def written_out(typed: str) -> Path:
    """Return the file that was typed; `~` is the person's own folder."""
    try:
        return Path(typed.strip()).expanduser()
    except RuntimeError:  # nobody is called so
        return Path(typed.strip())


def entries(folder: str, *, hidden: bool) -> list[str]:
    """Return what is in a folder that was typed, its folders first, with a `/`.

    What cannot be typed is left out, and all of a folder that cannot be read. *hidden* are names
    that begin with a dot: those, or the others.
    """
    try:
        with os.scandir(written_out(folder or ".")) as there:
            found = [
                (not one.is_dir(), one.name)
                for one in islice(there, LOOKED_AT)
                if one.name.startswith(".") == hidden and one_line(one.name, LONGEST) == one.name
            ]
    except OSError:  # it is said once the command is entered
        return []
    return [name if is_file else f"{name}/" for is_file, name in sorted(found)]


def wrong(typed: str) -> str:
    """Return why nothing can be written there, "" when it can."""
    if not typed.strip():
        return ""
    path = written_out(typed)
    if "\0" in typed or not path.name:
        return "name a file"
    try:
        if path.is_dir():
            return "this is a folder; name a file in it"
        if not path.parent.is_dir():
            return f"there is no folder {path.parent}"
    except OSError as error:  # a name that is too long
        return error.strerror or str(error)
    return ""


def _hint() -> str:
    return f"in {one_line(str(Path.cwd()), LONGEST)}; for you only (mode 0600)"
