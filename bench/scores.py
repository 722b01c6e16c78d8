"""NPS by month and touchpoint: ours beside hand-written SQL, and beside pandas.

Run alone: `python bench/scores.py`. Data is made once, seeded, into `.cache/bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cocreate import nps, period

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most
from timing import in_turns

if TYPE_CHECKING:
    from collections.abc import Iterable

CACHE = Path(__file__).parents[1] / ".cache" / "bench"
LARGE, SMALL, WARM = 50_000_000, 5_000_000, 5_000

TOUCHPOINTS = [
    *("checkout", "delivery", "hotline", "shop", "app", "web", "class", "invoice", "returns", "chat"),
    *(
        "e-mail",
        "search",
        "sign-up",
        "renewal",
        "visit",
        "repair",
        "training",
        "event",
        "newsletter",
        "survey",
    ),
]

SQL = """
SELECT date_trunc('month', "when") AS month, touchpoint, count(score) AS n,
       100.0 * (count(*) FILTER (score >= 9) - count(*) FILTER (score <= 6)) / count(score) AS nps
FROM records WHERE score IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

OURS = """
records = duckdb.connect().read_parquet({path!r})
found = nps(records, "score", by=["touchpoint", period("when", "month")])
"""

PANDAS = """
records = pd.read_parquet({path!r}, columns=["when", "touchpoint", "score"]).dropna(subset="score")
records["promoter"] = records["score"] >= 9
records["detractor"] = records["score"] <= 6
groups = records.groupby(["touchpoint", records["when"].dt.to_period("M")])
found = groups[["promoter", "detractor"]].mean()
found["nps"] = 100 * (found["promoter"] - found["detractor"])
found["n"] = groups["score"].count()
"""

MEASURED = """
import json, resource, time
{imports}
{warm}
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({{"seconds": seconds, "mb": peak / 1024, "groups": len(found)}}))
"""


def records(rows: int) -> Path:
    """Make a file of feedback in order of time: two years, 20 touchpoints, some scores missing."""
    path = CACHE / f"records_{rows}.parquet"
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    span = 730.9 * 86400e6 / rows
    query = f"""
    COPY (
      SELECT i AS record_id,
             TIMESTAMP '2024-01-01' + to_microseconds(CAST(i * {span} AS BIGINT)) AS "when",
             'customer ' || (hash(i, 2) % 400000) AS customer,
             {TOUCHPOINTS}[CAST(1 + hash(i, 3) % 20 AS INTEGER)] AS touchpoint,
             CASE WHEN hash(i, 4) % 50 > 0
                  THEN CAST(least(10, floor(11 * sqrt((hash(i, 5) % 1000000) / 1e6))) AS TINYINT) END AS score
      FROM range({rows}) t(i)
    ) TO '{path}.part' (FORMAT parquet)
    """
    duckdb.connect().execute(query)
    Path(f"{path}.part").rename(path)
    return path


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    yield beside_sql()
    yield from beside_pandas()


def beside_sql() -> Row:
    """Hold ours against hand-written SQL on the same connection's file, best of three in turns."""
    path = str(records(LARGE))
    db = duckdb.connect()

    def by_hand() -> object:
        db.read_parquet(path).create_view("records", replace=True)
        return db.execute(SQL).fetchnumpy()

    def ours() -> object:
        return nps(db.read_parquet(path), "score", by=["touchpoint", period("when", "month")])

    best = in_turns({"ours": ours, "sql": by_hand})
    what = f"nps by month x touchpoint, {LARGE // 1_000_000} M rows of Parquet, beside SQL by hand"
    return at_most(what, ours=best["ours"], peer=best["sql"], limit=1.25, unit="s")


def beside_pandas() -> Iterable[Row]:
    """Hold ours against pandas, each in its own process, best of three."""
    path = str(records(SMALL))
    warm = str(records(WARM))
    ours = best_run("import duckdb\nfrom cocreate import nps, period", OURS, path, warm)
    peer = best_run("import pandas as pd", PANDAS, path, warm)
    if ours["groups"] != peer["groups"]:
        raise AssertionError(f"{ours['groups']} groups, pandas has {peer['groups']}")
    what = f"the same, {SMALL // 1_000_000} M rows, beside pandas"
    yield at_least(what, ours=ours["seconds"], peer=peer["seconds"], limit=20, unit="s")
    yield at_least(f"{what}: peak memory", ours=ours["mb"], peer=peer["mb"], limit=5, unit="MB")


def best_run(imports: str, code: str, path: str, warm: str, *, times: int = 5) -> dict[str, float]:
    """Run code in processes of its own, warmed on a small file: the quickest."""
    program = MEASURED.format(imports=imports, warm=code.format(path=warm), code=code.format(path=path))
    runs = [json.loads(subprocess.check_output([sys.executable, "-c", program])) for _ in range(times)]
    return min(runs, key=lambda run: run["seconds"])


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}")
