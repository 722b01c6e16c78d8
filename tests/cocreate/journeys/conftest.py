from pathlib import Path

import pandas as pd
import pytest

from cocreate.worlds import journey_log

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "journeys"


@pytest.fixture(params=["helpdesk", "bpi_2012_w"])
def real_log(request):
    path = REAL / f"{request.param}.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    log = pd.read_csv(path, parse_dates=["CompleteTimestamp"])
    return log.rename(columns={"CaseID": "case", "ActivityID": "activity", "CompleteTimestamp": "when"})


@pytest.fixture(scope="session")
def world():
    return journey_log(3000, rng=4)


@pytest.fixture(scope="session")
def log(world):
    return pd.DataFrame(dict(world.table.columns))


NAMED = {"case": "case", "activity": "activity", "when": "when"}


@pytest.fixture
def named():
    """What the columns of the logs here are called."""
    return dict(NAMED)
