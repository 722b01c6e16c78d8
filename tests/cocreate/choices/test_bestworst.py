import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from cocreate import worlds
from cocreate.choices import best_worst, best_worst_design, individual_scores
from cocreate.errors import InputError, MissingColumnError, NoAnswersError, NotEnoughDataError, OptionError


def asked(world, table=None, **options):
    return best_worst(
        world.table if table is None else table, "best", worst="worst", shown=world.shown, **options
    )


def by_name(found, numbers=None):
    return dict(
        sorted(zip(found.items, (found.utility if numbers is None else numbers).tolist(), strict=True))
    )


def brute_force(world):
    """The max-diff likelihood pair by pair, climbed by somebody else."""
    frame = pd.DataFrame(world.table)
    items = sorted(set(frame[list(world.shown)].to_numpy().ravel()))
    place = {item: at for at, item in enumerate(items)}
    rows = [
        ([place[i] for i in row[:-2]], place[row[-2]], place[row[-1]])
        for row in frame[[*world.shown, "best", "worst"]].itertuples(index=False)
    ]

    def cost(at):
        at = np.append(at, -at.sum())
        return -sum(
            at[b] - at[w] - np.log(sum(np.exp(at[i] - at[j]) for i in shown for j in shown if i != j))
            for shown, b, w in rows
        )

    found = minimize(cost, np.zeros(len(items) - 1), method="BFGS")
    return dict(zip(items, np.append(found.x, -found.x.sum()), strict=True)), -found.fun


def test_the_top_is_the_top():
    world = worlds.best_worst_survey(20, items=5, size=3, questions=4, seed=1)
    found, (peer, fit) = asked(world), brute_force(world)
    assert by_name(found) == pytest.approx(peer, abs=1e-4)
    assert found.log_likelihood == pytest.approx(fit, abs=1e-6)
    assert found.null_log_likelihood == pytest.approx(-80 * np.log(6))
    assert found.utility.sum() == pytest.approx(0)
    assert found.share.sum() == pytest.approx(1)


def test_counts_by_hand():
    rows = [("a", "c"), ("a", "b"), ("b", "c"), ("c", "a")]
    table = [{"x": "a", "y": "b", "z": "c", "best": best, "worst": worst} for best, worst in rows]
    found = best_worst(table, "best", worst="worst", shown=["x", "y", "z"])
    assert dict(zip(found.items, found.score, strict=True)) == {"a": 0.25, "b": 0.0, "c": -0.25}
    assert found.best.tolist() == [2, 1, 1]
    assert found.shown.tolist() == [4, 4, 4]


def test_truth_is_covered_at_the_stated_rate():
    utilities, scores = [], []
    even = asked(worlds.best_worst_survey(3000, items=6, questions=5, spread=0.0, seed=99))
    for seed in range(60):
        world = worlds.best_worst_survey(60, items=6, questions=5, spread=0.0, seed=seed)
        found = asked(world, pd.DataFrame(world.table), person="person")
        truth = dict(zip(sorted(found.items), world.utility, strict=True))
        true = np.array([truth[item] for item in found.items])
        utilities.append((found.low <= true) & (true <= found.high))
        mean = by_name(even, even.score)
        scores += [
            low <= mean[item] <= high
            for item, low, high in zip(found.items, found.score_low, found.score_high, strict=True)
        ]
    assert np.mean(utilities) == pytest.approx(0.95, abs=0.03)
    assert np.mean(scores) == pytest.approx(0.95, abs=0.035)


def test_people_are_known_better_than_by_their_own_counts():
    world = worlds.best_worst_survey(120, items=8, questions=8, spread=0.8, seed=1)
    found = asked(world, person="person")
    own = individual_scores(found)
    order = [sorted(found.items).index(item) for item in own.items]
    truth = world.of_person[:, order]
    counts = np.nan_to_num(own.counts)
    scaled = counts * (truth * counts).sum() / (counts**2).sum()
    error, by_counts, by_mean = (((guess - truth) ** 2).mean() for guess in (own.value, scaled, own.mean))
    assert error < by_counts
    assert error < by_mean
    assert own.spread == pytest.approx(0.8, abs=0.15)
    covered = np.abs(own.value - truth) <= 1.96 * own.std_error
    assert covered.mean() == pytest.approx(0.95, abs=0.04)
    assert own.value.sum(axis=1) == pytest.approx(0, abs=1e-9)
    assert len(own.to_dict()) == 120 * 8


def test_real_answers_by_design(real_choice):
    """Fruit: seven sets of four of seven items; the design of the data is not told, so any stands in."""
    fruit = real_choice("bws_fruit.csv")
    design = best_worst_design(["apple", "banana", "cherry", "fig", "grape", "kiwi", "lemon"], size=4, sets=7)
    found = best_worst(
        fruit, [f"B{at}" for at in range(1, 8)], worst=[f"W{at}" for at in range(1, 8)], design=design, person="ID"
    )  # fmt: skip
    assert found.persons == len(fruit)
    assert found.n == 7 * len(fruit)
    assert (found.shown == 4 * len(fruit)).all()
    first, name = design.versions[0][0], "B1"
    assert sum(found.best) == 7 * len(fruit)
    one = best_worst(fruit, [name], worst=["W1"], design=[first], person="ID")
    assert dict(zip(one.items, one.best, strict=True)) == {
        item: (fruit[name] == at + 1).sum() for at, item in enumerate(first)
    }


