"""What came of carrying a survey from one form into another, and what could not be carried."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from cocreate_surveys.definition import Survey

LONGEST_ID = 60
LONGEST_DETAIL = 200
MOST_LOST = 500

What = Literal[
    "type", "nearest", "split", "condition", "validation", "setting", "skip", "end", "quota", "score",
    "renamed", "markup", "piping", "flow", "repeat", "trash", "kept", "more",
]  # fmt: skip
"""`type`: left out, since there is nothing like it; `nearest`: written as what comes nearest; `split`: one became several;
`more`: the list was cut. The others name the part that stayed behind."""


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that could not be carried over.

    Attributes:
        where: The question, page or sheet, as the file calls it; empty for the survey as a whole.
        what: Which kind of thing.
        detail: The thing itself, as it is written.
    """

    where: str
    what: What
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A survey that came in, and what of it did not."""

    survey: Survey
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that went out, and what of the survey it does not say."""

    content: bytes
    lost: tuple[Lost, ...] = ()


@dataclass(slots=True)
class Ledger:
    """Gathers what is lost on the way, each thing once."""

    _lost: dict[Lost, None] = field(default_factory=dict)

    def tell(self, where: object, what: What, detail: object = "") -> None:
        """Note one thing."""
        if len(self._lost) < MOST_LOST:
            self._lost[
                Lost(str(where)[:LONGEST_ID], what, " ".join(str(detail).split())[:LONGEST_DETAIL])
            ] = None
        elif len(self._lost) == MOST_LOST:
            self._lost[Lost("", "more", str(MOST_LOST))] = None

    @property
    def lost(self) -> tuple[Lost, ...]:
        """All that was noted, in order."""
        return tuple(self._lost)


def fitted(name: object, taken: Iterable[str] = (), *, instead: str = "q") -> str:
    """An id as surveys want it, made of a foreign name.

    Args:
        name: The foreign name.
        taken: Ids that are given away already.
        instead: What it is called where nothing of the name is left.
    """
    made = re.sub(r"[^A-Za-z0-9_-]+", "_", str(name)).strip("_-")[: LONGEST_ID - 5] or instead
    if str(name).startswith("_") and re.fullmatch(r"[A-Za-z0-9_-]{1,55}", str(name)):
        made = str(name)
    given = set(taken)
    number, unique = 2, made
    while unique in given:
        unique, number = f"{made}_{number}", number + 1
    return unique
