import json

import pytest

from cocreate.charts import emotion_option, funnel_option, paths_option
from cocreate.journeys import funnel, paths, stage_scores
from cocreate.worlds import journey_log

WORLD = journey_log(300, rng=1)
LOG = dict(WORLD.table.columns)
NAMED = {"case": "case", "activity": "activity", "when": "when"}


def test_paths_are_a_graph_whose_arrows_tell_their_share():
    found = paths(LOG, **NAMED)
    option = paths_option(found, most=4)
    assert json.loads(json.dumps(option)) == option
    (graph,) = option["series"]
    first = found.steps()[0]
    assert len(graph["links"]) == 4
    link = graph["links"][0]
    assert (link["source"], link["target"], link["value"]) == (first.source, first.target, first.count)
    assert link["label"]["formatter"].startswith(f"{first.share:.0%} ({first.low:.0%}–{first.high:.0%}), ")
    assert link["label"]["formatter"].endswith(" h")
    assert {node["name"] for node in graph["data"]} <= set(found.activities)
    assert all(12 <= node["symbolSize"] <= 40 for node in graph["data"])


def test_one_activity_alone_is_drawn():
    table = {"case": [1], "activity": ["visit"], "when": LOG["when"][:1]}
    (graph,) = paths_option(paths(table, **NAMED))["series"]
    assert (len(graph["data"]), graph["links"]) == (1, [])


def test_a_funnel_has_a_whisker_a_step():
    found = funnel(LOG, **NAMED, steps=["discover", "compare", "order"], by="channel")
    option = funnel_option(found)
    assert json.loads(json.dumps(option)) == option
    assert option["yAxis"]["data"][:2] == ["shop · discover", "shop · compare"]
    bars, whiskers, _, notes = option["series"]
    assert len(bars["data"]) == len(whiskers["data"]) == 3 * 6
    assert bars["data"][4][0] == pytest.approx(100 * found[1].overall)
    assert notes["data"][1]["label"]["formatter"] == f"{found[1].cases}"


def test_the_curve_of_feelings_lies_in_its_band():
    found = stage_scores(LOG, stage="activity", score="score", stages=WORLD.stages)
    option = emotion_option(found, title="How it feels")
    assert json.loads(json.dumps(option)) == option
    low, width, line = option["series"][:3]
    assert option["xAxis"]["data"] == list(WORLD.stages)
    assert low["data"] == pytest.approx([each.low for each in found])
    assert width["data"] == pytest.approx([each.high - each.low for each in found])
    assert line["data"] == pytest.approx([each.value for each in found])


def test_hidden_stages_leave_a_gap():
    found = stage_scores(LOG, stage="activity", score="score", stages=WORLD.stages, min_n=10**6)
    assert set(emotion_option(found)["series"][2]["data"]) == {"-"}
