from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate.errors import (
    MismatchError,
    MissingColumnError,
    NotATimeError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
)
from cocreate.loyalty import RepeatSummary, repeat_summary


def moment(*parts):
    return datetime(*parts)  # noqa: DTZ001 - tables mostly hold times without a zone


COLUMNS = {
    "who": ["b", "a", "a", "b", "a", "a"],
    "when": [
        moment(2025, 1, 1, 9),
        moment(2024, 12, 31, 23, 59),
        moment(2025, 1, 7, 8),
        moment(2025, 1, 1, 18),
        moment(2025, 1, 7, 20),
        moment(2025, 1, 21),
    ],
    "paid": [10.0, 5.0, 20.0, 1.0, 10.0, 12.0],
}


def test_every_form_of_table(as_form):
    found = repeat_summary(
        as_form(COLUMNS), "who", when="when", amount="paid", until="2025-01-28", unit="day"
    )
    assert found.customers.tolist() == ["a", "b"]
    assert found.frequency.tolist() == [2, 0]
    assert found.recency.tolist() == [21, 0]
    assert found.age.tolist() == [28, 27]
    assert found.spend[0] == (20 + 10 + 12) / 2
    assert np.isnan(found.spend[1])
    assert (found.until, found.notes) == (date(2025, 1, 28), ())


def test_days_are_days_whatever_holds_them():
    days = [value.date() for value in COLUMNS["when"]]
    as_dates = repeat_summary({**COLUMNS, "when": days}, "who", when="when")
    as_pandas = repeat_summary(pd.DataFrame({**COLUMNS, "when": days}), "who", when="when")
    as_numpy = repeat_summary({**COLUMNS, "when": np.array(days, dtype="datetime64[D]")}, "who", when="when")
    for found in (as_dates, as_pandas, as_numpy):
        assert found.recency.tolist() == [3, 0]
        assert found.until == date(2025, 1, 21)


def test_later_purchases_and_later_customers_are_left_out():
    found = repeat_summary(COLUMNS, "who", when="when", until=date(2024, 12, 31))
    assert found.to_dict() == [{"customer": "a", "frequency": 0, "recency": 0.0, "age": 0.0}]


def test_lacking_values_are_told():
    lacking = {
        "who": ["a", None, "a", "a"],
        "when": [*COLUMNS["when"][:3], None],
        "paid": [1.0, 1.0, None, 1.0],
    }
    found = repeat_summary(lacking, "who", when="when", amount="paid")
    assert len(found) == 1
    assert found.notes == (
        "1 rows without 'who' were left out",
        "1 rows without 'when' were left out",
        "1 rows without 'paid' count as nothing spent",
    )


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), min_size=1, max_size=40), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, chance):
    def summed(rows):
        days = np.datetime64("1999-12-01") + np.array([day for _, day in rows])
        return repeat_summary(
            {"who": [who for who, _ in rows], "day": days}, "who", when="day", until="2001-02-01", unit="day"
        )

    found = summed(rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert summed(shuffled).to_dict() == found.to_dict()
    by_hand = {who: sorted({day for other, day in rows if other == who}) for who, _ in rows}
    assert found.frequency.tolist() == [len(by_hand[who]) - 1 for who in sorted(by_hand)]
    assert found.recency.tolist() == [by_hand[who][-1] - by_hand[who][0] for who in sorted(by_hand)]


def test_cdnow_comes_to_the_published_histories(cdnow, real):
    """Fader and Hardie's own summary of the sample; times there are rounded to two digits."""
    found = repeat_summary(cdnow, "customer", when="day", amount="amount", until="1997-09-30")
    published = pd.read_csv(real("cdnow_customers_summary.csv"))
    assert found.frequency.tolist() == published["frequency"].tolist()
    assert found.recency == pytest.approx(published["recency"], abs=0.0051)
    assert found.age == pytest.approx(published["T"], abs=0.0051)
    assert found.repeaters == 946


def test_ta_feng(real):
    """Lines of receipts, 32,266 customers of a grocer over four months."""
    lines = pd.read_csv(real("ta_feng.csv.zip"), encoding="utf-8-sig")
    lines["when"] = pd.to_datetime(lines["TRANSACTION_DT"], format="%m/%d/%Y")
    found = repeat_summary(lines, "CUSTOMER_ID", when="when", amount="SALES_PRICE")
    assert len(found) == 32_266
    assert found.age.max() == pytest.approx(119 / 7)
    assert found.cells.n == 32_266
    assert found.frequency.sum() + 32_266 == lines.groupby(["CUSTOMER_ID", "when"]).ngroups


HISTORY = st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(4, 6))


@given(st.lists(HISTORY, min_size=1, max_size=30), st.lists(HISTORY, min_size=1, max_size=30))
def test_cells_of_two_sets_are_the_sum_of_their_cells(one, other):
    def cells(rows):
        x, last, age = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
        return RepeatSummary.of(x, np.where(x > 0, last, 0), age).cells

    assert cells(one) + cells(other) == cells(one + other)
    assert (cells(one) + cells(other)).n == len(one) + len(other)


def test_cells_of_other_units_do_not_add_up():
    with pytest.raises(MismatchError, match="by the week and by the day"):
        _ = RepeatSummary.of([0], [0], [1]).cells + RepeatSummary.of([0], [0], [1], unit="day").cells


@pytest.mark.parametrize(
    ("histories", "words"),
    [
        (([-1], [0], [5]), r"frequency == -1 in row 0, must be a whole number >= 0"),
        (([1.5], [1], [5]), "must be a whole number"),
        (([1], [6], [5]), "recency == 6 in row 0, must lie between 0 and age"),
        (([0], [2], [5]), "must be 0 where frequency is 0"),
        (([1], [0], [5]), "must be above 0 where frequency is above 0"),
        (([0], [0], [-1]), "age == -1"),
        (([0, np.nan], [0, 0], [1, 1]), "frequency == nan in row 1, must be finite"),
        (([0], [0, 0], [1]), "hold 1, 2 and 1 values"),
        ((["x"], [0], [1]), "frequency does not hold numbers"),
        (([[0]], [0], [1]), "2 dimensions"),
    ],
)
def test_histories_that_cannot_be(histories, words):
    with pytest.raises(ValueError, match=words):
        RepeatSummary.of(*histories)


def test_wrong_input():
    with pytest.raises(MissingColumnError, match="no column 'whom'; did you mean 'who'"):
        repeat_summary(COLUMNS, "whom", when="when")
    with pytest.raises(NotATimeError, match="'paid' holds"):
        repeat_summary(COLUMNS, "who", when="paid")
    with pytest.raises(NotNumericError, match="'who' holds String"):
        repeat_summary(COLUMNS, "paid", when="when", amount="who")
    with pytest.raises(NotEnoughDataError, match="up to 1999-01-01"):
        repeat_summary(COLUMNS, "who", when="when", until="1999-01-01")
    with pytest.raises(OptionError, match="until == 'soon', must be a day"):
        repeat_summary(COLUMNS, "who", when="when", until="soon")
    with pytest.raises(OptionError, match="unit == 'decade'"):
        repeat_summary(COLUMNS, "who", when="when", unit="decade")
    with pytest.raises(NotEnoughDataError, match="there is no customer"):
        RepeatSummary.of([], [], [])


def test_a_summary_shows_what_it_is():
    found = RepeatSummary.of([0, 2], [0, 3], [5, 5])
    assert repr(found) == "RepeatSummary(customers=2, repeaters=1, unit='week')"
    assert repr(found.cells) == "HistoryCells(cells=2, n=2, unit='week')"
