import json

import pytest

from cocreate import worlds
from cocreate.charts import DARK, kano_option, utilities_option
from cocreate.choices import best_worst, conjoint, kano


def test_the_map_has_a_point_and_two_whiskers_a_feature():
    world = worlds.kano_survey(100, seed=1)
    found = kano(world.table, world.functional, dysfunctional=world.dysfunctional)
    option = kano_option(found, title="What delights")
    assert json.loads(json.dumps(option)) == option
    lines, whiskers, corners, points = option["series"]
    assert len(whiskers["data"]) == 6 * len(found)
    assert points["data"][0]["value"] == [-100 * found[0].worse, 100 * found[0].better]
    assert points["name"] == "What delights"
    assert {corner["label"]["formatter"] for corner in corners["data"]} == {
        "attractive",
        "one-dimensional",
        "indifferent",
        "must-be",
    }
    assert lines["data"][0] == [50, 0]
    hollow = [feature.feature for feature in found if not feature.decided]
    assert [
        p["name"] for p in points["data"] if p["itemStyle"]["color"] != p["itemStyle"]["borderColor"]
    ] == hollow


def test_features_that_only_reverse_are_not_drawn():
    option = kano_option(kano({"f": [5], "d": [1]}, "f", dysfunctional="d"), palette=DARK)
    assert option["series"][3]["data"] == []
    assert "NaN" not in json.dumps(option)


@pytest.mark.parametrize("kind", ["items", "levels"])
def test_utilities_have_whiskers(kind):
    if kind == "items":
        world = worlds.best_worst_survey(30, items=5, size=3, questions=4, seed=1)
        found = best_worst(world.table, "best", worst="worst", shown=world.shown)
        first = [found.utility[0], 0]
    else:
        rated = worlds.rating_survey(20, seed=1)
        found = conjoint(rated.table, "rating", attributes=list(rated.part_worths))
        first = [found.value[0], 0]
    option = utilities_option(found)
    assert json.loads(json.dumps(option)) == option
    _, whiskers, dots = option["series"]
    assert len(whiskers["data"]) == 3 * len(found)
    assert dots["data"][0] == first


def test_unknown_intervals_are_not_drawn():
    option = utilities_option(conjoint({"a": [1, 2], "r": [1, 2]}, "r", attributes=["a"]))
    assert option["series"][1]["data"] == []
    assert "NaN" not in json.dumps(option)
