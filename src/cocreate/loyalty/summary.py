"""From transactions to one history a customer: one GROUP BY where the table lies."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty.histories import DAYS, RepeatSummary, Unit
from cocreate.loyalty.purchases import as_day, purchase_days
from cocreate.reading import fetched

if TYPE_CHECKING:
    from numpy.typing import NDArray


def repeat_summary(
    table: Any,
    customer: str,
    *,
    when: str,
    amount: str | None = None,
    until: date | str | None = None,
    unit: Unit = "week",
) -> RepeatSummary:
    """Sum transactions up: for each customer how often, how recently and for how long.

    Args:
        table: a table, one row a transaction or a line of one.
        customer: the column of customers; rows without one are left out.
        when: the column of dates or times; purchases of one day count as one.
        amount: the column of money spent, in any currency, to get the mean spent on a repeat day.
        until: the last day to look at; later purchases are left out. The last day of the table otherwise.
        unit: what time is counted in: "day", "week", "month" or "year". Never rounded.

    Returns:
        A `RepeatSummary`; its `cells` hold the distinct histories with their counts.

    Raises:
        MissingColumnError: if a column is not there.
        NotATimeError: if `when` holds neither dates nor times.
        NotNumericError: if `amount` holds no numbers.
        NotEnoughDataError: if no purchase is left.

    Method:
        Days with a purchase are counted; the first one makes somebody a customer and is no repeat. Recency
        and age run from that first day. Times are exact in days, whatever the unit: rounding to weeks moves
        the estimates. Not for contracts that renew by themselves (see `sbg`), nor where the first purchase
        in the table is not the customer's first.

    Source:
        Fader, Hardie and Lee (2005), Marketing Science 24(2), section 4. Checked on CDNOW in
        tests/cocreate/loyalty/test_summary.py.

    >>> bought = {"who": ["a", "a", "a", "b"], "day": ["2025-01-01", "2025-01-08", "2025-01-29", "2025-01-15"]}
    >>> bought["day"] = np.array(bought["day"], dtype="datetime64[D]")
    >>> repeat_summary(bought, "who", when="day", until="2025-02-05").to_dict()[0]
    {'customer': 'a', 'frequency': 2, 'recency': 4.0, 'age': 5.0}
    """
    if unit not in get_args(Unit):
        raise OptionError(f"unit == {unit!r}, must be one of {', '.join(get_args(Unit))}")
    import narwhals as nw

    days = purchase_days(table, customer, when=when, amount=amount, until=as_day(until, "until"))
    by_customer = days.frame.with_columns(first=nw.col("day").min().over("customer"))
    later = nw.col("day") > nw.col("first")
    spent = nw.when(later).then(nw.col("amount")).otherwise(0.0)
    found = fetched(
        by_customer.with_columns(later=later.cast(nw.Int64), spent=spent)
        .group_by("customer")
        .agg(
            nw.col("later").sum().alias("frequency"),
            nw.col("day").min().alias("first"),
            nw.col("day").max().alias("last"),
            nw.col("spent").sum().alias("spent"),
        )
        .sort("customer")
    )
    if not len(found["first"]):
        raise NotEnoughDataError(f"no purchase with a customer and a day{_before(until)}; widen the table")
    end = int(found["last"].max()) if until is None else _day_number(as_day(until, "until"))
    return _summary(found, end=end, unit=unit, money=amount is not None, notes=days.notes)


def _summary(
    found: dict[str, NDArray[Any]], *, end: int, unit: Unit, money: bool, notes: tuple[str, ...]
) -> RepeatSummary:
    first, last = found["first"].astype(np.int64), found["last"].astype(np.int64)
    frequency = found["frequency"].astype(np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(frequency > 0, found["spent"].astype(np.float64) / frequency, np.nan)
    return RepeatSummary(
        found["customer"],
        frequency,
        (last - first) / DAYS[unit],
        (end - first) / DAYS[unit],
        mean if money else None,
        unit,
        np.datetime64(end, "D").astype(date),
        notes,
    )


def _day_number(day: date | None) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _before(until: date | datetime | str | None) -> str:
    return "" if until is None else f" up to {until}"
