import datetime as dt

import numpy as np
import pytest

from cocreate import mean_score
from cocreate.errors import (
    ConfidenceError,
    MissingColumnError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
    QueryError,
)
from cocreate.text import Sentiment, themes
from cocreate.text.factoring import factored
from cocreate.worlds import learning_centres

SUBJECTS = {
    "sound": (["noise", "street", "traffic", "window", "music", "neighbours", "walls"], 2.0),
    "food": (["breakfast", "coffee", "bread", "buffet", "fruit", "juice", "pastry"], 4.0),
    "bath": (["shower", "towel", "bathroom", "mirror", "soap", "drain", "sink"], 3.0),
}


def drawn(n, rng):
    """Texts of three subjects with scores: what each speaks of is known."""
    texts, scores, truth = [], [], []
    for _ in range(n):
        subject = rng.choice(list(SUBJECTS))
        words, mean = SUBJECTS[subject]
        texts.append("we noticed the " + " and the ".join(rng.choice(words, 3, replace=False)))
        scores.append(mean + rng.normal(0, 0.7))
        truth.append(subject)
    return texts, scores, truth


@pytest.fixture(scope="module")
def world():
    return drawn(600, np.random.default_rng(5))


@pytest.fixture(scope="module")
def found(world):
    return themes(world[0], score=world[1], most=3)


def test_subjects_are_found_and_named(found, world):
    named = {
        subject: next(t for t in found.top if set(t.terms) & set(words))
        for subject, (words, _) in SUBJECTS.items()
    }
    for subject, theme in named.items():
        assert set(theme.terms) <= set(SUBJECTS[subject][0])
        assert theme.n == world[2].count(subject)
        assert theme.share.low < theme.n / 600 < theme.share.high


def test_scores_are_held_against_the_rest(found):
    verdicts = {}
    for subject, (words, mean) in SUBJECTS.items():
        theme = next(theme for theme in found.top if set(theme.terms) & set(words))
        assert theme.score.low <= mean <= theme.score.high
        verdicts[subject] = theme.difference.verdict
    assert verdicts == {"sound": "lower", "food": "higher", "bath": "within chance"}


def test_means_are_those_of_the_theme(found, world):
    theme = found.top[0]
    inside = found.assign(world[0]).member[:, found.finder.names.index(theme.name)]
    alone = mean_score({"score": np.array(world[1])[inside]}, "score")
    assert theme.score.value == pytest.approx(alone.value)
    assert (theme.score.low, theme.score.high) == pytest.approx((alone.low, alone.high))


def test_the_order_of_texts_does_not_matter(found, world):
    order = np.random.default_rng(1).permutation(600)
    again = themes([world[0][at] for at in order], score=[world[1][at] for at in order], most=3)
    assert [(theme.name, theme.n, theme.share) for theme in again] == [
        (theme.name, theme.n, theme.share) for theme in found
    ]
    assert [theme.examples for theme in again] == [theme.examples for theme in found]


def test_every_example_shows_its_words(found):
    for theme in found:
        assert 1 <= len(theme.examples) <= 3
        for example in theme.examples:
            assert example.spans
            assert all(example.text[span.start : span.end] == span.text for span in example.spans)


def test_new_texts_are_put_into_known_themes(found):
    food = next(theme.name for theme in found.top if "coffee" in theme.terms)
    new = found.assign(["coffee only", "nothing of the kind", "the shower and the coffee"])
    assert new.names(0) == (food,)
    assert new.names(1) == ()
    assert len(new.names(2)) == 2
    assert [span.text for span in new.spans(2, food)] == ["coffee"]
    assert new.columns()["n"] == [1, 0, 2]


def primary_match(one, two, texts):
    """For each theme of one, the greatest overlap (Jaccard) with a theme of two."""
    first, second = (
        found.assign(texts)
        .member[:, [found.finder.names.index(theme.name) for theme in found.top]]
        .astype(float)
        for found in (one, two)
    )
    both = first.T @ second
    return (both / (first.sum(axis=0)[:, None] + second.sum(axis=0) - both)).max(axis=1)


def test_themes_stay_as_texts_are_added(found, world):
    more = drawn(60, np.random.default_rng(9))[0]
    again = themes([*world[0], *more], most=3)
    assert (primary_match(found, again, world[0]) > 0.95).all()


def test_themes_of_real_reviews_stay_as_texts_are_added(airline):
    """A tenth more: started on those found before, nine themes in ten stay (overlap above .6)."""
    texts = [text for text, _ in airline]
    before = themes(texts[:1140])
    after = themes(texts, like=before)
    assert (primary_match(before, after, texts[:1140]) > 0.6).mean() >= 0.8


