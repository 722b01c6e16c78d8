import json

import pytest

from cocreate.charts import landscape_option, statement_option, strengths_option
from cocreate.opinions import bradley_terry, group_views, opinion_groups
from cocreate.worlds import contests, conversation


@pytest.fixture(scope="module")
def world():
    return conversation(people=90, statements=24, groups=3, seed=2)


def test_everybody_is_on_the_plane(world):
    found = opinion_groups(world.votes)
    option = json.loads(json.dumps(landscape_option(found)))
    scattered = [series for series in option["series"] if series["symbolSize"]]
    assert sum(len(series["data"]) for series in scattered) == 90
    labels = [series["label"]["formatter"] for series in option["series"] if "label" in series]
    assert labels == [f"{group} (n = {size})" for group, size in enumerate(found.size)]


def test_a_statement_has_a_bar_a_group_with_its_whisker(world):
    views = group_views(world.votes, opinion_groups(world.votes))
    option = json.loads(json.dumps(statement_option(views, "3")))
    assert option["yAxis"]["data"] == ["0", "1", "2"]
    whiskers = option["series"][1]["data"]
    assert len(whiskers) == 9
    assert whiskers[0][0] < option["series"][2]["data"][0][0] < whiskers[1][0]


def test_strengths_stand_in_their_order_with_whiskers():
    found = bradley_terry(contests(items=5, comparisons=200).table, winner="winner", loser="loser")
    option = json.loads(json.dumps(strengths_option(found)))
    values = [point[0] for point in option["series"][1]["data"]]
    assert values == sorted(values, reverse=True)
    assert len(option["series"][0]["data"]) == 15
