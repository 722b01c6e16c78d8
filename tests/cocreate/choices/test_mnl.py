import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from cocreate import worlds
from cocreate.choices import mnl
from cocreate.errors import (
    CollinearError,
    InputError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
)

MODES = {1: "TRAIN", 2: "SM", 3: "CAR"}
HEATERS = ["gc", "gr", "ec", "er", "hp"]
WEIGHTS = {"quality": 0.8, "price": -0.5}


@pytest.fixture(scope="module")
def swissmetro(real_choice):
    """Purpose 1 or 3, a known choice; times and costs / 100; no cost with a season ticket (Biogeme's example)."""
    trips = real_choice("swissmetro.csv.gz")
    trips = trips[trips.PURPOSE.isin([1, 3]) & (trips.CHOICE != 0)].copy()
    for mode in MODES.values():
        trips[f"{mode}_time"] = trips[f"{mode}_TT"] / 100
        trips[f"{mode}_cost"] = trips[f"{mode}_CO"] / 100 * (1 if mode == "CAR" else trips.GA == 0)
    for mode in ("TRAIN", "CAR"):
        trips[f"{mode}_AV"] *= trips.SP != 0
    return trips


def modes(trips, **options):
    attributes = {
        name: {place: f"{mode}_{name}" for place, mode in MODES.items()} for name in ("time", "cost")
    }
    available = {place: f"{mode}_AV" for place, mode in MODES.items()}
    return mnl(trips, "CHOICE", attributes=attributes, available=available, base=2, **options)


class TestPublished:
    def test_swissmetro(self, swissmetro):
        """Bierlaire, Biogeme, model 01logit: weights, log-likelihood, classical and robust errors."""
        found = modes(swissmetro)
        assert found.n == 6768
        assert found.names == ("constant: 1", "constant: 3", "time", "cost")
        assert found.value == pytest.approx([-0.7012, -0.1546, -1.2779, -1.0838], abs=6e-5)
        assert found.log_likelihood == pytest.approx(-5331.252, abs=5e-4)
        assert found.classical_error == pytest.approx([0.0549, 0.0432, 0.0569, 0.0518], abs=6e-5)
        assert found.robust_error == pytest.approx([0.0826, 0.0582, 0.104, 0.0682], abs=6e-4)

    def test_people_choose_nine_times(self, swissmetro):
        found = modes(swissmetro, person="ID")
        assert found.persons == 752
        assert (found.std_error > modes(swissmetro).std_error).all()
        assert found.value == pytest.approx(modes(swissmetro).value, abs=1e-8)

    def test_heating(self, real_choice):
        """Train's Heating data without constants, as in the vignette of R's mlogit."""
        heating = real_choice("heating_wide.csv.gz")
        attributes = {cost: {one: f"{cost}.{one}" for one in HEATERS} for cost in ("ic", "oc")}
        found = mnl(heating, "depvar", attributes=attributes, constants=False)
        assert found.value == pytest.approx([-0.00623187, -0.00458008], abs=5e-9)
        assert found.log_likelihood == pytest.approx(-1095.237, abs=5e-4)
        assert found.std_error == pytest.approx([0.00035277, 0.00032216], abs=5e-9)

    def test_traits_as_mlogit_has_them(self, real_choice):
        """A trait weighs by alternative; with constants the fitted shares are the sample's."""
        heating = real_choice("heating_wide.csv.gz")
        attributes = {"ic": {one: f"ic.{one}" for one in HEATERS}}
        found = mnl(heating, "depvar", attributes=attributes, traits=["income"], base="hp")
        assert [name for name in found.names if name.startswith("income")] == [
            f"income: {one}" for one in HEATERS[:-1]
        ]
        assert found.log_likelihood > mnl(heating, "depvar", attributes=attributes, base="hp").log_likelihood


def brute_force(table, names):
    """The same likelihood, climbed by somebody else."""
    frame = pd.DataFrame(table).sort_values(["situation", "option"])
    values = frame[names].to_numpy().reshape(-1, frame.option.nunique(), len(names))
    chosen = frame.chosen.to_numpy().reshape(values.shape[:2]).argmax(axis=1)

    def cost(at):
        utility = values @ at
        return -(utility[np.arange(len(chosen)), chosen] - np.log(np.exp(utility).sum(axis=1))).sum()

    return minimize(cost, np.zeros(len(names)), method="BFGS")


