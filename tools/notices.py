"""Third-party notices from the installed packages' own metadata: writes docs/third-party.md and NOTICE; `--check` compares.

Versions are left out on purpose: the page changes when a package comes, goes or changes its licence, not with every
update. Only what runs is listed: the closure of `cocreate[server]`, and what is bundled into the pages' assets.
"""

import json
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/third-party.md"
NOTICE = ROOT / "NOTICE"
LONGEST_NAME = 40

# metadata that names no licence, or not clearly: read in the packages' own licence files
READ = {
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "python-dateutil": "BSD-3-Clause",
    "qrcode": "BSD-3-Clause AND MIT",
    "scipy": "BSD-3-Clause",
}
CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
KNOWN = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Zlib",
}  # fmt: skip
SPELLINGS = {"BSD": "BSD-3-Clause", "BSD-0-Clause": "0BSD", "ISC License": "ISC", "Apache 2.0": "Apache-2.0"}

# bundled into the pages' assets by the build: package, home, files whose words have to travel along
BUNDLED = {
    "htmx.org": ("https://htmx.org", ("LICENSE",)),
    "echarts": ("https://echarts.apache.org", ("NOTICE", "licenses/LICENSE-d3")),
    "zrender": ("https://ecomfe.github.io/zrender-doc/public/", ("LICENSE",)),
    "tslib": ("https://www.typescriptlang.org/", ("CopyrightNotice.txt", "LICENSE.txt")),
}

OURS = """\
Cocreate
Copyright The Cocreate authors

Licensed under the Apache License, Version 2.0 (see LICENSE).

Which traditional Chinese characters turn into which simplified ones (cocreate/text/data/simplified.txt) is taken from
OpenCC, licensed under the Apache License, Version 2.0. The models in the same folder were trained on reviews in the
public domain or under the MIT licence, and on GoEmotions, licensed under the Apache License, Version 2.0.

The built assets of the pages contain the packages below. Python packages that are installed beside Cocreate
are listed in docs/third-party.md."""
HEAD = """\
# Third-party notices

Cocreate is licensed under [Apache-2.0](../LICENSE). It stands on the packages below, each under its own licence, none
under the GPL or AGPL. This page is written by `tools/notices.py` from the packages' metadata; development tools, which
do not run in the product, are not listed.

## Python packages

The library and its command line need those marked ●; the server needs all.

| package | licence | library |
| --- | --- | --- |
"""
MIDDLE = """
## In the pages' assets

Bundled by the build into the wheel. Their notices travel with it in `NOTICE`.

| package | licence |
| --- | --- |
"""
TAIL = """
## Worth knowing

- **psycopg** (with its binary and pool packages) is under the LGPL, version 3. It is used unchanged, as a library that is
  installed beside Cocreate and can be replaced by another version of itself. That is what the LGPL asks for.
- **MPL-2.0** parts (certifi, orjson, fido2) are used unchanged; the licence covers their own files.
- **Wheels carry libraries of their own.** SciPy's carries GCC's Fortran runtime, GPL-3 with the GCC Runtime Library
  Exception, which allows just this. The embedded PostgreSQL's wheel carries GNU Readline (GPL-3) beside PostgreSQL: only
  its interactive shell `psql` links it, and Cocreate never starts `psql`; server and client library do not link it. Whoever
  redistributes that wheel redistributes Readline, under its terms. With `DATABASE_URL` the embedded server is not used
  at all.
- The embedded PostgreSQL is under the PostgreSQL Licence, and so is pgvector, which comes with it.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """One package that runs in the product."""

    name: str
    licence: str
    home: str
    in_library: bool


def plain(name: str) -> str:
    """A distribution's name as indices write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(extras: frozenset[str]) -> set[str]:
    """Names of every distribution that `cocreate` with some extras needs on this machine, itself left out."""
    found: dict[str, frozenset[str]] = {}
    waiting = [("cocreate", extras)]
    environment = default_environment()
    while waiting:
        name, wanted = waiting.pop()
        known = found.get(name)
        if known is not None and wanted <= known:
            continue
        found[name] = wanted | (known or frozenset())
        for line in metadata.distribution(name).requires or []:
            need = Requirement(line)
            marker = need.marker
            if marker is None or any(
                marker.evaluate({**environment, "extra": extra}) for extra in {"", *wanted}
            ):
                waiting.append((plain(need.name), frozenset(need.extras)))
    return set(found) - {"cocreate"}


def licence_of(name: str) -> str:
    """The licence of an installed distribution, as an SPDX expression where it says one.

    Raises:
        LookupError: It names none; read its licence file and add it to `READ`.
    """
    expression = READ.get(name) or _told(name)
    unknown = set(re.findall(r"[\w.-]+", expression)) - KNOWN - {"AND", "OR"}
    if unknown or not expression:
        raise LookupError(
            f"{name} says {expression!r}: read its licence file, then add it to READ, or the licence to KNOWN"
        )
    return expression


def _told(name: str) -> str:
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    told = (about.get("License") or "").strip()
    if told and len(told) < LONGEST_NAME and "\n" not in told:
        return SPELLINGS.get(told, told)
    ends = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if "License ::" in line]
    return " OR ".join(sorted({CLASSIFIERS.get(end, end) for end in ends}))


def home_of(name: str) -> str:
    """Where a distribution is at home."""
    about = metadata.metadata(name)
    addresses = dict(line.split(", ", 1) for line in about.get_all("Project-URL") or [])
    named = {label.casefold(): address for label, address in addresses.items()}
    wanted = ("homepage", "home", "source", "repository", "source code", "github", "documentation")
    first = next(iter(addresses.values()), "")
    return about.get("Home-page") or next((named[label] for label in wanted if label in named), first)


def packages() -> list[Package]:
    """Every Python package that runs in the product."""
    library = closure(frozenset())
    return [
        Package(name, licence_of(name), home_of(name), name in library)
        for name in sorted(closure(frozenset({"server"})))
    ]


def bundled() -> list[Package]:
    """Every package of JavaScript in the pages' assets."""
    found = []
    for name, (home, _files) in BUNDLED.items():
        about = json.loads((ROOT / "node_modules" / name / "package.json").read_text())
        found.append(Package(name, SPELLINGS.get(about["license"], about["license"]), home, in_library=False))
    return found


def page() -> str:
    """The page of notices."""
    python = "".join(
        f"| [{package.name}]({package.home}) | {package.licence} | {'●' if package.in_library else ''} |\n"
        for package in packages()
    )
    script = "".join(f"| [{package.name}]({package.home}) | {package.licence} |\n" for package in bundled())
    return HEAD + python + MIDDLE + script + TAIL


def notice() -> str:
    """The file that travels with every copy: ours, and the notices of what is bundled."""
    parts = [OURS]
    for package in bundled():
        words = [
            (ROOT / "node_modules" / package.name / file).read_text().strip()
            for file in BUNDLED[package.name][1]
        ]
        parts.append("\n\n".join([f"{'-' * 79}\n{package.name} ({package.licence})", *words]))
    lines = "\n\n".join(parts).replace("\r\n", "\n").splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def main(*, check: bool) -> int:
    """Write both, or say which is out of date."""
    stale = [path for path, text in ((PAGE, page()), (NOTICE, notice())) if not _same(path, text)]
    for path, text in ((PAGE, page()), (NOTICE, notice())):
        if not check:
            path.write_text(text)
        elif path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run tools/notices.py", file=sys.stderr)
    return int(check and bool(stale))


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
