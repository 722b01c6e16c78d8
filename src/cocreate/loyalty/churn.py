"""Who is likely to leave: probabilities that mean what they say, and what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from cocreate.engines import floats
from cocreate.errors import InputError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.logistic import auc_with_error, fitted_logit
from cocreate.loyalty.calibration import Calibration, Calibrator, calibrator
from cocreate.loyalty.quantities import Quantities, Quantity, limits
from cocreate.scores.quantiles import checked_confidence, normal_quantile
from cocreate.scores.shares import wilson_limits
from cocreate.traits import Trait, column_names, design, read_columns, traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_YES = {"yes", "y", "true", "1", "1.0", "churned", "left", "是", "已流失"}
_NO = {"no", "n", "false", "0", "0.0", "stayed", "active", "否", "未流失"}
_FEW = 10
_BINS = 10


@dataclass(frozen=True, slots=True)
class Coefficient:
    """How much one thing about customers goes with leaving, others alike.

    Attributes:
        trait: the column.
        label: what it says of a customer.
        against: what that is held against: another label, or so much less of a number.
        odds_ratio: odds of leaving, over those of `against`; with interval.
    """

    trait: str
    label: str
    against: str
    odds_ratio: Quantity


class Reason(NamedTuple):
    """What speaks for or against a customer's leaving.

    Attributes:
        trait: the column.
        says: what it says of her.
        odds: by how much it multiplies the odds of leaving, against the mean customer.
    """

    trait: str
    says: str
    odds: float


@dataclass(frozen=True, slots=True, eq=False)
class Reliability(Tabular):
    """Whether probabilities mean what they say: groups of customers by predicted probability.

    Attributes:
        predicted: mean probability of the group.
        observed: share of it that left.
        low: lower end of Wilson's interval of that share.
        high: upper end.
        n: number of customers.
    """

    predicted: FloatArray
    observed: FloatArray
    low: FloatArray
    high: FloatArray
    n: NDArray[np.int64]

    def columns(self) -> dict[str, Any]:
        """Give a row a group."""
        return {name: getattr(self, name) for name in ("predicted", "observed", "low", "high", "n")}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChurnModel(Tabular):
    """A fitted model of leaving.

    Attributes:
        churned: the column that says who left.
        traits: how columns became numbers.
        coefficients: odds ratios with intervals, the intercept left out.
        probability: of each row of the table, from models that had not seen it.
        left: whether it left, as the table says; NaN where that is not known.
        auc: chance that somebody who left had a higher probability than somebody who stayed (0.5 tells nothing).
        brier: mean squared distance between probability and what happened; less is better.
        brier_of_nobody: the same if everybody were given the mean.
        reliability: whether probabilities mean what they say.
        calibration: how they were made to: "platt" or "isotonic".
        n: number of customers.
        notes: what was left out, and why.
        confidence: of the intervals.
    """

    churned: str
    traits: tuple[Trait, ...]
    coefficients: tuple[Coefficient, ...]
    probability: FloatArray
    left: FloatArray
    auc: Quantity
    brier: Quantity
    brier_of_nobody: float
    reliability: Reliability
    calibration: Calibration
    n: int
    notes: tuple[str, ...]
    confidence: float
    _weights: FloatArray
    _covariance: FloatArray
    _centre: FloatArray
    _calibrator: Calibrator

    def predict(self, table: Any) -> Quantities:
        """Estimate the probability of leaving of other customers; the interval holds what is not known of the model."""
        matrix = self._matrix(table)
        odds = matrix @ self._weights
        error = np.sqrt(np.einsum("ij,jk,ik->i", matrix, self._covariance, matrix))
        half = normal_quantile(self.confidence) * error
        value, low, high = (self._calibrator(each) for each in (odds, odds - half, odds + half))
        slope = (self._calibrator(odds + error) - self._calibrator(odds - error)) / 2
        method = f"logistic, {self.calibration}"
        return Quantities(
            "probability of leaving", value, low, high, slope, "probability", method, self.confidence
        )

    def reasons(self, table: Any, *, top: int = 3) -> list[tuple[Reason, ...]]:
        """Say of each customer which traits move the odds of leaving most, against the mean customer.

        These are what the model goes by, not causes: changing a trait need not change who leaves.
        """
        if top < 1:
            raise OptionError(f"top == {top}, must be at least 1")
        columns = read_columns(table, [trait.name for trait in self.traits])
        pulls = (self._matrix(table)[:, 1:] - self._centre) * self._weights[1:]
        owner = np.repeat(np.arange(len(self.traits)), [len(trait.labels) for trait in self.traits])
        by_trait = np.stack(
            [pulls[:, owner == place].sum(axis=1) for place in range(len(self.traits))], axis=1
        )
        chosen = np.argsort(-np.abs(by_trait), axis=1, kind="stable")[:, :top]
        return [
            tuple(
                Reason(
                    self.traits[place].name,
                    f"{self.traits[place].name} = {columns[self.traits[place].name][row]}",
                    float(np.exp(by_trait[row, place])),
                )
                for place in places
            )
            for row, places in enumerate(chosen.tolist())
        ]

    def columns(self) -> dict[str, Any]:
        """Give the coefficients: trait, label, against, odds ratio with interval."""
        rows = self.coefficients
        texts = {
            name: np.array([getattr(row, name) for row in rows], dtype=object)
            for name in ("trait", "label", "against")
        }
        ratios = {
            name: np.array([getattr(row.odds_ratio, name) for row in rows])
            for name in ("value", "low", "high")
        }
        return texts | {"odds_ratio": ratios["value"], "low": ratios["low"], "high": ratios["high"]}

    def _matrix(self, table: Any) -> FloatArray:
        columns = read_columns(table, [trait.name for trait in self.traits])
        matrix = design(self.traits, columns)
        return np.column_stack([np.ones(len(matrix)), matrix])

    def __repr__(self) -> str:
        return (
            f"ChurnModel(n={self.n}, AUC={self.auc.value:.3f} ({self.auc.low:.3f} to {self.auc.high:.3f}),"
            f" Brier={self.brier.value:.3f}, traits={len(self.traits)})"
        )


def churn(
    table: Any,
    churned: str,
    *,
    traits: Sequence[str] | None = None,
    gone: Any = None,
    ridge: float = 1.0,
    folds: int = 5,
    calibration: Calibration = "platt",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> ChurnModel:
    """Estimate how likely each customer is to leave, from her traits.

    Args:
        table: a table, one row a customer.
        churned: the column that says who left: true or false, 1 or 0, yes or no; or see `gone`.
        traits: columns to go by; all others without it. Numbers, and labels (dates are left out).
        gone: the value of `churned` that means having left, where it is neither yes nor no.
        ridge: how strongly coefficients are drawn to nought, >= 0, with numbers in standard deviations.
        folds: into how many parts rows are cut, so that each is judged by models that have not seen it.
        calibration: "platt" (two numbers, for any size) or "isotonic" (any shape, for thousands of rows).
        confidence: of the intervals, between 0 and 1.
        rng: of the cut into parts; seeded with 0 without one.

    Returns:
        A `ChurnModel` with cross-fitted probabilities, how good they are, odds ratios, and reasons.

    Raises:
        InputError: if `churned` holds more than yes and no, or no trait is usable.
        NotEnoughDataError: with fewer than ten who left or ten who stayed.

    Method:
        Ridge logistic regression. Missing numbers become the mean with a mark of their own, missing labels a
        label; rare labels are put together. Probabilities come from models and calibrations fitted on the
        other folds, so that AUC (DeLong's interval), Brier score and reliability are honest for new
        customers alike. Odds ratios are of the model on all rows, and drawn to 1 by the ridge. They
        are associations: no trait of the future may be among them, and none of them need be a cause.

    Source:
        Platt (1999), Probabilistic outputs; Zadrozny and Elkan (2002), KDD, for isotonic; DeLong, DeLong and
        Clarke-Pearson (1988), Biometrics 44. Against scikit-learn: tests/cocreate/loyalty/test_churn.py.

    >>> draw = np.random.default_rng(1)
    >>> months = draw.integers(1, 60, 400)
    >>> gone = draw.random(400) < 1 / (1 + np.exp(months / 10 - 1))
    >>> model = churn({"months": months, "gone": gone}, "gone")
    >>> model
    ChurnModel(n=400, AUC=0.849 (0.801 to 0.887), Brier=0.117, traits=1)
    """
    if calibration not in get_args(Calibration):
        raise OptionError(
            f"calibration == {calibration!r}, must be one of {', '.join(get_args(Calibration))}"
        )
    if not 0 <= ridge < np.inf:
        raise OptionError(f"ridge == {ridge!r}, must be >= 0 and finite")
    confidence = checked_confidence(confidence)
    names = _trait_names(table, churned, traits)
    columns = read_columns(table, [churned, *names])
    left = outcome_of(columns.pop(churned), churned, gone)
    known = ~np.isnan(left)
    _check_size(left[known], folds)
    kept = {name: values[known] for name, values in columns.items()}
    used, notes = traits_of({name: values for name, values in kept.items() if values.dtype.kind != "M"})
    matrix, outcome = design(used, kept), left[known]
    fold = _folds(outcome, folds, np.random.default_rng(0 if rng is None else rng))
    probability, odds = _cross_fitted(matrix, outcome, fold, ridge=ridge, calibration=calibration)
    weights, covariance = fitted_logit(matrix, outcome, ridge=ridge)
    everyone = np.full(len(left), np.nan)
    everyone[known] = probability
    missing = int(np.count_nonzero(~known))
    if missing:
        notes += (f"{missing:,} rows do not say whether the customer left, and were left out",)
    return ChurnModel(
        churned, used, _coefficients(used, weights, covariance, confidence), everyone, left,
        _auc(outcome, probability, confidence), _brier(outcome, probability, confidence),
        float(outcome.var()), _reliability(outcome, probability, confidence), calibration,
        len(outcome), notes, confidence, weights, covariance, matrix.mean(axis=0),
        calibrator(calibration, odds, outcome),
    )  # fmt: skip


def outcome_of(values: NDArray[Any], name: str, hit: Any = None) -> FloatArray:
    """Read a column of yes and no as 1 and 0, NaN where nothing is said."""
    if hit is not None:
        present = np.array([value is not None and value == value for value in values])  # noqa: PLR0124 - NaN alone differs from itself
        found = np.array([value == hit for value in values], dtype=np.float64)
        if not found.any():
            raise InputError(f"{name!r} never holds {hit!r}; give the value as the table writes it")
        return np.where(present, found, np.nan)
    if values.dtype.kind in "biuf":
        numbers = floats(values)
        if not np.isin(numbers[~np.isnan(numbers)], (0.0, 1.0)).all():
            raise InputError(f"{name!r} holds numbers other than 0 and 1; say which value means yes")
        return numbers
    return np.array([_yes_or_no(value, name) for value in values], dtype=np.float64)


def _yes_or_no(value: Any, name: str) -> float:
    text = "" if value is None or value != value else str(value).strip().casefold()  # noqa: PLR0124 - NaN alone differs from itself
    if text in _YES:
        return 1.0
    if text in _NO:
        return 0.0
    if not text:
        return float("nan")
    raise InputError(f"{name!r} holds {value!r}, neither yes nor no; say which value means yes")


def _trait_names(table: Any, churned: str, traits: Sequence[str] | None) -> list[str]:
    if isinstance(traits, str):
        traits = [traits]
    names = column_names(table) if traits is None else list(traits)
    if traits is not None and churned in names:
        raise OptionError(f"traits names {churned!r}, which is what is to be foretold; leave it out")
    return [name for name in names if name != churned]


def _check_size(left: FloatArray, folds: int) -> None:
    if folds < 2:  # noqa: PLR2004 - one part cannot be judged by another
        raise OptionError(f"folds == {folds}, must be at least 2")
    gone = int(left.sum())
    if min(gone, len(left) - gone) < max(_FEW, folds):
        raise NotEnoughDataError(
            f"{gone} left and {len(left) - gone} stayed; at least {max(_FEW, folds)} of each are needed"
        )


def _cross_fitted(
    matrix: FloatArray,
    outcome: FloatArray,
    fold: NDArray[np.int64],
    *,
    ridge: float,
    calibration: Calibration,
) -> tuple[FloatArray, FloatArray]:
    """Calibrated probabilities and raw log odds, each from rows of other folds."""
    odds, probability = np.empty(len(outcome)), np.empty(len(outcome))
    for part in range(fold.max() + 1):
        inside = fold == part
        weights, _ = fitted_logit(matrix[~inside], outcome[~inside], ridge=ridge)
        odds[inside] = weights[0] + matrix[inside] @ weights[1:]
    for part in range(fold.max() + 1):
        inside = fold == part
        probability[inside] = calibrator(calibration, odds[~inside], outcome[~inside])(odds[inside])
    return probability, odds


def _folds(outcome: FloatArray, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Cut rows into parts at random, with as many of either kind in each."""
    fold = np.empty(len(outcome), dtype=np.int64)
    for kind in (0.0, 1.0):
        rows = rng.permutation(np.flatnonzero(outcome == kind))
        fold[rows] = np.arange(len(rows)) % folds
    return fold


def _coefficients(
    traits: tuple[Trait, ...], weights: FloatArray, covariance: FloatArray, confidence: float
) -> tuple[Coefficient, ...]:
    error = np.sqrt(np.diag(covariance))[1:]
    z = normal_quantile(confidence)
    told = [
        (trait.name, label, against)
        for trait in traits
        for label, against in zip(trait.labels, trait.against, strict=True)
    ]
    value, low, high = (np.exp(weights[1:] + step * error) for step in (0.0, -z, z))
    ratios = Quantities("odds ratio", value, low, high, value * error, "ratio", "wald", confidence)
    return tuple(Coefficient(*words, ratio) for words, ratio in zip(told, ratios, strict=True))


def _auc(outcome: FloatArray, probability: FloatArray, confidence: float) -> Quantity:
    area, error = auc_with_error(outcome > 0, probability)
    low, high = limits(np.array([area]), np.array([error]), span="share", confidence=confidence)
    return Quantity("AUC", area, float(low[0]), float(high[0]), error, "share", "delong, logit", confidence)


def _brier(outcome: FloatArray, probability: FloatArray, confidence: float) -> Quantity:
    squares = (probability - outcome) ** 2
    value, error = float(squares.mean()), float(squares.std(ddof=1) / np.sqrt(len(squares)))
    half = normal_quantile(confidence) * error
    return Quantity(
        "Brier score", value, max(value - half, 0.0), value + half, error, "score", "mean", confidence
    )


def _reliability(outcome: FloatArray, probability: FloatArray, confidence: float) -> Reliability:
    """Groups of about equal size by probability; equal probabilities stay together."""
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, _BINS + 1)[1:-1]))
    _, place = np.unique(np.searchsorted(edges, probability, side="right"), return_inverse=True)
    n = np.bincount(place)
    observed = np.bincount(place, outcome) / n
    low, high = wilson_limits(observed, n.astype(np.float64), normal_quantile(confidence))
    return Reliability(np.bincount(place, probability) / n, observed, low, high, n)