def test_themes_of_real_reviews(airline, hotel):
    flights = themes([text for text, _ in airline], score=[score for _, score in airline])
    assert flights.uncovered < 0.1 * flights.texts
    assert 6 <= len(flights.top) <= 12
    words = {word for theme in flights.top for word in theme.terms[:8]}
    assert {"food", "aisle", "screen"} <= words
    stays = themes(hotel[0][0][:2000])
    words = {word for theme in stays.top for word in theme.terms[:8]}
    assert {"隔音", "早餐", "前台"} & words
    assert stays.uncovered < 0.25 * stays.texts


def test_parts_lie_inside_their_theme(airline):
    found = themes([text for text, _ in airline])
    parts = [theme for theme in found if theme.parent]
    assert parts
    for part in parts:
        assert part.n <= found.find(part.parent).n
        assert part in found.parts(part.parent)
    assert len({theme.name for theme in found}) == len(found)


def test_themes_of_ones_own(world):
    found = themes(world[0], score=world[1], queries={"Coffee": "coffee", "Never": "unicorn"}, most=0)
    assert [theme.name for theme in found] == ["Coffee", "Never"]
    assert found.find("Coffee").n == sum("coffee" in text for text in world[0])
    assert (found.find("Never").n, found.find("Never").score, found.find("Never").share.value) == (0, None, 0)
    assert found.uncovered == 600 - found.find("Coffee").n


def test_tables_of_every_kind(as_form, world):
    table = as_form({"said": [*world[0][:60], None], "stars": [*world[1][:60], 3.0]})
    found = themes(table, "said", score="stars", queries={"Coffee": "coffee"}, most=2)
    assert found.texts == 60
    assert found.notes == ("1 rows without text left out",)
    row = found.to_dict()[0]
    assert list(row)[:7] == ["theme", "parent", "component", "n", "share", "low", "high"]
    assert row["score_low"] <= row["score"] <= row["score_high"]


def test_the_world_of_learning_centres():
    """A world of our own, in two languages: its comments' themes and their sentiment follow its scores."""
    world = learning_centres(end=dt.date(2026, 1, 1), customers=1500)
    columns = world.records.columns
    scores = {
        submission: value
        for submission, kind, value in zip(
            columns["submission_id"], columns["field_type"], columns["value_number"], strict=True
        )
        if kind == "nps"
    }
    said = [
        (text, scores[submission])
        for submission, text in zip(columns["submission_id"], columns["value_text"], strict=True)
        if text and submission in scores
    ]
    texts, rated = [text for text, _ in said], np.array([score for _, score in said], dtype=float)
    found = themes(texts, score=rated)
    assert found.uncovered < 0.2 * found.texts
    assert {theme.difference.verdict for theme in found.top} >= {"higher", "lower"}
    values = Sentiment().many(texts).values
    whole = np.array([len(text) > 25 for text in texts]) & np.isfinite(values)
    happy, unhappy = values[whole & (rated >= 9)].mean(), values[whole & (rated <= 4)].mean()
    assert happy > 0.1 > -0.1 > unhappy


@pytest.mark.parametrize(
    ("texts", "options", "error", "said"),
    [
        (["a b"] * 5, {}, NotEnoughDataError, "5 texts, at least 20"),
        ([], {}, NotEnoughDataError, "0 texts"),
        (["a b"] * 30, {"most": 0}, OptionError, "nothing to find"),
        (["a b"] * 30, {"most": 41}, OptionError, "from 0 to 40"),
        (["a b"] * 30, {"confidence": 95}, ConfidenceError, "between 0 and 1"),
        (["a b"] * 30, {"queries": {"x": "(a"}}, QueryError, "never closed"),
        (["a b"] * 30, {"score": [1]}, OptionError, "30 texts and 1 scores"),
        (["a b"] * 30, {"score": ["high"] * 30}, NotNumericError, "must be numbers"),
        (["a b"] * 30, {"score": "stars"}, OptionError, "give a table"),
    ],
)
def test_bad_input(texts, options, error, said):
    with pytest.raises(error, match=said):
        themes(texts, **options)


def test_a_missing_column_names_the_nearest():
    with pytest.raises(MissingColumnError, match="did you mean 'said'"):
        themes({"said": ["a"] * 30}, "sayd")


def test_texts_without_words_have_no_themes():
    found = themes(["!!!", "12345", "👍"] * 10)
    assert (len(found), found.uncovered, found.columns()) == (0, 30, {})


def test_one_text_said_over_and_over():
    found = themes(["the shower leaks again"] * 50)
    assert found.texts == 50


def test_factors_of_blocks():
    from scipy.sparse import csr_matrix

    block = np.kron(np.eye(3), np.ones((4, 4)))
    topics = factored(csr_matrix(block), 3)
    assert sorted(tuple(np.flatnonzero(row > 0.1)) for row in topics) == [
        (0, 1, 2, 3),
        (4, 5, 6, 7),
        (8, 9, 10, 11),
    ]
