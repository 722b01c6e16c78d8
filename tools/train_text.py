"""Train what the text methods know beforehand: `tools/train_text.py DATA [--embeddings]`, DATA a folder of free data sets.

Reads only data whose licence allows it (see SOURCES), and writes `src/cocreate/text/data/*.model`. The same data gives the
same bytes. What was read stands in each model's header, with licences and checksums. `--embeddings` instead trains the small model
on top of sentence embeddings; it needs the extra `cocreate[embeddings]` and takes minutes.
"""

import csv
import gzip
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack

from cocreate.text.aspects import POLARITIES, View, view_of
from cocreate.text.embedding import PACKAGE, embedded
from cocreate.text.grams import Grams
from cocreate.text.knowledge import lexicon_score
from cocreate.text.logistic import fit_logistic, sigmoid
from cocreate.text.opinions import opinions_of
from cocreate.text.store import Stored, packed

HOME = Path(__file__).parents[1] / "src/cocreate/text/data"
SOURCES = {
    "reviews/womens_clothing_reviews.csv.gz": "MIT",
    "reviews/airline_seat_reviews.csv.gz": "CC0-1.0",
    "aspects/en_restaurant14.train.seg.gz": "MIT",
    "aspects/zh_camera.train.txt.gz": "MIT",
    "aspects/zh_phone.train.txt.gz": "MIT",
    "emotions/goemotions_ekman/train.tsv.gz": "Apache-2.0",
    "emotions/goemotions_ekman/dev.tsv.gz": "Apache-2.0",
    "emotions/goemotions_ekman/labels.txt.gz": "Apache-2.0",
}
POLARITY = {"Positive": 1, "Negative": -1, "Neutral": 0}
UNHAPPY = {"anger", "disgust", "sadness", "fear"}
SENTIMENT_GRAMS, SENTIMENT_PENALTY = Grams(units=(1, 2), bits=18), 0.1
SENTIMENT_DAMPING = 30.0  # short texts are long in words of their own, else "lol" would outweigh "trash"
ASPECT_GRAMS, ASPECT_PENALTY, LEXICON_PENALTY = Grams(units=(1, 2), bits=18), 0.2, 0.01
EMOTION_GRAMS, EMOTION_PENALTY, EMOTION_TEXTS = Grams(units=(1, 2), inside=(3, 4, 5), bits=20), 1.0, 4
EMBEDDED_CASES, EMBEDDED_PENALTY = 600, 0.5
MOST_CASES = 3000  # so that no domain drowns the others
TRUST = {"zh": 0.5, "en": 1.0}  # Chinese n-grams come from reviews of two kinds of products only
STEPS = 127  # weights are kept as small integers

TESTED = 5  # one text in five of the reviews is kept for tests
type Cases = list[tuple[str, float]]


@dataclass(frozen=True)
class Data:
    """A folder of data sets, and which of its files were read."""

    folder: Path

    def lines(self, name: str) -> list[str]:
        """Read a file named among the sources."""
        if name not in SOURCES:
            raise SystemExit(f"{name} is not among the sources whose licence allows training")
        with gzip.open(self.folder / name, "rt", encoding="utf-8", newline="") as file:
            return file.read().splitlines(keepends=True)

    def facts(self) -> list[dict[str, str]]:
        """Say what was read: file, licence, checksum."""
        return [
            {
                "file": name,
                "licence": licence,
                "sha256": hashlib.sha256((self.folder / name).read_bytes()).hexdigest(),
            }
            for name, licence in SOURCES.items()
        ]

    def clothing(self) -> Cases:
        """Reviews of clothing: one and two stars against five."""
        rows = csv.DictReader(self.lines("reviews/womens_clothing_reviews.csv.gz"))
        return [
            (
                ". ".join(part for part in (row["Title"], row["Review Text"]) if part),
                float(row["Rating"] == "5"),
            )
            for row in rows
            if row["Review Text"]
            and row["Rating"] in {"1", "2", "5"}
            and not kept_for_tests(row["Review Text"])
        ]

    def airline(self) -> Cases:
        """Reviews of seats: up to four points against eight and more."""
        rows = csv.DictReader(self.lines("reviews/airline_seat_reviews.csv.gz"))
        scored = [
            (row["content"], float(row["overall_rating"]))
            for row in rows
            if row["overall_rating"] and not kept_for_tests(row["content"])
        ]
        return [(text, float(score >= 8)) for text, score in scored if score >= 8 or score <= 4]  # noqa: PLR2004 - as said

    def aspects(self, name: str) -> Iterator[tuple[str, int, str, int]]:
        """Sentences, where an aspect stands in them, its words and its polarity."""
        lines = [line.strip("\r\n") for line in self.lines(f"aspects/{name}")]
        for text, aspect, polarity in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
            blank = "" if name.startswith("zh") else " "
            words = aspect.replace(" ", blank)
            place = text.replace(" ", blank).index("$T$")
            yield text.replace(" ", blank).replace("$T$", words), place, words, POLARITY[polarity.strip()]

    def clear(self, name: str) -> Cases:
        """Sentences all of whose aspects are of one side."""
        sides: dict[str, set[int]] = {}
        for text, _place, _words, polarity in self.aspects(name):
            sides.setdefault(text, set()).add(polarity)
        return [
            (text, float(min(found) > 0))
            for text, found in sides.items()
            if len(found) == 1 and 0 not in found
        ]

    def emotions(self, part: str) -> tuple[list[str], list[set[str]]]:
        """Comments with their emotions."""
        names = "".join(self.lines("emotions/goemotions_ekman/labels.txt.gz")).split()
        rows = [
            line.rstrip("\n").split("\t") for line in self.lines(f"emotions/goemotions_ekman/{part}.tsv.gz")
        ]
        return [row[0] for row in rows], [{names[int(at)] for at in row[1].split(",")} for row in rows]

    def comments(self) -> Cases:
        """Comments of joy against those of anger, disgust, sadness and fear."""
        texts, found = self.emotions("train")
        return [
            (text, float(kinds == {"joy"}))
            for text, kinds in zip(texts, found, strict=True)
            if kinds == {"joy"} or kinds <= UNHAPPY
        ]