def long_form(table, **options):
    return mnl(
        table, "chosen", attributes=list(WEIGHTS), situation="situation", alternative="option",
        **{"constants": False, **options},
    )  # fmt: skip


def test_the_top_is_the_top():
    table = worlds.choice_survey(300, weights=WEIGHTS, seed=3).table
    found, peer = long_form(table), brute_force(table, list(WEIGHTS))
    assert found.value == pytest.approx(peer.x, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-peer.fun, abs=1e-8)
    assert found.mcfadden == pytest.approx(1 - peer.fun / (300 * np.log(3)))
    assert found.null_log_likelihood == pytest.approx(-300 * np.log(3))


def test_truth_is_covered_at_the_stated_rate():
    covered = []
    for seed in range(100):
        found = long_form(pd.DataFrame(worlds.choice_survey(150, weights=WEIGHTS, seed=seed).table))
        truth = np.array(list(WEIGHTS.values()))
        covered.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.035)


def test_any_form_of_table(as_form):
    table = worlds.choice_survey(60, weights=WEIGHTS, seed=1).table
    assert long_form(as_form(table)).value == pytest.approx(long_form(table).value, abs=1e-9)
    wide = {"c": ["a", "b", "b", "a"], "xa": [1.0, 2.0, 3.0, 1.5], "xb": [2.0, 1.0, 3.5, 2.5]}
    asked = {"attributes": {"x": {"a": "xa", "b": "xb"}}, "constants": False}
    assert mnl(as_form(wide), "c", **asked).value == pytest.approx(mnl(wide, "c", **asked).value)


def test_rows_that_are_alike_are_counted_where_they_lie():
    rows = worlds.choice_survey(400, weights={"x": 1.0}, options=2, seed=5).table
    frame = pd.DataFrame(rows).pivot_table(index="situation", columns="option", values=["x", "chosen"])
    wide = pd.DataFrame({"x0": frame["x"][0], "x1": frame["x"][1], "c": frame["chosen"][1].astype(int)})
    attributes = {"x": {0: "x0", 1: "x1"}}
    found = mnl(duckdb.from_df(wide), "c", attributes=attributes)
    other = mnl(rows, "chosen", attributes=["x"], situation="situation", alternative="option")
    assert found.n == other.n == 400
    assert found.value == pytest.approx(other.value, abs=1e-7)
    assert found.robust_error == pytest.approx(other.robust_error, abs=1e-7)


@settings(max_examples=6)
@given(st.randoms(use_true_random=False), st.integers(2, 4))
def test_order_does_not_matter_and_repetition_only_narrows(random, times):
    table = worlds.choice_survey(80, weights=WEIGHTS, seed=2).table
    order = list(range(len(table["chosen"])))
    random.shuffle(order)
    found = long_form(table)
    assert long_form({name: values[order] for name, values in table.items()}).value == pytest.approx(
        found.value, abs=1e-7
    )
    rows = [
        {**row, "situation": f"{row['situation']} {again}"}
        for again in range(times)
        for row in pd.DataFrame(table).to_dict("records")
    ]
    repeated = long_form(rows)
    assert repeated.value == pytest.approx(found.value, abs=1e-7)
    assert repeated.std_error == pytest.approx(found.std_error / np.sqrt(times), rel=1e-6)


def test_what_is_left_out_is_told():
    table = pd.DataFrame(worlds.choice_survey(50, weights=WEIGHTS, seed=1).table)
    table.loc[table.situation == 0, "chosen"] = 0
    table.loc[1 * 3, "price"] = np.nan
    table.loc[table.situation == 2, "chosen"] = 1
    found = long_form(table)
    assert found.n == 47
    assert found.notes == (
        "1 situations left out: no choice",
        "1 situations left out: more than one choice",
        "1 situations left out: missing attributes",
    )


