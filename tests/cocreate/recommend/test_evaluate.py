import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cocreate import worlds
from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.recommend import evaluate

TA_FENG = Path(__file__).parents[3].parent / "shared" / "data" / "loyalty" / "ta_feng.csv.zip"


def judged(table, **options):
    return evaluate(table, user="user", item="item", **options)


def test_known_tastes_are_used():
    table = worlds.shoppers(600, seed=1).table
    found = judged(table, k=[5, 10], l2=200.0)
    ease, knn, popular = (found.find(name, "ndcg@10") for name in ("ease", "item-knn", "popularity"))
    assert ease[1] > popular[2]
    assert ease[0] > 0.9 * knn[0]
    rows = {(r["method"], r["measure"]): r for r in found.to_dict()}
    assert rows["ease", "recall@5"]["gain_low"] > 0
    assert rows["popularity", "recall@5"]["gain"] == 0
    assert rows["ease", "coverage@10"]["value"] > rows["popularity", "coverage@10"]["value"]


def test_by_hand():
    """Four people have a and b, two of them c; what each bought last is held out."""
    rows = [
        (1, "a", 1),
        (1, "b", 2),
        (2, "a", 1),
        (2, "b", 2),
        (3, "b", 1),
        (3, "c", 2),
        (4, "b", 1),
        (4, "a", 2),
    ]
    table = pd.DataFrame(rows, columns=["user", "item", "when"])
    found = judged(table, when="when", k=[1, 2])
    # learnt from: a 2, b 2; popularity lists b for 1 and 2 (hits), a for 3 (miss) and 4 (hit)
    assert found.find("popularity", "recall@1")[0] == 3 / 4
    assert found.find("popularity", "recall@2")[0] == 1
    assert found.find("popularity", "ndcg@2")[0] == pytest.approx((3 + 1 / np.log2(3)) / 4)
    assert found.find("popularity", "coverage@1")[0] == pytest.approx(2 / 3)
    assert found.split == "the last 20% of each person's items held out"


def test_intervals_hold_the_truth_at_the_stated_rate():
    """The truth of a fixed list (the most popular) is its mean over very many people."""
    whole = worlds.shoppers(20_000, items=30, seed=5).table
    truth = judged(pd.DataFrame(whole), k=[5]).find("popularity", "recall@5")[0]
    covered = []
    for seed in range(40):
        _, low, high = judged(
            pd.DataFrame(worlds.shoppers(300, items=30, seed=100 + seed).table), k=[5], rng=seed
        ).find("popularity", "recall@5")
        covered.append(low <= truth <= high)
    assert np.mean(covered) >= 0.85


def test_several_l2_are_judged_alike():
    found = judged(worlds.shoppers(300, seed=2).table, l2=[1.0, 20.0, 1e6], k=[10])
    assert {name for name in found.method if name.startswith("ease")} == {
        "ease, l2=1",
        "ease, l2=20",
        "ease, l2=1e+06",
    }
    best = max((found.find(f"ease, l2={each:g}", "ndcg@10")[0], each) for each in (1.0, 20.0, 1e6))
    assert found.best_l2 == best[1]


def test_seeds_repeat_and_order_does_not_matter():
    table = pd.DataFrame(worlds.shoppers(150, seed=3).table)
    one, other = judged(table, rng=1), judged(table.sample(frac=1, random_state=2), rng=1)
    assert one.to_dict() == other.to_dict()


def test_any_form_of_table(as_form):
    bought = worlds.shoppers(60, items=15, seed=4).table
    table = {name: bought[name].tolist() for name in ("user", "item")}
    table["when"] = list(range(len(table["user"])))
    assert judged(as_form(table), when="when", k=[3]).to_dict() == judged(table, when="when", k=[3]).to_dict()


@pytest.mark.skipif(not TA_FENG.exists(), reason=f"{TA_FENG} is not at hand")
def test_groceries():
    """Ta-Feng, every fourth customer: EASE foresees better than item-kNN, and that than popularity."""
    with zipfile.ZipFile(TA_FENG) as archive, archive.open(archive.namelist()[0]) as file:
        sales = pd.read_csv(file, usecols=[0, 1, 5], encoding="utf-8-sig")
    sales.columns = ["when", "user", "item"]
    sales["when"] = pd.to_datetime(sales["when"], format="%m/%d/%Y")
    found = judged(sales[sales.user % 4 == 0], when="when", k=[10], l2=50.0, most_items=400)
    ease, knn, popular = (found.find(name, "ndcg@10") for name in ("ease", "item-knn", "popularity"))
    assert ease[0] > knn[0] > popular[0]
    assert ease[1] > popular[2]


def test_wrong_input():
    table = {"user": [1, 1, 2], "item": ["a", "b", "a"]}
    with pytest.raises(NotEnoughDataError, match="1 people have two items"):
        judged(table)
    with pytest.raises(OptionError, match="holdout == 1"):
        judged(table, holdout=1)
    with pytest.raises(OptionError, match=r"k == \[0\]"):
        judged(table, k=[0])
    with pytest.raises(OptionError, match="l2 == -1"):
        judged(table, l2=-1)
    found = judged(worlds.shoppers(50, seed=1).table)
    with pytest.raises(OptionError, match="no 'mrr' of 'ease'"):
        found.find("ease", "mrr")