def test_labels_and_places_are_the_same():
    design = [["a", "b", "c"], ["b", "c", "d"]]
    by_place = {"b1": [1, 2, 3], "w1": [3, 1, 2], "b2": [2, 3, 1], "w2": [1, 1, 3]}
    by_label = {
        name: [design[int(name[1]) - 1][at - 1] for at in places] for name, places in by_place.items()
    }
    options = {"worst": ["w1", "w2"], "design": design}
    found, other = (best_worst(table, ["b1", "b2"], **options) for table in (by_place, by_label))
    assert found.to_dict() == other.to_dict()
    assert found.persons == 3


def test_any_form_of_table(as_form):
    world = worlds.best_worst_survey(30, items=5, size=3, questions=4, seed=2)
    found = asked(world, as_form(world.table), person="person")
    assert by_name(found) == pytest.approx(by_name(asked(world, person="person")), abs=1e-9)


@settings(max_examples=8)
@given(st.permutations(range(80)), st.integers(2, 4))
def test_order_does_not_matter_and_weights_are_repetition(order, times):
    world = worlds.best_worst_survey(20, items=5, size=3, questions=4, seed=3)
    mixed = pd.DataFrame(world.table).iloc[order]
    found = asked(world)
    assert by_name(asked(world, mixed)) == pytest.approx(by_name(found), abs=1e-8)
    heavy = asked(world, mixed.assign(w=times), weight="w")
    assert heavy.n == times * found.n
    assert heavy.std_error == pytest.approx(found.std_error / np.sqrt(times), rel=1e-6)


def test_items_that_always_win_are_lent_a_prior():
    rows = [{"x": "a", "y": "b", "z": "c", "best": "a", "worst": w} for w in ("b", "c", "b")]
    found = best_worst(rows, "best", worst="worst", shown=["x", "y", "z"])
    assert "a normal prior was lent, since 'a' always won" in found.notes[0]
    assert found.items[0] == "a"
    assert np.isfinite(found.std_error).all()


def test_sets_of_different_sizes_and_unanswered_questions():
    rows = [
        {"x": "a", "y": "b", "z": "c", "best": "a", "worst": "c"},
        {"x": "b", "y": "c", "z": None, "best": "c", "worst": "b"},
        {"x": "a", "y": "c", "z": "b", "best": "b", "worst": "a"},
        {"x": "a", "y": "c", "z": "b", "best": "b", "worst": None},
    ]
    found = best_worst(rows, "best", worst="worst", shown=["x", "y", "z"])
    assert found.n == 3
    assert found.notes[0] == "1 questions without a best or a worst were left out"
    assert found.null_log_likelihood == pytest.approx(-2 * np.log(6) - np.log(2))


def test_numbers_that_are_items_are_no_places():
    design = [[10, 20, 30]]
    assert best_worst({"b": [10, 20], "w": [30, 10]}, ["b"], worst=["w"], design=design).items[0] in {10, 20}
    with pytest.raises(MissingColumnError, match="no item for 'b' 1"):
        best_worst({"b": [1], "w": [30]}, ["b"], worst=["w"], design=design)


def test_wrong_input():
    row = {"x": "a", "y": "b", "z": "c", "best": "a", "worst": "c", "p": 1}
    shown = ["x", "y", "z"]

    def with_row(**more):
        return best_worst([{**row, **more}], "best", worst="worst", shown=shown)

    with pytest.raises(InputError, match="'d' was picked as best but not shown"):
        with_row(best="d")
    with pytest.raises(InputError, match="picked as best and as worst"):
        with_row(worst="a")
    with pytest.raises(InputError, match="stands twice in one set"):
        with_row(y="a")
    with pytest.raises(NoAnswersError, match="both a best and a worst"):
        with_row(best=None)
    with pytest.raises(OptionError, match="one of the two"):
        best_worst([row], "best", worst="worst")
    with pytest.raises(MissingColumnError, match="did you mean 'worst'"):
        best_worst([row], "best", worst="wurst", shown=shown)
    with pytest.raises(NotEnoughDataError, match=r"compare pairs with opinions\.bradley_terry"):
        best_worst([row], "best", worst="worst", shown=["x", "z"])
    with pytest.raises(MissingColumnError, match=r"no item or place \(1 to 3\) for 'b' 4"):
        best_worst({"b": [4], "w": [1]}, ["b"], worst=["w"], design=[["a", "b", "c"]])
    with pytest.raises(OptionError, match="persons are not known"):
        individual_scores(with_row())
