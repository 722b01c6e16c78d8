from datetime import datetime

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty import cohorts


def moment(*parts):
    return datetime(*parts)  # noqa: DTZ001 - tables mostly hold times without a zone


VISITS = {
    "who": ["a", "a", "a", "b", "b", "c", "d", "d"],
    "when": [
        moment(2024, 11, 5),
        moment(2024, 11, 30),
        moment(2025, 1, 3),
        moment(2024, 11, 9),
        moment(2024, 12, 1),
        moment(2024, 11, 2),
        moment(2025, 1, 1),
        moment(2025, 1, 31),
    ],
}


def test_counts_by_hand(as_form):
    found = cohorts(as_form(VISITS), "who", when="when")
    assert [str(start) for start in found.starts] == ["2024-11-01", "2025-01-01"]
    assert found.sizes.tolist() == [3, 1]
    assert found.active[0].tolist() == [3, 1, 1]
    assert found.active[1][0] == 1
    assert np.isnan(found.active[1][1:]).all()
    assert found.share[0] == pytest.approx([1, 1 / 3, 1 / 3])
    assert (found.low[0][1], found.high[0][1]) == pytest.approx(proportion_confint(1, 3, method="wilson"))
    assert found.last_is_whole
    assert found.by_age() == pytest.approx([1, 1 / 3, 1 / 3])
    assert len(found.to_dict()) == 4


@pytest.mark.parametrize(
    ("every", "starts"),
    [
        ("week", ["2024-10-28", "2024-11-04", "2024-12-30"]),
        ("quarter", ["2024-10-01", "2025-01-01"]),
        ("year", ["2024-01-01", "2025-01-01"]),
    ],
)
def test_other_periods(every, starts):
    found = cohorts(VISITS, "who", when="when", every=every)
    assert [str(start) for start in found.starts] == starts
    assert not found.last_is_whole
    assert found.sizes.sum() == 4


def test_a_period_without_anybody_is_an_age_all_the_same():
    found = cohorts(VISITS, "who", when="when", until="2025-03-15")
    assert found.share.shape == (2, 5)
    assert found.share[0][3:].tolist() == [0, 0]
    assert not found.last_is_whole


def test_cdnow(cdnow):
    """Three monthly cohorts of 1997; each customer belongs to one."""
    found = cohorts(cdnow, "customer", when="day")
    assert found.sizes.sum() == 2357
    assert len(found.sizes) == 3
    months = cdnow["day"].dt.to_period("M")
    first = months.groupby(cdnow["customer"]).transform("min")
    by_hand = cdnow[(first == "1997-01") & (months == "1998-01")]["customer"].nunique()
    assert found.active[0][12] == by_hand
    assert repr(found) == "Cohorts(cohorts=3, customers=2357, every='month')"


def test_wrong_input():
    with pytest.raises(OptionError, match="every == 'fortnight'"):
        cohorts(VISITS, "who", when="when", every="fortnight")
    with pytest.raises(NotEnoughDataError, match="no row with a customer"):
        cohorts(VISITS, "who", when="when", until="2020-01-01")
