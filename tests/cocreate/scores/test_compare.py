import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from cocreate import ces, compare, csat, mean_score, nps, share
from cocreate.errors import ConfidenceError, MismatchError, NotEnoughDataError, OptionError
from cocreate.scores.compare import adjusted


def hits(count, n):
    return share({"x": [1] * count + [0] * (n - count)}, "x", of=1)


@pytest.mark.parametrize(
    ("one", "m", "two", "n", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_shares_as_published(one, m, two, n, low, high):  # noqa: PLR0917 - a row of the table
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    found = compare(hits(two, n), hits(one, m))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.value == pytest.approx(one / m - two / n)


def test_shares_as_statsmodels():
    found = compare(hits(30, 90), hits(44, 80), confidence=0.9)
    assert (found.low, found.high) == pytest.approx(
        confint_proportions_2indep(44, 80, 30, 90, method="newcomb", alpha=0.1)
    )


def test_means_as_statsmodels():
    rng = np.random.default_rng(4)
    one, two = rng.integers(1, 6, 40), rng.integers(2, 6, 55)
    found = compare(mean_score({"s": one}, "s"), mean_score({"s": two}, "s"))
    expected = CompareMeans(DescrStatsW(two), DescrStatsW(one))
    assert (found.low, found.high) == pytest.approx(expected.tconfint_diff(usevar="unequal"))
    assert found.p_value == pytest.approx(expected.ttest_ind(usevar="unequal")[1])


def test_nps_by_hand():
    before = nps({"s": [10] * 30 + [8] * 30 + [0] * 40}, "s")
    after = nps({"s": [10] * 55 + [8] * 25 + [0] * 20}, "s")
    found = compare(before, after)
    sides = []
    for p, d in ((30, 40), (55, 20)):
        share_p, share_d = (p + 0.375) / 101.5, (d + 0.375) / 101.5
        sides.append((share_p - share_d, (share_p + share_d - (share_p - share_d) ** 2) / 101.5))
    middle, error = sides[1][0] - sides[0][0], np.sqrt(sides[0][1] + sides[1][1])
    assert found.value == 45
    assert (found.low, found.high) == pytest.approx(
        (100 * (middle - 1.959964 * error), 100 * (middle + 1.959964 * error)), abs=1e-4
    )
    assert (found.verdict, found.method) == ("higher", "z on adjusted estimates")
    assert compare(after, before).verdict == "lower"


@given(st.integers(0, 30), st.integers(0, 25))
def test_verdict_and_interval_agree(one, two):
    found = compare(hits(one, 30), hits(two, 25))
    assert (found.verdict == "within chance") == (found.low <= 0 <= found.high)
    swapped = compare(hits(two, 25), hits(one, 30))
    assert (swapped.low, swapped.high, swapped.p_value) == pytest.approx(
        (-found.high, -found.low, found.p_value)
    )


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusting_as_statsmodels(p_values):
    given_p = np.array(p_values)
    for ours, theirs in (("bh", "fdr_bh"), ("holm", "holm")):
        assert adjusted(given_p, ours) == pytest.approx(multipletests(given_p, method=theirs)[1], abs=1e-12)
    assert adjusted(given_p, "none") is given_p


def test_groups_are_matched():
    before = nps({"g": ["a", "a", "b", "d"], "s": [10, 9, 3, 1]}, "s", by="g")
    after = nps({"g": ["b", "a", "c"], "s": [10, 9, 3]}, "s", by="g")
    found = compare(before, after)
    assert [(d.group["g"], d.value) for d in found] == [("a", 0), ("b", 200)]
    assert [(u.group["g"], u.reason) for u in found.unmatched] == [("c", "no before"), ("d", "no after")]
    assert found[1].before.value == -100
    assert found[:1][0].group == {"g": "a"}
    assert repr(found) == "Differences('nps', by=['g'], groups=2, beyond chance=0)"


def test_suppressed_groups_are_not_compared():
    table = {"g": ["a"] * 9 + ["b"] * 9 + ["c"] * 2, "s": [10] * 20}
    found = compare(nps(table, "s", by="g"), nps(table, "s", by="g", min_n=5))
    assert {u.reason for u in found.unmatched} == {"suppressed"}
    assert len(found) == 1
    with pytest.raises(NotEnoughDataError, match="suppressed"):
        compare(nps(table, "s", min_n=99), nps(table, "s"))


def test_many_comparisons_are_allowed_for():
    rng = np.random.default_rng(8)
    group = np.repeat(np.arange(400), 100)
    one, two = (csat({"g": group, "s": rng.integers(1, 6, 40_000)}, "s", by="g") for _ in range(2))
    assert np.count_nonzero(compare(one, two, adjust="none").sign) > 5
    assert compare(one, two).beyond_chance == []


def test_too_little_is_within_chance():
    found = compare(mean_score({"s": [5]}, "s"), mean_score({"s": [1]}, "s"))
    assert (found.verdict, found.to_dict()["p_value"]) == ("within chance", None)
    alike = compare(mean_score({"s": [5, 5]}, "s"), mean_score({"s": [1, 1]}, "s"))
    assert alike.verdict == "within chance"


def test_unlike_things_are_refused():
    table = {"g": ["a", "b"], "s": [1, 5]}
    with pytest.raises(MismatchError, match="cannot be compared"):
        compare(nps(table, "s"), csat(table, "s"))
    with pytest.raises(MismatchError, match="cannot be compared"):
        compare(ces(table, "s"), ces(table, "s", scale=(1, 5)))
    with pytest.raises(MismatchError, match="group both alike"):
        compare(nps(table, "s", by="g"), nps(table, "s", by="s"))
    with pytest.raises(MismatchError, match="Estimates and Estimate given"):
        compare(nps(table, "s", by="g"), nps(table, "s"))
    with pytest.raises(OptionError, match="adjust == 'fdr'"):
        compare(nps(table, "s"), nps(table, "s"), adjust="fdr")
    with pytest.raises(ConfidenceError):
        compare(nps(table, "s"), nps(table, "s"), confidence=0)


def test_frames():
    table = {"g": ["a"] * 50 + ["b"] * 50, "s": [10] * 50 + [1] * 50}
    found = compare(nps({"g": table["g"], "s": table["s"][::-1]}, "s", by="g"), nps(table, "s", by="g"))
    assert found.to_frame(backend="dict")["verdict"] == ["higher", "lower"]
    assert [d["verdict"] for d in found.to_dict()] == ["higher", "lower"]
    assert [d.group["g"] for d in found.beyond_chance] == ["a", "b"]
