import pytest
from scipy import stats

from cocreate.effects import assignment_check
from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError


def test_against_scipy(as_form):
    table = as_form({"arm": ["a"] * 50 + ["b"] * 70 + ["c"] * 80})
    found = assignment_check(table, "arm", planned={"a": 1, "b": 2, "c": 2})
    oracle = stats.chisquare([50, 70, 80], [40, 80, 80])
    assert (found.statistic, found.p_value) == pytest.approx((oracle.statistic, oracle.pvalue))
    assert found.expected == (40, 80, 80)
    assert found.as_planned
    assert "as large as planned" in found.sentence


def test_an_alarm():
    """821,588 and 815,482 for a split by half: Fabijan et al. (2019), p about 1.8e-6."""
    from cocreate.effects.srm import check_split

    found = check_split({"control": 821_588, "treatment": 815_482}, None)
    assert found.p_value == pytest.approx(1.8e-6, rel=0.05)
    assert not found.as_planned
    assert "do not believe any effect" in found.sentence
    assert list(found.to_frame(backend="pandas")["observed"]) == [821_588, 815_482]


def test_wrong_input():
    with pytest.raises(NotEnoughDataError, match="one arm or none"):
        assignment_check({"arm": ["a", "a", None]}, "arm")
    with pytest.raises(OptionError, match="one part for each arm"):
        assignment_check({"arm": ["a", "b"]}, "arm", planned={"a": 1, "c": 1})
    with pytest.raises(OptionError, match="must be > 0"):
        assignment_check({"arm": ["a", "b"]}, "arm", planned={"a": 1, "b": 0})
    with pytest.raises(MissingColumnError, match="did you mean 'arm'"):
        assignment_check({"arm": ["a", "b"]}, "arms")
