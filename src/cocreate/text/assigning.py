"""Finding known themes in texts: each by its telling words or by its query, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.frames import Tabular
from cocreate.text.cues import cue_lexicon
from cocreate.text.spans import Span
from cocreate.text.terms import Vocabulary, clauses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cocreate.text.queries import Query
    from cocreate.text.topics import Topic

_NAMED, _LOOKED_AT = 3, 12
_PART_OF_ENOUGH, _SHORT_ENOUGH = 0.5, 40.0


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """How themes are found in texts.

    Attributes:
        names: of all themes: queries, then discovered ones, each followed by its parts.
        parents: the name of the theme each is part of; None at the top.
        terms: the words of each, as they are written; none for queries.
        components: the component each one's words point at.
        queries: those that are written, by name.
        topics: those that were discovered, as they were found.
        vocabulary: how words count as terms; None if nothing was discovered.
        weights: for each term, the themes it speaks for and how much: from 1 on a text is taken to speak of it.
    """

    names: tuple[str, ...]
    parents: tuple[str | None, ...]
    terms: tuple[tuple[str, ...], ...]
    components: tuple[str | None, ...]
    queries: Mapping[str, Query]
    topics: tuple[Topic, ...]
    vocabulary: Vocabulary | None
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    @classmethod
    def of(
        cls, queries: Mapping[str, Query], topics: Sequence[Topic], vocabulary: Vocabulary | None
    ) -> Index:
        """Name themes and note which terms speak for them."""
        names = list(queries)
        terms: list[tuple[str, ...]] = [()] * len(queries)
        parents: list[str | None] = [None] * len(queries)
        weights: dict[str, list[tuple[int, float]]] = {}
        for parent, topic in _with_parts(topics):
            shown = [vocabulary.shown[term] for term in topic.terms] if vocabulary else []
            name = _name(shown, names)
            for rank, term in enumerate(topic.terms):
                enough = 1.0 if rank < topic.core else _PART_OF_ENOUGH
                weights.setdefault(term, []).append((len(names), enough))
            parents.append(
                None if parent is None else names[_place(names, parents, terms, parent, vocabulary)]
            )
            names.append(name)
            terms.append(tuple(shown))
        components = tuple(_component(words) for words in terms)
        kept = {term: tuple(found) for term, found in weights.items()}
        return cls(
            tuple(names),
            tuple(parents),
            tuple(terms),
            components,
            dict(queries),
            tuple(topics),
            vocabulary,
            kept,
        )

    def find(self, texts: Sequence[str]) -> Iterator[tuple[int, int, Span]]:
        """Find themes: the text, the theme, and the words, weighed by how much they say."""
        for place, text in enumerate(texts):
            for at, query in enumerate(self.queries.values()):
                yield from ((place, at, span) for span in query.spans(text))
                if query.matches(text) and not query.spans(text):
                    yield place, at, Span(0, 0, "")
        if self.vocabulary is None:
            return
        for clause in clauses_of(texts):
            for term, start, end in self.vocabulary.read(clause):
                for at, enough in self.weights.get(term, ()):
                    yield clause.text, at, Span(start, end, texts[clause.text][start:end], enough)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Assigned(Tabular):
    """Which texts speak of which themes.

    Attributes:
        index: the themes.
        texts: the texts.
        member: a row a text, a column a theme.
        found: for each text and theme the words that say so.
    """

    index: Index
    texts: tuple[str, ...]
    member: NDArray[np.bool_]
    found: Mapping[tuple[int, int], tuple[Span, ...]]

    def names(self, place: int) -> tuple[str, ...]:
        """Give the names of the themes a text speaks of."""
        return tuple(self.index.names[at] for at in np.flatnonzero(self.member[place]))

    def spans(self, place: int, name: str) -> tuple[Span, ...]:
        """Give the words by which a text speaks of a theme."""
        return self.found.get((place, self.index.names.index(name)), ())

    def columns(self) -> Mapping[str, Any]:
        """Give a row a text: its themes, and how many."""
        said = [self.names(place) for place in range(len(self.texts))]
        return {"themes": ["; ".join(names) for names in said], "n": [len(names) for names in said]}

    def example(self, place: int, at: int) -> tuple[str, tuple[Span, ...]]:
        """Give a text and its words for a theme."""
        return self.texts[place], self.found.get((place, at), ())

    def plainest(self, at: int, *, most: int) -> list[int]:
        """Give the texts that speak of a theme most plainly: much of it in few words, equal texts once."""
        ranked = sorted(
            np.flatnonzero(self.member[:, at]).tolist(),
            key=lambda place: (-_plainness(self.found[place, at], self.texts[place]), self.texts[place]),
        )
        distinct = {self.texts[place]: place for place in reversed(ranked)}
        return sorted(distinct.values(), key=ranked.index)[:most]

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        return f"Assigned(texts={len(self)}, themes={len(self.index.names)})"


def assigned(index: Index, texts: Sequence[str]) -> Assigned:
    """Find themes in texts: one telling word, two others, or a query that matches."""
    words: dict[tuple[int, int], dict[str, float]] = {}
    spans: dict[tuple[int, int], list[Span]] = {}
    for place, at, span in index.find(texts):
        words.setdefault((place, at), {})[span.text.casefold()] = span.weight
        spans.setdefault((place, at), []).append(span)
    member = np.zeros((len(texts), len(index.names)), dtype=bool)
    for (place, at), found in words.items():
        member[place, at] = sum(found.values()) >= 1
    for at, parent in enumerate(index.parents):
        if parent is not None:
            member[:, at] &= member[:, index.names.index(parent)]
    kept = {key: tuple(span for span in found if span.end) for key, found in spans.items() if member[key]}
    return Assigned(index, tuple(texts), member, kept)


def _plainness(spans: Sequence[Span], text: str) -> float:
    distinct = {span.text.casefold(): span.weight for span in spans}
    return float(round(sum(distinct.values()) / (len(text) + _SHORT_ENOUGH) ** 0.5, 9))


def _with_parts(topics: Sequence[Topic]) -> Iterator[tuple[Topic | None, Topic]]:
    for topic in topics:
        yield None, topic
        yield from ((topic, part) for part in topic.parts)


def _place(
    names: Sequence[str],
    parents: Sequence[str | None],
    terms: Sequence[tuple[str, ...]],
    parent: Topic,
    vocabulary: Vocabulary | None,
) -> int:
    shown = tuple(vocabulary.shown[term] for term in parent.terms) if vocabulary else ()
    return next(at for at in range(len(names)) if terms[at] == shown and parents[at] is None)


def _name(shown: Sequence[str], taken: Sequence[str]) -> str:
    """Name a theme by its first words, none inside another; more words where the name is taken."""
    chosen: list[str] = []
    for word in shown:
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    for count in range(_NAMED, len(chosen) + 1):
        name = " · ".join(chosen[:count])
        if name not in taken:
            return name
    name = " · ".join(chosen)
    return name if name not in taken else f"{name} ({len(taken)})"


def _component(words: Sequence[str]) -> str | None:
    """Tell which component the first words of a theme point at."""
    weights: dict[str, float] = {}
    for rank, word in enumerate(words[:_LOOKED_AT]):
        for kind, weight in cue_lexicon("component").entries.get(word, ()):
            weights[kind] = weights.get(kind, 0.0) + weight / (rank + 1)
    return max(weights, key=lambda kind: (weights[kind], kind)) if weights else None
