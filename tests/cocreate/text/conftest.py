"""The real data where it is at hand, parted into what may be looked at and what only tests may see."""

import csv
import gzip
import hashlib
from functools import cache
from pathlib import Path

import pytest

REAL = Path(__file__).parents[4] / "shared" / "data"


def is_kept_for_tests(text):
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 == 0


@cache
def read_rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def real():
    def find(name):
        path = REAL / name
        if not path.exists():
            pytest.skip(f"{path} is not at hand")
        return path

    return find


@pytest.fixture
def hotel(real):
    return labelled(real("reviews_zh/chnsenticorp_hotel.csv.gz"))


@pytest.fixture
def waimai(real):
    return labelled(real("reviews_zh/waimai_10k.csv.gz"))


def labelled(path):
    """Texts and labels to look at, then those for tests: a fifth, by the SHA-256 of the text."""
    parts = {True: ([], []), False: ([], [])}
    for row in read_rows(path):
        texts, labels = parts[is_kept_for_tests(row["review"])]
        texts.append(row["review"])
        labels.append(int(row["label"]))
    return parts[False], parts[True]


@pytest.fixture
def clothing(real):
    rows = read_rows(real("reviews/womens_clothing_reviews.csv.gz"))
    return [
        (". ".join(part for part in (row["Title"], row["Review Text"]) if part), int(row["Rating"]))
        for row in rows
        if row["Review Text"] and is_kept_for_tests(row["Review Text"])
    ]


@pytest.fixture
def airline(real):
    rows = read_rows(real("reviews/airline_seat_reviews.csv.gz"))
    return [(row["content"], float(row["overall_rating"])) for row in rows if row["overall_rating"]]


@pytest.fixture
def lines(real):
    def read(name):
        with gzip.open(real(name), "rt", encoding="utf-8", newline="") as file:
            return [line.strip("\r\n") for line in file]

    return read
