import csv
import io
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cocreate import effects, worlds
from cocreate_cli.main import app


def run(*arguments):
    return CliRunner().invoke(app, ["effect", *(str(argument) for argument in arguments)])


def saved(written, columns):
    return written(pd.DataFrame(dict(columns)).to_csv(index=False))


def test_experiment(written):
    columns = worlds.randomised(1, people=400).table.columns
    file = saved(written, columns)
    asked = ("--design", "experiment", "--group", "arm", "--outcome", "spend", "--before", "before")
    result = run(file, *asked, "--assigned-as-planned", "equal", "--format", "json")
    assert result.exit_code == 0, result.stderr
    (row,) = json.loads(result.stdout)
    expected = effects.experiment(columns, "spend", group="arm", before="before")
    assert row == pytest.approx(expected.to_dict()[0])
    assert "as large as planned" in result.stderr
    assert "drawn by lot" in result.stderr
    named = run(file, *asked, "--assigned-as-planned", "new=9, control=1")
    assert "do not believe any effect" in named.stderr


def test_encouragement_reads_yes_and_no(written):
    columns = dict(worlds.invitation(1).table.columns)
    words = {name: np.where(columns[name] == 1, "Yes", "no") for name in ("invited", "joined")}
    file = saved(written, columns | words)
    result = run(
        file, "--design", "encouragement", "--invited", "invited", "--took-part", "joined", "--outcome", "spend",
        "--format", "csv",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    expected = effects.encouragement(columns, "spend", invited="invited", took_part="joined")
    assert [row["what"] for row in rows] == ["being invited", "uptake", "taking part"]
    assert float(rows[2]["value"]) == pytest.approx(expected.taking_part.value)
    assert "must not be compared" in result.stderr


@pytest.mark.parametrize(
    ("by", "first"), [("event", "event"), ("group", "group"), ("period", "period"), ("all", "group")]
)
def test_rollout(written, by, first):
    columns = dict(worlds.staggered(1, units=60).table.columns)
    columns["week"] = (np.datetime64("2025-01-06") + 7 * columns["week"].astype("timedelta64[D]")).astype(str)
    weeks = np.unique(columns["week"])
    columns["started"] = [None if np.isnan(start) else weeks[int(start)] for start in columns["started"]]
    result = run(
        saved(written, columns), "--design", "rollout", "--unit", "shop", "--when", "week", "--treated-from", "started",
        "--outcome", "sales", "--by", by, "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert next(iter(rows[0])) == first
    assert "if, untreated" in result.stderr


def test_observed(written):
    columns = worlds.self_chosen(1, people=600).table.columns
    result = run(
        saved(written, columns), "--design", "observed", "--treated", "joined", "--adjust", "loyalty,visits", "--adjust",
        "city", "--outcome", "spend", "--on-treated",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split()[:4] == ["what", "value", "low", "high"]
    assert "alike in loyalty, visits, city" in result.stderr


def test_series(written):
    columns = dict(worlds.interruption(1).table.columns)
    columns["month"] = (
        (np.datetime64("2020-01") + columns["month"].astype("timedelta64[M]"))
        .astype("datetime64[D]")
        .astype(str)
    )
    result = run(
        saved(written, columns), "--design", "series", "--when", "month", "--change", "2023-05-01", "--outcome", "score",
        "--season", "12", "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert [row["what"] for row in json.loads(result.stdout)] == [
        "step at the change", "change of slope", "mean after the change",
    ]  # fmt: skip
    assert "weak evidence" in result.stderr


def test_uplift(written):
    columns = worlds.campaign(1, people=1500).table.columns
    result = run(
        saved(written, columns),
        "--design",
        "uplift",
        "--treated",
        "mailed",
        "--traits",
        "age,visits",
        "--outcome",
        "bought",
    )
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 11
    assert "Qini" in result.stderr


WORLD = worlds.randomised(1, people=60).table.columns
EXPERIMENT = ("--design", "experiment", "--outcome", "spend")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (EXPERIMENT, "--design experiment needs --group"),
        ((*EXPERIMENT, "--group", "arms"), "did you mean 'arm'"),
        ((*EXPERIMENT, "--group", "arm", "--invited", "arm"), "--invited is not for --design experiment"),
        ((*EXPERIMENT, "--group", "arm", "--control", "old"), "no arm 'old'"),
        ((*EXPERIMENT, "--group", "arm", "--before", "spend"), "named twice"),
        ((*EXPERIMENT, "--group", "arm", "--assigned-as-planned", "half"), "write ARM=PART"),
        ((*EXPERIMENT, "--group", "arm", "--confidence", "95"), "did you mean 0.95"),
        (("--design", "experiment", "--outcome", "arm", "--group", "spend"), "holds no numbers"),
        (("--design", "encouragement", "--outcome", "spend", "--invited", "arm", "--took-part", "before"), "wanted 1 and 0"),
        (("--design", "observed", "--outcome", "spend", "--treated", "arm", "--adjust", "before"), "wanted 1 and 0"),
        (("--design", "series", "--outcome", "spend", "--when", "before", "--change", "soon"), "is no float"),
        (("--design", "rollout", "--outcome", "spend", "--unit", "arm", "--when", "before"), "needs --treated-from"),
    ],
)  # fmt: skip
def test_one_line_for_what_is_wrong(written, arguments, message):
    result = run(saved(written, WORLD), *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith("cocreate: ")
    assert "Traceback" not in result.stderr


def test_what_is_left_out_is_told(written):
    columns = {"arm": ["a", "b"] * 20, "spend": ["n/k", *range(39)]}
    result = run(saved(written, columns), *EXPERIMENT, "--group", "arm")
    assert result.exit_code == 0, result.stderr
    assert "1 values of 'spend' are no numbers and were left out, such as 'n/k'" in result.stderr
