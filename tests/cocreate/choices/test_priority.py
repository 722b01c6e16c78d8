import numpy as np
import pandas as pd
import pytest

from cocreate.choices import opportunity, rice
from cocreate.errors import InputError, MissingColumnError, NoAnswersError, OptionError, OutsideScaleError


@pytest.mark.parametrize(
    ("importance", "satisfaction", "score"), [(9, 3, 15), (5, 5, 5), (4, 9, 4), (10, 0, 20)]
)
def test_scores_as_published(importance, satisfaction, score):
    """Ulwick (2002): importance + max(importance - satisfaction, 0)."""
    found = opportunity({"i": [importance], "s": [satisfaction]}, "i", satisfaction="s")
    assert found.value[0] == score
    assert np.isnan(found.low[0])
    assert "rest on one answer" in found.notes[0]


def test_the_greatest_first_and_how_sure():
    rng = np.random.default_rng(1)
    table = {
        "i1": rng.integers(7, 11, 80),
        "s1": rng.integers(0, 5, 80),
        "i2": rng.integers(3, 8, 80),
        "s2": rng.integers(5, 9, 80),
    }
    found = opportunity(table, ["i2", "i1"], satisfaction=["s2", "s1"], names=["speed", "price"])
    assert found.names == ("price", "speed")
    assert found.first_share.tolist() == [1, 0]
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()


def test_top_box_on_five_points():
    answers = {"i": [5, 4, 3, 1], "s": [1, 2, 4, 2]}
    found = opportunity(answers, "i", satisfaction="s", scale=(1, 5), of="top box")
    assert (found.importance[0], found.satisfaction[0], found.value[0]) == (5, 2.5, 7.5)


def test_truth_is_covered_at_the_stated_rate():
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(150):
        answers = pd.DataFrame({"i": rng.choice([6, 8, 10], 60), "s": rng.choice([2, 4, 6], 60)})
        found = opportunity(answers, "i", satisfaction="s")
        covered.append(found.low[0] <= 12 <= found.high[0])
    assert np.mean(covered) == pytest.approx(0.95, abs=0.04)


def test_any_form_of_table(as_form):
    table = {"i": [9, 8, 7, 9], "s": [3, 4, 2, 5], "name": list("abcd")}
    assert (
        opportunity(as_form(table), "i", satisfaction="s").to_dict()
        == opportunity(table, "i", satisfaction="s").to_dict()
    )
    found = rice(as_form(table), "name", reach="i", impact="s", sureness="s", effort="i")
    assert found.items == ("d", "b", "a", "c")


IDEAS = {
    "idea": ["search", "dark mode", "export"], "reach": [500, 2000, 150], "impact": [2, 0.5, 3],
    "sure": [80, 50, 100], "effort": [4, 2, 1],
}  # fmt: skip


def test_rice_by_hand():
    found = rice(IDEAS, "idea", reach="reach", impact="impact", sureness="sure", effort="effort")
    assert found.items == ("export", "dark mode", "search")
    assert found.value == pytest.approx([450, 250, 200])
    assert found.first_share.tolist() == [1, 0, 0]
    assert found.rank_from.tolist() == found.rank_to.tolist() == [1, 2, 3]


def test_ranges_become_ranks():
    table = {**IDEAS, "least": [100, 1000, 100], "most": [2500, 4000, 225]}
    found = rice(table, "idea", reach=("least", "most"), impact="impact", sureness="sure", effort="effort")
    assert found.value == pytest.approx([450, 250, 200])
    spread = np.log(2500 / 100) / 2 / 1.644854
    place = found.items.index("search")
    assert np.log(found.high[place] / found.value[place]) == pytest.approx(1.959964 * spread, rel=0.05)
    assert found.first_share.sum() == pytest.approx(1)
    assert 0 < found.first_share[place] < 0.5
    assert (found.rank_from[place], found.rank_to[place]) == (1, 3)


def test_wrong_input():
    with pytest.raises(OutsideScaleError, match="holds 11, outside 0 to 10"):
        opportunity({"i": [11], "s": [1]}, "i", satisfaction="s")
    with pytest.raises(OptionError, match="2 columns of importance, 1 of satisfaction"):
        opportunity({"i": [1], "s": [1]}, ["i", "s"], satisfaction="s")
    with pytest.raises(NoAnswersError, match="nobody answered both"):
        opportunity({"i": [1.0, None], "s": [None, 2.0]}, "i", satisfaction="s")
    with pytest.raises(OptionError, match="the lowest answer must come first"):
        opportunity({"i": [1], "s": [1]}, "i", satisfaction="s", scale=(5, 1))
    columns = {"reach": "reach", "impact": "impact", "sureness": "sure", "effort": "effort"}
    with pytest.raises(InputError, match="effort is missing or not above 0"):
        rice({**IDEAS, "effort": [0, 1, 2]}, "idea", **columns)
    with pytest.raises(InputError, match="holds an item twice"):
        rice({**IDEAS, "idea": ["a", "a", "b"]}, "idea", **columns)
    with pytest.raises(OutsideScaleError, match="sureness holds 120"):
        rice({**IDEAS, "sure": [120, 1, 2]}, "idea", **columns)
    with pytest.raises(InputError, match="low end above its high end"):
        rice(IDEAS, "idea", **{**columns, "reach": ("reach", "effort")})
    with pytest.raises(MissingColumnError, match="did you mean 'effort'"):
        rice(IDEAS, "idea", **{**columns, "effort": "efort"})
