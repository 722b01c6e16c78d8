"""Rows of people as arrays: the outcome, who was treated, and traits as a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.effects.arms import control_of
from cocreate.errors import MissingColumnError, NotEnoughDataError, NotNumericError, OptionError
from cocreate.factors import Factor
from cocreate.reading import asked_frame, fetched
from cocreate.traits import design, traits_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_LEAST = 10
"""Fewer people treated, or not, than this tell nothing with traits between them."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """People with an outcome, who were treated or not.

    Attributes:
        outcome: of each.
        treated: who was.
        traits: a row a person, without a column of ones.
        labels: what each column of traits says.
        row: the row of the table of each.
        rows: how many rows the table has.
        binary: whether the outcome is zeros and ones.
        notes: what was left out.
    """

    outcome: FloatArray
    treated: NDArray[np.bool_]
    traits: FloatArray
    labels: tuple[str, ...]
    row: NDArray[np.intp]
    rows: int
    binary: bool
    notes: tuple[str, ...]

    @property
    def unit(self) -> str:
        """What the outcome is counted in."""
        return "share" if self.binary else "outcome"


def people_of(
    table: Any,
    outcome: str,
    *,
    treated: str,
    traits: Sequence[str],
    control: Hashable | None = None,
    arm: Hashable | None = None,
) -> People:
    """Read people from a table, leaving out those without an outcome or of another arm."""
    names = [traits] if isinstance(traits, str) else list(traits)
    _check_names(outcome, treated, names)
    columns = fetched(asked_frame(table, [outcome, treated, *names]).select(outcome, treated, *names))
    value = _as_floats(columns[outcome], outcome)
    told, notes = _treated(columns[treated], treated, control, arm)
    known = np.isfinite(value) & (told >= 0)
    gaps = int((~np.isfinite(value) | (told == _UNKNOWN)).sum())
    if gaps:
        notes = (*notes, f"{gaps:,} rows lack an outcome or do not say who was treated, and were left out")
    sizes = int((told[known] == 1).sum()), int((told[known] == 0).sum())
    if min(sizes) < _LEAST:
        raise NotEnoughDataError(
            f"{sizes[0]} treated and {sizes[1]} others have an outcome; at least {_LEAST} of each are wanted"
        )
    kept = {name: columns[name][known] for name in names}
    found, said = traits_of(kept)
    labels = tuple(label for trait in found for label in trait.labels)
    y = value[known]
    binary = bool(np.isin(y, (0.0, 1.0)).all())
    return People(
        y,
        told[known] == 1,
        design(found, kept),
        labels,
        np.flatnonzero(known),
        len(known),
        binary,
        (*notes, *said),
    )


_UNKNOWN, _OTHER_ARM = -1, -2


def _check_names(outcome: str, treated: str, names: list[str]) -> None:
    if not names:
        raise OptionError("no traits are named; give the columns in which people may differ")
    twice = sorted({name for name in names if names.count(name) > 1})
    used = [name for name in (outcome, treated) if name in names]
    if twice or used:
        raise OptionError(f"{(twice or used)[0]!r} is named twice; name each column once")


def _as_floats(values: NDArray[Any], name: str) -> FloatArray:
    if values.dtype.kind in "biuf":
        return values.astype(np.float64)
    try:
        return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NotNumericError(f"{name!r} holds {values.dtype}, numbers are wanted") from error


def _treated(
    values: NDArray[Any], name: str, control: Hashable | None, arm: Hashable | None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Tell 1 treated, 0 not, -1 unknown, -2 in an arm that was not asked for."""
    factor = Factor.of(name, values)
    labels = [label for label in factor.levels if label is not None]
    base = control_of(labels, control, group=name)
    others = [label for place, label in enumerate(labels) if place != base]
    if arm is not None:
        others = [label for label in others if str(label) == str(arm)]
        if not others:
            raise MissingColumnError(arm, labels, what="arm")
    if len(others) != 1:
        shown = ", ".join(repr(str(label)) for label in labels[:12])
        raise OptionError(f"{name!r} holds {shown}: two are wanted, 1 for treated and 0 for not")
    place = {labels[base]: 0, others[0]: 1, None: _UNKNOWN}
    codes = np.array([place.get(level, _OTHER_ARM) for level in factor.levels], dtype=np.int64)
    told = codes[factor.codes]
    aside = int((told == _OTHER_ARM).sum())
    return told, ((f"{aside:,} rows of other arms were set aside",) if aside else ())
