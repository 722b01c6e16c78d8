import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from cocreate import worlds
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.loyalty import RepeatSummary, bgnbd, repeat_summary
from cocreate.loyalty.bgnbd import bgnbd_log_likelihood
from cocreate.loyalty.integrals import beta_nodes


@pytest.fixture(scope="module")
def fit(cdnow):
    return bgnbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30"))


def as_summary(histories):
    return RepeatSummary.of(histories["frequency"], histories["recency"], histories["age"])


class TestCdnow:
    """Fader, Hardie and Lee (2005), table 2 and section 5; more digits from the design notes."""

    def test_parameters(self, fit):
        assert list(fit.params) == ["r", "alpha", "a", "b"]
        assert (fit.r, fit.alpha, fit.a, fit.b) == pytest.approx(
            (0.2425945, 4.4136019, 0.7929199, 2.4258881), rel=2e-5
        )
        assert fit.log_likelihood == pytest.approx(-9582.429, abs=6e-4)
        assert fit.converged
        assert fit.notes == ()
        assert fit.n == 2357

    def test_a_customer(self, fit):
        """x = 2, t_x = 30.43, T = 38.86: 1.226 purchases expected in the next 39 weeks."""
        (found,) = fit.conditional_expected(39, 2, 30.43, 38.86)
        assert found.value == pytest.approx(1.226, abs=6e-4)
        assert found.low < found.value < found.high
        assert found.unit == "purchases"

    def test_standard_errors_are_those_of_the_observed_information(self, fit, cdnow):
        """By second differences of the likelihood alone, in the parameters themselves."""
        function = bgnbd_log_likelihood(
            repeat_summary(cdnow, "customer", when="day", until="1997-09-30").cells
        )

        def value(params):
            return function(np.log(params))[0]

        step = 1e-3 * fit.values
        grid = np.diag(step)
        hessian = [
            [
                (
                    value(fit.values + a + b) - value(fit.values + a - b)
                    - value(fit.values - a + b) + value(fit.values - a - b)
                ) / (4 * a.sum() * b.sum())
                for b in grid
            ]
            for a in grid
        ]  # fmt: skip
        expected = np.sqrt(np.diag(np.linalg.inv(-np.array(hessian))))
        assert fit.std_errors == pytest.approx(expected, rel=1e-3)

    def test_rounding_to_weeks_would_move_it(self, cdnow):
        weeks = cdnow.assign(day=cdnow["day"].dt.to_period("W").dt.start_time)
        rounded = bgnbd(repeat_summary(weeks, "customer", when="day", until="1997-09-29"))
        assert rounded.r > 0.2426 + 2 * 0.0126

    def test_days_and_weeks_tell_the_same(self, fit, cdnow):
        by_day = bgnbd(repeat_summary(cdnow, "customer", when="day", until="1997-09-30", unit="day"))
        assert (by_day.r, by_day.alpha / 7, by_day.a, by_day.b) == pytest.approx(tuple(fit.values), rel=1e-3)
        (one,), (other,) = fit.p_alive(2, 30, 38), by_day.p_alive(2, 210, 266)
        assert one.value == pytest.approx(other.value, rel=1e-3)


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
    function, at = bgnbd_log_likelihood(summary.cells), np.array(logs)
    value, gradient = function(at)
    assert np.isfinite(value)
    for place in range(4):
        step = np.eye(4)[place] * 1e-5
        slope = (function(at + step)[0] - function(at - step)[0]) / 2e-5
        assert gradient[place] == pytest.approx(slope, rel=1e-4, abs=1e-3 + 1e-8 * abs(value))


