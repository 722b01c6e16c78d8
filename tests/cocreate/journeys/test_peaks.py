from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cocreate.errors import CollinearError, MissingColumnError, NotATimeError, NotEnoughDataError, ScaleError
from cocreate.journeys import peak_end
from cocreate.worlds import journey_log

NAMED = {"case": "case", "when": "when", "score": "score", "scale": (0, 10)}


def features_by_hand(log):
    rows = []
    for _, case in log.sort_values("when").groupby("case"):
        scores = case["score"].to_numpy()
        if len(scores) < 2:
            continue
        top, bottom = scores.max(), scores.min()
        peak = top if top - 5 > 5 - bottom else bottom
        rows.append((scores.mean(), peak, bottom, scores[-1], case["overall"].iloc[0]))
    return pd.DataFrame(rows, columns=["mean", "peak", "trough", "end", "overall"])


def test_beside_statsmodels(log):
    few = log[log["case"] < 800]
    by_hand = features_by_hand(few)
    fit = sm.OLS(by_hand["overall"], sm.add_constant(by_hand[["mean", "peak", "end"]])).fit()
    plain = sm.OLS(by_hand["overall"], sm.add_constant(by_hand[["mean"]])).fit()
    found = peak_end(few, **NAMED, overall="overall")
    assert found.n == len(by_hand)
    for name in ("mean", "peak", "end"):
        feature = found.find(name)
        assert feature.coefficient == pytest.approx(fit.params[name])
        assert (feature.coefficient_low, feature.coefficient_high) == pytest.approx(
            tuple(fit.conf_int().loc[name])
        )
        assert feature.p_value == pytest.approx(fit.pvalues[name], abs=1e-12)
        assert feature.correlation == pytest.approx(by_hand[name].corr(by_hand["overall"]))
        error = by_hand[name].std() / np.sqrt(len(by_hand))
        assert feature.high - feature.value == pytest.approx(1.96 * error, rel=0.01)
    assert (found.r_squared, found.r_squared_mean) == pytest.approx((fit.rsquared, plain.rsquared))
    assert found.p_value == pytest.approx(fit.compare_f_test(plain)[1], abs=1e-12)
    assert found.find("trough").value == pytest.approx(by_hand["trough"].mean())
    assert np.isnan(found.find("trough").coefficient)


def test_weights_are_covered_at_the_stated_rate():
    hits = []
    for seed in range(40):
        world = journey_log(400, rng=seed)
        log = pd.DataFrame(dict(world.table.columns))
        found = peak_end(log, **NAMED, overall="overall")
        hits += [
            found.find(name).coefficient_low <= true <= found.find(name).coefficient_high
            for name, true in world.weights.items()
        ]
    assert 0.89 <= np.mean(hits) <= 0.99


def test_where_only_the_mean_counts_peak_and_end_add_nothing(log):
    rng = np.random.default_rng(1)
    mean = log.groupby("case")["score"].transform("mean")
    noise = rng.normal(0, 1, log["case"].max() + 1)[log["case"]]
    found = peak_end(log.assign(overall=mean + noise), **NAMED, overall="overall")
    assert found.p_value > 0.01
    assert found.find("mean").coefficient_low <= 1 <= found.find("mean").coefficient_high


def small(scores):
    days = [datetime(2026, 1, 1 + place, tzinfo=UTC) for place in range(len(scores))]
    return {"case": [1] * len(scores) + [2, 2], "when": [*days, *days[:2]], "score": [*scores, 5, 5]}


def test_the_lower_of_two_peaks_as_far(as_form):
    found = peak_end(as_form(small([8, 2, 6])), **NAMED)
    assert found.find("peak").value == pytest.approx((2 + 5) / 2)
    assert found.find("end").value == pytest.approx((6 + 5) / 2)
    assert np.isnan(found.r_squared)
    moved = peak_end(small([8, 2, 6]), **NAMED, neutral=4)
    assert moved.find("peak").value == pytest.approx((8 + 5) / 2)


def test_cases_without_a_verdict_are_told_of(log):
    some = log.assign(overall=log["overall"].where(log["case"] % 4 > 0))
    found = peak_end(some, **NAMED, overall="overall")
    assert "have no overall score and were left out" in found.notes[-1]


def test_wrong_input(log):
    with pytest.raises(MissingColumnError, match="'overal'"):
        peak_end(log, **NAMED, overall="overal")
    with pytest.raises(NotATimeError):
        peak_end(log, **NAMED | {"when": "score"})
    with pytest.raises(ScaleError):
        peak_end(log, **NAMED | {"scale": (10, 0)})
    with pytest.raises(NotEnoughDataError, match="0 cases with two or more"):
        peak_end(log[:0], **NAMED, overall="overall")
    with pytest.raises(NotEnoughDataError, match="nothing to explain"):
        peak_end(log.assign(overall=7.0), **NAMED, overall="overall")
    flat = log.assign(score=log.groupby("case")["score"].transform("mean"))
    with pytest.raises(CollinearError, match="can be worked out"):
        peak_end(flat, **NAMED, overall="overall")
    with pytest.raises(MissingColumnError, match="feature"):
        peak_end(log, **NAMED).find("middle")
