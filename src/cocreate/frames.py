"""Columns as a data frame of whichever library is installed."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

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
