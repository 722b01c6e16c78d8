import csv
import io
import json

import pytest
from typer.testing import CliRunner

from cocreate_cli.main import app

TEXT = "said,stars\n" + "".join(
    f"{said},{stars}\n"
    for said, stars in [
        ("the coffee was hot and the bread fresh", 5),
        ("fresh bread with coffee", 4),
        ("a slow queue at the till", 1),
        ("the till had a long queue", ""),
        ("", 3),
    ]
    * 8
)


def run(*arguments):
    return CliRunner().invoke(app, ["themes", *map(str, arguments)])


def test_json_is_a_list_of_themes(written):
    result = run(
        written(TEXT),
        "--text",
        "said",
        "--score",
        "stars",
        "--query",
        "Coffee=coffee OR bread",
        "--format",
        "json",
    )
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert (rows[0]["theme"], rows[0]["n"], rows[0]["share"], rows[0]["verdict"]) == (
        "Coffee",
        16,
        0.5,
        "higher",
    )
    assert rows[0]["score"] == pytest.approx(4.5)
    assert "8 rows without text left out" in result.stderr
    assert "of 32 texts speak of no theme" in result.stderr


def test_the_table_shows_intervals(written):
    result = run(written(TEXT), "--text", "said", "--score", "stars")
    assert result.exit_code == 0, result.stderr
    assert "share" in result.stdout
    assert " %" in result.stdout


def test_without_scores(written):
    result = run(written(TEXT), "--text", "said", "--most", "0", "--query", "Q=queue", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["theme"], row["n"], row["score"]) == ("Q", "16", "")


def test_scores_that_are_no_numbers_are_told(written):
    result = run(written(TEXT.replace(",5", ",five")), "--text", "said", "--score", "stars")
    assert result.exit_code == 0
    assert "8 scores left out: no numbers, such as 'five'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--text", "sayd"), "did you mean 'said'?"),
        (("--text", "said", "--score", "said"), "'said' holds no numbers"),
        (("--text", "said", "--query", "coffee"), "write it as NAME=QUERY"),
        (("--text", "said", "--query", "x=(coffee"), "this bracket is never closed; see character 1"),
        (("--text", "said", "--most", "0"), "nothing to find"),
    ],
)
def test_faults_are_one_line(written, arguments, said):
    result = run(written(TEXT), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_file():
    result = run("nowhere.csv", "--text", "said")
    assert result.exit_code == 2
    assert "nowhere.csv" in result.stderr


def test_a_column_without_texts(written):
    result = run(written("said,stars\n,1\n,2\n"), "--text", "said")
    assert result.exit_code == 2
    assert "holds no texts" in result.stderr
