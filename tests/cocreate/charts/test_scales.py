import json

from cocreate.charts import adjusted_option, loadings_option
from cocreate.scales import adjusted_means, cfa
from cocreate.worlds import questionnaire


def test_a_bar_an_item_with_its_factor():
    world = questionnaire(people=300, seed=1)
    option = json.loads(json.dumps(loadings_option(cfa(world.table, world.factors))))
    assert option["yAxis"]["data"] == [item for own in world.factors.values() for item in own]
    assert len(option["series"][1]["data"]) == 24


def test_both_figures_stand_beside_each_other():
    world = questionnaire(people=600, groups=2, steps=7, style=0.5, seed=1)
    found = adjusted_means(world.table, "a1", items=world.heterogeneous, scale=(1, 7), by="market")
    option = json.loads(json.dumps(adjusted_option(found)))
    _, raw, adjusted = option["series"]
    assert [point[0] for point in raw["data"]] == found.raw.tolist()
    assert [point[0] for point in adjusted["data"]] == found.adjusted.tolist()
    assert option["yAxis"][1]["data"] == ["market 0", "market 1"]
