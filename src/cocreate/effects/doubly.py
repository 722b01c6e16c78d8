"""How much more those treated changed than others: plainly, or doubly robust with traits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocreate.errors import CollinearError, NotEnoughDataError
from cocreate.logistic import fitted_logit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_BARELY = 1e-6
"""A ridge just large enough that a separable table has a maximum."""
_SURE = 0.999
"""Others so sure to be treated by the model would outweigh everybody."""
_WORST = 1e12


def plain_change(change: FloatArray, treated: NDArray[np.bool_]) -> tuple[float, FloatArray]:
    """Mean change of those treated less that of others, and each unit's influence."""
    ours, theirs = change[treated].mean(), change[~treated].mean()
    share = treated.mean()
    influence = np.where(treated, (change - ours) / share, -(change - theirs) / (1 - share))
    return float(ours - theirs), influence


def adjusted_change(
    change: FloatArray, treated: NDArray[np.bool_], covariates: FloatArray
) -> tuple[float, FloatArray]:
    """The same among units alike, doubly robust (Sant'Anna and Zhao 2020, equations 2.6 and 3.1).

    The outcome of others is regressed on their traits; others are weighted by their odds of being treated.
    The influence carries what is not known of both models.
    """
    n = len(change)
    x = np.column_stack([np.ones(n), covariates])
    d = treated.astype(np.float64)
    if (~treated).sum() <= x.shape[1] or treated.sum() <= 1:
        raise NotEnoughDataError(
            f"{treated.sum()} treated and {(~treated).sum()} untreated units are too few to adjust for"
            f" {x.shape[1] - 1} traits; adjust for fewer, or for none"
        )
    coefficients, covariance = fitted_logit(covariates, d, ridge=_BARELY)
    chance = np.minimum(1 / (1 + np.exp(-(x @ coefficients))), _SURE)
    gram = (x * (1 - d)[:, None]).T @ x / n
    if np.linalg.cond(gram) > _WORST:
        raise CollinearError("traits follow from each other among untreated units; adjust for fewer")
    bread = np.linalg.inv(gram)
    expected = x @ (bread @ (x.T @ ((1 - d) * change)) / n)
    rest = change - expected
    by_line = ((1 - d) * rest)[:, None] * x @ bread
    by_chance = (d - chance)[:, None] * x @ (covariance * n)
    odds = chance * (1 - d) / (1 - chance)
    ours, theirs = (d * rest).mean() / d.mean(), (odds * rest).mean() / odds.mean()
    own = (d * (rest - ours) - by_line @ (d[:, None] * x).mean(axis=0)) / d.mean()
    slope = (odds * (rest - theirs))[:, None] * x
    other = (
        odds * (rest - theirs) + by_chance @ slope.mean(axis=0) - by_line @ (odds[:, None] * x).mean(axis=0)
    ) / odds.mean()
    return float(ours - theirs), own - other
