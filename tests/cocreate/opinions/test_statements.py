import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.errors import ConfidenceError, MismatchError, OptionError
from cocreate.opinions import (
    consensus,
    group_views,
    opinion_groups,
    representative_statements,
    votes,
    votes_matrix,
)
from cocreate.opinions.proportions import contrast_z, majority_z, smoothed
from cocreate.worlds import conversation
from opinion_data import NAMES, wide

counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("hits", "n", "z"), [(6, 6, 2.645751), (15, 16, 3.638034)])
def test_majority_of_the_worked_examples(hits, n, z):
    assert majority_z(hits, n) == pytest.approx(z, abs=5e-7)


def test_contrast_of_the_worked_example():
    assert contrast_z(15, 24, 56, 71) == pytest.approx(-1.51407, abs=5e-6)


@given(counts, counts)
def test_contrast_changes_its_sign_with_sides(one, other):
    assert contrast_z(*one, *other) == pytest.approx(-contrast_z(*other, *one), abs=1e-12)


@pytest.fixture(scope="module")
def world():
    return conversation(people=240, statements=50, groups=3, seed=3)


@pytest.fixture(scope="module")
def groups(world):
    return opinion_groups(world.votes)


def test_views_count_the_votes(world, groups):
    views = group_views(world.votes, groups)
    matrix = world.votes.matrix()
    for group in range(len(groups)):
        own = matrix[groups.group == group]
        np.testing.assert_array_equal(views.agrees[group], (own == 1).sum(axis=0))
        np.testing.assert_array_equal(views.disagrees[group], (own == -1).sum(axis=0))
        np.testing.assert_array_equal(views.seen[group], (~np.isnan(own)).sum(axis=0))


def test_views_as_a_table_hold_wilsons_interval(world, groups):
    from statsmodels.stats.proportion import proportion_confint

    rows = group_views(world.votes, groups).to_dict()
    row = next(row for row in rows if row["n"] > 10)
    low, high = proportion_confint(round(row["agree"] * row["n"]), row["n"], method="wilson")
    assert (row["agree_low"], row["agree_high"]) == pytest.approx((low, high))


def test_chosen_statements_are_those_a_group_truly_differs_on(world, groups):
    chosen = representative_statements(group_views(world.votes, groups))
    truth = {g: np.bincount(world.group[groups.group == g]).argmax() for g in range(len(groups))}
    for item in chosen:
        assert item.significant
        chance = world.chance[:, int(item.statement)]
        own, rest = chance[truth[item.group]], np.delete(chance, truth[item.group])
        assert (own > rest.min()) if item.stance == "agree" else (own < rest.max())
        assert item.low <= item.share <= item.high


def test_no_more_than_asked_for_and_agreed_ones_first(world, groups):
    for group in range(len(groups)):
        own = [
            r for r in representative_statements(group_views(world.votes, groups), most=3) if r.group == group
        ]
        assert 1 <= len(own) <= 3
        assert [item.stance for item in own] == sorted(item.stance for item in own)


def test_without_differences_nothing_is_beyond_chance():
    rng = np.random.default_rng(5)
    table = {f"s{place}": rng.choice([-1.0, 1.0], size=120) for place in range(20)}
    cast = votes_matrix(table, statements=list(table))
    groups = opinion_groups(cast, groups=2)
    strangers = votes_matrix(
        {name: rng.choice([-1.0, 1.0], size=120) for name in table}, statements=list(table)
    )
    chosen = representative_statements(group_views(strangers, groups))
    assert sum(item.beyond_chance for item in chosen) <= 1
    assert {item.group for item in chosen} == {0, 1}


def test_consensus_is_the_product_over_groups(world, groups):
    views = group_views(world.votes, groups)
    found = consensus(world.votes, groups)
    place = {label: index for index, label in enumerate(views.statements)}
    for label, stance, score in zip(found.statements, found.stance, found.score, strict=True):
        hits = views.agrees if stance == "agree" else views.disagrees
        at = place[label]
        assert score == pytest.approx(np.prod((hits[:, at] + 1) / (views.seen[:, at] + 2)))
    assert list(found.score) == sorted(found.score, reverse=True)


def test_consensus_finds_what_everybody_shares(world, groups):
    top = consensus(world.votes, groups).top(len(world.shared))
    assert len(set(top) & set(world.shared)) >= len(world.shared) - 1


@pytest.mark.filterwarnings("ignore")  # the oracle's own
@pytest.mark.parametrize("name", NAMES)
def test_statements_of_real_conversations_as_the_oracle_counts_them(name):
    reddwarf = pytest.importorskip("reddwarf.utils.stats")
    table, statements = wide(name)
    found = votes_matrix(table, statements=statements, person="participant")
    groups = opinion_groups(found)
    views = group_views(found, groups)
    import pandas as pd

    inside = groups.group >= 0
    matrix = pd.DataFrame(found.matrix()[inside], columns=list(found.statements))
    told, shared = reddwarf.calculate_comment_statistics_dataframes(matrix, list(groups.group[inside]))
    np.testing.assert_allclose(
        told["pa"].to_numpy().reshape(views.seen.shape), smoothed(views.agrees, views.seen)
    )
    np.testing.assert_allclose(
        told["pat"].to_numpy().reshape(views.seen.shape), majority_z(views.agrees, views.seen)
    )
    own = consensus(found, groups)
    agreed = {
        label: score
        for label, stance, score in zip(own.statements, own.stance, own.score, strict=True)
        if stance == "agree"
    }
    for label, score in agreed.items():
        assert score == pytest.approx(shared["group-aware-consensus"][label])
    theirs = reddwarf.select_representative_statements(told)
    ours = representative_statements(views)
    for group in range(len(groups)):
        mine = {(item.statement, item.stance) for item in ours if item.group == group and item.significant}
        rest = {(str(item["tid"]), item["repful-for"]) for item in theirs[group]}
        assert len(mine & rest) >= 0.8 * len(mine), (mine, rest)


def test_bad_requests(world, groups):
    views = group_views(world.votes, groups)
    with pytest.raises(OptionError):
        representative_statements(views, most=0)
    with pytest.raises(ConfidenceError):
        representative_statements(views, confidence=1.5)
    others = votes({"p": ["x"], "s": ["0"], "v": [1]}, person="p", statement="s", vote="v")
    with pytest.raises(MismatchError):
        group_views(others, groups)
