import csv
import io
import json

import pytest
from typer.testing import CliRunner

from cocreate_cli.main import app

EVENTS = """customer,what,at
1,visit,2026-03-01
1,order,2026-03-02
1,return,2026-03-09
2,visit,2026-03-04
2,order,2026-03-07
3,,2026-03-05
"""
COLUMNS = ("--case", "customer", "--activity", "what", "--when", "at")


def run(*arguments):
    return CliRunner().invoke(app, ["paths", *(str(argument) for argument in arguments)])


def test_steps_in_days(written):
    result = run(written(EVENTS), *COLUMNS, "--format", "json")
    assert result.exit_code == 0, result.stderr
    first, second = json.loads(result.stdout)
    assert (first["source"], first["target"], first["count"], first["days"]) == ("visit", "order", 2, 2)
    assert second["days_low"] is None
    assert "5 events of 2 cases" in result.stderr
    assert "1 of 6 rows lack a case, an activity or a time" in result.stderr


def test_variants_as_csv(written):
    result = run(written(EVENTS), *COLUMNS, "--show", "variants", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["variant"], row["count"]) for row in rows] == [
        ("visit → order", "1"),
        ("visit → order → return", "1"),
    ]


@pytest.mark.parametrize(
    ("show", "expected"), [("starts", [("visit", 1)]), ("ends", [("order", 0.5), ("return", 0.5)])]
)
def test_where_journeys_begin_and_end(written, show, expected):
    result = run(written(EVENTS), *COLUMNS, "--show", show, "--format", "json")
    assert [(row["activity"], row["value"]) for row in json.loads(result.stdout)] == expected


def test_a_table_shows_the_top(written):
    result = run(written(EVENTS), *COLUMNS, "--top", "1")
    assert result.stdout.split()[:3] == ["source", "target", "count"]
    assert "the first 1 of 2 rows" in result.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"--case": "custmer"}, "did you mean 'customer'"),
        ({"--when": "what"}, "holds no dates, such as 'visit'"),
    ],
)
def test_one_line_for_what_is_wrong(written, changes, message):
    options = dict(zip(COLUMNS[::2], COLUMNS[1::2], strict=True)) | changes
    result = run(written(EVENTS), *(part for pair in options.items() for part in pair))
    assert result.exit_code == 2
    assert message in result.stderr


def test_no_events(written):
    result = run(written("customer,what,at\n,,2026-01-01\n"), *COLUMNS)
    assert result.exit_code == 2
    assert "no events" in result.stderr


def test_the_real_logs(real):
    path = real("journeys/helpdesk.csv.gz")
    result = run(path, "--case", "CaseID", "--activity", "ActivityID", "--when", "CompleteTimestamp")
    assert result.exit_code == 0, result.stderr
    assert "13,710 events of 3,804 cases" in result.stderr
