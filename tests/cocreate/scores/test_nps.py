from math import lgamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate import cells, compare, nps
from cocreate.errors import (
    ConfidenceError,
    InputError,
    MixedScalesError,
    NoAnswersError,
    OptionError,
    OutsideScaleError,
)
from cocreate.scores.nps import adjusted_wald, score_interval
from cocreate.scores.sums import Sums

MIXES = [(p / 20, d / 20) for p in range(1, 20) for d in range(1, 20) if p + d < 20]
"""The 171 mixes of promoters, passives and detractors in steps of 5 %."""


def outcomes(n):
    """Every possible count of promoters and detractors among n answers."""
    promoters, detractors = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    possible = promoters + detractors <= n
    return promoters[possible], detractors[possible]


def as_sums(n, promoters, detractors):
    each = np.full(len(promoters), float(n))
    net, either = (promoters - detractors).astype(float), (promoters + detractors).astype(float)
    return Sums(np.full(len(promoters), n), each, each, net, either)


def probability(n, promoters, detractors, mix):
    p, d = mix
    log_factorial = np.array([lgamma(k + 1) for k in range(n + 1)])
    passives = n - promoters - detractors
    ways = log_factorial[n] - log_factorial[promoters] - log_factorial[detractors] - log_factorial[passives]
    return np.exp(ways + promoters * np.log(p) + detractors * np.log(d) + passives * np.log(1 - p - d))


def plain_wald(sums, _confidence):
    """The interval that is never used here, to show why."""
    half = 1.959964 * np.sqrt((sums.mean_sq - sums.mean**2) / sums.n)
    return 100 * (sums.mean - half), 100 * (sums.mean + half)


def coverage(n, interval):
    promoters, detractors = outcomes(n)
    found = interval(as_sums(n, promoters, detractors), 0.95)
    low, high = found if isinstance(found, tuple) else (found.low, found.high)
    truth = [100 * (p - d) for p, d in MIXES]
    covered = [(low <= true + 1e-9) & (true - 1e-9 <= high) for true in truth]
    return np.array(
        [
            probability(n, promoters, detractors, mix)[hit].sum()
            for mix, hit in zip(MIXES, covered, strict=True)
        ]
    )


class TestExactCoverage:
    """By enumeration, nominal 95 %; the figures are those of the design notes, after Rocks (2016)."""

    @pytest.mark.parametrize(
        ("n", "least", "mean"), [(10, 0.930, 0.955), (30, 0.940, 0.950), (100, 0.946, 0.950)]
    )
    def test_adjusted_wald(self, n, least, mean):
        found = coverage(n, adjusted_wald)
        assert len(found) == 171
        assert found.min() == pytest.approx(least, abs=0.0006)
        assert found.mean() == pytest.approx(mean, abs=0.0006)

    def test_plain_wald_would_not_do(self):
        found = coverage(10, plain_wald)
        assert found.min() == pytest.approx(0.649, abs=0.0006)
        assert found.mean() == pytest.approx(0.880, abs=0.0006)

    @pytest.mark.parametrize(("n", "least"), [(10, 0.939), (20, 0.93), (30, 0.937)])
    def test_score_interval(self, n, least):
        found = coverage(n, score_interval)
        assert found.min() >= least
        assert 0.948 < found.mean() < 0.965

    @pytest.mark.parametrize(
        ("sizes", "least"), [((10, 10), 0.93), ((12, 20), 0.93), ((10, 40), 0.925), ((30, 30), 0.94)]
    )
    def test_differences(self, sizes, least):
        """z on the estimates with 3/2 answers added to each side; with 3 to each it falls to .85."""
        sides = [outcomes(n) for n in sizes]
        one, two = (adjusted_wald(as_sums(n, *side), 0.95) for n, side in zip(sizes, sides, strict=True))
        middle = two.centre[None, :] - one.centre[:, None]
        half = 1.959964 * np.hypot(two.std_error[None, :], one.std_error[:, None])
        chances = [
            [probability(n, *side, mix) for mix in MIXES[::14]] for n, side in zip(sizes, sides, strict=True)
        ]
        rates = []
        for before, chance_before in zip(MIXES[::14], chances[0], strict=True):
            for after, chance_after in zip(MIXES[::14], chances[1], strict=True):
                true = 100 * ((after[0] - after[1]) - (before[0] - before[1]))
                covered = np.abs(middle - true) <= half + 1e-9
                rates.append(chance_before @ covered @ chance_after)
        assert min(rates) > least
        assert np.mean(rates) == pytest.approx(0.95, abs=0.006)


def test_value_by_hand():
    found = nps({"score": [10] * 40 + [8] * 40 + [2] * 20}, "score")
    assert (found.value, found.n, found.method, found.unit) == (20, 100, "adjusted-wald", "points")
    # 40.75 promoters and 20.75 detractors of 103
    p, d = 40.75 / 103, 20.75 / 103
    half = 1.959964 * np.sqrt((p + d - (p - d) ** 2) / 103)
    assert (found.low, found.high) == pytest.approx((100 * (p - d - half), 100 * (p - d + half)), abs=1e-4)