@pytest.mark.parametrize(
    ("params", "history", "ahead"),
    [
        ((0.243, 4.414, 0.793, 2.426), (2, 30.43, 38.86), 39),
        ((0.243, 4.414, 1.0, 2.426), (7, 30, 38), 39),  # where the textbook's form divides by nought
        ((0.5, 2.0, 0.2, 0.3), (0, 0, 10), 100),  # where its third parameter is below nought
        ((1.5, 10, 0.05, 5), (500, 300, 310), 52),
        ((0.3, 0.05, 3, 0.4), (1, 0.01, 0.02), 500),
        ((40, 100, 60, 900), (20, 50, 60), 30),
    ],
)
def test_expectations_against_integration(fit, params, history, ahead):
    """Over the beta and gamma distributions that a customer's history leaves, by SciPy's adaptive integration."""
    r, alpha, a, b = params
    x, _, age = history

    def given_p(p):
        return -np.expm1(-(r + x) * np.log1p(p * ahead / (alpha + age))) / p

    beta = stats.beta(a, b + x)
    expected = integrate.quad(
        lambda v: given_p(beta.ppf(v)), 0, 1, limit=2000, points=[1e-6, 1e-3], epsabs=0, epsrel=1e-9
    )[0]
    past = RepeatSummary.of(*([part] for part in history)).histories
    assert fit._ahead(np.array(params), past, ahead) == pytest.approx(expected, rel=1e-5)


def test_textbook_form_where_it_holds(fit):
    """Equation 10 with SciPy's hypergeometric function, in its quiet region."""
    from scipy.special import hyp2f1

    r, alpha, a, b = fit.values
    x, last, age, t = 2, 30.43, 38.86, 39
    top = 1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * hyp2f1(
        r + x, b + x, a + b + x - 1, t / (alpha + age + t)
    )
    below = 1 + a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    expected = (a + b + x - 1) / (a - 1) * top / below
    assert fit.conditional_expected(t, x, last, age).value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0.05, 0.05), (0.8, 2.4), (1, 1), (0.3, 502), (80, 900), (2, 0.1)])
def test_nodes_average_over_the_beta_distribution(a, b):
    p, weight = beta_nodes(a, np.array([b]))
    moments = [(weight * p**k).sum() for k in (1, 2, 3)]
    assert moments == pytest.approx([stats.beta(a, b).moment(k) for k in (1, 2, 3)], rel=1e-8)


def test_discounted_purchases_against_integration(fit):
    """The density of purchases to come is the slope of the expectation."""
    past = (3, 20.0, 30.0)
    times = np.linspace(0, 150, 3001)
    upto = np.array([fit.conditional_expected(t, *past).value[0] for t in times[::10]])
    force = np.log(1.15) * 7 / 365.25
    middle = (times[::10][1:] + times[::10][:-1]) / 2
    expected = (np.diff(upto) * np.exp(-force * middle)).sum()
    found = fit.discounted_expected(*past, discount=0.15, horizon=150)
    assert found.value[0] == pytest.approx(expected, rel=1e-5)
    undiscounted = fit.discounted_expected(*past, discount=0, horizon=150)
    assert undiscounted.value[0] == pytest.approx(upto[-1], rel=1e-9)
    far = fit.discounted_expected(*past, discount=0.15, horizon=1e5)
    assert fit.discounted_expected(*past, discount=0.15).value == pytest.approx(far.value, rel=1e-6)


@pytest.mark.parametrize("unit", ["day", "week"])
@pytest.mark.parametrize(
    "wild",
    [
        {"frequency": [500] * 20, "recency": [3.0] * 20, "age": [300.0] * 20},
        {"frequency": [1] * 40, "recency": [0.01] * 40, "age": [0.02] * 40},
        {"frequency": [0] * 99 + [1], "recency": [0] * 99 + [5], "age": [9.0] * 100},
        {"frequency": list(range(1, 41)), "recency": np.linspace(1, 100, 40), "age": [100.0] * 40},
        {"frequency": [0, 300] * 20, "recency": [0, 1000.0] * 20, "age": [1000.0] * 40},
    ],
)
def test_wild_input_gives_finite_answers_or_says_so(wild, unit):
    summary = RepeatSummary.of(*wild.values(), unit=unit)
    found = bgnbd(summary)
    assert np.isfinite(found.log_likelihood)
    assert found.converged or found.notes
    for answer in (
        found.p_alive(summary),
        found.conditional_expected(100, summary),
        found.discounted_expected(summary, discount=0.1),
        found.expected_purchases([0, 1e-9, 1, 1e5]),
    ):
        assert np.all(np.isfinite(answer.value))
        assert np.all(
            (answer.low <= answer.value * (1 + 1e-12)) & (answer.value <= answer.high * (1 + 1e-12))
        )
        assert np.all(answer.value >= 0)


