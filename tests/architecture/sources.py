"""What the tests of the house look at: the repository's files, and every module of ours as a syntax tree."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PACKAGES = ("cocreate", "cocreate_files", "cocreate_surveys", "cocreate_cli", "cocreate_server")
FLOORS = ("ground", "listen", "understand", "act", "create", "prove")


@dataclass(frozen=True, slots=True)
class Module:
    """One file of Python.

    Attributes:
        name: Its dotted name; that of the package for `__init__.py`.
        path: Where it lies, relative to the repository.
        lines: How many lines it has.
        tree: Its syntax tree.
    """

    name: str
    path: Path
    lines: int
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of ours, migrations left out: they are written by Django and kept as they ran."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path.relative_to(ROOT), len(text.splitlines()), ast.parse(text, str(path))))
    return tuple(found)


@cache
def names() -> frozenset[str]:
    """Names of every module of ours."""
    return frozenset(module.name for module in modules())


def imported(module: Module, nodes: list[ast.stmt] | None = None) -> set[str]:
    """Our modules that a module imports: anywhere in it, or in some of its statements only."""
    found: set[str] = set()
    for top in module.tree.body if nodes is None else nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names} & names()
                rest = len(whole) < len(node.names)
                found |= whole | ({node.module} if rest else set())
    return {name for name in found if name.split(".")[0] in PACKAGES}


def room(name: str) -> str:
    """The room a module of the product belongs to: `ground.lake` of `cocreate_server.ground.lake.api`."""
    parts = name.split(".")[1:]
    return ".".join(parts[:2] if parts and parts[0] in FLOORS else parts[:1])


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control, and those that soon may be; none where this is no checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return tuple(path for path in paths if path.is_file())
