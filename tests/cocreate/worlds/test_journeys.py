import numpy as np
import pandas as pd
import pytest

from cocreate.errors import OptionError
from cocreate.worlds import journey_log


@pytest.fixture(scope="module")
def world():
    return journey_log(20_000, rng=1)


def test_journeys_follow_the_chain(world):
    log = pd.DataFrame(dict(world.table.columns)).sort_values(["case", "when"])
    following = log.groupby("case")["activity"].shift(-1)
    for (source, target), true in world.transitions.items():
        here = log["activity"] == source
        assert (following[here] == target).mean() == pytest.approx(true, abs=0.02)
    first = log.groupby("case")["activity"].first().value_counts(normalize=True)
    assert first["discover"] == pytest.approx(world.start["discover"], abs=0.01)


def test_waits_have_their_means(world):
    log = pd.DataFrame(dict(world.table.columns)).sort_values(["case", "when"])
    waited = (log.groupby("case")["when"].shift(-1) - log["when"]).dt.total_seconds() / 3600
    means = waited.groupby(log["activity"]).mean()
    for stage, hours in world.mean_hours.items():
        assert means[stage] == pytest.approx(hours, rel=0.06)


def test_every_case_has_one_verdict_and_channel(world):
    log = pd.DataFrame(dict(world.table.columns))
    assert log.groupby("case")[["overall", "channel"]].nunique().max().tolist() == [1, 1]
    assert log["case"].nunique() == 20_000
    assert log["score"].between(0, 10).all()
    assert np.mean(log.groupby("case")["channel"].first() == "shop") == pytest.approx(0.4, abs=0.02)


def test_no_cases():
    with pytest.raises(OptionError, match="cases == 0"):
        journey_log(0)