def test_alternatives_that_could_not_be_chosen():
    rows = {
        "c": ["a", "b", "a", "b", "a", "b"],
        "xa": [1, 2, 4, 2, 1, 3],
        "xb": [2, 1, 3, 3, 1, 2],
        "there": [1, 1, 1, 1, 0, 0],
    }
    found = mnl(
        rows, "c", attributes={"x": {"a": "xa", "b": "xb"}}, available={"b": "there"}, constants=False
    )
    assert found.n == 4
    assert found.notes == (
        "1 situations left out: a choice that was not available",
        "1 situations left out: fewer than two alternatives",
    )


TINY = {"c": ["a", "b", "a", "b"], "xa": [1, 2, 3, 4], "xb": [2, 1, 4, 4], "one": [1, 1, 1, 1]}


class TestWrongInput:
    def wide(self, table=None, **options):
        return mnl(table or TINY, "c", **{"attributes": {"x": {"a": "xa", "b": "xb"}}, **options})

    def test_columns_and_alternatives(self):
        with pytest.raises(MissingColumnError, match="no column 'xc'"):
            self.wide(attributes={"x": {"a": "xa", "b": "xc"}})
        with pytest.raises(MissingColumnError, match="no alternative 'c'"):
            self.wide({**TINY, "c": ["a", "b", "c", "a"]})
        with pytest.raises(MissingColumnError, match="no alternative 'z'"):
            self.wide(base="z")
        with pytest.raises(OptionError, match="1 alternatives, two are wanted"):
            self.wide(attributes={"x": {"a": "xa"}})

    def test_options(self):
        with pytest.raises(OptionError, match="the table is long: name situation="):
            self.wide(attributes=["xa"])
        with pytest.raises(OptionError, match="belong to long tables"):
            self.wide(situation="c")
        with pytest.raises(OptionError, match="errors == 'hc3'"):
            self.wide(errors="hc3")
        with pytest.raises(OptionError, match="leave rows that could not be chosen out"):
            long_form(worlds.choice_survey(5, weights=WEIGHTS).table, available={"a": "b"})

    def test_attributes_that_cannot_be_weighed(self):
        with pytest.raises(InputError, match="'x' never differs between the alternatives"):
            self.wide(attributes={"x": {"a": "one", "b": "one"}})
        table = worlds.choice_survey(50, weights=WEIGHTS, seed=1).table
        with pytest.raises(CollinearError, match="'price', 'twice' can be worked out from each other"):
            mnl(
                {**table, "twice": 2 * table["price"]}, "chosen", attributes=["price", "twice"],
                situation="situation", alternative="option", constants=False,
            )  # fmt: skip

    def test_separation(self):
        table = worlds.choice_survey(50, weights=WEIGHTS, seed=1).table
        with pytest.raises(NotEnoughDataError, match="'oracle' told some choices without fail"):
            mnl(
                {**table, "oracle": table["chosen"] * 1.0}, "chosen", attributes=["oracle"],
                situation="situation", alternative="option", constants=False,
            )  # fmt: skip

    def test_values(self):
        with pytest.raises(NotNumericError, match="holds something that is no number"):
            self.wide({**TINY, "xa": ["1", "two", "3", "4"]})
        with pytest.raises(NoAnswersError, match="the table is empty"):
            self.wide({name: [] for name in TINY})
        with pytest.raises(NoAnswersError, match="no choice can be used"):
            self.wide({**TINY, "xa": [None] * 4})
        table = worlds.choice_survey(5, weights=WEIGHTS).table
        with pytest.raises(InputError, match="stands twice in one 'situation'"):
            long_form({**table, "option": np.zeros(15)})
        with pytest.raises(InputError, match="must mark the chosen alternative with 1"):
            long_form({**table, "chosen": table["chosen"] * 2})
        with pytest.raises(NotEnoughDataError, match="one person only"):
            self.wide({**TINY, "xb": [2, 1, 2, 5]}, person="one", constants=False)


def test_reading():
    found = long_form(worlds.choice_survey(200, weights=WEIGHTS, seed=1).table)
    assert repr(found).startswith("ChoiceModel(weights=2, n=200")
    assert [row["weight"] for row in found.to_dict()] == ["quality", "price"]
    assert found.aic < found.bic
    assert (found.p < 1e-6).all()
