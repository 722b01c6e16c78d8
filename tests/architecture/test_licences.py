"""Nothing that runs in the product is under the GPL or AGPL, and every package is told of."""

import ast
import importlib.util
import re
from importlib import metadata
from types import ModuleType

import pytest

from architecture.sources import ROOT, modules

COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )\bGeneral Public Licen[sc]e", re.IGNORECASE)
TITLE = re.compile(r"\A\W*GNU (?:AFFERO )?GENERAL PUBLIC LICEN[SC]E", re.IGNORECASE)
IDLE = {
    "django-htmx": "named in the settings",
    "tzdata": "zones for machines without their own; zoneinfo finds it",
    "granian": "started as a program",
    "whitenoise": "named in the settings",
}
LESSER = {"psycopg", "psycopg-binary", "psycopg-pool"}  # LGPL: used unchanged, beside us


def _notices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notices", ROOT / "tools/notices.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


notices = _notices()
RUNNING = sorted(notices.closure(frozenset({"server"})))


@pytest.mark.parametrize("name", RUNNING)
def test_no_package_is_under_the_gpl(name):
    about = metadata.metadata(name)
    told = [
        about.get("License-Expression") or "",
        (about.get("License") or "")[:200],
        notices.licence_of(name),
    ]
    told += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    assert not [words for words in told if COPYLEFT.search(words)]
    lesser = any("LGPL" in words or "Lesser General" in words for words in told)
    assert lesser == (name in LESSER)


@pytest.mark.parametrize("name", RUNNING)
def test_no_licence_file_is_the_gpl(name):
    """A file whose title is the GPL means that something inside is; that the text names it need not."""
    named = re.compile(r"(?:licen[sc]e|copying|notice)[^/]*$", re.IGNORECASE)
    files = [
        file.locate()
        for file in metadata.files(name) or []
        if named.search(str(file)) and file.suffix != ".py"
    ]
    titles = [file.read_text("utf-8", "replace")[:200] for file in files if file.is_file()]
    assert name in LESSER or not [title for title in titles if TITLE.search(title)]


def test_every_package_is_told_of():
    page = notices.PAGE.read_text()
    for name in RUNNING:
        row = re.search(rf"^\| \[{re.escape(name)}\]\([^)]*\) \| ([^|]+) \|", page, flags=re.MULTILINE)
        assert row, f"{name} is missing: run tools/notices.py"
        assert row[1] == notices.licence_of(name), f"{name} changed its licence: run tools/notices.py"


def test_what_is_bundled_is_told_of():
    """The build takes what the lock file says is not for development only."""
    lock = notices.json.loads((ROOT / "package-lock.json").read_text())["packages"]
    running = {
        path.removeprefix("node_modules/") for path, about in lock.items() if path and not about.get("dev")
    }
    assert running == set(notices.BUNDLED)
    text = notices.NOTICE.read_text()
    assert all(name in text for name in running)


def test_every_declared_dependency_is_used():
    """What `pyproject.toml` asks for, some module of ours imports, or it is listed here with the reason."""
    declared = {
        re.match(r"[\w.-]+", line)[0]
        for line in metadata.requires("cocreate") or []
        if "extra" not in line or "'server'" in line.replace('"', "'")
    }
    tops = {
        alias.split(".")[0]
        for module in modules()
        for node in ast.walk(module.tree)
        for alias in (
            [name.name for name in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    owners = metadata.packages_distributions()
    named = {distribution for top in tops for distribution in owners.get(top, [])}
    idle = {notices.plain(name) for name in declared} - {notices.plain(name) for name in named}
    assert not idle - set(IDLE), f"used nowhere: {sorted(idle - set(IDLE))}"
    assert not set(IDLE) - idle, "used after all: take it off the list"


def test_the_shell_of_postgresql_is_never_started():
    """It links GNU Readline; the server and its client library do not."""
    assert not [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"\bpsql\b", path.read_text())
    ]
