"""Importance of drivers: ours beside pingouin, exact for many drivers, and its sums beside SQL by hand.

Run alone: `python bench/drivers.py`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from cocreate.drivers import importance, moments

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most
from scores import CACHE
from timing import in_turns

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS, COLUMNS = 5_000_000, 16


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    yield beside_pingouin(10, limit=5)
    yield beside_pingouin(13, limit=20)
    yield many_drivers()
    yield with_intervals()
    yield beside_sql()


def survey(rows: int, drivers: int) -> pd.DataFrame:
    """Make a survey whose drivers hang together."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, drivers)) + rng.normal(size=(rows, 1))
    table = pd.DataFrame(x, columns=[f"x{place}" for place in range(drivers)])
    table["y"] = x @ rng.uniform(0, 0.4, drivers) + rng.normal(size=rows)
    return table


def beside_pingouin(count: int, *, limit: float) -> Row:
    """LMG beside pingouin's, the same numbers."""
    import pingouin

    table = survey(1000, count)
    drivers = list(table.columns[:-1])
    found: dict[str, list[float]] = {}

    def ours() -> None:
        result = importance(table, "y", drivers=drivers, intervals=None)
        found["ours"] = [result.find(name).importance for name in drivers]

    def peer() -> None:
        result = pingouin.linear_regression(table[drivers], table["y"], relimp=True)
        found["peer"] = result["relimp"].tolist()[1:]

    best = in_turns({"ours": ours, "peer": peer})
    if not np.allclose(found["ours"], found["peer"], atol=1e-9):
        raise AssertionError(f"{found['ours']} is not what pingouin gives: {found['peer']}")
    what = f"LMG, {count} drivers, beside pingouin"
    return at_least(what, ours=best["ours"], peer=best["peer"], limit=limit, unit="s")


def many_drivers() -> Row:
    """LMG of twenty drivers, exact over a million subsets; held against a limit, since no peer does it."""
    table = survey(1000, 20)
    best = in_turns(
        {"ours": lambda: importance(table, "y", drivers=list(table.columns[:-1]), intervals=None)}
    )
    return at_most("LMG, 20 drivers, exact, beside a limit", ours=best["ours"], peer=0.26, limit=1, unit="s")


def with_intervals() -> Row:
    """A million rows, 15 drivers, a thousand draws; held against a limit."""
    table = survey(1_000_000, 15)
    start = time.perf_counter()
    importance(table, "y", drivers=list(table.columns[:-1]))
    took = time.perf_counter() - start
    return at_most("LMG with intervals, 1 M rows x 15, beside a limit", ours=took, peer=5, limit=1, unit="s")


def beside_sql() -> Row:
    """Moments of 16 columns, taken listwise and centred, beside plain sums and products by hand."""
    path = CACHE / f"wide_{ROWS}.parquet"
    db = duckdb.connect()
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(
            f"CAST(1 + hash(i, {place}) % 10 AS TINYINT) AS x{place}" for place in range(COLUMNS)
        )
        db.execute(f"COPY (SELECT {columns} FROM range({ROWS}) t(i)) TO '{path}' (FORMAT parquet)")
    names = [f"x{place}" for place in range(COLUMNS)]
    products = [f"sum(CAST({a} AS DOUBLE) * {b})" for i, a in enumerate(names) for b in names[i:]]
    query = (
        f"SELECT count(*), {', '.join(f'sum({name})' for name in names)}, {', '.join(products)} FROM '{path}'"
    )
    best = in_turns(
        {
            "ours": lambda: moments(db.read_parquet(str(path)), names),
            "sql": lambda: db.execute(query).fetchall(),
        }
    )
    what = f"moments, {ROWS // 1_000_000} M rows x {COLUMNS}, centred in two passes, beside plain SQL"
    return at_most(what, ours=best["ours"], peer=best["sql"], limit=2, unit="s")


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}")
