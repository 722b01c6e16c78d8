import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocreate import worlds
from cocreate.choices import KanoPatterns, kano, kano_patterns
from cocreate.errors import (
    InputError,
    MismatchError,
    MissingColumnError,
    NoAnswersError,
    OptionError,
    OutsideScaleError,
    WeightError,
)
from cocreate.factors import Factor

TABLE = [*"QAAAO", *"RIIIM", *"RIIIM", *"RIIIM", *"RRRRQ"]
NAMED = {
    "Q": "questionable",
    "A": "attractive",
    "O": "one-dimensional",
    "R": "reverse",
    "I": "indifferent",
    "M": "must-be",
}
WORDS = ["I like it", "It must be that way", "I am neutral", "I can live with it", "I dislike it"]
CHINESE = ["喜欢", "理应如此", "无所谓", "可以忍受", "不喜欢"]


def patterns(**counts):
    """Answers by category: (1, 3) attractive, (1, 5) one-dimensional, (3, 5) must-be, (3, 3) indifferent."""
    places = {"A": (0, 2), "O": (0, 4), "M": (2, 4), "I": (2, 2), "R": (2, 0), "Q": (0, 0)}
    count = np.zeros((1, 1, 5, 5), dtype=np.int64)
    for name, n in counts.items():
        count[(0, 0, *places[name])] = n
    factor = Factor("", (0,), np.array([0]))
    return KanoPatterns(("f",), factor, count, count * 1.0, count * 1.0, np.zeros((1, 1), dtype=np.int64))


@pytest.mark.parametrize("place", range(25))
def test_the_table(place):
    found = kano({"f": [place // 5 + 1], "d": [place % 5 + 1]}, "f", dysfunctional="d")[0]
    assert found.category == NAMED[TABLE[place]]


def test_better_and_worse_as_published():
    """A 7.0, O 32.3, M 49.3, I 9.5 % give .4006 and -.8318 (Sauerwein et al. 1996, skis: edge grip)."""
    found = kano(patterns(A=70, O=323, M=493, I=95, R=3, Q=16))[0]
    assert (found.better, found.worse) == pytest.approx((0.4006, -0.8318), abs=5e-5)
    assert found.better_low < found.better < found.better_high
    assert found.worse_low < found.worse < found.worse_high
    assert found.category == "must-be"
    assert found.categories[0].n == 493


@pytest.mark.parametrize(("a", "b", "decided"), [(60, 40, True), (55, 45, False), (50, 40, False)])
def test_fong(a, b, decided):
    found = kano(patterns(M=a, O=b, I=100 - a - b))[0]
    limit = 1.65 * np.sqrt((a + b) * (200 - a - b) / 200)
    assert found.fong == pytest.approx(limit)
    assert found.gap == pytest.approx(a - b)
    assert found.decided is decided is bool(a - b >= limit)


def test_ties_go_by_precedence():
    found = kano(patterns(A=10, O=10, M=10, I=10))[0]
    assert (found.category, found.second, found.decided) == ("must-be", "one-dimensional", False)
    assert kano(patterns(A=10, I=10))[0].category == "attractive"


def test_answers_as_numbers():
    """DuMouchel (1993): like and dislike are 4 and -2 or 4, the mean decides."""
    found = kano({"f": [1, 1, 2, 3], "d": [5, 5, 4, 3]}, "f", dysfunctional="d")[0].point
    assert (found.functional, found.dysfunctional) == (10 / 4, 10 / 4)
    assert found.functional_sd == pytest.approx(np.std([4, 4, 2, 0], ddof=1))
    assert found.correlation == pytest.approx(1)
    assert found.category == "one-dimensional"
    assert not found.decided
    assert kano(patterns(A=500, I=20))[0].point.category == "attractive"
    assert kano(patterns(A=500, I=20))[0].point.decided


@pytest.mark.parametrize("words", [WORDS, CHINESE, ["1", "2", "3", "4", "5"], [1.0, 2.0, 3.0, 4.0, 5.0]])
def test_words_and_numbers_are_the_same(words):
    table = worlds.kano_survey(100, features=1, seed=1).table
    told = {name: [words[answer - 1] for answer in answers] for name, answers in table.items()}
    assert repr(kano(told, "f0", dysfunctional="d0")) == repr(kano(table, "f0", dysfunctional="d0"))


def test_scales_that_run_the_other_way():
    table = worlds.kano_survey(100, features=1, seed=1).table
    turned = {name: 6 - answers for name, answers in table.items()}
    assert repr(kano(turned, "f0", dysfunctional="d0", like=5)) == repr(kano(table, "f0", dysfunctional="d0"))


def test_any_form_of_table(as_form):
    world = worlds.kano_survey(80, seed=2)
    asked = {"dysfunctional": world.dysfunctional, "by": "who"}
    table = {**world.table, "who": ["a", "b"] * 40}
    found = kano(as_form(table), world.functional, **asked)
    assert found.to_dict() == kano(table, world.functional, **asked).to_dict()
    assert found.find("f1", group="b").n == 40


def test_missing_answers_are_told():
    found = kano({"f": [1, None, 3, "", 1], "d": [5, 5, None, "", 3]}, "f", dysfunctional="d")[0]
    assert (found.n, found.missing) == (2, 3)
    assert "3 rows lack one answer" in found.notes[0]


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=30), st.integers(1, 29))
def test_patterns_add_up(rows, cut):
    def counted(part):
        return kano_patterns([{"f": f, "d": d, "g": f % 2} for f, d in part], "f", dysfunctional="d", by="g")

    cut = min(cut, len(rows) - 1)
    both = counted(rows[:cut]) + counted(rows[cut:])
    assert kano(both).to_dict() == kano(counted(rows)).to_dict()
    assert kano(both).to_dict() == kano(counted(rows[::-1])).to_dict()


def test_whole_weights_are_repetition():
    table = worlds.kano_survey(50, features=1, seed=3).table
    weight = np.arange(50) % 3
    repeated = {name: np.repeat(answers, weight) for name, answers in table.items()}
    found = kano({**table, "w": weight}, "f0", dysfunctional="d0", weight="w")[0]
    peer = kano(repeated, "f0", dysfunctional="d0")[0]
    assert (found.better, found.worse) == pytest.approx((peer.better, peer.worse))
    assert found.n_eff == pytest.approx(weight.sum() ** 2 / (weight**2).sum())


def test_truth_is_covered_at_the_stated_rate():
    covered = []
    for seed in range(20):
        world = worlds.kano_survey(150, features=6, seed=seed)
        found = kano(pd.DataFrame(world.table), world.functional, dysfunctional=world.dysfunctional)
        for place, feature in enumerate(found):
            chance = world.chance[place].ravel()
            told = {
                name: chance[[at for at, letter in enumerate(TABLE) if letter == name]].sum()
                for name in "AOMI"
            }
            better = (told["A"] + told["O"]) / sum(told.values())
            worse = -(told["O"] + told["M"]) / sum(told.values())
            covered += [
                feature.better_low <= better <= feature.better_high,
                feature.worse_low <= worse <= feature.worse_high,
            ]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.04)


