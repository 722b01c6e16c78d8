import csv
import io
import json

import pytest
from typer.testing import CliRunner

from cocreate import worlds
from cocreate_cli.main import app


def run(*arguments):
    return CliRunner().invoke(app, ["lifetime", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def text():
    bought = worlds.repeat_buyers(1, customers=150).purchases
    lines = zip(
        bought["customer"], bought["when"].astype("datetime64[D]").astype(str), bought["amount"], strict=True
    )
    return "who,day,paid\n" + "".join(f"{who},{day},{paid}\n" for who, day, paid in lines)


COLUMNS = ("--customer", "who", "--when", "day")


def test_json_has_a_row_a_customer(written, text):
    result = run(written(text), *COLUMNS, "--amount", "paid", "--format", "json")
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert len(rows) == 150
    assert list(rows[0]) == [
        "customer", "frequency", "recency", "age",
        "p_alive", "p_alive_low", "p_alive_high",
        "purchases", "purchases_low", "purchases_high",
        "value", "value_low", "value_high",
    ]  # fmt: skip
    assert all(row["value_low"] <= row["value"] <= row["value_high"] for row in rows)
    assert rows[0]["value"] == max(row["value"] for row in rows)
    assert "BG/NBD(r=" in result.stderr
    assert "all together are worth" in result.stderr


def test_without_money_there_is_no_value(written, text):
    result = run(
        written(text), *COLUMNS, "--format", "csv", "--model", "pareto", "--unit", "day", "--ahead", "90"
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == 150
    assert "value" not in rows[0]
    assert "Pareto/NBD(r=" in result.stderr


def test_the_table_shows_the_best(written, text):
    result = run(written(text), *COLUMNS, "--top", "3")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.strip().splitlines()) == 4
    assert "the first 3 of 150 customers" in result.stderr


def test_days_without_dashes_and_lacking_customers(written, text):
    compact = "who,day,paid\n" + "\n".join(
        ",".join([who, day.replace("-", ""), paid])
        for who, day, paid in (line.split(",") for line in text.splitlines()[1:])
    )
    result = run(written(compact + "\n,20240105,3\n"), *COLUMNS, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)) == 150
    assert "1 rows without 'customer' were left out" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--customer", "whom", "--when", "day"], "no column 'whom'; did you mean 'who'?"),
        (["--customer", "who", "--when", "paid"], "'paid' holds no dates, such as"),
        ([*COLUMNS, "--amount", "who"], "'who' holds no numbers"),
        ([*COLUMNS, "--until", "1990-01-01"], "no purchase with a customer and a day up to 1990-01-01"),
        ([*COLUMNS, "--until", "soon"], "until == 'soon', must be a day"),
        ([*COLUMNS, "--amount", "paid", "--margin", "30"], "margin == 30"),
    ],
)
def test_errors_are_one_line_and_exit_code_two(written, text, arguments, words):
    result = run(written(text), *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_too_few_customers_are_one_line(written):
    result = run(written("who,day\na,2024-01-01\nb,2024-01-02\n"), *COLUMNS)
    assert result.exit_code == 2
    assert "2 customers, 0 of whom bought again" in result.stderr


def test_the_order_of_day_and_month_is_told_from_the_whole_file(written):
    days = [f"{month}/{day}/2024" for month in range(1, 7) for day in range(1, 29)]
    head = [f"c{number % 40},1/{1 + number % 9}/2024" for number in range(6000)]
    rows = [f"c{number % 40},{day}" for number, day in enumerate(days * 4)]
    result = run(written("who,day\n" + "\n".join(head + rows) + "\n"), *COLUMNS)
    assert "left out" not in result.stderr
    assert "until 2024-06-28" in result.stderr
