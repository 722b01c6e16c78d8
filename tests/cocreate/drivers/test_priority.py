import numpy as np
import pandas as pd
import pytest

from cocreate import mean_score
from cocreate.drivers import importance, priority_matrix
from cocreate.errors import InputError, MissingColumnError, NotATableError, OptionError, ScaleError

SCALE = (1.0, 5.0)


@pytest.fixture(scope="module")
def table():
    """Speed matters and is poor, staff matters and is good; the others matter little."""
    rng = np.random.default_rng(2)
    high = np.clip(np.rint(rng.normal(4.4, 0.7, (900, 2))), 1, 5)
    low = np.clip(np.rint(rng.normal(2.2, 0.9, (900, 2))), 1, 5)
    columns = {"staff": high[:, 0], "parking": high[:, 1], "speed": low[:, 0], "music": low[:, 1]}
    overall = columns["staff"] + columns["speed"] + rng.normal(0, 0.5, 900)
    return pd.DataFrame(columns | {"overall": overall})


@pytest.fixture(scope="module")
def found(table):
    return importance(table, "overall", drivers=["staff", "parking", "speed", "music"], draws=300)


def test_quadrants(table, found):
    matrix = priority_matrix(found, table, scale=SCALE)
    assert {place.driver: place.quadrant for place in matrix} == {
        "staff": "keep up the good work",
        "speed": "concentrate here",
        "parking": "possible overkill",
        "music": "low priority",
    }
    assert all(place.decided for place in matrix)
    assert matrix.importance_line == 0.25
    assert matrix.performance_line == pytest.approx(np.mean([place.performance for place in matrix]))
    assert repr(matrix) == "PriorityMatrix('overall', drivers=4, concentrate here: ['speed'])"


def test_performance_is_the_rescaled_mean_with_its_t_interval(table, found):
    place = priority_matrix(found, table, scale=SCALE).find("speed")
    mean = mean_score(table, "speed", scale=SCALE)
    assert place.performance == pytest.approx(25 * (mean.value - 1))
    assert (place.performance_low, place.performance_high) == pytest.approx(
        (25 * (mean.low - 1), 25 * (mean.high - 1))
    )
    assert place.n == 900


def test_estimates_in_place_of_the_table(table, found):
    means = {name: mean_score(table, name, scale=SCALE) for name in ("staff", "parking", "speed", "music")}
    assert priority_matrix(found, means) == priority_matrix(found, table, scale=SCALE)
    del means["music"]
    with pytest.raises(MissingColumnError, match="'music'"):
        priority_matrix(found, means)


def test_a_scale_turned_round(table, found):
    turned = table.assign(speed=6 - table["speed"])
    scales = dict.fromkeys(("staff", "parking", "music"), SCALE) | {"speed": (5, 1)}
    place = priority_matrix(found, turned, scale=scales).find("speed")
    plain = priority_matrix(found, table, scale=SCALE).find("speed")
    assert place.performance == pytest.approx(plain.performance)
    assert place.performance_low == pytest.approx(plain.performance_low)


def test_what_crosses_a_line_is_undecided(table, found):
    at = priority_matrix(found, table, scale=SCALE).find("speed").performance
    matrix = priority_matrix(found, table, scale=SCALE, performance_line=at + 0.1)
    assert not matrix.find("speed").decided
    assert matrix.find("staff").decided


def test_few_answers_decide_nothing(table):
    few = table[:15]
    found = importance(few, "overall", drivers=["staff", "parking", "speed", "music"], draws=200)
    matrix = priority_matrix(found, few, scale=SCALE)
    assert not all(place.decided for place in matrix)
    assert matrix.notes == found.notes


def test_as_a_table(table, found):
    frame = priority_matrix(found, table, scale=SCALE).to_frame()
    assert len(frame) == 4
    assert {"driver", "quadrant", "decided", "performance_low"} <= set(frame.columns)


def test_wrong_input(table, found):
    with pytest.raises(ScaleError, match=r"scale of '.*' is not known"):
        priority_matrix(found, table)
    with pytest.raises(ScaleError, match="must be >"):
        priority_matrix(found, table, scale=(3, 3))
    with pytest.raises(MissingColumnError, match="scale"):
        priority_matrix(found, table, scale={"staff": SCALE})
    with pytest.raises(OptionError, match="importance_line == 2"):
        priority_matrix(found, table, scale=SCALE, importance_line=2)
    with pytest.raises(NotATableError, match="one Estimate"):
        priority_matrix(found, mean_score(table, "staff"))
    with pytest.raises(InputError, match="an Importance is wanted"):
        priority_matrix({"staff": 1}, table)
    grouped = importance(
        table.assign(g=np.arange(900) % 2), "overall", drivers=["staff", "speed"], by="g", intervals=None
    )
    with pytest.raises(InputError, match="take one of them"):
        priority_matrix(grouped, table, scale=SCALE)
    with pytest.raises(InputError, match="speaks of one group"):
        priority_matrix(grouped[0], table, scale=SCALE)
