import csv
import io
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from cocreate import worlds
from cocreate_cli.main import app


def run(*arguments):
    return CliRunner().invoke(app, ["opinions", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def world():
    return worlds.conversation(people=120, statements=30, groups=3, seed=1)


@pytest.fixture(scope="module")
def long(world):
    votes = world.votes
    lines = zip(votes.person, votes.statement, votes.value, strict=True)
    return "voter-id,comment-id,vote\n" + "".join(f"{p},s{votes.statements[s]},{v}\n" for p, s, v in lines)


@pytest.fixture(scope="module")
def wide(world):
    matrix = world.votes.matrix()
    head = ",".join(["participant", "group-id", *(f"s{label}" for label in world.votes.statements)])
    rows = (
        ",".join([str(person), "0", *("" if np.isnan(v) else f"{v:g}" for v in row)])
        for person, row in enumerate(matrix)
    )
    return "\n".join([head, *rows]) + "\n"


def test_both_layouts_give_the_same(written, long, wide):
    results = [run(written(text), "--format", "json") for text in (long, wide)]
    assert [result.exit_code for result in results] == [0, 0], results[1].stderr
    one, other = (json.loads(result.stdout) for result in results)
    assert one == other
    assert {row["of"] for row in one} == {"group 0", "group 1", "group 2", "everybody"}


def test_what_everybody_shares_is_found(written, long, world):
    rows = json.loads(run(written(long), "--format", "json").stdout)
    shared = {row["statement"] for row in rows if row["of"] == "everybody" and row["stance"] == "agree"}
    assert shared <= {f"s{label}" for label in world.shared}


def test_guesses_and_what_was_found_are_told(written, long):
    result = run(written(long))
    assert "vote is column 'vote', which is a guess" in result.stderr
    assert "3 groups of 42, 41, 37 people" in result.stderr


def test_people_and_their_groups(written, long):
    result = run(written(long), "--show", "people", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == 120
    assert {row["group"] for row in rows} == {"0", "1", "2"}


def test_words_are_votes_too(written):
    lines = [
        f"p{p},{s},{word}"
        for p in range(20)
        for s, word in (("a", "同意"), ("b", "反对" if p % 2 else "Agree"))
    ]
    result = run(written("person,statement,vote\n" + "\n".join(lines)), "--format", "json", "--groups", "2")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)[-1]["statement"] == "a"


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("person,statement,vote\na,b,5\n", (), "holds '5'; votes are 1 (agree)"),
        ("a,b\nx,y\n", (), "no column holds votes"),
        ("person,on,vote\na,b,1\n", (), "name it with --statement"),
        ("person,statement,vote\na,b,1\n", ("--vote", "vot"), "did you mean 'vote'"),
        ("person,statement,vote\na,b,1\na,b,-1\n", (), "voted twice"),
        ("person,statement,vote\na,b,1\n", (), "can be told apart"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(written, text, options, said):
    result = run(written(text), *options)
    assert result.exit_code == 2
    assert said in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.stderr