def test_wrong_input():
    with pytest.raises(OutsideScaleError, match="'f' holds 6; answers are 1"):
        kano({"f": [6], "d": [1]}, "f", dysfunctional="d")
    with pytest.raises(OutsideScaleError, match="holds 'maybe'"):
        kano({"f": ["maybe"], "d": [1]}, "f", dysfunctional="d")
    with pytest.raises(MissingColumnError, match="no column 'g'"):
        kano({"f": [1], "d": [1]}, "g", dysfunctional="d")
    with pytest.raises(NoAnswersError, match="no pair of answers is whole"):
        kano({"f": [1, None], "d": [None, 2]}, "f", dysfunctional="d")
    with pytest.raises(OptionError, match="2 functional columns, 1 dysfunctional"):
        kano({"f": [1], "d": [1]}, ["f", "d"], dysfunctional="d")
    with pytest.raises(OptionError, match="like == 2"):
        kano({"f": [1], "d": [1]}, "f", dysfunctional="d", like=2)
    with pytest.raises(InputError, match="counted already"):
        kano(patterns(A=1), "f")
    with pytest.raises(InputError, match="name the columns"):
        kano({"f": [1]})
    with pytest.raises(WeightError, match="must be >= 0"):
        kano({"f": [1], "d": [1], "w": [-1.0]}, "f", dysfunctional="d", weight="w")
    with pytest.raises(NoAnswersError, match="weight 0"):
        kano({"f": [1], "d": [1], "w": [0.0]}, "f", dysfunctional="d", weight="w")
    with pytest.raises(MismatchError, match="do not add up"):
        kano_patterns({"f": [1], "d": [1]}, "f", dysfunctional="d") + kano_patterns(
            {"g": [1], "d": [1]}, "g", dysfunctional="d"
        )
    only_reverse = kano({"f": [5], "d": [1]}, "f", dysfunctional="d")[0]
    assert np.isnan(only_reverse.better)
    assert only_reverse.category == "reverse"
