import json

import pytest

from cocreate.charts import DARK, LIGHT, theme_scores_option, themes_option
from cocreate.text import themes

TEXTS = ["the coffee was hot", "cold coffee", "slow queue at the till", "a long queue"] * 10
SCORES = [5, 2, 1, 1] * 10
QUERIES = {"Coffee": "coffee", "Queue": "queue", "Unicorn": "unicorn"}


@pytest.fixture(scope="module")
def found():
    return themes(TEXTS, score=SCORES, queries=QUERIES, most=0)


def test_bars_have_whiskers(found):
    option = themes_option(found, title="Themes", palette=DARK)
    assert json.loads(json.dumps(option)) == option
    assert option["yAxis"]["data"] == ["Coffee", "Queue", "Unicorn"]
    bars, whiskers, dots, notes = option["series"]
    coffee = found.find("Coffee")
    assert bars["data"][:2] == [[0, 0], [50.0, 0]]
    assert whiskers["data"][:2] == [[100 * coffee.share.low, 0], [100 * coffee.share.high, 0]]
    assert dots["name"] == "Themes"
    assert [note["label"]["formatter"] for note in notes["data"]] == ["20", "20", "0"]


def test_scores_are_coloured_by_their_verdict(found):
    option = theme_scores_option(found, title="Scores")
    assert json.loads(json.dumps(option)) == option
    assert option["yAxis"]["data"] == ["Coffee", "Queue"]
    assert LIGHT.better in json.dumps(option)
    assert LIGHT.worse in json.dumps(option)
