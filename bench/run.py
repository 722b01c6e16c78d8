"""Everything measured, ours beside the peer: `make bench`, or `python bench/run.py scores server imports`."""

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row

PARTS = (
    "scores",
    "loyalty",
    "opinions",
    "drivers",
    "journeys",
    "scales",
    "effects",
    "recommend",
    "choices",
    "imports",
    "ingest",
    "surveys",
    "server",
    "text",
)


def main(parts: Iterable[str]) -> None:
    """Print one table, row by row as each is measured."""
    print(f"{'what':<74} {'ours':>12} {'peer':>12} {'ratio':>8}  {'target':<12} met")
    for part in parts:
        for row in importlib.import_module(part).rows():
            show(row)


def show(row: Row) -> None:
    """Print one row."""
    met = "yes" if row.ok else "NO"
    print(
        f"{row.what:<74} {row.ours:>12} {row.peer:>12} {row.ratio:>8.2f}  {row.target:<12} {met}", flush=True
    )


if __name__ == "__main__":
    main(sys.argv[1:] or PARTS)
