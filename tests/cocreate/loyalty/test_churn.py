import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.logistic import auc_with_error, fitted_logit
from cocreate.loyalty import churn


def customers(n, *, seed=0):
    rng = np.random.default_rng(seed)
    months, plan = rng.integers(1, 60, n).astype(float), rng.choice(["basic", "plus", "family"], n)
    odds = 0.5 - months / 15 + (plan == "basic") * 1.0
    gone = rng.random(n) < 1 / (1 + np.exp(-odds))
    return {"id": [f"c{i}" for i in range(n)], "months": months, "plan": plan.astype(object), "gone": gone}


@pytest.fixture(scope="module")
def telco(real):
    return pd.read_csv(real("telco_churn.csv.gz"))


@pytest.fixture(scope="module")
def fitted(telco):
    return churn(telco, "Churn")


def test_telco_beside_scikit_learn(telco, fitted):
    """The same table by hand through scikit-learn's logistic regression, cross-validated alike."""
    table = telco.drop(columns=["customerID", "Churn"])
    table["TotalCharges"] = pd.to_numeric(table["TotalCharges"], errors="coerce").fillna(0)
    left = (telco["Churn"] == "Yes").to_numpy()
    peer = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    theirs = cross_val_predict(
        peer, pd.get_dummies(table).astype(float), left, cv=folds, method="predict_proba"
    )[:, 1]
    assert fitted.auc.value == pytest.approx(roc_auc_score(left, theirs), abs=0.003)
    assert fitted.auc.value > 0.84
    assert fitted.brier.value == pytest.approx(brier_score_loss(left, theirs), abs=0.002)
    assert fitted.brier_of_nobody == pytest.approx(left.mean() * (1 - left.mean()))
    assert roc_auc_score(left, fitted.probability) == pytest.approx(fitted.auc.value)
    assert any("'customerID' is nearly different for all" in note for note in fitted.notes)


def test_telco_is_calibrated(telco, fitted):
    """A straight line of log odds is a little off in the middle; steps are not."""
    assert fitted.reliability.n.sum() == 7043
    assert np.abs(fitted.reliability.observed - fitted.reliability.predicted).max() < 0.05
    groups = churn(telco, "Churn", calibration="isotonic").reliability
    assert np.mean((groups.low <= groups.predicted) & (groups.predicted <= groups.high)) >= 0.8
    assert groups.to_dict()[0]["n"] > 600


def test_telco_reasons(telco, fitted):
    reasons = fitted.reasons(telco.head(3), top=2)
    assert [len(each) for each in reasons] == [2, 2, 2]
    assert all(reason.odds > 0 for each in reasons for reason in each)
    foretold = fitted.predict(telco.head(50))
    assert np.corrcoef(foretold.value, fitted.probability[:50])[0, 1] > 0.98
    assert np.all((foretold.low < foretold.value) & (foretold.value < foretold.high))


def test_coefficients_against_scikit_learn():
    rng = np.random.default_rng(2)
    matrix, left = rng.normal(size=(300, 3)), rng.random(300) < 0.4
    peer = LogisticRegression(C=1 / 2.5, tol=1e-10, max_iter=1000).fit(matrix, left)
    found, _ = fitted_logit(matrix, left.astype(float), ridge=2.5)
    assert found == pytest.approx([*peer.intercept_, *peer.coef_[0]], abs=1e-5)


def test_auc_against_scikit_learn_and_the_jackknife():
    rng = np.random.default_rng(3)
    left = rng.random(120) < 0.4
    score = np.round(left * 0.8 + rng.normal(size=120), 1)
    area, error = auc_with_error(left, score)
    assert area == pytest.approx(roc_auc_score(left, score))
    drawn = [rng.integers(0, 120, 120) for _ in range(500)]
    spread = np.std([roc_auc_score(left[rows], score[rows]) for rows in drawn if 0 < left[rows].sum() < 120])
    assert error == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize("calibration", ["platt", "isotonic"])
