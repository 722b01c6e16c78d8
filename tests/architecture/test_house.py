"""The house as it was drawn: floors, doors, names, sizes."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from architecture.sources import FLOORS, ROOT, Module, imported, modules, names, room

LONGEST_FILE = {
    "cocreate": 600,
    "cocreate_files": 600,
    "cocreate_surveys": 600,
    "cocreate_cli": 400,
    "cocreate_server": 400,
}
LONG_FILES: dict[str, str] = {}  # path: why it is better long than split
LONGEST_FUNCTION = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

# Rooms reach each other through `api`. What follows is open besides, and why.
WIRING = {"settings", "urls", "worker", "wsgi"}  # they put the rooms together
OPEN_TO_ALL = {
    "ground.core": "each of its modules is one small service that every room uses: errors, audit, jobs, paging …",
    "ground.ui": "languages and numbers as pages write them",
}
CLOSED_ALL_THE_SAME = {"cocreate_server.ground.core.models"}
OPEN_MODULES = {
    "cocreate_server.ground.accounts.access": "the loaders through which a view gets its workspace"
}
SIDE_DOORS = {
    # loading many rows is done in SQL, in two engines; these modules hold that SQL
    ("listen.imports", "cocreate_server.ground.records.bulk"),
    ("listen.imports", "cocreate_server.ground.records.ids"),
    ("listen.imports", "cocreate_server.ground.records.placing"),
    ("listen.imports", "cocreate_server.ground.customers.bulk"),
    ("demo", "cocreate_server.ground.records.bulk"),
    ("demo", "cocreate_server.ground.records.ids"),
    # the demo draws a workspace's map, which nobody else does from code
    ("demo", "cocreate_server.ground.records.models"),
    ("demo", "cocreate_server.ground.accounts.links"),
    # a command of the shell is to its room what a view is
    ("cli", "cocreate_server.listen.imports.models"),
    ("cli", "cocreate_server.listen.imports.services"),
    ("cli", "cocreate_server.listen.imports.tasks"),
    # the settings' pages are the pages of accounts, put beside those of the workspace
    ("ground.settings", "cocreate_server.ground.accounts.forms"),
    ("ground.settings", "cocreate_server.ground.accounts.invitations"),
    ("ground.settings", "cocreate_server.ground.accounts.keys"),
    ("ground.settings", "cocreate_server.ground.accounts.members"),
    ("ground.settings", "cocreate_server.ground.accounts.models"),
    ("ground.settings", "cocreate_server.ground.accounts.workspaces"),
    ("ground.settings", "cocreate_server.ground.core.models"),
    ("ground.settings", "cocreate_server.ground.lake.tasks"),
}


def product() -> Iterator[Module]:
    return (module for module in modules() if module.name.startswith("cocreate_server."))


def crossings() -> set[tuple[str, str, str]]:
    """Room, what it imports, and the file that does: every import from one room of the product into another."""
    return {
        (room(module.name), target, str(module.path))
        for module in product()
        for target in imported(module)
        if target.startswith("cocreate_server.") and room(target) != room(module.name)
    }


def is_open(target: str) -> bool:
    if target.rpartition(".")[2] == "api" or target in OPEN_MODULES or target == "cocreate_server.env":
        return True
    return room(target) in OPEN_TO_ALL and target not in CLOSED_ALL_THE_SAME


def cycle_in(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def loading_imports(module: Module) -> set[str]:
    """What has to be loaded before the module can be: not what functions or type checkers ask for."""
    return imported(module, list(_at_load(module.tree.body)))


def _at_load(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from _at_load([*node.body, *node.orelse])
        elif isinstance(node, ast.Try | ast.With):
            yield from _at_load(node.body)


def functions(module: Module) -> Iterator[tuple[str, int]]:
    """Each function and its length in lines, without its docstring."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            docstring = told.end_lineno - told.lineno + 1 if told else 0
            yield node.name, node.end_lineno - node.lineno + 1 - docstring


