"""Who may import whom, as docs/architecture.md says."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import make
import pytest

from inspector.cli import COMMANDS, program

ROOT = Path(__file__).parents[1]
ROOMS = {
    "inspector.core": {"inspector.core"},
    "inspector.rules": {"inspector.core", "inspector.rules"},
    "inspector.profiles": {"inspector.core", "inspector.rules", "inspector.profiles"},
    "inspector.capture": {"inspector.core", "inspector.capture", "inspector.errors"},
    "inspector.report": {"inspector.core", "inspector.report", "inspector.capture.store"},
    "inspector.control": {"inspector.core", "inspector.control"},
    "inspector.tui": {"inspector.core", "inspector.tui", "inspector.capture.store", "inspector.control", "inspector.errors"},
    "inspector.standin": {"inspector.core", "inspector.standin", "inspector.profiles.model", "inspector.errors"},
    "inspector.doctor": {
        "inspector.core", "inspector.config", "inspector.doctor", "inspector.errors", "inspector.places",
        "inspector.passage", "inspector.proxy", "inspector.proxy_ca", "inspector.standin.settings",
        "inspector.capture.store",
    },
    "inspector.config": {"inspector.config", "inspector.core", "inspector.profiles", "inspector.errors"},
    "inspector.pytest_plugin": {"inspector.pytest_plugin", "inspector.core", "inspector.profiles", "inspector.config", "inspector.capture.store", "inspector.report", "inspector.cli", "inspector.proxy", "inspector.passage", "inspector.announced", "inspector.standin.testing", "inspector.standin.settings", "inspector.errors"},
    "addons": {"inspector.core", "inspector.profiles", "inspector.config", "inspector.capture", "inspector.control", "inspector.errors", "addons"},
}  # fmt: skip
PURE = {"cryptography", "lxml", "jwt"}  # what the core may use beside the standard library
FAR = {
    "mitmproxy": ("addons.", "inspector.proxy", "inspector.capture.flows"),
    "textual": ("inspector.tui.",),
    "starlette": ("inspector.standin.",),
    "uvicorn": ("inspector.standin.",),
}


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("addons", "inspector"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{name.name}" for name in node.names)
    return found


MODULES = sorted(modules())


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_stay_within_their_floors(name: str, path: Path) -> None:
    allowed = next((may for room, may in ROOMS.items() if within(name, room)), None)
    ours = {one for one in imported(path) if one.startswith(("inspector.", "addons."))}

    assert (
        allowed is None
        or {one for one in ours if not any(within(one, room) for room in allowed)} == set()
    )


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_far_libraries_stay_in_their_rooms(name: str, path: Path) -> None:
    tops = {one.partition(".")[0] for one in imported(path)}

    for library, rooms in FAR.items():
        assert library not in tops or f"{name}.".startswith(rooms)


CORE = [(name, path) for name, path in MODULES if within(name, "inspector.core")]


@pytest.mark.parametrize(("name", "path"), CORE, ids=[name for name, _ in CORE])
def test_the_core_is_pure(name: str, path: Path) -> None:
    tops = {one.partition(".")[0] for one in imported(path)}

    assert tops <= PURE | {"inspector"} | sys.stdlib_module_names
    assert not tops & {"socket", "os", "pathlib", "time", "subprocess", "asyncio", "urllib.request"}


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["check", "--help"], ["rules"], ["explain", "ODA401"], ["proxy", "--help"], ["demo", "--help"], ["open", "--help"], ["diff", "--help"], ["doctor", "--help"], ["export", "--help"]],
    ids=" ".join,
)  # fmt: skip
def test_small_commands_load_no_proxy_and_no_screen(arguments: list[str]) -> None:
    program = (
        "import sys; from inspector.cli import perform; status = perform(sys.argv[1:]);"
        "heavy = {'mitmproxy', 'textual', 'starlette'} & set(sys.modules);"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_list_of_commands_imports_none_of_them() -> None:
    program = (
        "import sys; from inspector.cli import COMMANDS, perform; perform(['--help']);"
        "loaded = {f'inspector.cli.{name}' for name in COMMANDS} & set(sys.modules);"
        "sys.exit(str(loaded) if loaded or 'msgspec' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_cryptography_is_loaded_for_a_token_only_when_keys_were_given() -> None:
    program = (
        "import sys; from inspector.cli import perform; status = perform(['check', '-']);"
        "heavy = {'jwt', 'cryptography', 'inspector.core.keyring'} & set(sys.modules);"
        "sys.exit(f'{status} {heavy}' if status != 1 or heavy else 0)"
    )
    request = f"GET {make.ROOT}Assets\nAuthorization: Bearer {make.token()}\n"
    done = subprocess.run(
        [sys.executable, "-c", program], input=request, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_proxy_loads_no_addon_that_it_does_not_need() -> None:
    program = (
        "import sys, inspector.proxy_child;"
        "heavy = {'flask', 'ldap3', 'tornado'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_listed_exists() -> None:
    context = click.Context(program)

    assert [program.get_command(context, name) is not None for name in COMMANDS] == [True] * len(
        COMMANDS
    )
