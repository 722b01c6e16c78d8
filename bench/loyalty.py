"""Models of repeat purchases: ours beside `lifetimes`, on CDNOW's shape and on a million customers.

Run alone: `python bench/loyalty.py`. Customers are drawn once, seeded, at CDNOW's parameters, in whole days.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate import worlds
from cocreate.loyalty import RepeatSummary, bgnbd, pareto_nbd
from cocreate.loyalty.bgnbd import bgnbd_log_likelihood
from cocreate.loyalty.paretonbd import pareto_nbd_log_likelihood

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cocreate.loyalty.fitting import LogLikelihood as Likelihood

MANY, FEW = 1_000_000, 2357
CLOSE = 1e-3
"""How far the log-likelihoods may lie apart: both have to have found the same maximum."""
PATIENCE = 0.1
"""Seconds within which somebody who waits for a page does not notice."""


def histories(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Frequency, recency and age in weeks, cut to days as transactions are."""
    drawn = worlds.repeat_buyers(1, customers=customers, weeks=39).histories
    x, age = drawn["frequency"], np.ceil(drawn["age"] * 7) / 7
    last = np.where(x > 0, np.clip(np.ceil(drawn["recency"] * 7) / 7, 1 / 7, age), 0.0)
    return x, last, age


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    from lifetimes import BetaGeoFitter, ParetoNBDFitter

    small, large = RepeatSummary.of(*histories(FEW)), histories(MANY)
    few = (small.frequency, small.recency, small.age)
    ours, found = timed(lambda: bgnbd(RepeatSummary.of(*few)), times=5)
    yield at_most(
        "BG/NBD, 2,357 customers, beside what nobody notices", ours=ours, peer=PATIENCE, limit=1, unit="s"
    )
    theirs, peer = timed(lambda: BetaGeoFitter().fit(*few), times=3)
    what = "BG/NBD, 2,357 customers, beside lifetimes"
    check(what, found, peer, bgnbd_log_likelihood(small.cells))
    yield at_least(what, ours=ours, peer=theirs, limit=3, unit="s")
    ours, found = timed(lambda: pareto_nbd(RepeatSummary.of(*few)), times=3)
    theirs, peer = timed(lambda: ParetoNBDFitter().fit(*few), times=1)
    what = "Pareto/NBD, 2,357 customers, beside lifetimes"
    check(what, found, peer, pareto_nbd_log_likelihood(small.cells))
    yield at_least(what, ours=ours, peer=theirs, limit=3, unit="s")
    ours, found = timed(lambda: bgnbd(RepeatSummary.of(*large)), times=2)
    theirs, peer = timed(lambda: BetaGeoFitter().fit(*large), times=1)
    what = "BG/NBD, 1 M customers from histories, beside lifetimes"
    check(what, found, peer, bgnbd_log_likelihood(RepeatSummary.of(*large).cells))
    yield at_least(what, ours=ours, peer=theirs, limit=10, unit="s")


def timed(fit: Callable[[], Any], *, times: int) -> tuple[float, Any]:
    """Best time, and what was fitted."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = fit()
        best = min(best, time.perf_counter() - start)
    return best, found


def check(what: str, found: Any, peer: Any, likelihood: Likelihood) -> None:
    """Raise unless ours is as likely as the peer's, both by the same likelihood."""
    value = likelihood(np.log(found.values))[0]
    theirs = likelihood(np.log(peer.params_.to_numpy()))[0]
    print(f"{what}: log-likelihood {value:.4f}, lifetimes {theirs:.4f}", file=sys.stderr)
    if value < theirs - CLOSE:
        raise AssertionError(f"{what}: log-likelihood {value:.4f}, lifetimes has {theirs:.4f}")


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}", flush=True)
