"""Effects: ours beside pandas with SciPy and statsmodels, and beside scikit-learn's learners put together by hand.

Run alone: `python bench/effects.py`. All data are drawn, seeded; results are held against each other.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
from scipy import stats

from cocreate import worlds
from cocreate.effects import encouragement, experiment, observed

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_least, at_most
from timing import in_turns

if TYPE_CHECKING:
    from collections.abc import Iterable

MANY, PEOPLE = 1_000_000, 50_000
TRAITS = ["loyalty", "visits", "city"]
SQL = """
SELECT arm, count(*) n, sum(spend), sum(spend * spend), sum(before), sum(before * before), sum(spend * before)
FROM experiment WHERE spend IS NOT NULL AND before IS NOT NULL GROUP BY arm
"""


def rows() -> Iterable[Row]:
    """Give the rows of the benchmark's table."""
    table = pd.DataFrame(dict(worlds.randomised(1, people=MANY).table.columns))
    yield from beside_regression(table)
    yield beside_sql(table)
    yield beside_two_stages()
    yield beside_learners()


def beside_regression(table: pd.DataFrame) -> Iterable[Row]:
    """Hold an A/B test against SciPy's Welch test, and CUPED against statsmodels' regression."""
    import statsmodels.formula.api as smf

    def welch() -> tuple[float, float]:
        test = stats.ttest_ind(
            table.loc[table["arm"] == "new", "spend"],
            table.loc[table["arm"] == "control", "spend"],
            equal_var=False,
        )
        ends = test.confidence_interval()
        return float(ends.low), float(ends.high)

    ours = experiment(table, "spend", group="arm").effect
    agree("welch", (ours.low, ours.high), welch(), 1e-6)
    best = in_turns({"ours": lambda: experiment(table, "spend", group="arm"), "peer": welch})
    yield at_most(
        "A/B test, 1 M rows of pandas, beside SciPy's Welch test",
        ours=best["ours"],
        peer=best["peer"],
        limit=2,
        unit="s",
    )

    def ancova() -> float:
        return float(smf.ols("spend ~ arm + before", table).fit(cov_type="HC1").params["arm[T.new]"])

    cuped = experiment(table, "spend", group="arm", before="before").effect
    agree("cuped", (cuped.value,), (ancova(),), 1e-3)
    best = in_turns(
        {"ours": lambda: experiment(table, "spend", group="arm", before="before"), "peer": ancova}, times=1
    )
    yield at_least(
        "CUPED, 1 M rows of pandas, beside statsmodels",
        ours=best["ours"],
        peer=best["peer"],
        limit=2,
        unit="s",
    )


def beside_sql(table: pd.DataFrame) -> Row:
    """Hold CUPED in DuckDB against the sums alone, written by hand."""
    db = duckdb.connect()
    db.register("drawn", table)
    db.sql("CREATE TABLE experiment AS SELECT * FROM drawn")
    best = in_turns({
        "ours": lambda: experiment(db.table("experiment"), "spend", group="arm", before="before"),
        "peer": lambda: db.sql(SQL).fetchall(),
    })  # fmt: skip
    what = "CUPED, 1 M rows in DuckDB, beside one pass of sums by hand"
    return at_most(what, ours=best["ours"], peer=best["peer"], limit=8, unit="s")


def beside_two_stages() -> Row:
    """Hold an invitation against statsmodels' two-stage least squares."""
    from statsmodels.sandbox.regression.gmm import IV2SLS

    table = pd.DataFrame(dict(worlds.invitation(1, people=MANY).table.columns))

    def two_stages() -> float:
        ones = np.ones(len(table))
        x, z = np.column_stack([ones, table["joined"]]), np.column_stack([ones, table["invited"]])
        return float(IV2SLS(table["spend"].to_numpy(), x, z).fit().params[1])

    def ours() -> float:
        return encouragement(table, "spend", invited="invited", took_part="joined").taking_part.value

    agree("two stages", (ours(),), (two_stages(),), 1e-8)
    best = in_turns({"ours": ours, "peer": two_stages})
    return at_most(
        "an invitation, 1 M rows, beside statsmodels", ours=best["ours"], peer=best["peer"], limit=2, unit="s"
    )


def beside_learners() -> Row:
    """Hold cross-fitted AIPW against the same put together from scikit-learn."""
    table = pd.DataFrame(dict(worlds.self_chosen(1, people=PEOPLE).table.columns))

    def ours() -> tuple[float, float]:
        found = observed(table, "spend", treated="joined", adjust=TRAITS, repeats=1, trim=0.0).effect
        return found.value, found.std_error

    mine, theirs = ours(), by_scikit_learn(table)
    agree("aipw", mine, theirs, 2e-3)
    best = in_turns({"ours": ours, "peer": lambda: by_scikit_learn(table)})
    what = "cross-fitted AIPW, 50,000 people, beside scikit-learn's learners"
    return at_most(what, ours=best["ours"], peer=best["peer"], limit=1.5, unit="s")


def by_scikit_learn(table: pd.DataFrame) -> tuple[float, float]:
    """AIPW with scikit-learn's logistic and ridge regressions, squares and five folds."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.model_selection import StratifiedKFold

    numbers = table[["loyalty", "visits"]].to_numpy()
    x = np.column_stack([numbers, table["city"] == "city", numbers**2])
    d, y = table["joined"].to_numpy(), table["spend"].to_numpy()
    score = np.empty(len(y))
    for among, out in StratifiedKFold(5, shuffle=True, random_state=0).split(x, d):
        p = LogisticRegression().fit(x[among], d[among]).predict_proba(x[out])[:, 1]
        one, nought = (
            Ridge().fit(x[among][d[among] == side], y[among][d[among] == side]).predict(x[out])
            for side in (1, 0)
        )
        rest = d[out] * (y[out] - one) / p - (1 - d[out]) * (y[out] - nought) / (1 - p)
        score[out] = one - nought + rest
    return float(score.mean()), float(score.std() / np.sqrt(len(score)))


def agree(what: str, ours: tuple[float, ...], theirs: tuple[float, ...], within: float) -> None:
    """Raise unless both found the same."""
    if not np.allclose(ours, theirs, atol=within, rtol=within):
        raise AssertionError(f"{what}: {ours}, the peer has {theirs}")


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.ok else "MISSED"
        print(f"{row.what}: {row.ours} | {row.peer} | {row.ratio:.2f} ({row.target}) {verdict}", flush=True)