def test_score_interval_is_where_the_test_turns():
    """Each end is as far as z allows, with the variance fitted under it by a search over all mixes."""
    n, promoters, detractors = 17, 9, 3
    found = nps({"score": [10] * promoters + [8] * 5 + [0] * detractors}, "score", method="score")
    for end in (found.low / 100, found.high / 100):
        either = np.linspace(abs(end) + 1e-9, 1 - 1e-9, 400_001)
        fit = promoters * np.log(either + end) + detractors * np.log(either - end) + 5 * np.log(1 - either)
        fitted = either[np.argmax(fit)]
        statistic = abs((promoters - detractors) / n - end) / np.sqrt((fitted - end**2) / n)
        assert statistic == pytest.approx(1.959964, abs=1e-4)


@pytest.mark.parametrize("method", ["adjusted-wald", "score"])
def test_ends_of_the_scale(method):
    best = nps({"score": [10] * 4}, "score", method=method)
    assert best.value == best.high == 100
    assert 0 < best.low < 80
    worst = nps({"score": [0] * 4}, "score", method=method)
    assert (worst.low, worst.high) == pytest.approx((-100, -best.low))


SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=40)


@given(SCORES, st.floats(0.5, 0.999), st.sampled_from(["adjusted-wald", "score"]))
def test_bounds(scores, confidence, method):
    found = nps({"score": scores}, "score", confidence=confidence, method=method)
    assert -100 <= found.low <= found.high <= 100
    assert found.low - 1e-6 <= found.value <= found.high + 1e-6 or method == "adjusted-wald"
    wider = nps({"score": scores}, "score", confidence=(1 + confidence) / 2, method=method)
    assert wider.low <= found.low + 1e-9
    assert found.high - 1e-9 <= wider.high


@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 5)), min_size=1, max_size=20).filter(
        lambda rows: any(w for _, w in rows)
    )
)
def test_whole_weights_are_repetition(rows):
    repeated = [score for score, times in rows for _ in range(times)]
    weighted = nps({"s": [s for s, _ in rows], "w": [w for _, w in rows]}, "s", weight="w")
    assert weighted.value == pytest.approx(nps({"s": repeated}, "s").value, abs=1e-9)
    weights = np.array([w for _, w in rows], dtype=float)
    assert weighted.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert weighted.n == len(rows)


def test_equal_weights_change_nothing():
    table = {"s": [10, 9, 3, 7], "w": [2.5] * 4}
    assert repr(nps(table, "s", weight="w")) == repr(nps(table, "s"))


def test_groups_and_cells_agree():
    table = {"shop": ["b", "a", "b", None], "s": [10, 3, 8, 9]}
    found = nps(table, "s", by="shop")
    assert [(e.group, e.value) for e in found] == [
        ({"shop": "a"}, -100),
        ({"shop": "b"}, 50),
        ({"shop": None}, 100),
    ]
    assert nps(cells(table, "s", by="shop"), by="shop") == found
    assert nps(cells(table, "s", by="shop")).value == 25


def test_small_groups_are_hidden():
    found = nps({"s": [10, 10, 3]}, "s", min_n=5)
    assert found.suppressed
    assert found.to_dict()["value"] is None
    assert found.to_dict()["n"] is None


def test_wrong_input():
    with pytest.raises(NoAnswersError, match="all 2 rows lack a score"):
        nps({"s": [None, None]}, "s")
    with pytest.raises(NoAnswersError, match="the table is empty"):
        nps([], "s")
    with pytest.raises(
        OutsideScaleError, match=r"1 of 41 answers lie outside the scale 0 to 10 .* mend or drop"
    ):
        nps({"s": [9] * 40 + [11]}, "s")
    with pytest.raises(MixedScalesError, match="two scales seem to be mixed"):
        nps({"s": [9] * 40 + [80] * 40}, "s")
    with pytest.raises(OutsideScaleError, match="give the scale the question was asked on"):
        nps({"s": [80, 90]}, "s")
    with pytest.raises(OutsideScaleError, match=r"score 8\.5 lies between the steps"):
        nps({"s": [8.5, 9]}, "s")
    with pytest.raises(
        ConfidenceError, match=r"confidence == 95, must lie between 0 and 1; did you mean 0.95\?"
    ):
        nps({"s": [9]}, "s", confidence=95)
    with pytest.raises(OptionError, match="method == 'wald', must be one of adjusted-wald, score"):
        nps({"s": [9]}, "s", method="wald")
    with pytest.raises(OptionError, match="min_n == -1"):
        nps({"s": [9]}, "s", min_n=-1)
    with pytest.raises(InputError, match="name the column of answers"):
        nps({"s": [9]})
    with pytest.raises(InputError, match="counted already"):
        nps(cells({"s": [9]}, "s"), "s")


def test_truth_is_covered_at_the_stated_rate():
    rng = np.random.default_rng(11)
    scores = rng.choice([10, 8, 3], size=(2000, 60), p=[0.5, 0.2, 0.3])
    table = {"run": np.repeat(np.arange(2000), 60), "s": scores.ravel()}
    found = nps(table, "s", by="run")
    rate = np.mean((found.low <= 20) & (found.high >= 20))
    assert rate == pytest.approx(0.95, abs=0.015)
    differences = compare(
        found[:1000],
        nps({"run": table["run"][:60_000], "s": table["s"][60_000:]}, "s", by="run"),
        adjust="none",
    )
    assert np.count_nonzero(differences.sign) / 1000 == pytest.approx(0.05, abs=0.02)