def test_edges_are_told():
    nobody_leaves = RepeatSummary.of([5, 6, 7, 5] * 20, [99.9] * 80, [100.0] * 80)
    found = bgnbd(nobody_leaves)
    assert any("lies at its" in note for note in found.notes)
    assert np.isnan(found.std_errors).any()
    assert found.to_dict()[0]["parameter"] == "r"


def test_merged_cells_fit_alike(buyers):
    half = RepeatSummary.of(buyers.frequency[:200], buyers.recency[:200], buyers.age[:200]).cells
    rest = RepeatSummary.of(buyers.frequency[200:], buyers.recency[200:], buyers.age[200:]).cells
    assert repr(bgnbd(half + rest)) == repr(bgnbd(buyers))


def test_the_truth_is_covered_at_the_stated_rate():
    """60 worlds of 1,500 customers: parameters, a customer's expectation and her P(alive), at 95 %."""
    truth = np.array([0.5, 6.0, 0.9, 3.0])
    hits = []
    for seed in range(60):
        world = worlds.repeat_buyers(seed, customers=1500, params=tuple(truth), weeks=60)
        found = bgnbd(as_summary(world.histories))
        parameters = {name: values for name, values in found.columns().items() if name in ("low", "high")}
        one = found.conditional_expected(30, 3, 25, 40)[0]
        past = RepeatSummary.of([3], [25], [40]).histories
        exact = (found._alive(truth, past) * found._ahead(truth, past, 30))[0]
        hits.append([
            *((parameters["low"] <= truth) & (truth <= parameters["high"])), one.low <= exact <= one.high
        ])  # fmt: skip
    rates = np.mean(hits, axis=0)
    assert np.all(np.abs(rates - 0.95) < 0.065), rates


def test_p_alive_is_the_share_that_is():
    world = worlds.repeat_buyers(3, customers=20_000)
    found = bgnbd(as_summary(world.histories))
    alive = found.p_alive(as_summary(world.histories)).value
    for low, high in ((0.0, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 0.999)):
        group = (alive >= low) & (alive < high)
        assert world.truth.active[group].mean() == pytest.approx(alive[group].mean(), abs=0.05)


def test_wrong_input(fit):
    with pytest.raises(NotEnoughDataError, match="2 customers, 1 of whom bought again"):
        bgnbd(RepeatSummary.of([0, 1], [0, 1], [5, 5]))
    with pytest.raises(NotEnoughDataError, match="50 customers, 0 of whom"):
        bgnbd(RepeatSummary.of([0] * 50, [0] * 50, [5] * 50))
    with pytest.raises(OptionError, match="dict is no summary"):
        bgnbd({"frequency": [1]})
    with pytest.raises(OptionError, match="t == -1"):
        fit.expected_purchases(-1)
    with pytest.raises(OptionError, match="t holds 2 values"):
        fit.conditional_expected([1, 2], 1, 1, 2)
    with pytest.raises(OptionError, match="give frequency, recency and age"):
        fit.p_alive(2)
    with pytest.raises(OptionError, match="counts by the day, the model by the week"):
        fit.p_alive(RepeatSummary.of([0], [0], [1], unit="day"))
    with pytest.raises(OptionError, match="give horizon, or a discount > 0"):
        fit.discounted_expected(1, 1, 2, discount=0)
    with pytest.raises(OptionError, match=r"discount == -0.1"):
        fit.discounted_expected(1, 1, 2, discount=-0.1)
    with pytest.raises(OptionError, match="horizon == 0"):
        fit.discounted_expected(1, 1, 2, discount=0.1, horizon=0)
