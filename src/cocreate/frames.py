"""Columns as a data frame of whichever library is installed."""

from __future__ import annotations

import importlib
import math
from abc import ABC, abstractmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

Backend = Literal["pandas", "polars", "pyarrow", "dict"]

_CHOICES = ("pandas", "polars", "pyarrow")


def to_frame(columns: Mapping[str, Any], *, backend: Backend | None = None) -> Any:
    """Make a data frame: of the backend asked for, else the first installed of pandas, Polars and Arrow.

    With none of them installed, or with backend="dict", it is a dict of lists.
    """
    if backend is not None and backend not in (*_CHOICES, "dict"):
        raise OptionError(f"backend == {backend!r}, must be one of {', '.join(_CHOICES)} or dict")
    chosen: str = backend or next((name for name in _CHOICES if find_spec(name)), "dict")
    if chosen == "dict":
        return {name: list(values) for name, values in columns.items()}
    module = importlib.import_module(chosen)
    if chosen == "pyarrow":
        return module.table({name: module.array(values) for name, values in columns.items()})
    return module.DataFrame(dict(columns))


class Tabular(ABC):
    """A result that is also a table: what it holds, column by column."""

    __slots__ = ()

    @abstractmethod
    def columns(self) -> Mapping[str, Any]:
        """Give the result as columns of equal length."""

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """Give a data frame of pandas, Polars or Arrow, whichever is installed."""
        return to_frame(self.columns(), backend=backend)

    def to_dict(self) -> list[dict[str, Any]]:
        """Give the rows as dicts of plain Python values; None where there is nothing to show."""
        columns = {name: [_plain(value) for value in values] for name, values in self.columns().items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
