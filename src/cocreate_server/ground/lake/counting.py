"""Counting records in the lake: a question's shape in, cells out.

The lake's files never change once written, so the cells of a month's files never change either: they are counted
once for each shape of question and kept, and because cells add up, a longer period is the sum of its months. Only
months whose files changed, or that a period covers in part, are counted again.
"""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cocreate import Cells
from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import CUSTOMERS, RECORDS, LakeTable

if TYPE_CHECKING:
    from deltalake import DeltaTable

FRESH_SECONDS = 0.5
MOST_CELLS_KEPT = 4_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE: SQL over `r` (records) and `c` (customers), with one parameter where it says `{p}`."""

    sql: str
    parameter: tuple[Any, ...] | str | float | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What is counted, whenever: groupings as (name, SQL) pairs, a score, and conditions.

    SQL comes from our own tables of dimensions; whatever a person typed travels as a parameter.
    """

    by: tuple[tuple[str, str], ...]
    score: str = "r.value_number"
    conditions: tuple[Condition, ...] = ()
    with_customers: bool = False


@dataclass(frozen=True, slots=True)
class Months:
    """The files of one workspace, by month."""

    files: Mapping[str, tuple[str, ...]]


class _Watch:
    """Keeps one Delta table open and its list of files at hand, looking for newer ones now and then."""

    def __init__(self, table: LakeTable) -> None:
        self._table = table
        self._lock = threading.Lock()
        self._delta: DeltaTable | None = None
        self._looked_at = 0.0
        self._folders: dict[int, Months] = {}

    def files_of(self, workspace_id: int) -> Months:
        """Files of a workspace by month (one month "" in a table without months)."""
        with self._lock:
            if self._delta is None or not self._is_there():
                self._delta = store.open_table(self._table)
                self._list()
            elif time.monotonic() - self._looked_at > FRESH_SECONDS:
                version = self._delta.version()
                self._delta.update_incremental()
                if self._delta.version() != version:
                    self._list()
            self._looked_at = time.monotonic()
            return self._folders.get(workspace_id, Months({}))

    def forget(self) -> None:
        """Open the table anew next time."""
        with self._lock:
            self._delta = None

    def _is_there(self) -> bool:
        return self._delta is not None and self._delta.table_uri.rstrip("/").endswith(
            store.address(self._table).rpartition("://")[2].rstrip("/")
        )

    def _list(self) -> None:
        assert self._delta is not None  # noqa: S101 - opened by the caller
        actions = self._delta.get_add_actions(flatten=True)
        paths = actions.column("path").to_pylist()
        workspaces = actions.column("partition.workspace_id").to_pylist()
        months = actions.column("partition.month").to_pylist() if self._table.at else [""] * len(paths)
        folders: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        root = store.address(self._table)
        for path, workspace, month in zip(paths, workspaces, months, strict=True):
            folders[int(workspace)][month].append(f"{root}/{path}")
        self._folders = {
            workspace: Months({month: tuple(sorted(files)) for month, files in sorted(by_month.items())})
            for workspace, by_month in folders.items()
        }


