"""The lake follows: new rows are added, changed rows replaced, erased rows taken out; exactly once, over any crash.

One round reads the changes below a horizon, under which nothing can appear any more: the oldest transaction still
open. Rows that are new to the lake are added in a commit that carries the horizon; the others are matched by key,
which does no harm when done again. Only then are the changes struck off the list. Killed between any two steps, the
next round finds the horizon in the lake and takes what was added already for changed, so that nothing is lost and
nothing is doubled.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.copying import ERASED, rows_of
from cocreate_server.ground.lake.tables import LakeTable

if TYPE_CHECKING:
    import psycopg
    from deltalake import DeltaTable

FOLLOWER = "cocreate-follower"
MOST_A_ROUND = 100_000

HORIZON = """
    SELECT least(
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        (SELECT xid FROM lake_change WHERE kind = %(kind)s ORDER BY xid OFFSET %(most)s LIMIT 1) + 1
    )
"""
# rows of a batch on its way to the lake wait until it is there
WAITING = "batch_id IN (SELECT id FROM records_batch WHERE state IN ('loading', 'publishing'))"
IN_REACH = f"kind = %(kind)s AND xid < %(horizon)s AND (batch_id IS NULL OR NOT {WAITING})"

# a row is new to the lake where the first thing that happened to it is that it was added, after the lake last looked
FATES = """
    CREATE TEMPORARY TABLE lake_fate ON COMMIT DROP AS
    SELECT {key} AS key, month, workspace_id,
           (first_value(deed) OVER story = 'I' AND first_value(xid) OVER story >= %(seen)s) AS fresh
    FROM lake_change WHERE {reach}
    WINDOW story AS (PARTITION BY {key} ORDER BY id)
"""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did to one table."""

    table: str
    added: int
    changed: int


def follow(table: LakeTable, postgres: "psycopg.Connection[tuple[Any, ...]]") -> Round:
    """Copy what changed in one table since the lake last looked."""
    with postgres.transaction():
        horizon = _one(postgres, HORIZON, kind=table.kind, most=MOST_A_ROUND)
        reach = {"kind": table.kind, "horizon": horizon}
        if not _one(postgres, f"SELECT EXISTS (SELECT FROM lake_change WHERE {IN_REACH})", **reach):
            return Round(table.name, 0, 0)
        delta = store.open_table(table)
        seen = delta.transaction_version(FOLLOWER) or 0
        postgres.execute(FATES.format(key=table.row_key, reach=IN_REACH), {**reach, "seen": seen})
        added = _add(table, postgres, delta, horizon)
        changed = _change(table, postgres, delta)
    with postgres.transaction():
        postgres.execute(f"DELETE FROM lake_change WHERE {IN_REACH}", reach)
    return Round(table.name, added, changed)


def _add(
    table: LakeTable, postgres: "psycopg.Connection[tuple[Any, ...]]", delta: "DeltaTable", horizon: int
) -> int:
    count: int = _one(postgres, "SELECT count(DISTINCT key) FROM lake_fate WHERE fresh")
    if not count:
        return 0
    query = f"{table.select()} WHERE t.id IN (SELECT key FROM lake_fate WHERE fresh)"
    with rows_of(postgres, query, (), columns=table.columns) as rows:
        store.append(delta, rows, commit=store.commit_of(FOLLOWER, horizon))
    return count


def _change(table: LakeTable, postgres: "psycopg.Connection[tuple[Any, ...]]", delta: "DeltaTable") -> int:
    count: int = _one(postgres, "SELECT count(DISTINCT key) FROM lake_fate WHERE NOT fresh")
    if not count:
        return 0
    with rows_of(postgres, _changed_rows(table), (), columns=(*table.columns, ERASED)) as rows:
        store.put_or_take(delta, table, rows, where=_partitions(table, postgres))
    return count


def _changed_rows(table: LakeTable) -> str:
    """The rows as they are now; and for those that are gone, or have left a month, a line that says so there."""
    now = f"SELECT now.*, false AS erased FROM ({table.select()} WHERE t.id IN (SELECT key FROM lake_fate WHERE NOT fresh)) now"
    nothing = ", ".join(_named_only(column.name, column.source, table) for column in table.columns)
    gone_from = "SELECT DISTINCT key AS id, month, workspace_id FROM lake_fate WHERE NOT fresh"
    still_there = f"SELECT FROM {table.source} s WHERE s.id = t.id"
    if table.at:
        still_there += f" AND to_char(s.{table.at} AT TIME ZONE 'UTC', 'YYYY-MM') = t.month"
    return f"{now} UNION ALL SELECT {nothing}, true FROM ({gone_from}) t WHERE NOT EXISTS ({still_there})"


def _named_only(name: str, source: str, table: LakeTable) -> str:
    if name in {"workspace_id", "month"}:
        return f"t.{name}"
    return source if name in table.key else "NULL"


def _partitions(table: LakeTable, postgres: "psycopg.Connection[tuple[Any, ...]]") -> str:
    """A condition that bounds the search to the folders where rows changed."""
    touched = postgres.execute(
        "SELECT DISTINCT workspace_id, month FROM lake_fate WHERE NOT fresh"
    ).fetchall()
    months = {month for _workspace, month in touched}
    if table.at:
        months |= {month for (month,) in postgres.execute(_months_now(table)).fetchall()}
    condition = f"old.workspace_id IN ({', '.join(str(workspace) for workspace in {w for w, _m in touched})})"
    if table.at:
        condition += " AND old.month IN ({})".format(", ".join(f"'{month}'" for month in sorted(months)))
    return condition


def _months_now(table: LakeTable) -> str:
    return (
        f"SELECT DISTINCT to_char(t.{table.at} AT TIME ZONE 'UTC', 'YYYY-MM') FROM {table.source} t "
        "WHERE t.id IN (SELECT key FROM lake_fate WHERE NOT fresh)"
    )


def _one(postgres: "psycopg.Connection[tuple[Any, ...]]", query: str, **parameters: Any) -> Any:
    row = postgres.execute(query, parameters).fetchone()
    return row[0] if row else None
