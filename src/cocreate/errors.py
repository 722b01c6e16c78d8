"""Everything the library raises on purpose.

    CocreateError
    ├── InputError (ValueError)          what came in cannot be used
    │   ├── NotATableError (TypeError)   neither a table nor cells
    │   ├── MissingColumnError           no such column, group or level; names the nearest
    │   ├── NotNumericError              scores or weights that are not numbers
    │   ├── NotTextError                 something among texts that is no text
    │   ├── QueryError                   a theme's query that cannot be read; points at the place
    │   ├── ModelFileError               a file that holds no model, or a damaged one
    │   ├── NotATimeError                a period asked of a column that holds no times
    │   ├── ScaleError                   a scale that is upside down or has no steps
    │   ├── OutsideScaleError            answers the scale does not have
    │   │   └── MixedScalesError         answers of two scales in one column
    │   ├── WeightError                  weights that are missing, negative or not finite
    │   ├── MarginError                  raking targets that do not fit the cells
    │   ├── CollinearError               columns that can be worked out from each other
    │   └── OptionError                  an option outside its range
    │       └── ConfidenceError          a confidence outside (0, 1)
    ├── NotEnoughDataError (ValueError)  fewer answers or periods than the method needs
    │   └── NoAnswersError               none at all
    └── MismatchError (ValueError)       two things that cannot be put side by side

Messages say what was given, what is wanted, and what to do.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CocreateError(Exception):
    """The root of all errors that the library raises on purpose."""


class InputError(CocreateError, ValueError):
    """What came in cannot be used."""


class NotATableError(InputError, TypeError):
    """Neither a table of a known kind nor cells."""


class MissingColumnError(InputError):
    """A column, grouping or level that is not there.

    Args:
        name: what was asked for.
        available: what there is.
        what: what kind of thing it is.
    """

    def __init__(self, name: object, available: Iterable[object], *, what: str = "column") -> None:
        self.name = name
        self.available = tuple(str(item) for item in available)
        super().__init__(f"no {what} {name!r}{_hint(str(name), self.available)}")


class NotNumericError(InputError):
    """Scores or weights that are not numbers."""


class NotTextError(InputError):
    """Something among texts that is no text."""


class QueryError(InputError):
    """A theme's query that cannot be read.

    Args:
        message: what is wrong, and what is wanted.
        query: the query.
        place: where in it, in characters.
    """

    def __init__(self, message: str, query: str, place: int) -> None:
        self.query, self.place = query, place
        super().__init__(f"{message}; see character {place + 1} of the query:\n  {query}\n  {' ' * place}^")


class ModelFileError(InputError):
    """A file that holds no model of the library, one of another kind, or a damaged one."""


class NotATimeError(InputError):
    """A period asked of a column that holds no times."""


class ScaleError(InputError):
    """A scale that is upside down or has too few steps."""


class OutsideScaleError(InputError):
    """Answers that the scale does not have."""


class MixedScalesError(OutsideScaleError):
    """Answers of two scales in one column."""


class WeightError(InputError):
    """Weights that are missing, negative or not finite."""


class MarginError(InputError):
    """Raking targets that do not fit the cells."""


class CollinearError(InputError):
    """Columns that can be worked out from each other."""


class OptionError(InputError):
    """An option outside its range."""


class ConfidenceError(OptionError):
    """A confidence outside (0, 1)."""


class NotEnoughDataError(CocreateError, ValueError):
    """Fewer answers or periods than the method needs."""


class NoAnswersError(NotEnoughDataError):
    """No answer at all."""


class MismatchError(CocreateError, ValueError):
    """Two things that cannot be put side by side."""


def _hint(name: str, available: tuple[str, ...]) -> str:
    """Name the nearest, or say what there is."""
    near = get_close_matches(name, available, n=1, cutoff=0.6)
    if not near:
        near = [item for item in available if item.casefold() == name.casefold()]
    if near:
        return f"; did you mean {near[0]!r}?"
    if not available:
        return "; there are none"
    shown = ", ".join(repr(item) for item in available[:12])
    more = f" and {len(available) - 12} more" if len(available) > 12 else ""  # noqa: PLR2004 - what fits a line or two
    return f"; there are {shown}{more}"
