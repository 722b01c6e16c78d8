import csv
import io
import json

import pytest
from typer.testing import CliRunner

from cocreate.drivers import importance
from cocreate.worlds import driver_survey
from cocreate_cli.main import app

WORLD = driver_survey(200, rng=2)


def run(*arguments):
    return CliRunner().invoke(app, ["drivers", *(str(argument) for argument in arguments)])


@pytest.fixture
def survey(written):
    columns = {name: WORLD.table[name].round(3).tolist() for name in WORLD.table.names}
    columns["shop"] = ["a", "b"] * 100
    columns["w"] = [1, 2, 1, 3] * 50
    columns["words"] = ["fine"] * 200
    columns["same"] = [4] * 200
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    return written("\n".join(lines) + "\n")


ASKED = ("--outcome", "overall", "--drivers", "aspect_1,aspect_2, aspect_3", "--drivers", "aspect_4")


def test_json_is_what_the_library_says(survey):
    result = run(survey, *ASKED, "--format", "json")
    assert result.exit_code == 0, result.stderr
    table = {name: WORLD.table[name].round(3) for name in WORLD.table.names}
    expected = importance(table, "overall", drivers=[f"aspect_{i}" for i in range(1, 5)])
    for row, driver in zip(json.loads(result.stdout), expected.to_dict(), strict=True):
        assert row == pytest.approx(driver)
    assert "together they explain" in result.stderr


def test_csv_by_group_with_weights(survey):
    result = run(survey, *ASKED, "--by", "shop", "--weight", "w", "--method", "johnson", "--format", "csv")
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["shop"] for row in rows] == ["a"] * 4 + ["b"] * 4
    assert "shop a: together" in result.stderr


def test_a_table_for_people(survey):
    result = run(survey, *ASKED)
    assert result.stdout.split()[:4] == ["driver", "importance", "low", "high"]
    assert "aspect_1" in result.stdout


def test_what_is_left_out_is_told(survey):
    result = run(survey, *ASKED, "--drivers", "same")
    assert result.exit_code == 0
    assert "'same' has the same value in every row and was left out" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--outcome", "overal", "--drivers", "aspect_1"), "did you mean 'overall'"),
        (("--outcome", "overall", "--drivers", "aspect_9"), "did you mean"),
        (("--outcome", "overall", "--drivers", "words"), "holds no numbers"),
        (("--outcome", "overall", "--drivers", "overall"), "both outcome and driver"),
        (("--outcome", "overall", "--drivers", "aspect_1,aspect_1"), "named twice"),
        (("--outcome", "overall", "--drivers", ","), "drivers is empty"),
        (("--outcome", "same", "--drivers", "aspect_1"), "nothing to explain"),
    ],
)
def test_one_line_for_what_is_wrong(survey, arguments, message):
    result = run(survey, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith("cocreate: ")


def test_no_such_file(tmp_path):
    result = run(tmp_path / "none.csv", *ASKED)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
