import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cocreate import worlds
from cocreate.choices import conjoint
from cocreate.errors import (
    CollinearError,
    InputError,
    MissingColumnError,
    NoAnswersError,
    NotEnoughDataError,
    NotNumericError,
)

TEA = [
    (3, 1, 1, 1), (1, 2, 1, 1), (2, 2, 2, 1), (2, 1, 3, 1), (3, 3, 3, 1), (2, 1, 1, 2), (3, 2, 1, 2), (2, 3, 1, 2),
    (3, 1, 2, 2), (1, 3, 2, 2), (1, 1, 3, 2), (2, 2, 3, 2), (3, 2, 3, 2),
]  # fmt: skip
"""The thirteen profiles of R's conjoint: price, variety, kind and aroma."""
ATTRIBUTES = ["price", "variety", "kind", "aroma"]


@pytest.fixture(scope="module")
def tea(real_choice):
    ratings = real_choice("conjoint_tprefm.csv")
    return pd.DataFrame(
        [
            {
                "person": person,
                **dict(zip(ATTRIBUTES, profile, strict=True)),
                "rating": ratings.iloc[person, at],
            }
            for person in range(len(ratings))
            for at, profile in enumerate(TEA)
        ]
    )


def test_tea_as_published(tea):
    """Part-worths, errors and importances as R's conjoint prints them (Bak and Bartlomowicz 2012)."""
    found = conjoint(tea, "rating", attributes=ATTRIBUTES)
    published = [0.2402, -0.1431, -0.0971, 0.6149, 0.0349, -0.6498, 0.1369, -0.8898, 0.7529, 0.4108, -0.4108]
    assert found.value == pytest.approx(published, abs=5e-5)
    assert found.intercept == pytest.approx(3.5534, abs=5e-5)
    assert found.std_error[:2] == pytest.approx([0.13245, 0.11485], abs=5e-6)
    people = conjoint(tea, "rating", attributes=ATTRIBUTES, person="person")
    assert 100 * people.importance.of_people == pytest.approx([24.76, 32.22, 27.15, 15.88], abs=0.005)
    assert people.value == pytest.approx(published, abs=5e-5)
    assert (people.std_error > 0).all()


def test_errors_by_person_are_those_of_statsmodels(tea):
    found = conjoint(tea, "rating", attributes=ATTRIBUTES, person="person")
    coded = pd.DataFrame(
        {
            f"{name}{level}": (tea[name] == level) * 1.0 - (tea[name] == tea[name].max())
            for name in ATTRIBUTES
            for level in sorted(tea[name].unique())[:-1]
        }
    )
    peer = sm.OLS(tea.rating, sm.add_constant(coded)).fit(
        cov_type="cluster", cov_kwds={"groups": tea.person, "use_correction": False}
    )
    people = tea.person.nunique()
    free = [0, 1, 3, 4, 6, 7, 9]
    assert found.std_error[free] == pytest.approx(peer.bse[1:] * np.sqrt(people / (people - 1)))
    assert found.r_squared == pytest.approx(peer.rsquared)


def test_truth_is_covered_at_the_stated_rate():
    parts, importances = [], []
    for seed in range(80):
        world = worlds.rating_survey(40, seed=seed)
        found = conjoint(
            pd.DataFrame(world.table), "rating", attributes=list(world.part_worths), person="person", rng=seed
        )
        truth = np.array([worth for of in world.part_worths.values() for worth in of.values()])
        ranges = np.array([np.ptp(list(of.values())) for of in world.part_worths.values()])
        parts.append((found.low <= truth) & (truth <= found.high))
        true = ranges / ranges.sum()
        importances.append((found.importance.low <= true) & (true <= found.importance.high))
    assert np.mean(parts) == pytest.approx(0.95, abs=0.03)
    assert np.mean(importances) == pytest.approx(0.95, abs=0.05)


def test_any_form_of_table(as_form):
    world = worlds.rating_survey(20, seed=1)
    options = {"attributes": list(world.part_worths), "person": "person"}
    found, peer = (conjoint(table, "rating", **options) for table in (as_form(world.table), world.table))
    assert found.value == pytest.approx(peer.value)
    assert found.std_error == pytest.approx(peer.std_error)
    assert found.importance.of_people is None or found.importance.of_people.sum() == pytest.approx(1)


def test_order_does_not_matter_and_levels_add_up_to_nothing():
    table = pd.DataFrame(worlds.rating_survey(20, seed=2).table)
    attributes = [name for name in table if name.startswith("attribute")]
    found = conjoint(table, "rating", attributes=attributes)
    mixed = conjoint(table.sample(frac=1, random_state=1), "rating", attributes=attributes)
    assert mixed.value == pytest.approx(found.value)
    for name in attributes:
        assert sum(
            v for v, of in zip(found.value, found.attributes, strict=True) if of == name
        ) == pytest.approx(0)
    assert found.importance.value.sum() == pytest.approx(1)


def test_what_is_left_out_or_unknown_is_told():
    rows = {"a": [1, 1, 2, 2, None], "b": ["x", "y", "x", "y", "x"], "r": [5, 4, 3, 1, 9]}
    found = conjoint(rows, "r", attributes=["a", "b"])
    assert found.n == 4
    assert found.notes[0].startswith("1 ratings without a level")
    exact = conjoint({"a": [1, 2], "r": [1, 2]}, "r", attributes=["a"])
    assert np.isnan(exact.low).all()
    assert "no ratings are left to judge the error by" in exact.notes[0]
    same = conjoint({"a": [1, 2, 1, 2], "r": [3, 3, 3, 3]}, "r", attributes=["a"])
    assert "all ratings are the same" in same.notes[0]


def test_wrong_input():
    rows = {"a": [1, 1, 2, 2], "b": [3, 3, 4, 4], "c": [1, 1, 1, 1], "r": [5, 4, 3, 1]}
    with pytest.raises(CollinearError, match="do not tell 'a', 'b' apart"):
        conjoint(rows, "r", attributes=["a", "b"])
    with pytest.raises(NotEnoughDataError, match="'c' has one level only"):
        conjoint(rows, "r", attributes=["a", "c"])
    with pytest.raises(NotEnoughDataError, match="one person only"):
        conjoint(rows, "r", attributes=["a"], person="c")
    with pytest.raises(NotNumericError, match="numbers are wanted"):
        conjoint({**rows, "r": list("abcd")}, "r", attributes=["a"])
    with pytest.raises(InputError, match="NaN or endless"):
        conjoint(pd.DataFrame({**rows, "r": [1, np.inf, 2, 3]}), "r", attributes=["a"])
    with pytest.raises(MissingColumnError, match="no column 'd'"):
        conjoint(rows, "r", attributes=["d"])
    with pytest.raises(NoAnswersError, match="holds no rating"):
        conjoint({"a": [1, 2], "r": [None, None]}, "r", attributes=["a"])
    with pytest.raises(InputError, match="no level 9 of 'a'"):
        conjoint(rows, "r", attributes=["a"]).part_worth("a", 9)
