import csv
import io
import json

import pandas as pd
import pyreadstat
import pytest
from typer.testing import CliRunner

from cocreate_cli.main import app

TEXT = "score,shop,w\n" + "".join(
    f"{score},{shop},{weight}\n"
    for score, shop, weight in [
        (10, "a", 1),
        (9, "a", 2),
        (3, "b", 1),
        (8, "b", 1),
        (0, "b", 1),
        ("", "b", 1),
    ]
)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows_of(*arguments):
    result = run("scores", *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_json_is_a_list_of_estimates(written):
    (row,) = rows_of(written(TEXT), "--score", "score", "--measure", "nps")
    assert list(row) == ["group", "measure", "value", "low", "high", "n", "method"]
    assert (row["group"], row["measure"], row["value"], row["n"]) == ({}, "nps", pytest.approx(0), 5)
    assert row["low"] < row["value"] < row["high"]


def test_groups_bear_the_names_of_their_columns(written):
    rows = rows_of(written(TEXT), "--score", "score", "--measure", "nps", "--by", "shop")
    assert [(row["group"], row["n"]) for row in rows] == [({"shop": "a"}, 2), ({"shop": "b"}, 3)]
    assert rows[0]["value"] == 100


def test_weights_count(written):
    (row,) = rows_of(written(TEXT), "--score", "score", "--measure", "nps", "--weight", "w")
    assert row["value"] == pytest.approx(100 * (3 - 2) / 6)


def test_small_groups_are_hidden(written):
    rows = rows_of(written(TEXT), "--score", "score", "--measure", "nps", "--by", "shop", "--min-n", "3")
    assert {row["value"] for row in rows} == {None}


def test_csv_has_a_column_a_grouping(written):
    result = run(
        "scores", written(TEXT), "--score", "score", "--measure", "mean", "--by", "shop", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["shop"], row["measure"], float(row["value"])) for row in rows] == [
        ("a", "mean", 9.5),
        ("b", "mean", pytest.approx(11 / 3)),
    ]


def test_a_table_shows_interval_and_n(written):
    result = run("scores", written(TEXT), "--score", "score", "--measure", "nps")
    assert result.exit_code == 0
    assert result.stdout.split()[:5] == ["measure", "value", "low", "high", "n"]


@pytest.mark.parametrize(
    ("points", "measure"),
    [(range(11), "nps"), (range(1, 6), "csat"), (range(1, 8), "ces"), (range(1, 11), "mean")],
)
def test_the_measure_is_guessed_and_said(written, points, measure):
    result = run(
        "scores", written("s,x\n" + "".join(f"{p},a\n" for p in points)), "--score", "s", "--format", "json"
    )
    assert json.loads(result.stdout)[0]["measure"] == measure
    assert f"measure {measure} is a guess" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--score", "scor"], "no column 'scor'; did you mean 'score'?"),
        (["--score", "score", "--by", "shp"], "did you mean 'shop'?"),
        (
            ["--score", "score", "--scale", "1", "5"],
            "4 answers in 'score' lie outside the scale 1 to 5, such as '10'",
        ),
        (["--score", "score", "--scale", "5", "1"], "wanted the lowest answer first"),
        (["--score", "score", "--measure", "nps", "--scale", "1", "10"], "NPS is asked from 0 to 10"),
        (["--score", "shop", "--measure", "mean"], "'shop' holds no numbers, such as 'a'"),
    ],
)
def test_errors_are_one_line_and_exit_code_two(written, arguments, words):
    result = run("scores", written(TEXT), *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_missing_file_is_one_line(tmp_path):
    result = run("scores", tmp_path / "none.csv", "--score", "x")
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_what_is_left_out_is_said(written):
    result = run(
        "scores", written("s,x\n9,a\nten,b\n8,c\n"), "--score", "s", "--measure", "nps", "--format", "json"
    )
    assert json.loads(result.stdout)[0]["n"] == 2
    assert "1 answers left out: the value is not a number, such as 'ten'" in result.stderr


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.parquet", "a.jsonl", "a.sav"])
def test_every_format_gives_the_same(tmp_path, name):
    frame = pd.DataFrame({"score": [10, 9, 3, 8, 0], "shop": list("aabbb")})
    path = tmp_path / name
    {
        "csv": lambda: frame.to_csv(path, index=False, encoding="gb18030"),
        "tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        "xlsx": lambda: frame.to_excel(path, index=False, engine="xlsxwriter"),
        "parquet": lambda: frame.to_parquet(path),
        "jsonl": lambda: frame.to_json(path, orient="records", lines=True),
        "sav": lambda: pyreadstat.write_sav(frame, path),
    }[path.suffix[1:]]()
    rows = rows_of(path, "--score", "score", "--measure", "nps", "--by", "shop")
    assert [(row["group"]["shop"], row["value"], row["n"]) for row in rows] == [
        ("a", 100, 2),
        ("b", pytest.approx(-200 / 3), 3),
    ]


def test_real_reviews_give_the_mean_pandas_gives(real):
    path = real("reviews/airline_seat_reviews.csv.gz")
    frame = pd.read_csv(path)
    rows = rows_of(path, "--score", "overall_rating", "--measure", "mean", "--by", "cabin_flown")
    means = frame.groupby("cabin_flown")["overall_rating"].mean()
    found = {row["group"]["cabin_flown"]: row["value"] for row in rows if row["group"]["cabin_flown"]}
    assert found == pytest.approx(means.to_dict())