def kept_for_tests(text: str) -> bool:
    """Tell whether a review is one of those that only tests may see: a fifth, by the SHA-256 of the text."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % TESTED == 0


def sentiment(data: Data) -> Stored:
    """Train the weight of the lexicon and of n-grams on all domains, each side of each counting alike."""
    domains = [data.clothing(), data.airline(), data.comments()]
    domains += [data.clear(name.split("/")[1]) for name in SOURCES if name.startswith("aspects/")]
    texts = [text for cases in domains for text, _side in cases]
    target = np.array([side for cases in domains for _text, side in cases])
    weight = np.concatenate([balanced(np.array([side for _text, side in cases])) for cases in domains])
    counts = SENTIMENT_GRAMS.counts(texts)
    used = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) > 1)
    known = np.array([lexicon_score(opinions_of(text)) for text in texts])
    whole = hstack([csr_matrix(known[:, None]), unit_rows(present(counts, used), SENTIMENT_DAMPING)]).tocsr()
    penalty = np.concatenate([[1e-3], np.full(len(used), SENTIMENT_PENALTY)])
    weights, intercept = fit_logistic(whole, target, penalty=penalty, weight=weight)
    facts = {
        "lexicon": round(float(weights[0]), 6),
        "trust": TRUST,
        "cases": len(texts),
        "sources": data.facts(),
    }
    return quantised(
        "general sentiment",
        facts,
        grams=SENTIMENT_GRAMS,
        used=used,
        weights=weights[None, 1:],
        intercept=np.array([intercept]),
        damping=SENTIMENT_DAMPING,
    )


def balanced(target: np.ndarray) -> np.ndarray:
    """Weigh cases so that both sides count alike, and a large domain no more than some thousands."""
    share = target.mean()
    return np.where(target > 0, 0.5 / share, 0.5 / (1 - share)) * min(1.0, MOST_CASES / len(target))


def aspect(data: Data) -> Stored:
    """Train one model a polarity on what stands around terms."""
    cases = [
        (view_of(text, place, place + len(words), opinions_of(text)), polarity)
        for name in SOURCES
        if name.startswith("aspects/")
        for text, place, words, polarity in data.aspects(name.split("/")[1])
    ]
    views = [view for view, _polarity in cases]
    counts = ASPECT_GRAMS.counts([view.text for view in views])
    used = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) > 1)
    rows = hstack([csr_matrix(known_of(views)), unit_rows(present(counts, used))]).tocsr()
    penalty = np.concatenate([[LEXICON_PENALTY] * 2, np.full(len(used), ASPECT_PENALTY)])
    sides = np.array([polarity + 1 for _view, polarity in cases])
    fitted = [
        fit_logistic(rows, (sides == side).astype(float), penalty=penalty) for side in range(len(POLARITIES))
    ]
    weights, intercept = np.array([part[0] for part in fitted]), np.array([part[1] for part in fitted])
    facts = {
        "cases": len(cases),
        "sources": [source for source in data.facts() if source["file"].startswith("aspects/")],
    }
    model = quantised(
        "general aspects", facts, grams=ASPECT_GRAMS, used=used, weights=weights[:, 2:], intercept=intercept
    )
    return Stored(
        model.kind, model.facts, {**model.arrays, "lexicon": np.round(weights[:, :2], 6).astype("<f8")}
    )


def known_of(views: list[View]) -> np.ndarray:
    """What the lexicon says around terms: a row a view."""
    return np.array([view.lexicon for view in views])


def emotion(data: Data) -> Stored:
    """Train one model an emotion on the training part; choose its threshold on the development part."""
    texts, found = data.emotions("train")
    names = sorted({name for kinds in found for name in kinds})
    counts = EMOTION_GRAMS.counts(texts)
    often = np.bincount(counts.indices, minlength=counts.shape[1])
    used = np.flatnonzero(often >= EMOTION_TEXTS)
    rarity = np.log(len(texts) / (often[used] + 1)) + 1
    rows = unit_rows(present(counts, used) @ diags(rarity))
    target = np.array([[name in kinds for name in names] for kinds in found], dtype=float)
    fitted = [
        fit_logistic(rows, column, penalty=EMOTION_PENALTY, weight=raised(column)) for column in target.T
    ]
    weights, intercept = np.array([part[0] for part in fitted]), np.array([part[1] for part in fitted])
    tried, truth = data.emotions("dev")
    logits = unit_rows(present(EMOTION_GRAMS.counts(tried), used) @ diags(rarity)) @ weights.T + intercept
    threshold = [
        best(logits[:, at], np.array([name in kinds for kinds in truth])) for at, name in enumerate(names)
    ]
    facts = {"emotions": names, "threshold": threshold, "cases": len(texts), "sources": data.facts()}
    return quantised(
        "general emotion",
        facts,
        grams=EMOTION_GRAMS,
        used=used,
        weights=weights,
        intercept=intercept,
        scale=rarity,
    )


def embedding(data: Data) -> Stored:
    """Train a small model on embeddings of some hundred cases a domain, those with the least checksums."""
    domains = [
        data.clothing(),
        data.airline(),
        *(data.clear(name.split("/")[1]) for name in SOURCES if name.startswith("aspects/")),
    ]
    chosen = [
        sorted(cases, key=lambda case: hashlib.sha256(case[0].encode()).hexdigest())[:EMBEDDED_CASES]
        for cases in domains
    ]
    target = np.array([side for cases in chosen for _text, side in cases])
    weight = np.concatenate([balanced(np.array([side for _text, side in cases])) for cases in chosen])
    rows = embedded([text for cases in chosen for text, _side in cases])
    weights, intercept = fit_logistic(rows, target, penalty=EMBEDDED_PENALTY, weight=weight)
    arrays = {"weights": weights.astype("<f4"), "intercept": np.array([intercept]).astype("<f8")}
    facts = {
        "package": PACKAGE,
        "cases": len(target),
        "sources": [source for source in data.facts() if "emotions" not in source["file"]],
    }
    return Stored("general embedding", facts, arrays)


def present(counts: csr_matrix, used: np.ndarray) -> csr_matrix:
    """Tell which n-grams in use stand in each text."""
    kept = counts[:, used].tocsr()
    kept.data[:] = 1.0
    return kept


def unit_rows(matrix: csr_matrix, damping: float = 0.0) -> csr_matrix:
    """Bring each row to length 1, or below by what is added to its squared length."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() + damping)
    length[length == 0] = 1.0
    return (diags(1 / length) @ matrix).tocsr()


