import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.effects import rollout
from cocreate.effects.bands import bands_of
from cocreate.effects.doubly import adjusted_change, plain_change
from cocreate.errors import CocreateError, InputError, MissingColumnError, NotEnoughDataError, OptionError

ASKED = {"unit": "shop", "when": "week", "treated_from": "started"}
WORLD = worlds.staggered(2, units=150)
TABLE = WORLD.table.columns


def two_way_fixed_effects(columns):
    """The regression on dummies of unit and period that is often used, and wrong here."""
    frame = pd.DataFrame(dict(columns))
    frame["on"] = (frame["week"] >= frame["started"]).astype(float)

    def within(values):
        grand = values.mean()
        return (
            values
            - values.groupby(frame["shop"]).transform("mean")
            - values.groupby(frame["week"]).transform("mean")
            + grand
        )

    on, sales = within(frame["on"]), within(frame["sales"])
    return float((on @ sales) / (on @ on))


@pytest.mark.parametrize("controls", ["never", "not yet"])
@pytest.mark.parametrize("base", ["universal", "varying"])
def test_each_effect_is_a_difference_of_differences(controls, base):
    found = rollout(TABLE, "sales", **ASKED, controls=controls, base=base)
    frame = pd.DataFrame(dict(TABLE)).fillna({"started": np.inf})
    wide = frame.pivot_table(index="shop", columns="week", values="sales")
    started = frame.groupby("shop")["started"].first()
    for group, period, value, error in zip(
        found.groups, found.periods, found.value, found.std_error, strict=True
    ):
        against = group - 1 if period >= group or base == "universal" else period - 1
        change = wide[period] - wide[against]
        ours = change[started == group]
        others = (
            started == np.inf
            if controls == "never"
            else (started > max(period, against)) & (started != group)
        )
        theirs = change[others]
        assert value == pytest.approx(ours.mean() - theirs.mean(), abs=1e-9)
        expected = np.sqrt(ours.var(ddof=0) / len(ours) + theirs.var(ddof=0) / len(theirs))
        assert error == pytest.approx(expected, abs=1e-9)


def test_aggregates_by_hand():
    found = rollout(TABLE, "sales", **ASKED)
    rows = found.to_frame(backend="pandas").astype({"group": float, "period": float})
    size = pd.DataFrame(dict(TABLE)).groupby("shop")["started"].first().value_counts()
    after = rows[rows["event"] >= 0].assign(size=lambda cells: cells["group"].map(size))
    mean = lambda cells: np.average(cells["value"], weights=cells["size"])  # noqa: E731 - used thrice below
    assert found.simple.value == pytest.approx(mean(after))
    by_event = after.groupby("event").apply(mean)
    shown = dict(zip(found.by_event.labels, found.by_event.value, strict=True))
    assert [shown[event] for event in by_event.index] == pytest.approx(by_event.tolist())
    assert found.by_event.overall.value == pytest.approx(by_event.mean())
    by_group = after.groupby("group")["value"].mean()
    assert found.by_group.value == pytest.approx(by_group.to_numpy())
    assert found.by_group.overall.value == pytest.approx(np.average(by_group, weights=size[by_group.index]))
    by_period = after.groupby("period").apply(mean)
    assert found.by_period.value == pytest.approx(by_period.to_numpy())
    assert found.by_period.overall.value == pytest.approx(by_period.mean())


def test_standard_errors_of_means_are_those_of_units_drawn_anew():
    """The bootstrap over units knows nothing of influence functions."""
    found = rollout(TABLE, "sales", **ASKED)
    rng, drawn = np.random.default_rng(0), []
    wide = {name: np.asarray(values).reshape(150, 8) for name, values in TABLE.items()}
    for _ in range(120):
        rows = rng.integers(0, 150, 150)
        again = {name: values[rows].ravel() for name, values in wide.items()}
        again["shop"] = np.repeat(np.arange(150), 8)
        one = rollout(again, "sales", **ASKED, draws=100)
        drawn.append(
            [
                one.simple.value,
                one.by_event.overall.value,
                one.by_group.overall.value,
                one.by_period.overall.value,
            ]
        )
    ours = [found.simple, found.by_event.overall, found.by_group.overall, found.by_period.overall]
    assert [effect.std_error for effect in ours] == pytest.approx(np.std(drawn, axis=0), rel=0.25)


class TestRecovery:
    def test_growing_effects_are_found_where_two_way_fixed_effects_fails(self):
        ours, theirs, truth, hits, bands = [], [], [], [], []
        for seed in range(50):
            world = worlds.staggered(seed, units=150)
            found = rollout(world.table.columns, "sales", **ASKED, draws=199)
            ours.append(found.simple.value)
            theirs.append(two_way_fixed_effects(world.table.columns))
            truth.append(world.effect)
            hits.append(found.simple.low < world.effect < found.simple.high)
            true = np.where(
                found.event < 0, 0.0, np.where(np.array(found.groups) == 2, 1.0, 0.5) * (found.event + 1)
            )
            bands.append(((found.low <= true + 1e-9) & (true - 1e-9 <= found.high)).all())
        assert np.mean(ours) == pytest.approx(np.mean(truth), rel=0.04)
        assert np.mean(theirs) < 0.7 * np.mean(truth)
        assert np.mean(hits) >= 0.9
        assert np.mean(bands) >= 0.86

    def test_trends_that_depend_on_traits_want_adjustment(self):
        plain, adjusted, hits = [], [], []
        for seed in range(30):
            world = worlds.staggered(seed, units=250, drift=0.5)
            plain.append(
                rollout(world.table.columns, "sales", **ASKED, draws=100).simple.value - world.effect
            )
            found = rollout(world.table.columns, "sales", **ASKED, adjust="size", draws=100).simple
            adjusted.append(found.value - world.effect)
            hits.append(found.low < world.effect < found.high)
        assert abs(np.mean(adjusted)) < 0.06
        assert np.mean(plain) > 0.15
        assert np.mean(hits) >= 0.88