def test_the_floors_hold():
    """The contracts of import-linter: shell, product, files, library; and the floors of the product."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_every_floor_is_in_the_contract():
    contract = (ROOT / "pyproject.toml").read_text()
    there = {module.name.split(".")[1] for module in product() if module.is_package} & set(FLOORS)
    assert not {floor for floor in there if f'"({floor})"' not in contract and f'"{floor}"' not in contract}


def test_rooms_reach_each_other_through_their_api():
    doors = {
        (here, target, path)
        for here, target, path in crossings()
        if here not in WIRING and not is_open(target) and (here, target) not in SIDE_DOORS
    }
    assert not doors, "not through an api: " + "; ".join(
        f"{path} imports {target}" for _here, target, path in sorted(doors)
    )


def test_no_side_door_is_left_open_that_nobody_uses():
    used = {(here, target) for here, target, _path in crossings()}
    assert used >= SIDE_DOORS, f"close {sorted(SIDE_DOORS - used)}"


def test_rooms_do_not_go_in_circles():
    graph: dict[str, set[str]] = {}
    for here, target, _path in crossings():
        graph.setdefault(here, set()).add(room(target))
    assert not cycle_in(graph), " → ".join(cycle_in(graph))


def test_modules_do_not_load_in_circles():
    graph = {module.name: loading_imports(module) & names() - {module.name} for module in modules()}
    assert not cycle_in(graph), " → ".join(cycle_in(graph))


def test_the_library_is_below_its_methods():
    """Modules at the library's foot know nothing of the methods that stand on them."""
    feet = [m for m in modules() if m.name.count(".") == 1 and m.name.startswith("cocreate.")]
    above = {
        (module.name, target)
        for module in feet
        if not module.is_package
        for target in imported(module)
        if target.count(".") > 1
    }
    assert not above


def test_nobody_imports_what_is_private():
    assert not {
        (module.name, target)
        for module in modules()
        for target in imported(module)
        if any(part.startswith("_") for part in target.split("."))
    }


def test_a_file_is_a_room():
    lengths = {str(module.path): (module.lines, _most(module)) for module in modules()}
    too_long = {path for path, (lines, most) in lengths.items() if lines > most}
    assert too_long == set(LONG_FILES), {path: lengths.get(path) for path in too_long ^ set(LONG_FILES)}


def _most(module: Module) -> int:
    return LONGEST_FILE[module.name.split(".")[0]]


def test_functions_are_short():
    long = {
        f"{module.path}: {name}": length
        for module in modules()
        for name, length in functions(module)
        if length > LONGEST_FUNCTION
    }
    assert not long


def test_modules_are_named_after_topics():
    assert not [m.name for m in modules() if EMPTY_NAMES & set(m.name.replace("_", ".").split("."))]


def test_every_module_says_what_it_is_about():
    assert not [str(module.path) for module in modules() if not _told(module)]


def _told(module: Module) -> bool:
    return ast.get_docstring(module.tree) is not None or not module.tree.body


def test_packages_only_re_export():
    more = [
        f"{module.path}: {ast.unparse(node)[:80]}"
        for module in modules()
        if module.is_package
        for node in module.tree.body
        if not _re_exports(node)
    ]
    assert not more


def _re_exports(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    listed = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    return docstring or listed or isinstance(node, ast.Import | ast.ImportFrom)


def test_nobody_prints():
    """The shell speaks through typer, the server through its log."""
    calls = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not calls


def test_the_library_knows_neither_the_clock_nor_the_surroundings():
    """What it estimates depends on what it is given: time, chance and files come in from outside."""
    forbidden = {
        "datetime.now",
        "date.today",
        "time.time",
        "os.environ",
        "np.random.seed",
        "random.random",
        "open",
    }
    found = [
        f"{module.path}:{node.lineno}: {ast.unparse(node)[:60]}"
        for module in modules()
        if module.name.split(".")[0] == "cocreate"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call | ast.Attribute)
        and ast.unparse(node.func if isinstance(node, ast.Call) else node) in forbidden
    ]
    assert not found


def test_importing_the_library_takes_little():
    """Neither the heavy packages nor many modules of ours."""
    code = (
        "import sys; before = set(sys.modules); import cocreate; new = set(sys.modules) - before;"
        "print(len([n for n in new if n.split('.')[0] not in {'numpy'}]), *sorted({n.split('.')[0] for n in new}))"
    )
    count, *tops = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    heavy = {
        "django",
        "scipy",
        "pandas",
        "polars",
        "pyarrow",
        "duckdb",
        "narwhals",
        "sklearn",
        "rich",
        "typer",
    }
    assert not heavy & set(tops)
    assert int(count) < 150


def test_asking_the_shell_for_help_does_not_start_the_server():
    code = (
        "import sys; from cocreate_cli.main import app;"
        "print([n for n in ('django', 'deltalake', 'scipy.stats', 'pandas') if n in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
