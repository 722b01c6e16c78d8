"""Texts: speed against the targets, accuracy beside SnowNLP and VADER in the same run, and what comes along in the wheel.

Run alone: `python bench/text.py`. Accuracy needs the real data at `../shared/data`; without it those rows are left out.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import cocreate.text
from cocreate.text import Sentiment, themes

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

REAL = Path(__file__).parents[2] / "shared" / "data"
CHINESE = {"hotel": "reviews_zh/chnsenticorp_hotel.csv.gz", "food delivery": "reviews_zh/waimai_10k.csv.gz"}
FITTED = {"hotel": 0.89, "food delivery": 0.91}
CLOTHING = "reviews/womens_clothing_reviews.csv.gz"
PEERS_TEXTS = 600  # SnowNLP takes its time: so many of the texts, evenly chosen, for both

type Cases = tuple[list[str], np.ndarray]


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    yield weight()
    for name, path in CHINESE.items():
        if (REAL / path).exists():
            yield from chinese(name, *parted(path, "review", "label"))
    if (REAL / CLOTHING).exists():
        yield from english()
        yield discovered()


def chinese(name: str, seen: Cases, unseen: Cases) -> Iterable[Row]:
    """Accuracy and speed on Chinese reviews: out of the box beside SnowNLP, and fitted."""
    texts, labels = unseen
    box = Sentiment()
    step = max(1, len(texts) // PEERS_TEXTS)
    some = texts[::step], labels[::step]
    yield beside(f"{name} reviews, out of the box, beside SnowNLP", right(box, *some), snownlp(*some), 0.80)
    yield speed(f"{name} reviews, out of the box", lambda: box.many(texts), len(texts), 500)
    fitted = Sentiment.fit(*seen)
    yield beside(
        f"{name} reviews, fitted, beside out of the box",
        right(fitted, texts, labels),
        right(box, *unseen),
        FITTED[name],
    )
    yield speed(f"{name} reviews, fitted", lambda: fitted.many(texts), len(texts), 2000)


def english() -> Iterable[Row]:
    """Accuracy on English reviews kept from training, one and two stars against five, beside VADER."""
    _seen, (texts, stars) = parted(CLOTHING, "Review Text", "Rating")
    clear = np.isin(stars, [1, 2, 5])
    chosen, high = [text for text, keep in zip(texts, clear, strict=True) if keep], stars[clear] == 5
    box = Sentiment()
    yield beside(
        "clothing reviews, out of the box, beside VADER", right(box, chosen, high), vader(chosen, high), 0.80
    )
    yield speed("clothing reviews, out of the box", lambda: box.many(chosen), len(chosen), 500)


def discovered() -> Row:
    """Themes of 20,000 reviews."""
    with gzip.open(REAL / CLOTHING, "rt", encoding="utf-8", newline="") as file:
        texts = [row["Review Text"] for row in csv.DictReader(file) if row["Review Text"]][:20_000]
    start = time.process_time()
    themes(texts)
    return at_most("themes of 20,000 reviews", ours=time.process_time() - start, peer=20, limit=1, unit="s")


def weight() -> Row:
    """All that comes along for texts: words and models."""
    data = Path(cocreate.text.__file__).parent / "data"
    size = sum(path.stat().st_size for path in data.iterdir()) / 1e6
    return at_most("words and models in the wheel", ours=size, peer=20, limit=1, unit="MB")


def parted(path: str, text: str, label: str) -> tuple[Cases, Cases]:
    """Texts to learn from, and a fifth kept for tests, by the SHA-256 of the text."""
    parts: tuple[tuple[list[str], list[int]], ...] = (([], []), ([], []))
    with gzip.open(REAL / path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row[text]:
                kept = int(hashlib.sha256(row[text].encode()).hexdigest(), 16) % 5 == 0
                parts[kept][0].append(row[text])
                parts[kept][1].append(int(row[label]))
    (seen, seen_labels), (unseen, unseen_labels) = parts
    return (seen, np.array(seen_labels)), (unseen, np.array(unseen_labels))


def right(model: Sentiment, texts: Sequence[str], labels: np.ndarray) -> float:
    """Share on the right side."""
    return float(np.mean((np.nan_to_num(model.many(texts).values) > 0) == (labels > 0)))


def snownlp(texts: Sequence[str], labels: np.ndarray) -> float:
    """Share that SnowNLP puts on the right side."""
    from snownlp import SnowNLP

    values = np.array([SnowNLP(text).sentiments if text.strip() else 0.5 for text in texts])
    return float(np.mean((values > 0.5) == (labels > 0)))


def vader(texts: Sequence[str], labels: np.ndarray) -> float:
    """Share that VADER puts on the right side."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    judge = SentimentIntensityAnalyzer()
    values = np.array([judge.polarity_scores(text)["compound"] for text in texts])
    return float(np.mean((values > 0) == (labels > 0)))


def beside(what: str, ours: float, peer: float, target: float) -> Row:
    """Hold an accuracy against its target, the peer's beside it."""
    return Row(what, f"{ours:.3f}", f"{peer:.3f}", ours / peer, f">= {target:.2f}", ours >= target)


def speed(what: str, task: Callable[[], object], texts: int, target: int) -> Row:
    """Texts a second of CPU time against the target, best of four."""
    best = float("inf")
    for _ in range(4):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    each_second = texts / best
    return Row(
        f"{what}: texts a second",
        f"{each_second:,.0f}",
        f"{target:,}",
        each_second / target,
        ">= 1 x",
        each_second >= target,
    )


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}", flush=True)
