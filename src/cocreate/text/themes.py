"""Themes of texts: discovered, or written as queries; counted with intervals, scored, and told apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from cocreate.errors import MissingColumnError, NotEnoughDataError, OptionError
from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence
from cocreate.text.assigning import Assigned, Index, assigned
from cocreate.text.batches import columns_of, texts_of
from cocreate.text.folds import order_of
from cocreate.text.quality import Share, wilson
from cocreate.text.queries import Query
from cocreate.text.scored import numbers_of
from cocreate.text.standing import standings
from cocreate.text.topics import Topic, found_topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocreate.estimates import Estimate
    from cocreate.scores.compare import Difference
    from cocreate.text.spans import Span
    from cocreate.text.terms import Vocabulary

LEAST_TEXTS = 20
_NAMED, _EXAMPLES = 3, 3


@dataclass(frozen=True, slots=True)
class Example:
    """A text that speaks of a theme.

    Attributes:
        text: the text.
        spans: the words by which it was found.
    """

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Theme:
    """What several texts speak of.

    Attributes:
        name: its most telling words, or the name it was given.
        terms: its words, the most telling first; none for a query.
        parent: the name of the theme it is part of; None at the top.
        component: which of the five components its words point at; None where none does.
        n: how many texts speak of it.
        share: the share of all texts, with the Wilson interval.
        score: the mean score of its texts; None without scores.
        difference: that mean against the texts that do not speak of it, with the verdict adjusted for all themes.
        examples: texts that speak of it most plainly.
        query: the query it was written as; None if it was discovered.
    """

    name: str
    terms: tuple[str, ...]
    parent: str | None
    component: str | None
    n: int
    share: Share
    score: Estimate | None
    difference: Difference | None
    examples: tuple[Example, ...]
    query: Query | None = None

    def __repr__(self) -> str:
        scored = "" if self.score is None else f", mean {self.score.value:.2f}"
        return f"Theme({self.name!r}, n={self.n}, {self.share.value:.1%}{scored})"


@dataclass(frozen=True, eq=False, repr=False)
class Themes(Sequence[Theme], Tabular):
    """The themes of many texts: those at the top by size, each followed by its parts.

    Attributes:
        themes: the themes.
        texts: how many texts there are.
        uncovered: how many of them speak of no theme.
        confidence: of the intervals.
        notes: what to know about them.
        finder: how themes are found in texts.
    """

    themes: tuple[Theme, ...]
    texts: int
    uncovered: int
    confidence: float
    notes: tuple[str, ...]
    finder: Index

    @property
    def top(self) -> tuple[Theme, ...]:
        """The themes that are part of no other."""
        return tuple(theme for theme in self.themes if theme.parent is None)

    def parts(self, name: str) -> tuple[Theme, ...]:
        """Give the parts of a theme."""
        return tuple(theme for theme in self.themes if theme.parent == self.find(name).name)

    def find(self, name: str) -> Theme:
        """Give a theme by its name."""
        for theme in self.themes:
            if theme.name == name:
                return theme
        raise MissingColumnError(name, [theme.name for theme in self.themes], what="theme")

    def assign(self, texts: Any, column: str | None = None) -> Assigned:
        """Find these themes in other texts: nothing is discovered, so names and meanings stay."""
        return assigned(self.finder, texts_of(texts, column))

    def columns(self) -> Mapping[str, Any]:
        """Give a row a theme: name, parent, component, n, share with interval, score and difference."""
        rows = [_row(theme) for theme in self.themes]
        names = list(rows[0]) if rows else []
        return {name: [row[name] for row in rows] for name in names}

    @overload
    def __getitem__(self, place: int) -> Theme: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Theme, ...]: ...
    def __getitem__(self, place: int | slice) -> Theme | tuple[Theme, ...]:
        return self.themes[place]

    def __len__(self) -> int:
        return len(self.themes)

    def __repr__(self) -> str:
        return f"Themes({len(self.top)} of {self.texts} texts, {self.uncovered} uncovered)"


def themes(
    texts: Any,
    column: str | None = None,
    *,
    score: Any = None,
    queries: Mapping[str, str] | None = None,
    most: int = 12,
    like: Themes | None = None,
    confidence: float = 0.95,
) -> Themes:
    """Find what texts speak of, how often, and how those who speak of it score.

    Args:
        texts: a sequence of texts, or a table, one row a text.
        column: the column of the table that holds them.
        score: the column of scores, or a score a text; missing ones are left out.
        queries: themes of one's own: name and query (see `Query`); they come first.
        most: how many themes are discovered at most, from 0 (only the queries) to 40.
        like: themes found before, on which new ones start, so that they stay where they are as texts are added.
        confidence: of all intervals, between 0 and 1.

    Returns:
        The `Themes`, in two levels, each with its share, its mean score and how that differs from the rest.

    Raises:
        NotEnoughDataError: below 20 texts, if themes are to be discovered.
        QueryError: if a query cannot be read; the message points at the place.
        OptionError: if `most` is outside its range, or there is nothing to find.

    Method:
        Words that something can be about are kept: no particles, no plain praise. Pointwise mutual information says
        which of them stand in the same texts far above chance; non-negative factors of that table, from the same start
        every time, put words into themes, and the words of a theme into its parts. A text speaks of a theme if it holds
        one of its telling words or two of its others. Shares carry Wilson intervals; means are compared with the texts
        that do not speak of the theme, by Welch's test, adjusted after Benjamini and Hochberg. The order of texts does
        not matter. Below some hundred texts, or for a question known beforehand, write queries instead.

    Source:
        Levy and Goldberg (2014), Neural word embedding as implicit matrix factorization, NIPS 27, for the table;
        Cichocki and Phan (2009), IEICE Transactions E92-A, for the factors; checked in
        tests/cocreate/text/test_themes.py.

    >>> said = ["The room was cold", "Cold room, noisy street", "Breakfast was rich", "rich breakfast, fresh fruit"] * 8
    >>> found = themes(said, queries={"Warmth": "cold OR warm*"}, most=0)
    >>> found[0].name, found[0].n, round(found[0].share.value, 2)
    ('Warmth', 16, 0.5)
    """
    checked_confidence(confidence)
    written = {name: Query.read(query) for name, query in (queries or {}).items()}
    read, scores = _read(texts, column, score)
    kept = [place for place, text in enumerate(read) if text.strip()]
    _check(len(kept), most, written)
    order = np.array(kept, dtype=np.int64)[order_of([read[place] for place in kept])]
    ordered = [read[place] for place in order]
    vocabulary, topics = _discovered(ordered, most, like)
    index = Index.of(written, topics, vocabulary)
    found = assigned(index, ordered)
    told = _told(found, scores[order] if scores is not None else None, confidence)
    notes = [f"{len(read) - len(kept)} rows without text left out"] if len(kept) < len(read) else []
    notes += ["no words stand together often enough to make a theme"] if most and not topics else []
    uncovered = int((~found.member.any(axis=1)).sum()) if len(index.names) else len(kept)
    return Themes(told, len(kept), uncovered, confidence, tuple(notes), index)


def _read(texts: Any, column: str | None, score: Any) -> tuple[list[str], NDArray[np.float64] | None]:
    """Read texts and their scores."""
    if isinstance(score, str):
        if column is None:
            raise OptionError(
                f"score == {score!r} names a column; give a table and the column of texts with it"
            )
        columns = columns_of(texts, [column, score])
        return texts_of(columns[column]), numbers_of(columns[score])
    read = texts_of(texts, column)
    if score is None:
        return read, None
    numbers = numbers_of(score)
    if len(numbers) != len(read):
        raise OptionError(f"{len(read)} texts and {len(numbers)} scores; give one score a text")
    return read, numbers


def _check(texts: int, most: int, written: Mapping[str, Query]) -> None:
    if not 0 <= most <= 40:  # noqa: PLR2004 - more than forty themes nobody reads
        raise OptionError(f"most == {most}, must be from 0 to 40")
    if most == 0 and not written:
        raise OptionError("most == 0 and no queries: there is nothing to find; give queries, or most above 0")
    if most and texts < LEAST_TEXTS:
        raise NotEnoughDataError(
            f"{texts} texts, at least {LEAST_TEXTS} are wanted to discover themes; write queries, with most=0"
        )


def _discovered(
    texts: Sequence[str], most: int, like: Themes | None
) -> tuple[Vocabulary | None, list[Topic]]:
    if most == 0:
        return None, []
    before = like.finder.topics if like is not None else ()
    return found_topics(texts, most=max(most, len(before)) if like is not None else most, like=before)


def _told(found: Assigned, scores: NDArray[np.float64] | None, confidence: float) -> tuple[Theme, ...]:
    """Count themes and score them; parts follow the theme they belong to."""
    names = found.index.names
    counts = found.member.sum(axis=0).astype(int)
    means, differences = standings(found.member, scores, names, confidence)
    told = {
        name: Theme(
            name,
            found.index.terms[at],
            found.index.parents[at],
            found.index.components[at],
            int(counts[at]),
            wilson(int(counts[at]), len(found.texts), confidence),
            means.get(name),
            differences.get(name),
            tuple(Example(*found.example(place, at)) for place in found.plainest(at, most=_EXAMPLES)),
            found.index.queries.get(name),
        )
        for at, name in enumerate(names)
        if counts[at] or name in found.index.queries
    }
    top = sorted(
        (theme for theme in told.values() if theme.parent is None),
        key=lambda theme: (
            (theme.query is None, -theme.n, theme.name) if theme.query is None else (False, 0, "")
        ),
    )
    return tuple(
        theme
        for upper in top
        for theme in (
            upper,
            *sorted((t for t in told.values() if t.parent == upper.name), key=lambda t: (-t.n, t.name)),
        )
    )


def _row(theme: Theme) -> dict[str, Any]:
    score, difference = theme.score, theme.difference
    return {
        "theme": theme.name,
        "parent": theme.parent,
        "component": theme.component,
        "n": theme.n,
        "share": theme.share.value,
        "low": theme.share.low,
        "high": theme.share.high,
        "score": None if score is None else score.value,
        "score_low": None if score is None else score.low,
        "score_high": None if score is None else score.high,
        "difference": None if difference is None else difference.value,
        "difference_low": None if difference is None else difference.low,
        "difference_high": None if difference is None else difference.high,
        "verdict": None if difference is None else difference.verdict,
    }
