import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate
from scipy.special import gammaln, hyperu

from cocreate import worlds
from cocreate.loyalty import RepeatSummary, pareto_nbd, repeat_summary
from cocreate.loyalty.paretonbd import pareto_nbd_log_likelihood


@pytest.fixture(scope="module")
def fit(cdnow):
    return pareto_nbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30"))


def test_cdnow(fit):
    """Fader and Hardie's CDNOW figures (.553, 10.578, .606, 11.669)."""
    assert tuple(fit.values) == pytest.approx((0.553, 10.578, 0.606, 11.669), abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-9594.976, abs=6e-4)
    assert fit.converged
    assert (fit.r, fit.alpha, fit.s, fit.beta) == tuple(fit.values)


def by_integration(params, x, last, age):
    """The likelihood as it is defined: still there at the end, or left at some time since the last purchase."""
    r, alpha, s, beta = params

    def left(u):
        return np.exp(
            -(r + x) * np.log((alpha + u) / (alpha + last)) - (s + 1) * np.log((beta + u) / (beta + last))
        )

    middle = [last + (age - last) * share for share in (1e-4, 1e-2, 0.1)]
    total = (
        integrate.quad(left, last, age, points=middle, limit=500, epsabs=0, epsrel=1e-11)[0]
        * s
        / (beta + last)
    )
    there = np.exp(
        -(r + x) * np.log((alpha + age) / (alpha + last)) - s * np.log((beta + age) / (beta + last))
    )
    scale = -(r + x) * np.log(alpha + last) - s * np.log(beta + last)
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + scale + np.log(there + total)
    return value, there / (there + total)


@pytest.mark.parametrize(
    ("params", "history"),
    [
        ((0.553, 10.58, 0.606, 11.67), (2, 30.43, 38.86)),
        ((0.553, 10.58, 0.606, 11.67), (0, 0, 38.86)),
        ((0.553, 10.58, 0.606, 10.58), (3, 20, 38.86)),  # alpha equal to beta
        ((1.2, 0.01, 0.3, 900), (0, 0, 500)),
        ((1.2, 900, 0.3, 0.01), (4, 0.5, 500)),
        ((0.05, 1, 0.05, 1), (0, 0, 1000)),
        ((2, 30, 5, 80), (500, 40, 400)),
        ((2, 30, 5, 80), (500, 399.9, 400)),
        ((2, 30, 5, 80), (1, 0.001, 0.002)),
    ],
)
def test_likelihood_and_p_alive_against_integration(fit, params, history):
    """Where the textbook's hypergeometric function is at home, and where it is not."""
    summary = RepeatSummary.of(*([part] for part in history))
    value, alive = by_integration(params, *history)
    assert pareto_nbd_log_likelihood(summary.cells)(np.log(params))[0] == pytest.approx(value, abs=1e-7)
    assert fit._alive(np.array(params), summary.histories)[0] == pytest.approx(alive, rel=1e-6)


@given(
    st.lists(st.floats(-2.5, 3), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 500), st.floats(0.001, 1), st.floats(0.01, 4000)), min_size=1, max_size=8
    ),
)
def test_gradient(logs, rows):
    summary = RepeatSummary.of(
        [x for x, _, _ in rows],
        [share * age if x else 0.0 for x, share, age in rows],
        [age for *_, age in rows],
    )
    function, at = pareto_nbd_log_likelihood(summary.cells), np.array(logs)
    value, gradient = function(at)
    for place in range(4):
        step = np.eye(4)[place] * 1e-5
        slope = (function(at + step)[0] - function(at - step)[0]) / 2e-5
        assert gradient[place] == pytest.approx(slope, rel=1e-4, abs=1e-3 + 1e-8 * abs(value))


def test_expectations_as_published(fit):
    """Fader and Hardie (2005), equations 17 and 41, and through s = 1, where they divide by nought."""
    r, alpha, s, beta = fit.values
    t = np.array([1.0, 39, 78])
    expected = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + t)) ** (s - 1))
    assert fit.expected_purchases(t).value == pytest.approx(expected)
    past = RepeatSummary.of([2], [30.43], [38.86]).histories
    near = [
        fit._ahead(np.array([r, alpha, shape, beta]), past, 39.0)[0] for shape in (1 - 1e-7, 1.0, 1 + 1e-7)
    ]
    assert near[1] == pytest.approx(
        (r + 2) * (beta + 38.86) / (alpha + 38.86) * np.log1p(39 / (beta + 38.86))
    )
    assert near[0] == pytest.approx(near[2], rel=1e-6)


def test_discounted_purchases_as_published(fit):
    """Fader, Hardie and Lee (2005), RFM and CLV: DERT with Tricomi's function."""
    r, alpha, s, beta = fit.values
    x, last, age = 7, 35.0, 38.86
    force = np.log(1.15) * 7 / 365.25
    (alive,) = fit.p_alive(x, last, age).value
    tricomi = hyperu(s, s, force * (beta + age))
    expected = alive * (r + x) / (alpha + age) * force ** (s - 1) * (beta + age) ** s * tricomi
    found = fit.discounted_expected(x, last, age, discount=0.15)
    assert found.value[0] == pytest.approx(expected, rel=1e-7)
    ahead = fit.conditional_expected(80.0, x, last, age).value[0]
    assert fit.discounted_expected(x, last, age, discount=0, horizon=80).value[0] == pytest.approx(ahead)


@pytest.mark.parametrize(
    "wild",
    [
        {"frequency": [500] * 20, "recency": [3.0] * 20, "age": [300.0] * 20},
        {"frequency": [1] * 40, "recency": [0.01] * 40, "age": [0.02] * 40},
        {"frequency": [0] * 99 + [1], "recency": [0] * 99 + [5], "age": [9.0] * 100},
        {"frequency": [0, 300] * 20, "recency": [0, 1000.0] * 20, "age": [1000.0] * 40},
    ],
)
def test_wild_input_gives_finite_answers_or_says_so(wild):
    summary = RepeatSummary.of(*wild.values())
    found = pareto_nbd(summary)
    assert np.isfinite(found.log_likelihood)
    assert found.converged or found.notes
    for answer in (
        found.p_alive(summary),
        found.conditional_expected(100, summary),
        found.discounted_expected(summary, discount=0.1),
        found.expected_purchases([0, 1e-9, 1, 1e5]),
    ):
        assert np.all(np.isfinite(answer.value))
        assert np.all(answer.value >= 0)


def test_the_truth_is_covered_at_the_stated_rate():
    """30 worlds of 1,500 customers: P(alive) and the expectation of two customers, at 95 %."""
    truth = np.array([0.8, 8.0, 0.7, 12.0])
    past = RepeatSummary.of([3, 0], [25, 0], [40, 30])
    hits = []
    for seed in range(30):
        world = worlds.repeat_buyers(seed, customers=1500, leaving="any time", params=tuple(truth), weeks=60)
        columns = [world.histories[name] for name in ("frequency", "recency", "age")]
        found = pareto_nbd(RepeatSummary.of(*columns))
        exact = found._alive(truth, past.histories)
        alive = found.p_alive(past)
        ahead = found.conditional_expected(30, past)
        exact_ahead = exact * found._ahead(truth, past.histories, 30)
        hits.append([
            *((alive.low <= exact) & (exact <= alive.high)),
            *((ahead.low <= exact_ahead) & (exact_ahead <= ahead.high)),
        ])  # fmt: skip
    assert np.mean(hits) == pytest.approx(0.95, abs=0.05)
