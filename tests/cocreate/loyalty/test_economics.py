from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cocreate import mean_score
from cocreate.errors import NotEnoughDataError, NotNumericError, OptionError
from cocreate.loyalty import Assumptions, Quantity, economics, retention_link


def given(value, error):
    return Quantity("given", value, value - 2 * error, value + 2 * error, error, "", "test")


PLAIN = Assumptions(
    customers=1000, score_change=1.0, link=0.2, retention=0.8, margin=50.0, cost=20_000.0, discount=0.1
)


def test_the_chain_in_closed_form():
    found = economics(PLAIN)
    after = 1 / (1 + np.exp(-(np.log(4) + 0.2)))
    each = 50 * (1.1 / (1.1 - after) - 1.1 / (1.1 - 0.8))
    assert found.find("retention").value == pytest.approx(after - 0.8)
    assert found.find("value a customer").value == pytest.approx(each)
    assert found.find("value").value == pytest.approx(1000 * each)
    assert found.find("return").value == pytest.approx((1000 * each - 20_000) / 20_000)
    assert found.find("value").low == pytest.approx(found.find("value").high)
    assert found.weight == ()
    short = economics(replace(PLAIN, discount=0.0, horizon=3))
    assert short.find("value a customer").value == pytest.approx(50 * (after + after**2 - 0.8 - 0.64))


def test_the_same_seed_gives_the_same_answer():
    unsure = replace(PLAIN, link=given(0.2, 0.05), margin=given(50.0, 5.0))
    assert economics(unsure).to_dict() == economics(unsure).to_dict()
    assert economics(unsure, rng=1).find("value").low != economics(unsure).find("value").low


def test_spread_of_a_small_change_is_that_of_the_delta_method():
    unsure = replace(PLAIN, link=given(0.2, 0.02), margin=given(50.0, 2.0))
    value = economics(unsure, draws=100_000).find("value")
    steps = [
        economics(replace(PLAIN, link=0.2 + 1e-4)).find("value").value - economics(PLAIN).find("value").value,
        economics(replace(PLAIN, margin=50.01)).find("value").value - economics(PLAIN).find("value").value,
    ]
    expected = np.hypot(steps[0] / 1e-4 * 0.02, steps[1] / 0.01 * 2.0)
    assert value.std_error == pytest.approx(expected, rel=0.03)


def test_the_interval_covers_what_it_should():
    """Assumptions are estimated with error; the chain at the truth lies in the interval 95 times in 100."""
    rng = np.random.default_rng(0)
    truth = economics(PLAIN).find("value").value
    hits = []
    for _ in range(300):
        seen = replace(
            PLAIN,
            score_change=given(1.0 + 0.2 * rng.normal(), 0.2),
            link=given(0.2 + 0.04 * rng.normal(), 0.04),
            margin=given(50 * np.exp(0.05 * rng.normal()), 2.5),
        )
        value = economics(seen, draws=2000, rng=rng).find("value")
        hits.append(value.low <= truth <= value.high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.035)


def test_what_the_uncertainty_comes_from():
    found = economics(replace(PLAIN, link=given(0.2, 0.1), margin=given(50.0, 0.5)))
    assert [name for name, _ in found.weight] == ["link", "margin"]
    assert found.weight[0][1] > 0.95
    assert sum(share for _, share in found.weight) == pytest.approx(1)
    assert 0.5 < found.chance_of_gain < 1


def test_an_association_is_not_called_a_cause():
    found = economics(PLAIN)
    assert "association" in found.caveat
    assert "if the link is a cause" in found.steps[1].sentence
    assert "if the link is a cause" not in economics(replace(PLAIN, link_from="experiment")).steps[1].sentence
    assert "assumed" in economics(replace(PLAIN, link_from="assumption")).caveat


def test_estimates_of_the_library_can_be_assumed():
    rise = mean_score({"s": [1, 2, 2, 3, 1, 2]}, "s", scale=(0, 10))
    found = economics(replace(PLAIN, score_change=rise))
    assert found.find("score").value == pytest.approx(rise.value)
    assert found.find("score").std_error == pytest.approx(rise.std_error, rel=0.05)


def survey(n, *, seed=1):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 11, n)
    loyal = rng.choice(["new", "old"], n)
    odds = -0.5 + 0.18 * score + 0.7 * (loyal == "old")
    return {"score": score, "age": loyal.astype(object), "stayed": rng.random(n) < 1 / (1 + np.exp(-odds))}


def test_link_against_statsmodels():
    table = survey(800)
    found = retention_link(table, "score", stayed="stayed")
    oracle = sm.Logit(table["stayed"].astype(float), sm.add_constant(table["score"].astype(float))).fit(
        disp=0
    )
    assert (found.slope.value, found.slope.std_error) == pytest.approx(
        (oracle.params[1], oracle.bse[1]), rel=1e-5
    )
    assert found.retention.value == pytest.approx(table["stayed"].mean())
    held = retention_link(table, "score", stayed="stayed", controls=["age"])
    columns = np.column_stack([np.ones(800), table["score"], table["age"] == "old"]).astype(float)
    assert held.slope.value == pytest.approx(
        sm.Logit(table["stayed"].astype(float), columns).fit(disp=0).params[1], rel=1e-5
    )
    assert held.controls == ("age",)


def test_link_covers_the_truth():
    hits = []
    for seed in range(200):
        found = retention_link(
            pd.DataFrame(survey(500, seed=seed)), "score", stayed="stayed", controls=["age"]
        )
        hits.append(found.slope.low <= 0.18 <= found.slope.high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.04)


def test_every_form_of_table(as_form):
    table = {name: column.tolist() for name, column in survey(100).items()}
    assert retention_link(as_form(table), "score", stayed="stayed", controls=["age"]).n == 100


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customers": 0}, "customers == 0, must be above 0"),
        ({"margin": -3.0}, "margin == -3"),
        ({"cost": 0}, "cost == 0"),
        ({"retention": 1.0}, "retention == 1, must lie between 0 and 1"),
        ({"discount": -0.1}, "discount == -0.1"),
        ({"discount": 0}, "give horizon, or a discount > 0"),
        ({"horizon": 0}, "horizon == 0"),
        ({"link": np.nan}, "link == nan, must be finite"),
        ({"link_from": "hope"}, "link_from == 'hope'"),
    ],
)
def test_assumptions_that_cannot_be(change, words):
    with pytest.raises(OptionError, match=words):
        economics(replace(PLAIN, **change))


def test_wrong_input():
    with pytest.raises(OptionError, match="dict holds no assumptions"):
        economics({"customers": 3})
    with pytest.raises(OptionError, match="draws == 10"):
        economics(PLAIN, draws=10)
    with pytest.raises(OptionError, match="no step 'profit'; there are score"):
        economics(PLAIN).find("profit")
    with pytest.raises(NotNumericError, match="'age' holds no numbers"):
        retention_link(survey(50), "age", stayed="stayed")
    with pytest.raises(NotEnoughDataError, match="scores that differ are needed"):
        retention_link({"s": [5] * 40, "k": [0, 1] * 20}, "s", stayed="k")
