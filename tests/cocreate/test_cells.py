from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import Cells, cells, nps, period
from cocreate.errors import (
    InputError,
    MismatchError,
    MissingColumnError,
    NotATableError,
    NotATimeError,
    NotNumericError,
    OptionError,
    WeightError,
)

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.none() | st.integers(0, 10),
            "shop": st.none() | st.sampled_from(["a", "b", "c"]),
            "size": st.integers(1, 3),
            "weight": st.integers(0, 4).map(float),
        }
    ),
    max_size=30,
)
BY = st.sampled_from([(), ("shop",), ("shop", "size")])


def random_columns(rows=600):
    rng = np.random.default_rng(3)
    days = [datetime(2025, 1, 1) + np.timedelta64(int(m), "m").item() for m in rng.integers(0, 400_000, rows)]  # noqa: DTZ001
    return {
        "score": [
            None if missing else int(s)
            for s, missing in zip(rng.integers(0, 11, rows), rng.random(rows) < 0.1, strict=True)
        ],
        "when": days,
        "shop": [[None, "a", "b", "c"][place] for place in rng.integers(0, 4, rows)],
        "weight": rng.uniform(0.5, 2, rows).tolist(),
    }


@pytest.fixture(scope="module")
def columns():
    return random_columns()


class TestEveryTable:
    @pytest.mark.parametrize("every", ["hour", "day", "week", "month", "quarter", "year"])
    def test_gives_equal_cells(self, as_form, columns, every):
        by = ["shop", period("when", every, name="time")]
        expected = cells(columns, "score", by=by, weight="weight")
        assert cells(as_form(columns), "score", by=by, weight="weight") == expected
        assert expected.by == ("shop", "time")
        assert (expected.n, expected.missing) == (
            sum(s is not None for s in columns["score"]),
            columns["score"].count(None),
        )

    def test_cuts_by_the_calendar_of_a_zone(self, as_form, columns):
        by = {"day": period("when", "day", zone="Asia/Shanghai")}
        assert cells(as_form(columns), "score", by=by) == cells(columns, "score", by=by)

    def test_names_the_nearest_column(self, as_form, columns):
        with pytest.raises(MissingColumnError, match="no column 'scoer'; did you mean 'score'"):
            cells(as_form(columns), "scoer")
        with pytest.raises(MissingColumnError, match="did you mean 'shop'"):
            cells(as_form(columns), "score", by="shopp")

    def test_refuses_text_scores(self, as_form, columns):
        with pytest.raises(NotNumericError, match="numbers are wanted"):
            cells(as_form(columns), "shop")

    def test_refuses_periods_of_text(self, as_form, columns):
        with pytest.raises(NotATimeError, match="a date or time is wanted"):
            cells(as_form(columns), "score", by=period("shop"))

    @pytest.mark.parametrize("weight", [-1.0, None, float("nan"), float("inf")])
    def test_refuses_weights_that_cannot_be(self, as_form, weight):
        with pytest.raises(WeightError):
            cells(as_form({"score": [3, 4, 5], "w": [1.0, weight, 1.0]}), "score", weight="w")

    def test_weights_of_unanswered_rows_do_not_matter(self, as_form):
        found = cells(as_form({"score": [3, None], "w": [2.0, None]}), "score", weight="w")
        assert (found.weight.tolist(), found.weight_sq.tolist(), found.missing) == ([2.0], [4.0], 1)

    def test_an_empty_table_gives_no_cells(self, as_form, columns):
        empty = as_form({name: values[:1] for name, values in columns.items()})
        empty = (
            empty[:0]
            if isinstance(empty, list)
            else empty.head(0)
            if isinstance(empty, pd.DataFrame)
            else empty
        )
        assert len(cells(empty, "score", by="shop")) <= 1


