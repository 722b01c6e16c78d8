"""The measures by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocreate.cells import Cells
from cocreate.errors import OptionError
from cocreate.scores.ces import ces_measure
from cocreate.scores.csat import csat_measure
from cocreate.scores.means import mean_measure
from cocreate.scores.nps import nps_measure
from cocreate.scores.shares import share_measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocreate.scores.measure import Measure

MEASURES: dict[str, Callable[..., Measure]] = {
    "nps": nps_measure,
    "csat": csat_measure,
    "ces": ces_measure,
    "mean": mean_measure,
    "share": share_measure,
}


def named_measure(name: str, table: Any, options: dict[str, Any]) -> Measure:
    """Describe a measure given by name, with its own options (scale, top, of, method)."""
    if name not in MEASURES:
        raise OptionError(f"measure == {name!r}, must be one of {', '.join(MEASURES)}")
    if name == "share":
        options = options | {"counted": not isinstance(table, Cells)}
    try:
        return MEASURES[name](**options)
    except TypeError as error:
        raise OptionError(f"options {sorted(options)} do not fit {name}: {error}") from error