def raised(target: np.ndarray) -> np.ndarray:
    """Weigh a rare emotion's cases up, by the root of how rare it is, at most twofold."""
    share = target.mean()
    return np.where(target > 0, min((1 - share) / share, 4.0) ** 0.5, 1.0)


def best(logit: np.ndarray, truth: np.ndarray) -> float:
    """Choose the probability above which F1 is greatest."""
    tried = np.round(np.arange(0.05, 0.91, 0.01), 2)
    scores = []
    for threshold in tried:
        said = sigmoid(logit) > threshold
        scores.append(2 * (said & truth).sum() / max(said.sum() + truth.sum(), 1))
    return float(tried[int(np.argmax(scores))])


def quantised(
    kind: str,
    facts: dict[str, object],
    *,
    grams: Grams,
    used: np.ndarray,
    weights: np.ndarray,
    intercept: np.ndarray,
    scale: np.ndarray | None = None,
    damping: float = 0.0,
) -> Stored:
    """Keep weights as small integers, and leave out n-grams all of whose weights round to nothing."""
    step = np.abs(weights).max(axis=1) / STEPS
    small = np.rint(weights / step[:, None]).astype("|i1")
    kept = small.any(axis=0) if scale is None else np.ones(len(used), dtype=bool)
    arrays = {
        "gaps": np.diff(used[kept], prepend=0).astype("<u4"),
        "weights": small[:, kept],
        "step": step.astype("<f4"),
        "intercept": np.round(intercept, 6).astype("<f8"),
    }
    if scale is not None:
        arrays["scale"] = scale[kept].astype("<f2")
    about = {
        "units": list(grams.units),
        "inside": list(grams.inside),
        "bits": grams.bits,
        "damping": damping,
    }
    return Stored(kind, {"grams": about, **facts}, arrays)


def main(folder: str, *more: str) -> None:
    """Train the models and write them."""
    data = Data(Path(folder))
    chosen = (
        {"embedding": embedding} if more else {"sentiment": sentiment, "aspects": aspect, "emotion": emotion}
    )
    for name, train in chosen.items():
        model, path = train(data), HOME / f"{name}.model"
        path.write_bytes(packed(model))
        print(f"{path.name}: {path.stat().st_size:,} bytes, {model.arrays['weights'].size:,} weights")


if __name__ == "__main__":
    if sys.argv[2:] not in ([], ["--embeddings"]) or len(sys.argv) == 1:
        raise SystemExit("usage: tools/train_text.py DATA [--embeddings]")
    main(*sys.argv[1:])
