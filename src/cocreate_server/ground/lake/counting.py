"""Counting records in the lake: a question's shape in, cells out.

The lake's files never change once written, so the cells of a month's files never change either: they are counted
once for each shape of question and kept, and because cells add up, a longer period is the sum of its months. Only
months whose files changed, or that a period covers in part, are counted again.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cocreate import Cells
from cocreate_server.ground.lake.engine import ask
from cocreate_server.ground.lake.tables import CUSTOMERS, RECORDS
from cocreate_server.ground.lake.watching import Reading, Snapshot, forget_all, snapshot_of

MOST_CELLS_KEPT = 4_000_000
NOBODY = Reading("(SELECT NULL::BIGINT AS customer_id, NULL::VARCHAR AS traits WHERE false)")

type Clip = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE: SQL over `r` (records) and `c` (customers), with one parameter where it says `{p}`."""

    sql: str
    parameter: tuple[Any, ...] | str | float | None = None

    @property
    def value(self) -> Any:
        """The parameter as the engine takes it."""
        return list(self.parameter) if isinstance(self.parameter, tuple) else self.parameter


@dataclass(frozen=True, slots=True)
class Shape:
    """What is counted, whenever: groupings as (name, SQL) pairs, a score, and conditions.

    `per_submission` counts submissions by the mean of their scores, rather than answers: those of one person to
    several questions are not several opinions.

    SQL comes from our own tables of dimensions; whatever a person typed travels as a parameter.
    """

    by: tuple[tuple[str, str], ...]
    score: str = "r.value_number"
    conditions: tuple[Condition, ...] = ()
    with_customers: bool = False
    per_submission: bool = False


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
        forget_all()
        return _count(workspace_id, shape, first, last)


def _count(workspace_id: int, shape: Shape, first: date | None, last: date | None) -> Cells:
    records = snapshot_of(RECORDS, workspace_id)
    customers = snapshot_of(CUSTOMERS, workspace_id) if shape.with_customers else None
    wanted = {
        month: (files, _clip(month, first, last))
        for month, files in records.files.items()
        if _touches(month, first, last)
    }
    whole = (shape, _version(customers), tuple(wanted.items()))
    found = _kept.get(whole)
    if found is None:
        found = _sum(shape, _by_month(shape, records, customers, wanted))
        _kept.put(whole, found)
    return found


def days_of(workspace_id: int) -> tuple[date, date] | None:
    """First and last day that have records; None where there are none."""
    records = snapshot_of(RECORDS, workspace_id)
    if not records.files:
        return None
    reading = records.reading({min(records.files), max(records.files)})
    found = ask(
        f"SELECT min(day) AS first, max(day) AS last FROM {reading.sql}",
        reading.parameters,
        **reading.sources,
    )
    return found["first"][0].astype("datetime64[D]").item(), found["last"][0].astype("datetime64[D]").item()


def customers_by(workspace_id: int, expression: str) -> dict[str, int]:
    """How many customers a workspace has by an expression over `c`: the population that answers are weighted to."""
    customers = snapshot_of(CUSTOMERS, workspace_id)
    if not customers.files:
        return {}
    reading = customers.reading()
    query = f"SELECT {expression} AS label, count(*) AS n FROM {reading.sql} c GROUP BY ALL"
    found = ask(query, reading.parameters, **reading.sources)
    return {str(label): int(n) for label, n in zip(found["label"], found["n"], strict=True) if label}


def _version(customers: Snapshot | None) -> tuple[str, ...]:
    return customers.files.get("", ()) if customers else ()


def _by_month(
    shape: Shape, records: Snapshot, customers: Snapshot | None, wanted: Mapping[str, Any]
) -> list[Cells]:
    parts, missing = [], {}
    for month, (files, clip) in wanted.items():
        found = _kept.get((shape, _version(customers), files, clip))
        if found is None:
            missing[month] = (files, clip)
        else:
            parts.append(found)
    if missing:
        columns = _ask(shape, records, customers, {month: clip for month, (_files, clip) in missing.items()})
        for month, (files, clip) in missing.items():
            cells = _cells(shape, columns, columns["month"] == month)
            _kept.put((shape, _version(customers), files, clip), cells)
            parts.append(cells)
    return parts


def _ask(
    shape: Shape, records: Snapshot, customers: Snapshot | None, clips: Mapping[str, Clip]
) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    reading = records.reading(clips)
    conditions = [f"{shape.score} IS NOT NULL", *_bounds(list(clips.values()), parameters)]
    for place, condition in enumerate(shape.conditions):
        conditions.append(condition.sql.format(p=f"$p{place}"))
        if condition.parameter is not None:
            parameters[f"p{place}"] = condition.value
    joined = customers.reading() if customers and customers.files else NOBODY
    source = f"{reading.sql} r"
    if shape.with_customers:
        source += f" LEFT JOIN {joined.sql} c ON c.customer_id = r.customer_id"
    groups = "".join(f", {sql} AS k{place}" for place, (_name, sql) in enumerate(shape.by))
    names = "".join(f", k{place}" for place in range(len(shape.by)))
    one, per = ("", "") if not shape.per_submission else (", r.submission_key", "avg")
    answers = (
        f"SELECT r.month AS month{groups}{one}, {per}({shape.score}) AS score FROM {source} "
        f"WHERE {' AND '.join(conditions)}{' GROUP BY ALL' if one else ''}"
    )
    query = f"SELECT month{names}, score, count(*) AS n FROM ({answers}) GROUP BY ALL"
    needed = (reading, joined) if shape.with_customers else (reading,)
    for part in needed:
        parameters |= part.parameters
    return ask(query, parameters, **{name: rows for part in needed for name, rows in part.sources.items()})


def _bounds(clips: list[Clip], parameters: dict[str, Any]) -> list[str]:
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


def _clip(month: str, first: date | None, last: date | None) -> Clip:
    """The bounds that cut into a month; (None, None) where it lies inside the period as a whole."""
    begins, ends = _month_days(month)
    return (
        first if first is not None and first > begins else None,
        last if last is not None and last < ends else None,
    )
