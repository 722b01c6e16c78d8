"""Keeping the lake's tables open and their lists of files at hand; where the engine finds a workspace's rows.

The engine reads local Parquet at full speed. For an object store it would have to download an extension, which not
every machine may; there delta-rs reads just the columns and folders that are wanted and hands them over as Arrow.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.tables import TABLES, LakeTable

if TYPE_CHECKING:
    from deltalake import DeltaTable

FRESH_SECONDS = 0.5
FOLDERS = ", hive_partitioning = true, hive_types = {'month': VARCHAR, 'workspace_id': BIGINT}"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query names some rows: SQL for its FROM, parameters and Arrow sources that the SQL speaks of."""

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workspace's files of one table, by month (one month "" in a table without months)."""

    table: LakeTable
    delta: "DeltaTable"
    workspace_id: int
    files: Mapping[str, tuple[str, ...]]

    def reading(self, months: Iterable[str] | None = None) -> Reading:
        """Where the engine finds the rows of some months, or of all."""
        wanted = sorted(self.files if months is None else months)
        if not store.is_local():
            return self._through_delta(wanted)
        name = f"{self.table.name}_files"
        folders = FOLDERS if self.table.at else ", hive_partitioning = false"
        files = [file for month in wanted for file in self.files[month]]
        return Reading(f"read_parquet(${name}{folders})", {name: files})

    def _through_delta(self, months: list[str]) -> Reading:
        from deltalake import QueryBuilder

        columns = ", ".join(column for column in self.table.names if column != "value_text")
        where = f"workspace_id = {self.workspace_id}"
        if self.table.at:
            where += f" AND month IN ({', '.join(f"'{month}'" for month in months)})"
        rows = (
            QueryBuilder().register("lake", self.delta).execute(f"SELECT {columns} FROM lake WHERE {where}")
        )
        name = f"{self.table.name}_rows"
        return Reading(name, {}, {name: rows})


class _Watch:
    """Keeps one Delta table open, looking for a newer version now and then."""

    def __init__(self, table: LakeTable) -> None:
        self._table = table
        self._lock = threading.Lock()
        self._delta: DeltaTable | None = None
        self._opened_at = ""
        self._looked_at = 0.0
        self._folders: dict[int, dict[str, tuple[str, ...]]] = {}

    def snapshot(self, workspace_id: int) -> Snapshot:
        """A workspace's files, at most half a second old."""
        with self._lock:
            delta = self._fresh()
            return Snapshot(self._table, delta, workspace_id, self._folders.get(workspace_id, {}))

    def forget(self) -> None:
        """Open the table anew next time."""
        with self._lock:
            self._delta = None

    def _fresh(self) -> "DeltaTable":
        now = time.monotonic()
        if self._delta is None or self._opened_at != store.address(self._table):
            self._delta, self._opened_at = store.open_table(self._table), store.address(self._table)
            self._folders, self._looked_at = self._list(self._delta), now
        elif now - self._looked_at > FRESH_SECONDS:  # since it was looked at, not since it was last asked for
            version = self._delta.version()
            self._delta.update_incremental()
            if self._delta.version() != version:
                self._folders = self._list(self._delta)
            self._looked_at = now
        return self._delta

    def _list(self, delta: "DeltaTable") -> dict[int, dict[str, tuple[str, ...]]]:
        actions = delta.get_add_actions(flatten=True)
        paths = actions.column("path").to_pylist()
        workspaces = actions.column("partition.workspace_id").to_pylist()
        months = actions.column("partition.month").to_pylist() if self._table.at else [""] * len(paths)
        folders: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for path, workspace, month in zip(paths, workspaces, months, strict=True):
            folders[int(workspace)][month].append(f"{self._opened_at}/{path}")
        return {
            workspace: {month: tuple(sorted(files)) for month, files in sorted(by_month.items())}
            for workspace, by_month in folders.items()
        }


_watches = {table.name: _Watch(table) for table in TABLES}


def snapshot_of(table: LakeTable, workspace_id: int) -> Snapshot:
    """A workspace's files of a table as they are now."""
    return _watches[table.name].snapshot(workspace_id)


def forget_all() -> None:
    """Open every table anew next time."""
    for watch in _watches.values():
        watch.forget()
