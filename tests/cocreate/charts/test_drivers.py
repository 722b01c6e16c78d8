import json

import numpy as np
import pytest

from cocreate.charts import DARK, importance_option, priority_option
from cocreate.drivers import importance, priority_matrix
from cocreate.worlds import driver_survey

WORLD = driver_survey(300, rng=1)
TABLE = dict(WORLD.table.columns)


@pytest.fixture(scope="module")
def found():
    return importance(TABLE, "overall", drivers=WORLD.drivers, draws=200)


def test_bars_have_whiskers_and_ranks(found):
    option = importance_option(found, title="What matters")
    assert json.loads(json.dumps(option)) == option
    bars, whiskers, dots, notes = option["series"]
    assert bars["data"][:2] == [[0, 0], [100 * found[0].share, 0]]
    assert whiskers["data"][:2] == [[100 * found[0].share_low, 0], [100 * found[0].share_high, 0]]
    assert len(whiskers["data"]) == 3 * len(found)
    assert option["yAxis"]["data"] == [driver.name for driver in found]
    assert dots["name"] == "What matters"
    last = found[len(found) - 1]
    assert notes["data"][-1]["label"]["formatter"] == f"{last.rank_from}–{last.rank_to}"


def test_without_intervals_there_are_no_whiskers():
    bare = importance(TABLE, "overall", drivers=WORLD.drivers, intervals=None)
    option = importance_option(bare)
    assert option["series"][1]["data"] == []
    assert "NaN" not in json.dumps(option)


def test_the_matrix_has_lines_corners_and_whiskers_both_ways(found):
    matrix = priority_matrix(found, TABLE, scale=(0, 20))
    option = priority_option(matrix, palette=DARK)
    assert json.loads(json.dumps(option)) == option
    lines, whiskers, corners, points = option["series"]
    assert lines["data"][0][0] == matrix.performance_line
    assert lines["data"][-1][1] == pytest.approx(100 * matrix.importance_line)
    assert len(whiskers["data"]) == 6 * len(matrix)
    assert [corner["label"]["formatter"] for corner in corners["data"]] == [
        "concentrate here",
        "keep up the good work",
        "low priority",
        "possible overkill",
    ]
    hollow = [point["itemStyle"]["color"] == DARK.paper for point in points["data"]]
    assert hollow == [not place.decided for place in matrix]
    highest = max(100 * place.importance_high for place in matrix)
    assert option["yAxis"]["max"] >= highest
    assert np.isfinite(option["yAxis"]["max"])
