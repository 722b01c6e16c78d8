import numpy as np
from scipy import integrate, stats

from cocreate.worlds.probabilities import answer_shares, cut_points, mean_logistic, normal_cdf


def test_normal_cdf_agrees_with_scipy():
    x = np.linspace(-6, 6, 101)
    np.testing.assert_allclose(normal_cdf(x), stats.norm.cdf(x), atol=1e-14)


def test_answer_shares_are_those_of_a_shifted_and_stretched_normal():
    cuts = cut_points([0.1, 0.2, 0.4, 0.3])
    shares = answer_shares(0.4, cuts, shift=-0.2, spread=1.3)
    expected = np.diff(stats.norm.cdf(cuts, loc=-0.2 + 1.3 * 0.4, scale=1.3), prepend=0, append=1)
    np.testing.assert_allclose(shares, expected, atol=1e-14)


def test_answer_shares_keep_the_shape_of_the_means():
    shares = answer_shares(np.zeros((2, 3)), cut_points([0.5, 0.5]))
    assert shares.shape == (2, 3, 2)
    np.testing.assert_allclose(shares.sum(axis=-1), 1)


def test_mean_logistic_agrees_with_adaptive_integration():
    def integrand(z, intercept, slope):
        return stats.norm.pdf(z) / (1 + np.exp(-intercept - slope * z))

    for intercept, slope in ((0.9, 0.8), (-1.4, 2.0)):
        expected, _ = integrate.quad(integrand, -12, 12, args=(intercept, slope), epsabs=1e-13)
        np.testing.assert_allclose(mean_logistic(intercept, slope), expected, rtol=1e-10)
