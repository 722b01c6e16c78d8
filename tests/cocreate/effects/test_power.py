import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.power import TTestIndPower

from cocreate import worlds
from cocreate.effects import (
    encouragement,
    experiment,
    plan_encouragement,
    plan_experiment,
    plan_observed,
    plan_rollout,
    plan_series,
    plan_uplift,
)
from cocreate.errors import ConfidenceError, OptionError


@pytest.mark.parametrize("effect", [0.2, 0.5, 1.1])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
def test_means_against_statsmodels(effect, power):
    oracle = TTestIndPower()
    found = plan_experiment(effect, sd=1.0, power=power)
    assert found.n == pytest.approx(2 * oracle.solve_power(effect, power=power, alpha=0.05), abs=1.01)
    assert found.power == pytest.approx(oracle.power(effect, found.n / 2, 0.05), abs=1e-6)
    assert (
        plan_experiment(found.detectable, sd=1.0, n=found.n).power == pytest.approx(0.8, abs=1e-6)
        or power != 0.8
    )


def test_shares_by_the_textbook():
    """10 % against 12 % at 80 %: 3,839 each, Fleiss, Levin and Paik's formula with each side's variance."""
    found = plan_experiment(0.02, share=0.10)
    z = 1.959964 + 0.841621
    assert found.n == pytest.approx(2 * z**2 * (0.1 * 0.9 + 0.12 * 0.88) / 0.02**2, abs=1)


def test_what_columns_before_save():
    assert plan_experiment(0.2, sd=1, variance_reduction=0.5).n == pytest.approx(
        plan_experiment(0.2, sd=1).n / 2, rel=0.01
    )
    assert plan_experiment(0.2, sd=1, comparisons=3).n > plan_experiment(0.2, sd=1).n


def test_power_is_how_often_it_is_found():
    plan = plan_experiment(1.0, sd=3.0, n=200)
    found = [
        experiment(
            pd.DataFrame(dict(worlds.randomised(s, people=200).table.columns)), "spend", group="arm"
        ).effect.shown
        for s in range(250)
    ]
    assert np.mean(found) == pytest.approx(plan.power, abs=0.07)


def test_power_of_an_invitation():
    sd = float(np.std(worlds.invitation(0, people=20_000, keener=0.0).table.columns["spend"]))
    plan = plan_encouragement(2.0, sd=sd, uptake=0.4, n=600)
    drawn = [
        pd.DataFrame(dict(worlds.invitation(s, people=600, keener=0.0).table.columns)) for s in range(250)
    ]
    found = [
        encouragement(table, "spend", invited="invited", took_part="joined").taking_part.shown
        for table in drawn
    ]
    assert np.mean(found) == pytest.approx(plan.power, abs=0.07)
    assert plan_encouragement(0.5, sd=1, uptake=0.25).n == pytest.approx(
        4 * plan_encouragement(0.5, sd=1, uptake=0.5).n, rel=0.01
    )


def test_rollouts_with_one_period_each_are_experiments_on_changes():
    """Two periods with correlation 1/2: a change varies as much as an outcome."""
    assert plan_rollout(0.5, sd=1, periods_before=1, periods_after=1).n == plan_experiment(0.5, sd=1).n
    many = plan_rollout(0.5, sd=1, periods_before=6, periods_after=6)
    assert many.n < plan_rollout(0.5, sd=1, periods_before=1, periods_after=6).n
    assert many.counted == "units"


def test_observed_and_uplift_cost_more():
    base = plan_experiment(0.3, sd=1).n
    assert plan_observed(0.3, sd=1, treated_share=0.5).n == base
    assert plan_observed(0.3, sd=1, treated_share=0.5, explained_treatment=0.5).n == pytest.approx(
        2 * base, rel=0.01
    )
    assert plan_uplift(0.3, sd=1, tenth=0.5).n == pytest.approx(4 * base, rel=0.01)


def test_series():
    found = plan_series(1.5, sd=1.0, before=60)
    assert found.power >= 0.8
    assert plan_series(1.5, sd=1.0, before=60, after=found.n - 61).power < 0.8
    with pytest.raises(OptionError, match="no number of periods after"):
        plan_series(0.3, sd=1.0, before=12)
    rng, hits = np.random.default_rng(0), []
    t = np.arange(100) - 60
    late = (t >= 0).astype(float)
    design = np.column_stack([np.ones(100), t, late, late * t])
    error = np.sqrt(np.linalg.inv(design.T @ design)[2, 2])
    for _ in range(400):
        fit = np.linalg.lstsq(design, 1.5 * late + rng.normal(size=100), rcond=None)[0]
        hits.append(abs(fit[2]) > 1.96 * error)
    assert np.mean(hits) == pytest.approx(plan_series(1.5, sd=1.0, before=60, after=40).power, abs=0.05)


def test_sentence():
    said = plan_experiment(0.5, sd=1.0).sentence
    assert said.startswith("With 128 people, an effect of 0.5 is found 80% of the time")


def test_wrong_input():
    for error, message, call in (
        (OptionError, "either sd", lambda: plan_experiment(0.1)),
        (OptionError, "effect == 0", lambda: plan_experiment(0.0, sd=1)),
        (OptionError, "power == 80", lambda: plan_experiment(0.1, sd=1, power=80)),
        (OptionError, "share with the effect", lambda: plan_experiment(0.5, share=0.9)),
        (OptionError, "sd == -1", lambda: plan_experiment(0.5, sd=-1)),
        (OptionError, "n == 2", lambda: plan_experiment(0.5, sd=1, n=2)),
        (OptionError, "comparisons == 0", lambda: plan_experiment(0.5, sd=1, comparisons=0)),
        (ConfidenceError, "did you mean 0.95", lambda: plan_experiment(0.5, sd=1, confidence=95)),
        (OptionError, "uptake == 0", lambda: plan_encouragement(0.5, sd=1, uptake=0)),
        (OptionError, "periods_before", lambda: plan_rollout(0.5, sd=1, periods_before=0, periods_after=1)),
        (OptionError, "must lie in", lambda: plan_observed(0.5, sd=1, treated_share=0.5, explained=1)),
        (OptionError, "tenth == 2", lambda: plan_uplift(0.5, sd=1, tenth=2)),
        (OptionError, "before == 2", lambda: plan_series(0.5, sd=1, before=2)),
        (OptionError, "too small to be found", lambda: plan_experiment(1e-9, sd=1.0)),
    ):
        with pytest.raises(error, match=message):
            call()
