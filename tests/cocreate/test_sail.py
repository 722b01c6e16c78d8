"""The same counting on a cluster: Sail, run here on one machine, through the Spark client."""

import random
from datetime import datetime, timedelta

import pytest

from cocreate import cells, nps, period, share

sail = pytest.importorskip("pysail.spark")
spark_sql = pytest.importorskip("pyspark.sql")

ROWS = [
    {
        "score": (random.Random(place).choice([None, *range(11)])),  # noqa: S311 - no secret
        "shop": ["a", "b", None][place % 3],
        "weight": 0.5 + place % 4,
        "when": datetime(2025, 1, 1) + timedelta(hours=37 * place),  # noqa: DTZ001
    }
    for place in range(300)
]


@pytest.fixture(scope="module")
def answers():
    server = sail.SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _, port = server.listening_address
    spark = spark_sql.SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    rows = [tuple(row.values()) for row in ROWS]
    yield spark.createDataFrame(rows, "score int, shop string, weight double, when timestamp_ntz")
    spark.stop()
    server.stop()


@pytest.mark.parametrize("every", ["hour", "day", "week", "month", "quarter", "year"])
def test_cells_are_the_same(answers, every):
    by = ["shop", period("when", every)]
    assert cells(answers, "score", by=by, weight="weight") == cells(ROWS, "score", by=by, weight="weight")


def test_scores_are_the_same(answers):
    assert nps(answers, "score", by="shop", min_n=5) == nps(ROWS, "score", by="shop", min_n=5)
    assert share(answers, "shop", of="a") == share(ROWS, "shop", of="a")
