"""What lies in the repository: small files, no traces of any machine, nothing unfinished."""

import re
from pathlib import Path

import pytest

from architecture.sources import ROOT, tracked

LARGEST_BYTES = 1_000_000
MACHINES = re.compile(r"(?<![\w.~}])/(?:work|root|home|Users)/[a-z]")
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs")))
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|TBD|lorem ipsum)\b")
MAY_NAME_THEM = {"tools/templates.py", "tests/architecture/test_repository.py", "tools/doc_checks.py"}

pytestmark = pytest.mark.skipif(not tracked(), reason="not a git checkout")


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        if str(path.relative_to(ROOT)) not in MAY_NAME_THEM
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_is_large():
    assert not {str(path): path.stat().st_size for path in tracked() if path.stat().st_size > LARGEST_BYTES}


def test_no_machine_is_named():
    assert not places(MACHINES)


def test_no_registry_is_named():
    """Where packages come from is the installer's own setting, so that mirrors work."""
    assert not places(REGISTRIES)


def test_nothing_is_left_unfinished():
    assert not places(UNFINISHED)


def test_nothing_that_is_made_is_kept():
    made = ("*.mo", "*.pyc", "src/cocreate_server/ground/ui/static/built/*", "node_modules/*")
    assert not [
        str(path.relative_to(ROOT))
        for path in tracked()
        if any(path.relative_to(ROOT).match(pattern) for pattern in made)
    ]


def test_what_a_newcomer_looks_for_is_there():
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "NOTICE"):
        assert (ROOT / name).read_text().strip(), f"{name} is empty"
    assert "make test" in (ROOT / "README.md").read_text()
    assert "make demo" in (ROOT / "README.md").read_text()


def test_every_target_is_explained():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):(.*)$", makefile, flags=re.MULTILINE)
    assert targets
    assert all("## " in rest for _name, rest in targets)
