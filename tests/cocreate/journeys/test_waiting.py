from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from cocreate.errors import MissingColumnError, NoAnswersError, OptionError
from cocreate.journeys import time_between
from cocreate.journeys.survival import curve_of, quantile_of

# Freireich et al. (1963), weeks of remission under 6-MP; Kaplan-Meier as in Kalbfleisch and Prentice (2002), 1.1.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
OVER = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def small(**more):
    table = {
        "case": [1, 1, 2, 2, 3],
        "activity": ["order", "parcel", "order", "parcel", "order"],
        "when": [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 3, 4, 8, 7)],
    }
    return table | more


def test_published_curve():
    curve = curve_of(np.array(WEEKS, dtype=float), np.array(OVER, dtype=bool), 0.95)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.waiting == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert quantile_of(curve, 0.5)[0] == 23


def test_quantiles_beside_statsmodels():
    rng = np.random.default_rng(3)
    waited, censor = rng.exponential(10, 200), rng.exponential(25, 200)
    over = waited <= censor
    seen = np.minimum(waited, censor)
    over[seen.argmax()] = False  # the peer takes the logarithm of nobody waiting
    peer = SurvfuncRight(seen, over.astype(int))
    curve = curve_of(seen, over, 0.95)
    assert curve.waiting == pytest.approx(peer.surv_prob)
    for share in (0.25, 0.5, 0.75):
        found = quantile_of(curve, share)
        low, high = peer.quantile_ci(share, method="cloglog")
        assert found[0] == pytest.approx(peer.quantile(share))
        assert found[1] == pytest.approx(low)
        assert found[2] == pytest.approx(high)


def test_coverage_with_a_third_still_waiting():
    rng = np.random.default_rng(8)
    hits = []
    for _ in range(500):
        waited, censor = rng.exponential(1, 80), rng.exponential(2, 80)
        found = quantile_of(curve_of(np.minimum(waited, censor), waited <= censor, 0.95), 0.5)
        hits.append(found[1] <= np.log(2) <= found[2])
    assert 0.93 <= np.mean(hits) <= 0.97


def test_every_form_of_table(as_form, named):
    found = time_between(as_form(small()), **named, start="order", end="parcel")
    assert (found.n, found.reached, found.median.seconds) == (3, 2, 2 * 86400)
    assert found.reached_share == pytest.approx(2 / 3)
    assert found.reached_low < found.reached_share < found.reached_high
    assert repr(found) == "TimeBetween('order' → 'parcel': median 2 days, 2 of 3 reached)"


def test_until_when_is_counted(named):
    found = time_between(small(), **named, start="order", end="parcel", now=datetime(2026, 3, 5, tzinfo=UTC))
    assert (found.n, found.reached) == (2, 1)
    later = time_between(small(), **named, start="order", end="parcel", now=datetime(2026, 4, 5, tzinfo=UTC))
    assert later.median.seconds == 4 * 86400


def test_times_with_a_zone(named):
    frame = pd.DataFrame(small())
    frame["when"] = frame["when"].dt.tz_convert("Asia/Shanghai")
    assert time_between(frame, **named, start="order", end="parcel").median.seconds == 2 * 86400


def test_what_is_not_seen_is_not_told(log, named):
    found = time_between(log, **named, start="discover", end="support", quantiles=[0.1, 0.95])
    assert np.isnan(found[1].seconds)
    assert found[1].high == np.inf
    assert found.to_dict()[1]["seconds"] is None
    assert found[0].low < found[0].seconds < found[0].high


def test_truth_is_covered(log, named):
    """From an order to what follows takes an exponential time of 2 hours on average."""
    orders = log[log["activity"].isin(["order", "deliver"])]
    found = time_between(orders, **named, start="order", end="deliver")
    assert found.median.low <= 2 * 3600 * np.log(2) * 1.25
    assert found.median.seconds == pytest.approx(2 * 3600 * np.log(2), rel=0.25)


def test_wrong_input(named):
    with pytest.raises(OptionError, match="both 'order'"):
        time_between(small(), **named, start="order", end="order")
    with pytest.raises(OptionError, match="quantiles"):
        time_between(small(), **named, start="order", end="parcel", quantiles=[50])
    with pytest.raises(MissingColumnError, match="did you mean 'order'"):
        time_between(small(), **named, start="ordr", end="parcel")
    with pytest.raises(MissingColumnError, match="did you mean 'parcel'"):
        time_between(small(), **named, start="order", end="parcl")
    with pytest.raises(NoAnswersError, match="nobody reached 'order' before"):
        time_between(small(), **named, start="order", end="parcel", now=datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(OptionError, match="now =="):
        time_between(small(), **named, start="order", end="parcel", now="today")
    with pytest.raises(NoAnswersError, match="no events"):
        time_between(pd.DataFrame(small())[:0], **named, start="order", end="parcel")