def test_probabilities_mean_what_they_say(calibration):
    table = customers(6000)
    found = churn(table, "gone", calibration=calibration)
    groups = found.reliability
    assert np.abs(groups.observed - groups.predicted).max() < 0.06
    assert found.probability.mean() == pytest.approx(table["gone"].mean(), abs=0.01)
    assert np.all((found.probability > 0) & (found.probability < 1))


def test_odds_ratios_cover_the_truth():
    """Of basic against plus, at 95 %; no ridge."""
    hits = []
    for seed in range(100):
        table = customers(600, seed=seed)
        found = churn(pd.DataFrame(table), "gone", traits=["months", "plan"], ridge=0.0, folds=2)
        ratio = {row.label: row.odds_ratio for row in found.coefficients}
        months = ratio["months"]
        scale = table["months"].std()
        hits.append(months.low <= np.exp(-scale / 15) <= months.high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.05)


def test_every_form_of_table(as_form):
    table = {name: list(column) for name, column in customers(80).items()}
    found = churn(as_form(table), "gone", traits=["months", "plan"])
    assert found.n == 80
    assert {row.trait for row in found.coefficients} == {"months", "plan"}


def test_missing_rare_and_useless_traits():
    table = customers(300)
    table["months"][:30] = np.nan
    table["plan"][5] = None
    table["code"] = [f"k{i % 60}" for i in range(300)]
    table["same"] = ["x"] * 300
    table["text"] = [str(i % 7) for i in range(299)] + [" "]
    table["gone"] = ["yes" if gone else "no" for gone in table["gone"]]
    table["gone"][7] = None
    found = churn(table, "gone")
    labels = {row.label for row in found.coefficients}
    assert {"months", "months is missing", "code = any other", "text", "text is missing"} <= labels
    assert found.n == 299
    assert np.isnan(found.probability[7])
    assert any("'code' has 60 labels" in note for note in found.notes)
    assert any("'same' is the same for all" in note for note in found.notes)
    assert any("1 rows do not say" in note for note in found.notes)
    stranger = {
        **{name: [column[0]] for name, column in table.items()},
        "code": ["never seen"],
        "plan": ["new"],
    }
    assert 0 < found.predict(stranger).value[0] < 1


def test_separable_customers_do_not_break_it():
    found = churn({"x": [0.0] * 30 + [1.0] * 30, "gone": [0] * 30 + [1] * 30}, "gone")
    assert found.auc.value == 1
    assert np.isfinite(found.coefficients[0].odds_ratio.high)


def test_wrong_input():
    table = customers(60)
    with pytest.raises(InputError, match=r"'plan' holds '.*', neither yes nor no"):
        churn(table, "plan")
    assert churn(table, "plan", gone="basic", traits=["months"]).n == 60
    with pytest.raises(InputError, match="never holds 'gold'"):
        churn(table, "plan", gone="gold")
    with pytest.raises(InputError, match="numbers other than 0 and 1"):
        churn(table, "months")
    with pytest.raises(NotEnoughDataError, match="0 left and 20 stayed"):
        churn({"x": range(20), "gone": [0] * 20}, "gone")
    with pytest.raises(InputError, match="no usable trait"):
        churn({"x": ["same"] * 40, "gone": [0, 1] * 20}, "gone")
    with pytest.raises(MissingColumnError, match="no column 'month'; did you mean 'months'"):
        churn(table, "gone", traits=["month"])
    with pytest.raises(OptionError, match="traits names 'gone'"):
        churn(table, "gone", traits=["gone"])
    with pytest.raises(OptionError, match="folds == 1"):
        churn(table, "gone", folds=1)
    with pytest.raises(OptionError, match="calibration == 'none'"):
        churn(table, "gone", calibration="none")
    with pytest.raises(OptionError, match="ridge == -1"):
        churn(table, "gone", ridge=-1)
