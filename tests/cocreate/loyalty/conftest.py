"""CDNOW and other real data, where they are at hand."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cocreate.loyalty import RepeatSummary

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "loyalty"


def at_hand(name):
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return path


@pytest.fixture(scope="session")
def real():
    return at_hand


@pytest.fixture(scope="session")
def cdnow():
    """The transactions of the sample of 2,357 customers, 1997-01-01 to 1998-06-30."""
    with gzip.open(at_hand("cdnow_sample.txt.gz")) as lines:
        table = pd.read_csv(lines, sep=r"\s+", header=None, names=["id", "customer", "day", "cds", "amount"])
    return table.assign(day=pd.to_datetime(table["day"].astype(str), format="%Y%m%d"))


@pytest.fixture(scope="session")
def buyers():
    """Histories with money, small enough to be written down: a fixed draw from no model in particular."""
    rng = np.random.default_rng(5)
    often = rng.negative_binomial(0.7, 0.3, 400)
    age = rng.integers(180, 280, 400) / 7
    last = np.where(often > 0, age * rng.beta(1 + often, 2), 0.0)
    spend = np.where(often > 0, rng.gamma(3, 10, 400), np.nan)
    return RepeatSummary.of(often, last, age, spend=spend)
