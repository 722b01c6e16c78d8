import numpy as np
import pytest
from scipy.spatial.distance import squareform

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.opinions import opinion_groups, votes_matrix
from cocreate.opinions.clustering import mean_silhouette, silhouette
from cocreate.worlds import conversation
from opinion_data import NAMES, wide


def rand(one, other):
    from sklearn.metrics import adjusted_rand_score

    return adjusted_rand_score(one, other)


def read(name):
    table, statements = wide(name)
    return votes_matrix(table, statements=statements, person="participant")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("groups", [2, 3])
def test_recovers_the_groups_of_a_world(groups, seed):
    world = conversation(people=240, statements=50, groups=groups, seed=seed)
    found = opinion_groups(world.votes)
    assert len(found) == groups
    assert rand(world.group, found.group) > 0.9


def test_silhouette_of_the_worked_example():
    distances = squareform([1, 3, 4, 3, 4, 2])  # ab ac ad bc bd cd
    group = np.array([0, 0, 1, 1])
    assert mean_silhouette(distances, group, group) == pytest.approx(
        0.5654, abs=1e-4
    )  # 0.5655, cut to 0.5654 there


def test_silhouette_beside_scikit_learn():
    from sklearn.metrics import silhouette_score

    rng = np.random.default_rng(0)
    points, group = rng.normal(size=(200, 2)), rng.integers(3, size=200)
    assert silhouette(points, group) == pytest.approx(silhouette_score(points, group), abs=1e-12)


def test_principal_components_beside_scikit_learn():
    from sklearn.decomposition import PCA

    world = conversation(people=150, statements=80, groups=3, seed=4)
    matrix = world.votes.matrix()
    filled = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix)
    pca = PCA(n_components=2).fit(filled)
    stretch = np.sqrt(matrix.shape[1] / (~np.isnan(matrix)).sum(axis=1))[:, None]
    found = opinion_groups(world.votes)
    np.testing.assert_allclose(np.abs(found.position), np.abs(pca.transform(filled) * stretch), atol=1e-8)
    np.testing.assert_allclose(found.landscape.explained, pca.explained_variance_ratio_, atol=1e-10)


def test_order_of_the_rows_does_not_matter():
    world = conversation(people=90, statements=30, groups=3, seed=5)
    statements = list(world.votes.statements)
    matrix = world.votes.matrix()
    table = {name: matrix[:, place] for place, name in enumerate(statements)}
    table["person"] = np.array(world.votes.people)
    order = np.random.default_rng(6).permutation(len(matrix))
    shuffled = {name: values[order] for name, values in table.items()}
    one, other = (
        opinion_groups(votes_matrix(rows, statements=names, person="person"))
        for rows, names in ((table, statements), (shuffled, statements[::-1]))
    )
    assert (one.group == other.group).all()


def test_groups_are_numbered_from_the_largest():
    found = opinion_groups(conversation(people=200, groups=3, seed=7).votes)
    assert list(found.size) == sorted(found.size, reverse=True)


def test_new_votes_leave_groups_their_numbers():
    world = conversation(people=200, statements=60, groups=3, votes_each=20, seed=8)
    older = opinion_groups(world.votes)
    newer_world = conversation(people=200, statements=60, groups=3, votes_each=35, seed=8)
    newer = opinion_groups(world.votes + newer_world.votes, previous=older)
    stayed = (older.group >= 0) & (newer.group >= 0)
    assert (older.group == newer.group)[stayed].mean() > 0.9
    shared = np.sum(older.landscape.loadings * newer.landscape.loadings, axis=1)
    assert (shared > 0).all()


def test_people_with_few_votes_are_in_no_group():
    world = conversation(people=60, statements=30, groups=2, seed=9)
    matrix = world.votes.matrix()
    matrix[0, np.flatnonzero(~np.isnan(matrix[0]))[3:]] = np.nan
    table = {str(place): matrix[:, place] for place in range(30)}
    found = opinion_groups(votes_matrix(table, statements=list(table)))
    assert found.group[0] == -1
    assert "1 of 60 people voted too little" in found.notes[0]


def test_small_conversations_take_those_who_voted_most():
    world = conversation(people=12, statements=20, groups=2, votes_each=5, seed=10)
    found = opinion_groups(world.votes)
    assert (found.group >= 0).all()


def test_votes_without_groups_are_called_a_spectrum():
    rng = np.random.default_rng(11)
    table = {f"s{place}": rng.choice([-1.0, 1.0], size=300) for place in range(40)}
    found = opinion_groups(votes_matrix(table, statements=list(table)))
    assert found.silhouette < 0.45
    assert found.landscape.explained.sum() < 0.15


@pytest.mark.parametrize("options", [{"groups": 1}, {"most_groups": 1}, {"min_votes": 0}])
def test_options_out_of_range(options):
    with pytest.raises(OptionError):
        opinion_groups(conversation(people=30, seed=1).votes, **options)


def test_everybody_voting_alike_makes_no_groups():
    table = {"a": [1] * 20, "b": [-1] * 20}
    with pytest.raises(NotEnoughDataError, match="1 ways of voting"):
        opinion_groups(votes_matrix(table, statements=["a", "b"]))


@pytest.mark.filterwarnings("ignore")  # the oracle's own
@pytest.mark.parametrize("name", NAMES)
def test_real_conversations_agree_with_the_oracle(name):
    """Same people on the same places; the same groups, or groups that fit better than the oracle's."""
    reddwarf = pytest.importorskip("reddwarf.implementations.polis")
    found = read(name)
    cast = zip(found.person, found.statement, found.value, strict=True)
    told = reddwarf.run_pipeline(
        votes=[{"participant_id": int(p), "statement_id": int(s), "vote": int(v)} for p, s, v in cast],
        random_state=0,
    )
    people = told.participants_df
    places = people[["x", "y"]].to_numpy()
    mine = opinion_groups(found)
    np.testing.assert_allclose(np.abs(mine.position), np.abs(places), atol=0.02)  # its solver is randomised
    included = people["cluster_id"].notna().to_numpy()
    theirs = people["cluster_id"][included].astype(int).to_numpy()
    same_number = opinion_groups(found, groups=len(set(theirs)))
    agree = rand(same_number.group[included], theirs) >= 0.9
    points = mine.position[included]
    better = spread(points, same_number.group[included]) < spread(points, theirs) * (1 - 1e-6)
    assert agree or better
    assert mine.silhouette >= silhouette(points, theirs) - 0.005


def spread(points, group):
    return sum(((points[group == g] - points[group == g].mean(axis=0)) ** 2).sum() for g in set(group))