def test_zoned_times_are_cut_where_they_are_told():
    late = [datetime(2026, 1, 31, 20, tzinfo=UTC)]
    frames = [pl.DataFrame({"t": late, "s": [1]}), pd.DataFrame({"t": late, "s": [1]})]
    frames.append(duckdb.connect().from_arrow(frames[0].to_arrow()))
    for frame in [*frames, {"t": late, "s": [1]}]:
        assert cells(frame, "s", by=period("t", zone="Asia/Shanghai")).groups() == [{"t": date(2026, 2, 1)}]
        assert cells(frame, "s", by=period("t")).groups() == [{"t": date(2026, 1, 1)}]


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["a", "b"])])
def test_categories_are_labels(kind):
    frame = pl.DataFrame({"g": ["b", "a", "b"], "s": [1, 2, 3]}).with_columns(pl.col("g").cast(kind))
    assert cells(frame, "s", by="g").groups() == [{"g": "a"}, {"g": "b"}]
    assert cells(frame.to_pandas(), "s", by="g").groups() == [{"g": "a"}, {"g": "b"}]


def test_numbers_of_every_kind_are_scores():
    for values in ([True, False, True], [Decimal(1), Decimal(0), Decimal(1)], [1.0, 0.0, 1.0]):
        for table in (
            {"s": values},
            pl.DataFrame({"s": values}),
            pd.DataFrame({"s": values}).convert_dtypes(),
        ):
            assert cells(table, "s").count.tolist() == [1, 2]


def test_nan_is_missing_everywhere():
    for table in (pl.DataFrame({"s": [1.0, float("nan"), None]}), {"s": [1.0, float("nan"), None]}):
        found = cells(table, "s")
        assert (found.n, found.missing) == (1, 2)


def test_what_is_no_table_is_refused():
    with pytest.raises(NotATableError, match="int is no table known here"):
        cells(3, "score")
    with pytest.raises(InputError, match="different lengths"):
        cells({"score": [1, 2], "shop": ["a"]}, "score", by="shop")


def test_by_is_checked():
    table = {"score": [1], "when": [date(2026, 1, 1)]}
    with pytest.raises(OptionError, match="names 'when' twice"):
        cells(table, "score", by=[period("when"), period("when", "year")])
    with pytest.raises(OptionError, match="by holds 3"):
        cells(table, "score", by=[3])
    with pytest.raises(OptionError, match="must be a column's name"):
        cells(table, "score", by=3)
    two = cells(table, "score", by={"month": period("when"), "year": period("when", "year")})
    assert two.by == ("month", "year")


class TestLaws:
    @given(ROWS, ROWS, BY)
    def test_cells_add_up(self, one, other, by):
        whole = cells(one + other, "score", by=by, weight="weight")
        assert (
            cells(one, "score", by=by, weight="weight") + cells(other, "score", by=by, weight="weight")
            == whole
        )

    @given(ROWS, BY, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, rows, by, random):
        mixed = random.sample(rows, len(rows))
        assert cells(mixed, "score", by=by, weight="weight") == cells(rows, "score", by=by, weight="weight")

    @given(ROWS)
    def test_margins_are_counts_by_less(self, rows):
        fine = cells(rows, "score", by=["shop", "size"])
        assert fine.over("shop") == cells(rows, "score", by="shop")
        assert fine.over(["size", "shop"]) == cells(rows, "score", by=["size", "shop"])
        assert fine.over(()) == cells(rows, "score")

    @given(ROWS)
    def test_where_is_counting_fewer(self, rows):
        fine = cells(rows, "score", by=["shop", "size"])
        kept = [row for row in rows if row["shop"] in {"a", None} and row["size"] == 2]
        assert fine.where(shop=["a", None], size=2) == cells(kept, "score", by=["shop", "size"])

    @given(ROWS)
    def test_relabel_is_counting_relabelled_rows(self, rows):
        stage = {"a": "buy", "b": "buy", "c": "use"}
        moved = [row | {"shop": stage.get(row["shop"])} for row in rows]
        assert cells(rows, "score", by="shop").relabel("shop", stage.get) == cells(moved, "score", by="shop")

    @given(ROWS, BY)
    def test_nothing_is_lost(self, rows, by):
        found = cells(rows, "score", by=by)
        assert found.n + found.missing == len(rows)
        assert found.count.sum() == found.n
        assert len(found.groups()) == len({tuple(r[k] for k in by) for r in rows if r["score"] is not None})


