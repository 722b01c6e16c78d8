"""Purchases by customer and day, said in Narwhals so that any engine can count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.engines import number
from cocreate.errors import NotATimeError, OptionError
from cocreate.reading import asked_frame, fetched

if TYPE_CHECKING:
    import narwhals as nw

    from cocreate.engines import Frame

_EPOCH = 719_163
"""1970-01-01 as days of the calendar, counted from the first day of the year 1."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MONDAY = 3
"""1970-01-01 was a Thursday: its week began three days earlier."""


@dataclass(frozen=True, slots=True)
class PurchaseDays:
    """One row a customer and day of purchase.

    Attributes:
        frame: columns customer, day (days since 1970-01-01) and amount; period, where asked for.
        notes: what was left out.
    """

    frame: Frame
    notes: tuple[str, ...]


def purchase_days(
    table: Any,
    customer: str,
    *,
    when: str,
    amount: str | None = None,
    until: date | None = None,
    every: str | None = None,
) -> PurchaseDays:
    """Merge the purchases of a customer that fall on one day, leaving out rows that lack either."""
    import narwhals as nw

    frame = asked_frame(table, [customer, when, *([amount] if amount else [])])
    schema = dict(frame.collect_schema())
    money = number(nw.col(amount), amount, schema[amount]) if amount else nw.lit(0.0)
    asked = frame.select(
        customer=as_label(customer, schema[customer]),
        day=day_number(when, schema[when]),
        amount=money.cast(nw.Float64),
        **({"period": period_number(when, schema[when], every)} if every else {}),
    )
    lines = asked.filter(known("customer", schema[customer]) & ~nw.col("day").is_null())
    if until is not None:
        lines = lines.filter(nw.col("day") <= _number_of(until))
    merged = lines.group_by("customer", "day", *(["period"] if every else [])).agg(nw.col("amount").sum())
    return PurchaseDays(merged, _left_out(asked, customer, when, amount))


def _left_out(asked: Frame, customer: str, when: str, amount: str | None) -> tuple[str, ...]:
    import narwhals as nw

    names = {"customer": customer, "day": when} | ({"amount": amount} if amount else {})
    lacking = [nw.col(name).is_null().cast(nw.Int64).sum().alias(name) for name in names]
    found = fetched(asked.select(*lacking))
    told = {"customer": "were left out", "day": "were left out", "amount": "count as nothing spent"}
    counts = {name: int(np.nan_to_num(float(found[name][0] or 0))) for name in names}
    return tuple(
        f"{count:,} rows without {names[name]!r} {told[name]}" for name, count in counts.items() if count
    )


def known(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Tell rows in which a column holds something."""
    import narwhals as nw

    present = ~nw.col(name).is_null()
    return present & ~nw.col(name).is_nan() if dtype.is_float() else present


def as_label(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Give a column as something that engines group and sort alike."""
    import narwhals as nw

    column = nw.col(name)
    return column.cast(nw.String) if dtype in {nw.Categorical, nw.Enum} else column


def day_number(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Give dates or times as days since 1970-01-01, by arithmetic that every engine knows."""
    import narwhals as nw

    if not isinstance(dtype, nw.Date | nw.Datetime):
        raise NotATimeError(f"{name!r} holds {dtype}, dates or times are wanted; parse it first")
    before = nw.col(name).dt.year().cast(nw.Int64) - 1
    leap_days = before // 4 - before // 100 + before // 400
    return before * 365 + leap_days + nw.col(name).dt.ordinal_day().cast(nw.Int64) - _EPOCH


def period_number(name: str, dtype: nw.dtypes.DType, every: str) -> nw.Expr:
    """Give dates or times as running numbers of their weeks, months, quarters or years."""
    import narwhals as nw

    if every == "week":
        return (day_number(name, dtype) + MONDAY) // 7
    months = nw.col(name).dt.year().cast(nw.Int64) * 12 + nw.col(name).dt.month().cast(nw.Int64) - 1
    return months // MONTHS[every]


def as_day(value: date | datetime | np.datetime64 | str | None, name: str) -> date | None:
    """Read a day that an option gives."""
    if value is None:
        return None
    try:
        day = np.datetime64(value, "D") if isinstance(value, str) else np.datetime64(value).astype("M8[D]")
    except (TypeError, ValueError) as error:
        raise OptionError(f"{name} == {value!r}, must be a day, as '2025-12-31'") from error
    found: date = day.astype(date)
    if found is None:
        raise OptionError(f"{name} is no day; give one, as '2025-12-31'")
    return found


def _number_of(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
