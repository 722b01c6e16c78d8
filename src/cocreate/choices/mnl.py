"""Multinomial logit: what each attribute weighs when people choose among alternatives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.choices.logit import fitted, sandwich
from cocreate.choices.reading import Situations, read_long, read_wide
from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence, normal_quantile, two_sided_p

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from cocreate.choices.reading import Wide

    FloatArray = NDArray[np.float64]

Errors = Literal["classical", "robust"]


@dataclass(frozen=True, eq=False, repr=False)
class ChoiceModel(Tabular):
    """Weights of attributes, in utility: a difference of 1 means odds of e to 1.

    Attributes:
        names: of the weights: "constant: x" an alternative but the base, attributes, "trait: x".
        value: the weights, shape (weights,).
        std_error: their standard errors, of the kind named in `errors`.
        low: lower ends of their intervals.
        high: upper ends.
        p: chance of a weight as far from 0 were it 0.
        covariance: of the weights, of the kind named in `errors`.
        classical_error: standard errors from the information.
        robust_error: standard errors from the sandwich, by person where one was given.
        log_likelihood: of the choices.
        null_log_likelihood: were all alternatives equally likely.
        n: situations used.
        persons: people who chose, where a column of persons was given.
        alternatives: all that can be chosen.
        base: the alternative whose constant is 0.
        attributes: names of the attributes.
        alternative_shares: share of the choices that fell on each alternative.
        errors: "classical" or "robust".
        confidence: of the intervals.
        method: how it was estimated.
        notes: what should be known before reading.
    """

    names: tuple[str, ...]
    value: FloatArray
    std_error: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    covariance: FloatArray
    classical_error: FloatArray
    robust_error: FloatArray
    log_likelihood: float
    null_log_likelihood: float
    n: int
    persons: int | None
    alternatives: tuple[Hashable, ...]
    base: Hashable
    attributes: tuple[str, ...]
    alternative_shares: FloatArray
    errors: Errors
    confidence: float
    method: str = "multinomial logit, maximum likelihood"
    notes: tuple[str, ...] = field(default=())

    @property
    def mcfadden(self) -> float:
        """How much of the null log-likelihood is told, from 0 to 1."""
        return 1 - self.log_likelihood / self.null_log_likelihood

    @property
    def aic(self) -> float:
        """Akaike's criterion; less is better."""
        return 2 * len(self.names) - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion; less is better."""
        return len(self.names) * math.log(self.n) - 2 * self.log_likelihood

    def place(self, name: str) -> int:
        """Where a weight stands among `names`."""
        if name not in self.names:
            raise MissingColumnError(name, self.names, what="weight")
        return self.names.index(name)

    def columns(self) -> dict[str, Any]:
        """Give a row a weight."""
        arrays = ("value", "low", "high", "std_error", "p", "classical_error", "robust_error")
        return {
            "weight": list(self.names),
            **{name: getattr(self, name) for name in arrays},
            "n": np.full(len(self.names), self.n),
            "method": [self.method] * len(self.names),
        }

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return (
            f"ChoiceModel(weights={len(self)}, n={self.n}, log_likelihood={self.log_likelihood:.3f},"
            f" mcfadden={self.mcfadden:.3f})"
        )


def mnl(
    table: Any,
    choice: str,
    *,
    attributes: Wide | Sequence[str],
    available: Mapping[Any, str] | None = None,
    situation: str | None = None,
    alternative: str | None = None,
    person: str | None = None,
    traits: Sequence[str] = (),
    constants: bool = True,
    base: Hashable | None = None,
    errors: Errors | None = None,
    confidence: float = 0.95,
) -> ChoiceModel:
    """Estimate what attributes weigh in choices among alternatives.

    Args:
        table: a table of any kind. Wide: a row a situation. Long: a row an alternative of a situation.
        choice: wide, the column of the alternative chosen; long, the column that is 1 (or true) where it was.
        attributes: wide, for each attribute the column by alternative, as
            `{"time": {"bus": "bus_time", "car": "car_time"}}` (an alternative that is not named has 0 of it);
            long, the columns of attributes. Numbers; scale them to lie near 1.
        available: wide only: by alternative the column that is above 0 where it could be chosen.
        situation: long only: the column that says which rows are one situation.
        alternative: long only: the column of alternatives.
        person: the column of who chose; errors are then robust and by person.
        traits: columns of what is known of the person, whose weight differs by alternative.
        constants: whether each alternative but the base has a constant; without them for unnamed profiles.
        base: the alternative whose constant is 0; None takes the first.
        errors: "classical" or "robust"; None takes robust with a person, else classical.
        confidence: of the intervals, between 0 and 1.

    Returns:
        ChoiceModel: a weight with its interval for each constant, attribute and trait.

    Raises:
        MissingColumnError: if a column or an alternative is not there.
        InputError: if an attribute never differs between alternatives.
        CollinearError: if some can be worked out from others.
        NotEnoughDataError: if an attribute tells choices without fail, so that its weight has no end.
        NoAnswersError: if no situation can be used.

    Method:
        P(j) = exp(v_j) / sum over available k of exp(v_k), v = constants + weights x attributes; maximum likelihood
        by Newton's method on rows counted where they lie. Classical errors are from the information, robust
        ones from the sandwich of slopes, summed by person. Odds of two alternatives do not depend on the
        others: not for products that are near copies of each other. One taste for all people.

    Source:
        McFadden (1974), Conditional logit analysis of qualitative choice behavior; White (1982) for the sandwich.
        Swissmetro and Heating to the published digits: tests/cocreate/choices/test_mnl.py.

    >>> rows = {"chosen": ["a", "a", "b", "b", "a", "b"], "pa": [1, 2, 3, 3, 2, 1], "pb": [2, 3, 1, 2, 1, 2]}
    >>> found = mnl(rows, "chosen", attributes={"price": {"a": "pa", "b": "pb"}}, constants=False)
    >>> found.names, round(float(found.value[0]), 3)
    (('price',), -0.732)
    """
    checked_confidence(confidence)
    if errors not in {None, "classical", "robust"}:
        raise OptionError(f"errors == {errors!r}, must be classical or robust")
    read = _read(
        table, choice, attributes, available=available, situation=situation, alternative=alternative, person=person,
        traits=traits,
    )  # fmt: skip
    place = _base(read, base)
    names = _names(read, traits, place, constants=constants)
    if not names:
        raise OptionError("no attribute, trait or constant is asked for; name some attributes")
    sets = read.sets(place, constants=constants)
    found = fitted(sets, names)
    people = None if read.person is None else int(read.person.max()) + 1
    if people == 1:
        raise NotEnoughDataError(f"{person!r} holds one person only; errors by person take two")
    kind = errors or ("robust" if person else "classical")
    robust = sandwich(found, sets.weight, read.person)
    covariance = robust if kind == "robust" else found.covariance
    error = np.sqrt(np.diag(covariance))
    half = normal_quantile(confidence) * error
    shares = np.bincount(read.alternative[sets.chosen], weights=sets.weight, minlength=len(read.alternatives))
    return ChoiceModel(
        names, found.value, error, found.value - half, found.value + half, two_sided_p(found.value / error),
        covariance, np.sqrt(np.diag(found.covariance)), np.sqrt(np.diag(robust)), found.log_likelihood, sets.null,
        round(float(sets.weight.sum())), people, read.alternatives, read.alternatives[place], read.attributes,
        shares / shares.sum(), kind, confidence, notes=read.notes,
    )  # fmt: skip


def _read(
    table: Any, choice: str, attributes: Wide | Sequence[str], *, available: Mapping[Any, str] | None,
    situation: str | None, alternative: str | None, person: str | None, traits: Sequence[str],
) -> Situations:  # fmt: skip
    if isinstance(attributes, Mapping):
        if situation is not None or alternative is not None:
            raise OptionError(
                "situation and alternative belong to long tables, whose attributes are a list of columns"
            )
        return read_wide(
            table, choice, attributes=attributes, available=available, person=person, traits=traits
        )
    if situation is None or alternative is None:
        raise OptionError(
            "attributes is a list of columns, so the table is long: name situation= and alternative=, or give"
            " attributes as {'time': {'bus': 'bus_time', …}} for a wide one"
        )
    if available is not None:
        raise OptionError("available belongs to wide tables; leave rows that could not be chosen out")
    names = [attributes] if isinstance(attributes, str) else attributes
    return read_long(
        table, choice, attributes=names, situation=situation, alternative=alternative, person=person, traits=traits
    )  # fmt: skip


def _base(read: Situations, base: Hashable | None) -> int:
    if base is None:
        return 0
    if base not in read.alternatives:
        raise MissingColumnError(base, read.alternatives, what="alternative")
    return read.alternatives.index(base)


def _names(read: Situations, traits: Sequence[str], base: int, *, constants: bool) -> tuple[str, ...]:
    others = [str(one) for place, one in enumerate(read.alternatives) if place != base]
    fixed = [f"constant: {one}" for one in others] if constants else []
    return (*fixed, *read.attributes, *(f"{trait}: {one}" for trait in traits for one in others))
