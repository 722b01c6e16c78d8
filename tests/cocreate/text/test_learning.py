import numpy as np
import pytest

from cocreate.errors import (
    MismatchError,
    MissingColumnError,
    ModelFileError,
    NotEnoughDataError,
    NotNumericError,
    OptionError,
    OutsideScaleError,
    ScaleError,
)
from cocreate.text import Sentiment

GOOD = ["zorp was {}", "we had a plim {}", "{} and zorp"]
BAD = ["krand was {}", "we had a vusk {}", "{} and krand"]
FILLERS = [f"day{number}" for number in range(40)]
TEXTS = [line.format(word) for word in FILLERS for line in (*GOOD, *BAD)]
SCORES = [score for _ in FILLERS for score in (5, 5, 4, 1, 2, 1)]


@pytest.fixture(scope="module")
def fitted():
    return Sentiment.fit(TEXTS, SCORES, scale=(1, 5))


def test_words_nobody_knew_are_learnt(fitted):
    low, high = fitted.many(["the krand vusk", "the zorp plim"]).values
    assert low < -0.3 < 0.3 < high
    assert {"krand", "vusk"} <= {span.text for span in fitted("the krand vusk").spans if span.weight < 0}


def test_what_was_known_is_kept(fitted):
    assert fitted("wonderful").value > 0 > fitted("terrible").value


def test_quality_is_measured_on_texts_not_seen(fitted):
    quality = fitted.quality
    assert quality.n == len(TEXTS)
    assert quality.accuracy.low < quality.accuracy.value <= quality.accuracy.high <= 1
    assert quality.accuracy.value > 0.9 > quality.before.value
    assert quality.auc.value > 0.95
    assert quality.usual == pytest.approx(0.5)


def test_on_noise_quality_says_so():
    rng = np.random.default_rng(3)
    texts = [f"{rng.choice(FILLERS)} {rng.choice(FILLERS)} {number}" for number in range(400)]
    quality = Sentiment.fit(texts, rng.integers(0, 2, 400)).quality
    assert quality.auc.low < 0.5 < quality.auc.high


def test_the_order_of_records_does_not_matter(fitted):
    order = np.random.default_rng(1).permutation(len(TEXTS))
    again = Sentiment.fit([TEXTS[at] for at in order], [SCORES[at] for at in order], scale=(1, 5))
    said = ["zorp krand", "plim", "good day3"]
    assert again.many(said).values == pytest.approx(fitted.many(said).values, abs=2e-3)
    assert again.quality.accuracy == fitted.quality.accuracy


def test_a_table_and_a_scale_that_is_guessed(as_form):
    table = as_form({"said": [*TEXTS, "no score", ""], "stars": [*map(float, SCORES), None, 5.0]})
    model = Sentiment.fit(table, "stars", text="said")
    assert model.notes == ("scale 1 to 5 guessed from the scores", "2 rows without text or score left out")


def test_a_language_that_was_learnt_is_judged():
    texts = [f"das zimmer war {word} schön und sauber" for word in FILLERS]
    texts += [f"das zimmer war {word} schmutzig und laut" for word in FILLERS]
    model = Sentiment.fit(texts, [1] * 40 + [0] * 40)
    assert model("das zimmer war sauber").value > 0 > model("das zimmer war schmutzig").value
    assert model("das zimmer war sauber").supported


def test_saved_and_loaded_it_says_the_same(fitted, tmp_path):
    path = tmp_path / "ours.model"
    fitted.save(path)
    again = Sentiment.load(path)
    assert again.quality == fitted.quality
    assert again.many(TEXTS).values == pytest.approx(fitted.many(TEXTS).values, abs=1e-5)
    again.save(tmp_path / "second.model")
    assert (tmp_path / "second.model").read_bytes() == path.read_bytes()
    assert path.read_bytes().startswith(b"cocreate-text 1\n{")


def test_out_of_the_box_can_be_saved_too(tmp_path):
    Sentiment().save(tmp_path / "box.model")
    assert Sentiment.load(tmp_path / "box.model")("很好").value == Sentiment()("很好").value


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[:-3], "checksum does not fit"),
        (lambda data: data[:40], "header cannot be read"),
        (lambda data: b"PK\x03\x04" + data, "no model of Cocreate"),
        (lambda data: data.replace(b"cocreate-text 1", b"cocreate-text 9", 1), "newer version"),
        (
            lambda data: data.replace(b'"kind": "sentiment"', b'"kind": "emotions!"', 1),
            "holds a model of emotions!",
        ),
        (lambda _data: b"", "no model of Cocreate"),
    ],
)
def test_damaged_and_foreign_files_are_refused(fitted, tmp_path, damage, said):
    path = tmp_path / "ours.model"
    fitted.save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelFileError, match=said):
        Sentiment.load(path)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "said"),
    [
        ((["a"] * 5, [1] * 5), {}, NotEnoughDataError, "5 texts with a score, at least 20"),
        ((["a"] * 30, [3] * 30), {}, NotEnoughDataError, "all 30 scores are 3"),
        ((TEXTS, SCORES), {"scale": (5, 1)}, ScaleError, "lowest score and then a higher"),
        ((TEXTS, SCORES), {"scale": (1, 4)}, OutsideScaleError, "score 5 lies outside"),
        ((TEXTS, SCORES[1:]), {}, MismatchError, "240 texts and 239 scores"),
        ((TEXTS, ["high"] * 240), {}, NotNumericError, "must be numbers"),
        (({"said": TEXTS}, "stars"), {}, OptionError, "names of both columns"),
        (({"said": TEXTS}, "stars"), {"text": "said"}, MissingColumnError, "no column 'stars'"),
    ],
)
def test_bad_input(arguments, options, error, said):
    with pytest.raises(error, match=said):
        Sentiment.fit(*arguments, **options)


def accuracy(model, texts, labels):
    return np.mean((model.many(texts).values > 0) == np.array(labels, dtype=bool))


@pytest.mark.parametrize("n", [20, 60, 200])
def test_with_few_labels_it_is_no_worse_than_out_of_the_box(waimai, n):
    (texts, labels), (unseen, truth) = waimai
    box = accuracy(Sentiment(), unseen, truth)
    chosen = np.random.default_rng(n).permutation(len(texts))[:n]
    model = Sentiment.fit([texts[at] for at in chosen], [labels[at] for at in chosen])
    assert accuracy(model, unseen, truth) >= box - 0.015


@pytest.mark.slow
def test_with_a_thousand_labels_it_is_clearly_better(hotel):
    """.863 is what n-grams alone reach with 1,400 labels on the easier reviews of deliveries (SCIENCE)."""
    (texts, labels), (unseen, truth) = hotel
    chosen = np.random.default_rng(0).permutation(len(texts))[:1400]
    model = Sentiment.fit([texts[at] for at in chosen], [labels[at] for at in chosen])
    assert accuracy(model, unseen, truth) >= 0.885
