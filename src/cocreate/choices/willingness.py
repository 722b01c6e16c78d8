"""What a fitted choice model says of money and of products: willingness to pay, and shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import MissingColumnError, NotNumericError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocreate.choices.mnl import ChoiceModel

    FloatArray = NDArray[np.float64]

Method = Literal["fieller", "delta", "simulation"]

_DRAWS = 20_000


@dataclass(frozen=True, eq=False, repr=False)
class Willingness(Tabular):
    """Money that one more unit of each attribute is worth; negative for what people pay to avoid.

    Attributes:
        names: of the attributes and constants.
        value: minus the weight over the weight of cost, in the unit of cost.
        low: lower ends of the intervals; minus infinity where the weight of cost may be 0.
        high: upper ends.
        std_error: by the delta method.
        cost: the attribute that is money.
        n: situations used.
        confidence: of the intervals.
        method: how the intervals are made.
        notes: what should be known before reading.
    """

    names: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    cost: str
    n: int
    confidence: float
    method: Method
    notes: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Give a row an attribute."""
        arrays = {name: getattr(self, name) for name in ("value", "low", "high", "std_error")}
        return {"attribute": list(self.names), **arrays, "method": [self.method] * len(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Willingness(attributes={list(self.names)}, per={self.cost!r}, method={self.method!r})"


@dataclass(frozen=True, eq=False, repr=False)
class MarketShares(Tabular):
    """Predicted shares of a line of products.

    Attributes:
        names: of the products.
        value: shares from 0 to 1, adding up to 1.
        low: lower ends of the intervals.
        high: upper ends.
        std_error: of the shares.
        n: situations the model rests on.
        confidence: of the intervals.
        method: how they are made.
    """

    names: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    std_error: FloatArray
    n: int
    confidence: float
    method: str = "logit shares, delta method on log odds"

    def columns(self) -> dict[str, Any]:
        """Give a row a product."""
        arrays = {name: getattr(self, name) for name in ("value", "low", "high", "std_error")}
        return {"product": list(self.names), **arrays, "method": [self.method] * len(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        told = ", ".join(f"{n}={v:.3f}" for n, v in zip(self.names, self.value, strict=True))
        return f"MarketShares({told})"


def willingness_to_pay(
    model: ChoiceModel,
    *,
    cost: str,
    method: Method = "fieller",
    confidence: float | None = None,
    rng: np.random.Generator | int | None = 0,
) -> Willingness:
    """Estimate what one more unit of each attribute is worth in money.

    Args:
        model: what `mnl` gives.
        cost: the attribute that is money; the answer is in its unit.
        method: "fieller", "delta" or "simulation" (Krinsky and Robb).
        confidence: of the intervals, between 0 and 1; None takes the model's.
        rng: a generator or a seed, for "simulation".

    Returns:
        Willingness: minus weight / weight of cost, with its interval, for every other weight of the model.

    Raises:
        MissingColumnError: if the model has no such attribute.
        OptionError: if the method is not known.

    Method:
        Fieller's interval holds every ratio that the normal test does not refuse; it need not be symmetric, and has
        no end where the weight of cost may be 0. Delta is symmetric and too short there. Simulation takes
        quantiles of 20,000 draws of the weights. Not for a cost whose weight is above 0 or near it.

    Source:
        Fieller (1954); Krinsky and Robb (1986); Hole (2007) compares them;
        tests/cocreate/choices/test_willingness.py.

    >>> from cocreate import choices, worlds
    >>> world = worlds.choice_survey(400, weights={"quality": 1.0, "price": -0.5}, seed=1)
    >>> model = choices.mnl(
    ...     world.table, "chosen", attributes=["quality", "price"], situation="situation", alternative="option", constants=False
    ... )
    >>> found = willingness_to_pay(model, cost="price")
    >>> bool(found.low[0] < 2.0 < found.high[0])
    True
    """
    if method not in {"fieller", "delta", "simulation"}:
        raise OptionError(f"method == {method!r}, must be one of fieller, delta, simulation")
    paid = model.place(cost)
    others = [place for place in range(len(model.names)) if place != paid]
    value = -model.value[others] / model.value[paid]
    error = _delta_error(model, others, paid, value)
    level = model.confidence if confidence is None else confidence
    z = normal_quantile(level)
    if method == "delta":
        low, high = value - z * error, value + z * error
    elif method == "fieller":
        low, high = _fieller(model, others, paid, z)
    else:
        low, high = _simulated(model, others, paid, level, np.random.default_rng(rng))
    return Willingness(
        tuple(model.names[place] for place in others), value, low, high, error, cost, model.n, level, method,
        _notes(model, paid, z, cost),
    )  # fmt: skip


def market_shares(
    model: ChoiceModel,
    products: Mapping[str, Mapping[str, float]],
    *,
    confidence: float | None = None,
) -> MarketShares:
    """Predict how choices would fall on a line of products.

    Args:
        model: what `mnl` gives.
        products: for each product its attributes (and, where the model has them, its traits) as numbers. A product called
            like an alternative of the model has that alternative's constant, any other has none.
        confidence: of the intervals, between 0 and 1; None takes the model's.

    Returns:
        MarketShares: a share with its interval for each product.

    Raises:
        MissingColumnError: if a product lacks an attribute of the model, or has one the model does not know.
        NotNumericError: if an attribute is no number.
        OptionError: if there are fewer than two products.

    Method:
        exp(v) over the sum of exp(v). Intervals by the delta method on log odds: they speak of the weights'
        uncertainty, not of what the model leaves out. Near copies of a product take too much from the rest
        (independence of irrelevant alternatives).

    Source:
        McFadden (1974); tests/cocreate/choices/test_willingness.py.

    >>> from cocreate import choices, worlds
    >>> world = worlds.choice_survey(400, weights={"quality": 1.0, "price": -0.5}, seed=1)
    >>> model = choices.mnl(
    ...     world.table, "chosen", attributes=["quality", "price"], situation="situation", alternative="option", constants=False
    ... )
    >>> market_shares(model, {"plain": {"quality": 0, "price": 1}, "fine": {"quality": 1, "price": 1}}).names
    ('plain', 'fine')
    """
    level = model.confidence if confidence is None else confidence
    z = normal_quantile(level)
    if len(products) < 2:  # noqa: PLR2004 - one product has every choice
        raise OptionError(f"{len(products)} products; shares are between two or more")
    design = np.array([_row(model, name, told) for name, told in products.items()])
    utility = design @ model.value
    share = np.exp(utility - utility.max())
    share /= share.sum()
    slope = design - share @ design
    error = np.sqrt(np.maximum(np.einsum("jk,kl,jl->j", slope, model.covariance, slope), 0)) / (1 - share)
    odds = np.log(share / (1 - share))
    low, high = (1 / (1 + np.exp(-(odds + side * z * error))) for side in (-1, 1))
    return MarketShares(tuple(products), share, low, high, error * share * (1 - share), model.n, level)


def _row(model: ChoiceModel, name: str, told: Mapping[str, float]) -> FloatArray:
    """One product as a row of the design."""
    known = {weight.rpartition(": ")[0] or weight for weight in model.names} - {"constant"}
    for given in told:
        if given not in known:
            raise MissingColumnError(given, sorted(known), what="attribute")
    row = np.zeros(len(model.names))
    for place, weight in enumerate(model.names):
        kind, _, of = weight.rpartition(": ")
        if kind == "constant":
            row[place] = float(of == name)
            continue
        if (kind or weight) not in told:
            raise MissingColumnError(weight, list(told), what=f"attribute of {name!r}")
        amount = told[kind or weight]
        if not _is_number(amount):
            raise NotNumericError(f"{weight!r} of {name!r} is {amount!r}, a number is wanted")
        row[place] = amount * (of == name if kind else 1)
    return row


def _is_number(amount: Any) -> bool:
    return isinstance(amount, int | float | np.number) and bool(np.isfinite(amount))


def _delta_error(model: ChoiceModel, others: list[int], paid: int, value: FloatArray) -> FloatArray:
    spread = model.covariance
    own = np.diag(spread)[others]
    both = spread[others, paid]
    variance = own + 2 * value * both + value**2 * spread[paid, paid]
    error: FloatArray = np.sqrt(np.maximum(variance, 0)) / abs(model.value[paid])
    return error


def _fieller(model: ChoiceModel, others: list[int], paid: int, z: float) -> tuple[FloatArray, FloatArray]:
    """Where (weight + ratio x cost)^2 is z^2 times its variance."""
    spread, cost = model.covariance, model.value[paid]
    square = cost**2 - z**2 * spread[paid, paid]
    if square <= 0:
        return np.full(len(others), -np.inf), np.full(len(others), np.inf)
    half = model.value[others] * cost - z**2 * spread[others, paid]
    rest = model.value[others] ** 2 - z**2 * np.diag(spread)[others]
    root = np.sqrt(np.maximum(half**2 - square * rest, 0))
    return (-half - root) / square, (-half + root) / square


def _simulated(
    model: ChoiceModel, others: list[int], paid: int, level: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    draws = rng.multivariate_normal(model.value, model.covariance, _DRAWS)
    ratio = -draws[:, others] / draws[:, [paid]]
    low, high = np.quantile(ratio, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _notes(model: ChoiceModel, paid: int, z: float, cost: str) -> tuple[str, ...]:
    notes = []
    if model.value[paid] > 0:
        notes.append(
            f"the weight of {cost!r} is above 0: people seem to like to pay, so no money can be read off"
        )
    if abs(model.value[paid]) <= z * model.std_error[paid]:
        notes.append(f"the weight of {cost!r} may be 0: willingness to pay has no bounds")
    return tuple(notes)
