import csv
import io
import json

import pytest
from typer.testing import CliRunner

from cocreate.worlds import questionnaire
from cocreate_cli.main import app


def run(*arguments):
    return CliRunner().invoke(app, ["scale", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def text():
    world = questionnaire(people=400, groups=2, shift=0.9, steps=7, seed=1)
    names = list(world.table)
    rows = zip(*world.table.values(), strict=True)
    lines = [",".join(f"{value:g}" if isinstance(value, float) else value for value in row) for row in rows]
    lines[0] = "," + lines[0].split(",", 1)[1]  # the first person left the first item out
    return "\n".join([",".join(names), *lines]) + "\n"


def rows_of(result):
    assert result.exit_code == 0, result.stderr
    return {(row["what"], row["of"]): row for row in json.loads(result.stdout)}


def test_one_scale(written, text):
    result = run(written(text), "--items", "a1,a2,a3,a4", "--scale", 1, 7, "--format", "json")
    rows = rows_of(result)
    assert rows["alpha", "scale"]["low"] < rows["alpha", "scale"]["value"] < rows["alpha", "scale"]["high"]
    assert rows["df", "model"]["value"] == 2
    assert rows["loading", "a2"]["n"] == 399
    assert "1 of 400 rows have a gap" in result.stderr


def test_two_factors_across_groups(written, text):
    options = ("--items", "a1,a2,a3,a4", "--items", "b1,b2,b3,b4", "--scale", 1, 7, "--group", "market")
    result = run(written(text), *options, "--format", "json")
    rows = rows_of(result)
    assert rows["metric holds", "groups"]["value"] == 1
    assert rows["scalar holds", "groups"]["value"] == 0
    assert rows["scalar differs, p_value", "a1"]["value"] < 0.05
    assert "means may not" in result.stderr
    assert "without 'market'" not in result.stderr


def test_csv_has_the_same_columns_in_every_row(written, text):
    result = run(written(text), "--items", "a1,a2,a3,a4", "--scale", 1, 7, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert rows[0]["what"] == "alpha"
    assert set(rows[0]) == {"what", "of", "value", "low", "high", "n"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--items", "a1"), "2 items or more"),
        (("--items", "a1,a9"), "no column 'a9'"),
        (("--items", "a1,a2,a3", "--reverse", "b1"), "'b1' is to be reversed"),
        (("--items", "a1,a2,a3", "--items", "a3,a4"), "named twice"),
        (("--items", "a1,market"), "'market' holds no numbers"),
        (("--items", "a1,a2,a3", "--group", "markt"), "did you mean 'market'"),
    ],
)
def test_one_line_for_what_is_wrong(written, text, options, said):
    result = run(written(text), *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
