"""Pages of a list, without counting what nobody looks at."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet

SIZE = 50
MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """One page of a list."""

    items: tuple[M, ...]
    number: int
    has_more: bool

    @property
    def previous(self) -> int | None:
        """Number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Number of the page after."""
        return self.number + 1 if self.has_more and self.number < MOST_PAGES else None


def page_of[M: Model](found: "QuerySet[M]", wanted: str | None) -> Page[M]:
    """The page somebody asks for; the first where they ask for nonsense."""
    number = int(wanted) if wanted and wanted.isdecimal() and 1 <= int(wanted) <= MOST_PAGES else 1
    start = (number - 1) * SIZE
    items = list(found[start : start + SIZE + 1])
    return Page(tuple(items[:SIZE]), number, len(items) > SIZE)