def test_merging_is_quick_to_read():
    stages = cells({"tp": ["web", "shop", "call"], "s": [1, 1, 2]}, "s", by="tp").relabel(
        "tp", {"web": "buy", "shop": "buy"}
    )
    assert stages.groups() == [{"tp": "buy"}, {"tp": "call"}]
    assert stages.count.tolist() == [2, 1]
    assert stages.keys["tp"].tolist() == ["buy", "call"]


def test_days_can_be_cut_again():
    days = cells({"t": [date(2026, 1, 5), date(2026, 1, 9), date(2026, 2, 1)], "s": [1, 1, 1]}, "s", by="t")
    assert days.keys["t"].dtype == "datetime64[D]"
    assert days.over(period("t")).groups() == [{"t": date(2026, 1, 1)}, {"t": date(2026, 2, 1)}]


def test_labels_of_several_types_are_sorted():
    found = cells({"g": ["x", 3, None, 2, "a"], "s": [1] * 5}, "s", by="g")
    assert found.keys["g"].tolist() == [2, 3, "a", "x", None]


def test_unlike_cells_do_not_add_up():
    one = Cells.from_columns(keys={"a": ["x"]}, score=[1], count=[1])
    with pytest.raises(MismatchError, match=r"use \.over"):
        one + Cells.from_columns(score=[1], count=[1])
    with pytest.raises(MismatchError, match="weighted and unweighted"):
        one + Cells.from_columns(keys={"a": ["x"]}, score=[1], count=[1], weight=[2])
    assert one.__add__(3) is NotImplemented
    assert one != 3


def test_columns_are_checked():
    with pytest.raises(InputError, match="lengths"):
        Cells.from_columns(score=[1, 2], count=[1])
    with pytest.raises(InputError, match="must be >= 0"):
        Cells.from_columns(score=[1], count=[-1])
    with pytest.raises(WeightError, match="must be >= 0"):
        Cells.from_columns(score=[1], count=[1], weight=[-1])
    with pytest.raises(MissingColumnError, match="no grouping 'shop'"):
        Cells.from_columns(score=[1], count=[1]).where(shop="a")


def test_frames_come_in_the_kind_asked_for():
    found = cells({"g": ["a"], "s": [1], "w": [2.0]}, "s", by="g", weight="w")
    assert isinstance(found.to_frame(), pd.DataFrame)
    assert isinstance(found.to_frame(backend="polars"), pl.DataFrame)
    assert found.to_frame(backend="pyarrow").num_rows == 1
    assert found.to_frame(backend="dict") == {
        "g": ["a"],
        "score": [1],
        "count": [1],
        "weight": [2],
        "weight_sq": [4],
    }
    with pytest.raises(OptionError, match="backend == 'excel'"):
        found.to_frame(backend="excel")


def test_a_million_cells_are_counted_exactly():
    rng = np.random.default_rng(5)
    size = 200_000
    many = Cells.from_columns(
        keys={"a": rng.integers(0, 5000, size), "b": rng.integers(0, 50, size)},
        score=rng.integers(0, 11, size),
        count=rng.integers(1, 9, size),
    )
    assert (many + many).n == 2 * many.n
    assert len(nps(many, by="a")) == 5000
    assert repr(many).startswith("Cells(by=['a', 'b'], cells=")


def test_python_objects_in_pandas_are_read():
    frame = pd.DataFrame(
        {"t": [date(2026, 1, 5), None, date(2026, 2, 1)], "s": [Decimal(3), Decimal(4), None]}, dtype=object
    )
    found = cells(frame, "s", by=period("t"))
    assert found.groups() == [{"t": date(2026, 1, 1)}, {"t": None}]
    assert found.missing == 1
