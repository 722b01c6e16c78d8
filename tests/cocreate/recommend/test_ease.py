import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate import worlds
from cocreate.errors import InputError, MissingColumnError, OptionError
from cocreate.recommend import ease, pair_counts, recommend


@pytest.fixture(scope="module")
def world():
    return worlds.shoppers(400, items=40, seed=1)


@pytest.fixture(scope="module")
def model(world):
    return ease(world.table, user="user", item="item", l2=20.0)


def test_each_column_is_the_ridge_regression_of_an_item_on_the_others(world, model):
    """What Steck's closed form is, column by column: least squares without the item itself."""
    together = pair_counts(world.table, user="user", item="item").together
    for item in (0, 7, 39):
        others = np.delete(np.arange(40), item)
        weights = np.linalg.solve(together[np.ix_(others, others)] + 20 * np.eye(39), together[others, item])
        assert model.weights[others, item] == pytest.approx(weights)
    assert (np.diag(model.weights) == 0).all()


def test_the_closed_form(world, model):
    together = pair_counts(world.table, user="user", item="item").together
    inverse = np.linalg.inv(together + 20 * np.eye(40))
    closed = -inverse / np.diag(inverse)
    np.fill_diagonal(closed, 0)
    assert model.weights == pytest.approx(closed)


def test_counts_and_tables_give_the_same(world, model):
    counts = pair_counts(world.table, user="user", item="item")
    assert ease(counts, l2=20.0).weights == pytest.approx(model.weights)


def test_true_tastes_are_recommended(world, model):
    """Given two items of a taste, most of what is recommended is of that taste."""
    right = []
    for taste in range(4):
        history = [f"item {taste + 4 * at:03d}" for at in (1, 2)]
        right += [int(found.item[-3:]) % 4 == taste for found in recommend(model, history, k=5).items]
    assert np.mean(right) > 0.8


def test_reasons_add_up_to_the_score(model):
    history = ["item 001", "item 005", "item 010"]
    found = recommend(model, history, k=5, reasons=3)
    for item in found.items:
        column = model.items.index(item.item)
        parts = [model.weights[model.items.index(label), column] for label in history]
        assert item.score == pytest.approx(sum(parts))
        assert [reason.contribution for reason in item.because] == pytest.approx(
            sorted((p for p in parts if p > 0), reverse=True)
        )
        assert sum(reason.share for reason in item.because) == pytest.approx(1)
    assert found[0].sentence().startswith(f"{found[0].item}: because they have item 0")


@settings(max_examples=30)
@given(st.lists(st.integers(0, 39), max_size=6), st.integers(1, 50), st.sets(st.integers(0, 39), max_size=20))
def test_filters_hold(model, history, k, excluded):
    told, out = ([f"item {at:03d}" for at in places] for places in (history, excluded))
    found = recommend(model, told, k=k, exclude=out)
    listed = [each.item for each in found.items]
    assert not set(listed) & (set(told) | set(out))
    assert len(listed) == len(set(listed)) == min(k, 40 - len(set(history) | excluded))
    scores = [each.score for each in found.items]
    assert scores == sorted(scores, reverse=True) or not told


def test_allowed_again_and_weights(model):
    some = ["item 003", "item 007"]
    assert {each.item for each in recommend(model, ["item 011"], allowed=some).items} == set(some)
    assert recommend(model, ["item 003"], allowed=some, again=True, k=2)[0].item
    light, heavy = (recommend(model, {"item 001": w}, k=1)[0].score for w in (1.0, 3.0))
    assert heavy == pytest.approx(3 * light)


def test_nobody_known_gets_what_most_have(world, model):
    found = recommend(model, ["nothing known"], k=3)
    most = [model.items[at] for at in np.argsort(-model.count, kind="stable")[:3]]
    assert [each.item for each in found.items] == most
    assert found.unknown == ("nothing known",)
    assert "nothing of the history is known" in found.notes[0]
    assert "of all have it" in found[0].sentence()


def test_any_form_of_table(as_form):
    table = worlds.shoppers(40, items=8, purchases=3, seed=2).table
    found, peer = (ease(each, user="user", item="item", l2=5.0) for each in (as_form(table), table))
    assert found.weights == pytest.approx(peer.weights)


def test_wrong_input(world, model):
    with pytest.raises(OptionError, match="l2 == 0"):
        ease(world.table, user="user", item="item", l2=0)
    with pytest.raises(InputError, match="name the columns"):
        ease(world.table, user="user")
    with pytest.raises(InputError, match="counted already"):
        ease(pair_counts(world.table, user="user", item="item"), user="user")
    with pytest.raises(OptionError, match="k == 0"):
        recommend(model, [], k=0)
    with pytest.raises(MissingColumnError, match="did you mean 'item 001'"):
        recommend(model, [], allowed=["item 0001"])
    with pytest.raises(InputError, match="no finite number"):
        recommend(model, {"item 001": float("nan")})