class _Kept:
    """Cells counted before, the least used forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cells: OrderedDict[Any, Cells] = OrderedDict()
        self._size = 0

    def get(self, key: Any) -> Cells | None:
        with self._lock:
            found = self._cells.get(key)
            if found is not None:
                self._cells.move_to_end(key)
            return found

    def put(self, key: Any, cells: Cells) -> None:
        with self._lock:
            old = self._cells.pop(key, None)
            self._size += len(cells) + 1 - (len(old) + 1 if old is not None else 0)
            self._cells[key] = cells
            while self._size > MOST_CELLS_KEPT:
                _key, dropped = self._cells.popitem(last=False)
                self._size -= len(dropped) + 1


_watches = {table.name: _Watch(table) for table in (RECORDS, CUSTOMERS)}
_kept = _Kept()


def count(workspace_id: int, shape: Shape, first: date | None = None, last: date | None = None) -> Cells:
    """Cells of a workspace's records.

    Args:
        workspace_id: Whose.
        shape: What is counted.
        first: First day (of the workspace's time zone) that counts, or None for all.
        last: Last day that counts, or None for all.

    Raises:
        QueryTooLarge: The engine ran into its bound.
    """
    import duckdb

    try:
        return _count(workspace_id, shape, first, last)
    except duckdb.IOException:  # a file was tidied away between listing and reading
        for watch in _watches.values():
            watch.forget()
        return _count(workspace_id, shape, first, last)


def _count(workspace_id: int, shape: Shape, first: date | None, last: date | None) -> Cells:
    months = _watches[RECORDS.name].files_of(workspace_id)
    customers = (
        _watches[CUSTOMERS.name].files_of(workspace_id).files.get("", ()) if shape.with_customers else ()
    )
    wanted = {
        month: (files, _clip(month, first, last))
        for month, files in months.files.items()
        if _touches(month, first, last)
    }
    whole = (shape, customers, tuple(wanted.items()))
    found = _kept.get(whole)
    if found is None:
        found = _sum(shape, _by_month(shape, customers, wanted))
        _kept.put(whole, found)
    return found


def days_of(workspace_id: int) -> tuple[date, date] | None:
    """First and last day that have records; None where there are none."""
    months = _watches[RECORDS.name].files_of(workspace_id).files
    if not months:
        return None
    edges = tuple(dict.fromkeys((min(months), max(months))))
    files = [file for month in edges for file in months[month]]
    found = ask(f"SELECT min(day) AS first, max(day) AS last FROM {_reading()}", {"files": files})
    return found["first"][0].astype("datetime64[D]").item(), found["last"][0].astype("datetime64[D]").item()


def customers_by(workspace_id: int, expression: str) -> dict[str, int]:
    """How many customers a workspace has by an expression over `c`: the population that answers are weighted to."""
    files = _watches[CUSTOMERS.name].files_of(workspace_id).files.get("", ())
    if not files:
        return {}
    query = f"SELECT {expression} AS label, count(*) AS n FROM {_reading('customers')} c GROUP BY ALL"
    found = ask(query, {"customers": list(files)})
    return {str(label): int(n) for label, n in zip(found["label"], found["n"], strict=True) if label}


def _by_month(shape: Shape, customers: tuple[str, ...], wanted: Mapping[str, Any]) -> list[Cells]:
    parts, missing = [], {}
    for month, (files, clip) in wanted.items():
        found = _kept.get((shape, customers, files, clip))
        if found is None:
            missing[month] = (files, clip)
        else:
            parts.append(found)
    if missing:
        columns = _ask(shape, customers, missing)
        for month, (files, clip) in missing.items():
            cells = _cells(shape, columns, columns["month"] == month)
            _kept.put((shape, customers, files, clip), cells)
            parts.append(cells)
    return parts


def _ask(shape: Shape, customers: tuple[str, ...], months: Mapping[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"files": [file for files, _clip in months.values() for file in files]}
    conditions = [
        f"{shape.score} IS NOT NULL",
        *_bounds([clip for _files, clip in months.values()], parameters),
    ]
    for place, condition in enumerate(shape.conditions):
        conditions.append(condition.sql.format(p=f"$p{place}"))
        if condition.parameter is not None:
            parameters[f"p{place}"] = (
                list(condition.parameter) if isinstance(condition.parameter, tuple) else condition.parameter
            )
    source = f"{_reading()} r"
    if shape.with_customers and customers:
        source += f" LEFT JOIN {_reading('customers')} c ON c.customer_id = r.customer_id"
        parameters["customers"] = list(customers)
    elif shape.with_customers:
        source += " LEFT JOIN (SELECT NULL::BIGINT AS customer_id, NULL::VARCHAR AS traits) c ON false"
    groups = "".join(f", {sql} AS k{place}" for place, (_name, sql) in enumerate(shape.by))
    query = (
        f"SELECT r.month AS month{groups}, {shape.score} AS score, count(*) AS n FROM {source} "
        f"WHERE {' AND '.join(conditions)} GROUP BY ALL"
    )
    return ask(query, parameters)


def _bounds(clips: list[tuple[date | None, date | None]], parameters: dict[str, Any]) -> list[str]:
    """Conditions that cut the first and the last month; the months between lie inside both bounds anyway."""
    firsts, lasts = [first for first, _last in clips if first], [last for _first, last in clips if last]
    conditions = []
    if firsts:
        parameters["first"] = min(firsts)
        conditions.append("r.day >= $first")
    if lasts:
        parameters["last"] = max(lasts)
        conditions.append("r.day <= $last")
    return conditions


def _reading(parameter: str = "files") -> str:
    """SQL that reads files; the months of records come from their folders."""
    folders = ", hive_partitioning = true, hive_types = {'month': VARCHAR, 'workspace_id': BIGINT}"
    return f"read_parquet(${parameter}{folders if parameter == 'files' else ', hive_partitioning = false'})"


def _cells(shape: Shape, columns: Mapping[str, Any], rows: Any) -> Cells:
    keys = {name: columns[f"k{place}"][rows] for place, (name, _sql) in enumerate(shape.by)}
    return Cells.from_columns(keys=keys, score=columns["score"][rows], count=columns["n"][rows])


def _sum(shape: Shape, parts: Iterable[Cells]) -> Cells:
    total = Cells.from_columns(keys={name: [] for name, _sql in shape.by}, score=[], count=[])
    for part in parts:
        total = total + part
    return total


def _month_days(month: str) -> tuple[date, date]:
    """The days a month's rows may fall on: months are of UTC, days of the workspace, so a day more on each side."""
    begins = date.fromisoformat(f"{month}-01")
    ends = (begins + timedelta(days=31)).replace(day=1)
    return begins - timedelta(days=1), ends


def _touches(month: str, first: date | None, last: date | None) -> bool:
    begins, ends = _month_days(month)
    return (first is None or ends >= first) and (last is None or begins <= last)


def _clip(month: str, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """The bounds that cut into a month; (None, None) where it lies inside the period as a whole."""
    begins, ends = _month_days(month)
    return (
        first if first is not None and first > begins else None,
        last if last is not None and last < ends else None,
    )
