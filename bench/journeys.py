"""Paths and funnels of ten million events: ours beside hand-written SQL on the same file.

Run alone: `python bench/journeys.py`. Data is made once into `.cache/bench`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cocreate.journeys import funnel, paths

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most
from scores import CACHE
from timing import in_turns

if TYPE_CHECKING:
    from collections.abc import Iterable

EVENTS = 10_000_000
NAMED = {"case": "case_id", "activity": "activity", "when": "moment"}
STEPS = ["activity 0", "activity 1", "activity 2"]

FOLLOWS = """
SELECT activity, next, count(*), sum(took), sum(took * took)
FROM (
  SELECT activity, lead(activity) OVER journey AS next, epoch(lead(moment) OVER journey - moment) AS took
  FROM events WINDOW journey AS (PARTITION BY case_id ORDER BY moment, activity)
) GROUP BY ALL
"""

FUNNEL = """
WITH first AS (SELECT case_id, min(moment) AS at FROM events WHERE activity = 'activity 0' GROUP BY ALL),
second AS (
  SELECT case_id, min(events.moment) AS at FROM events JOIN first USING (case_id)
  WHERE activity = 'activity 1' AND events.moment >= first.at GROUP BY ALL
),
third AS (
  SELECT case_id, min(events.moment) AS at FROM events JOIN second USING (case_id)
  WHERE activity = 'activity 2' AND events.moment >= second.at GROUP BY ALL
)
SELECT count(first.at), count(second.at), count(third.at),
       median(epoch(second.at - first.at)), median(epoch(third.at - second.at))
FROM first LEFT JOIN second USING (case_id) LEFT JOIN third USING (case_id)
"""


def events() -> Path:
    """Make a log of cases of about eight events each, over two years."""
    path = CACHE / f"events_{EVENTS}.parquet"
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    step = 730 * 86400e6 / EVENTS
    query = f"""
    COPY (
      SELECT 'case ' || (hash(i, 1) % {EVENTS // 8}) AS case_id,
             'activity ' || CAST(least(11, floor(12 * power((hash(i, 2) % 1000000) / 1e6, 1.5))) AS INTEGER) AS activity,
             TIMESTAMP '2024-01-01' + to_microseconds(CAST(i * {step} AS BIGINT)) AS moment
      FROM range({EVENTS}) t(i)
    ) TO '{path}.part' (FORMAT parquet)
    """
    duckdb.connect().execute(query)
    Path(f"{path}.part").rename(path)
    return path


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    db = duckdb.connect()
    db.read_parquet(str(events())).create_view("events")
    follows = in_turns(
        {
            "ours": lambda: paths(db.table("events"), **NAMED, variants=0),
            "sql": lambda: db.execute(FOLLOWS).fetchall(),
        }
    )
    what = f"what follows what, {EVENTS // 1_000_000} M events, beside SQL by hand"
    yield at_most(what, ours=follows["ours"], peer=follows["sql"], limit=1.3, unit="s")
    steps = in_turns(
        {
            "ours": lambda: funnel(db.table("events"), **NAMED, steps=STEPS),
            "sql": lambda: db.execute(FUNNEL).fetchall(),
        },
        times=1,
    )
    what = f"a funnel of three steps, {EVENTS // 1_000_000} M events, beside SQL by hand"
    yield at_most(what, ours=steps["ours"], peer=steps["sql"], limit=2, unit="s")


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}")
