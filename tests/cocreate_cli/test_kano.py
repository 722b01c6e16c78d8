import json

import pytest
from typer.testing import CliRunner

from cocreate_cli.main import app

FILE = (
    "search,no_search,dark,no_dark,team\n"
    + "1,5,like,neutral,a\n1,5,like,neutral,b\n2,5,喜欢,无所谓,a\n,5,neutral,neutral,b\n" * 10
)


def run(*arguments):
    return CliRunner().invoke(app, ["kano", *(str(argument) for argument in arguments)])


def asked(path, *more):
    return run(path, "--functional", "search,dark", "--dysfunctional", "no_search,no_dark", *more)


def test_features_and_their_categories(written):
    result = asked(written(FILE), "--format", "json")
    assert result.exit_code == 0, result.stderr
    rows = {row["feature"]: row for row in json.loads(result.stdout)}
    assert rows["search"]["category"] == "one-dimensional"
    assert rows["dark"]["category"] == "attractive"
    assert rows["dark"]["better"] == pytest.approx(0.75)
    assert "search: 10 rows lack one answer" in result.stderr


def test_groups(written):
    result = asked(written(FILE), "--by", "team", "--format", "csv")
    assert result.stdout.startswith("team,feature,category")
    assert len(result.stdout.splitlines()) == 5


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (FILE, ("--by", "teem"), "did you mean 'team'"),
        (FILE.replace("neutral", "perhaps"), (), "holds 'perhaps'"),
        ("search,no_search,dark,no_dark\n,1,,1\n", (), "no pair of answers is whole"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(written, text, options, said):
    result = asked(written(text), *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