def test_doubly_robust_without_a_trait_that_matters_is_plain():
    rng = np.random.default_rng(0)
    treated = rng.random(200) < 0.4
    change = rng.normal(size=200) + treated
    stratum = rng.integers(0, 2, 200).astype(float)
    plain, influence = plain_change(change, treated)
    assert np.sqrt((influence**2).mean()) == pytest.approx(
        np.sqrt(200 * (change[treated].var() / treated.sum() + change[~treated].var() / (~treated).sum()))
    )
    found, own = adjusted_change(change, treated, stratum[:, None])
    by_hand = sum(
        (treated & (stratum == s)).sum() / treated.sum()
        * (change[treated & (stratum == s)].mean() - change[~treated & (stratum == s)].mean())
        for s in (0.0, 1.0)
    )  # fmt: skip
    assert found == pytest.approx(by_hand, abs=1e-6)
    assert own.mean() == pytest.approx(0, abs=1e-6)
    assert own.std() == pytest.approx(influence.std(), rel=0.1)
    assert plain == pytest.approx(found, abs=0.2)


def test_bands_are_those_of_the_largest_of_many():
    """Ten independent estimates: the band's quantile is that of the largest of ten normals, 2.80."""
    rng = np.random.default_rng(0)
    found = bands_of(np.zeros(10), rng.normal(size=(2000, 10)), draws=4000, confidence=0.95, rng=rng)
    assert (found.high / found.std_error).mean() == pytest.approx(2.80, abs=0.06)


def test_moving_apart_before_is_seen():
    columns = dict(TABLE)
    assert rollout(columns, "sales", **ASKED).pre_trend.p_value > 0.01
    early = np.nan_to_num(columns["started"], nan=-1) >= 4
    columns["sales"] = columns["sales"] + 0.8 * early * columns["week"]
    found = rollout(columns, "sales", **ASKED)
    assert found.pre_trend.p_value < 1e-6
    assert "do not take this for an effect" in found.sentence


def test_dates_order_and_forms(as_form):
    small = worlds.staggered(1, units=40).table.columns
    weeks = np.datetime64("2025-01-06") + 7 * small["week"].astype("timedelta64[D]")
    never = np.isnan(small["started"])
    started = np.where(
        never,
        np.datetime64("NaT", "D"),
        np.datetime64("2025-01-06") + 7 * np.nan_to_num(small["started"]).astype("timedelta64[D]"),
    )
    order = np.random.default_rng(0).permutation(len(weeks))
    columns = {
        "shop": small["shop"][order].tolist(),
        "week": weeks[order].astype("datetime64[us]").tolist(),
        "started": started[order].astype("datetime64[us]").tolist(),
        "sales": small["sales"][order].tolist(),
    }
    found = rollout(as_form(columns), "sales", **ASKED, draws=100)
    same = rollout(small, "sales", **ASKED, draws=100)
    assert found.value == pytest.approx(same.value)
    assert found.by_event.labels == same.by_event.labels
    assert str(found.by_group.labels[0]).startswith("2025-01-20")


def test_what_is_left_out_is_noted():
    columns = {name: np.array(values) for name, values in TABLE.items()}
    columns["sales"][3] = np.nan
    columns["started"][8:16] = 0.5
    found = rollout(columns, "sales", **ASKED)
    assert any("1 units were not seen in every period" in note for note in found.notes)
    columns["started"][16:24] = -1
    assert any(
        "treated from the first period on" in note for note in rollout(columns, "sales", **ASKED).notes
    )


def test_anticipation_holds_against_an_earlier_period():
    found = rollout(TABLE, "sales", **ASKED, anticipation=1)
    at = found.event == -2
    assert found.value[at] == pytest.approx(0)
    assert set(found.groups) == {2, 4, 6}


def test_wrong_input():
    columns = dict(TABLE)
    bad = [
        (OptionError, "must be 'never' or 'not yet'", columns, {"controls": "late"}),
        (OptionError, "universal or varying", columns, {"base": "last"}),
        (OptionError, "anticipation == -1", columns, {"anticipation": -1}),
        (OptionError, "draws == 5", columns, {"draws": 5}),
        (NotEnoughDataError, "no unit is treated", columns | {"started": np.full(1200, np.nan)}, {}),
        (NotEnoughDataError, "take controls='not yet'", columns | {"started": np.full(1200, 3.0)}, {}),
        (
            NotEnoughDataError,
            "nobody is left untreated",
            columns | {"started": np.full(1200, 3.0)},
            {"controls": "not yet"},
        ),
        (InputError, "changes within unit", columns | {"started": TABLE["week"].astype(float) + 1}, {}),
        (InputError, "has 8 rows", columns | {"week": np.zeros(1200)}, {}),
        (MissingColumnError, "did you mean 'size'", columns, {"adjust": ["sizes"]}),
        (
            InputError,
            "cannot be put among periods",
            columns | {"started": np.array(["later"] * 1200, dtype=object)},
            {},
        ),
        (CocreateError, "numbers are wanted", columns | {"sales": np.array(["x"] * 1200, dtype=object)}, {}),
    ]
    for error, message, table, options in bad:
        with pytest.raises(error, match=message):
            rollout(table, "sales", **ASKED, **options)
