import json

import pytest
from typer.testing import CliRunner

from cocreate import worlds
from cocreate_cli.main import app


def run(path, *arguments):
    return CliRunner().invoke(app, ["recommend", str(path), "--user", "user", "--item", "item", *arguments])


@pytest.fixture(scope="module")
def sales():
    table = worlds.shoppers(120, items=20, seed=1).table
    rows = zip(table["user"], table["item"], table["when"], strict=True)
    return "user,item,when\n" + "".join(f"u{user},{item},{when}\n" for user, item, when in rows)


def test_items_with_reasons(written, sales):
    result = run(
        written(sales),
        "--have",
        "item 001",
        "--have",
        "item 005",
        "--k",
        "3",
        "--l2",
        "20",
        "--format",
        "json",
    )
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert len(rows) == 3
    assert "item 0" in rows[0]["because"]


def test_somebody_of_the_file(written, sales):
    result = run(written(sales), "--to", "u7", "--k", "2", "--format", "csv")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 3


def test_judged_beside_popularity(written, sales):
    result = run(written(sales), "--when", "when", "--k", "5", "--l2", "20", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert {row["method"] for row in json.loads(result.stdout)} == {"ease", "item-knn", "popularity"}
    assert "the last 20% of each person's items held out" in result.stderr


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("user,itm\na,b\n", (), "no column 'item'; did you mean 'itm'"),
        ("user,item\na,b\na,c\n", ("--to", "z"), "no user 'z'"),
        ("user,item\na,b\nb,b\n", ("--have", "b"), "one item only"),
        ("user,item\na,b\nb,c\n", (), "two such people are wanted"),
        ("user,item\na,b\nb,c\n", ("--have", "b", "--l2", "0"), "l2 == 0"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(written, text, options, said):
    result = run(written(text), *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
