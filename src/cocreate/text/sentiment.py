"""Sentiment of texts, out of the box or learnt from scored records, with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, cast, overload

import numpy as np

from cocreate.frames import Tabular
from cocreate.scores.quantiles import checked_confidence
from cocreate.text.batches import texts_of
from cocreate.text.embedding import general_head
from cocreate.text.knowledge import Prior, general_knowledge, merged
from cocreate.text.language import SUPPORTED
from cocreate.text.learning import Learnt
from cocreate.text.linear import Linear
from cocreate.text.logistic import sigmoid
from cocreate.text.quality import Quality
from cocreate.text.scored import Scored, scored_texts
from cocreate.text.spans import Span, strongest
from cocreate.text.store import Stored, packed, unpacked

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Label = Literal["very negative", "negative", "neutral", "mixed", "positive", "very positive"]
LABELS: tuple[Label, ...] = ("very negative", "negative", "neutral", "mixed", "positive", "very positive")

_CLEAR, _STRONG, _UNMIXED = 0.25, 0.8, 0.9
_LEAST_OF_LANGUAGE = 20
_UNSUPPORTED = "no sentiment: the words of this language are not known; fit on scored records"
_EMPTY = "no sentiment: there are no words"


@dataclass(frozen=True, slots=True)
class SentimentResult:
    """How one text feels.

    Attributes:
        label: one of "very negative", "negative", "neutral", "mixed" (clearly both), "positive", "very positive";
            None where nothing is known.
        value: from -1 to 1; NaN where nothing is known.
        probability: of being positive rather than negative, (value + 1) / 2; learnt from scores, where on their
            scale the text is expected, from 0 to 1.
        language: its language's code.
        supported: whether anything is known of that language.
        spans: the words it rests on, with what each adds to the logit.
        notes: what to know about it.
    """

    label: Label | None
    value: float
    probability: float
    language: str
    supported: bool
    spans: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Give it as a row."""
        return {
            "label": self.label,
            "value": self.value,
            "language": self.language,
            "supported": self.supported,
        }


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Sentiments(Sequence[SentimentResult], Tabular):
    """How many texts feel, as columns; spans are worked out when a text is looked at.

    Attributes:
        texts: the texts.
        values: from -1 to 1; NaN where nothing is known.
        labels: one a text, None where nothing is known.
        languages: the code of each text's language.
        supported: whether anything is known of it.
        model: what judged them.
    """

    texts: tuple[str, ...]
    values: Floats
    labels: tuple[Label | None, ...]
    languages: tuple[str, ...]
    supported: NDArray[np.bool_]
    model: Sentiment

    @property
    def probabilities(self) -> Floats:
        """The probability of being positive, text by text."""
        return (self.values + 1) / 2

    def columns(self) -> Mapping[str, Any]:
        """Give label, value, language and support, column by column."""
        return {
            "label": list(self.labels),
            "value": self.values,
            "language": list(self.languages),
            "supported": self.supported,
        }

    def counts(self) -> dict[Label, int]:
        """Count the texts of each label."""
        return {label: self.labels.count(label) for label in LABELS}

    @overload
    def __getitem__(self, place: int) -> SentimentResult: ...
    @overload
    def __getitem__(self, place: slice) -> Sentiments: ...
    def __getitem__(self, place: int | slice) -> SentimentResult | Sentiments:
        if isinstance(place, slice):
            parts = (self.texts[place], self.values[place], self.labels[place], self.languages[place])
            return Sentiments(*parts, self.supported[place], self.model)
        at = range(len(self))[place]
        known, text = bool(self.supported[at]), self.texts[at]
        return SentimentResult(
            self.labels[at],
            float(self.values[at]),
            float(self.probabilities[at]),
            self.languages[at],
            known,
            self.model.spans(text) if known else (),
            () if known else (_UNSUPPORTED if text.strip() else _EMPTY,),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        said = ", ".join(f"{label} {count}" for label, count in self.counts().items() if count)
        return f"Sentiments(n={len(self)}: {said or 'nothing known'})"


@dataclass(frozen=True, eq=False, repr=False)
class Sentiment:
    """A judge of sentiment: out of the box, or better with scored records.

    Out of the box it knows opinion words of Chinese and English, what negates, strengthens, turns and wishes them, and
    weights of n-grams learnt from free data. `Sentiment.fit` adds what the customers' own scored words teach; with few
    records it stays near what is known beforehand, and moves away as records come in.

    Attributes:
        learnt: what scored records taught; None out of the box.
        quality: how well that does on texts it has not seen; None out of the box.
        languages: beside Chinese and English, the languages it was fitted on.
        notes: what to know about it.
        embeddings: whether sentence embeddings have their say too (the extra `cocreate[embeddings]`): surer out of
            the box, at some tens of texts a second.

    >>> sentiment = Sentiment()
    >>> result = sentiment("房间很干净，但是早餐太差了")
    >>> [span.text for span in result.spans if abs(span.weight) > 0.5]
    ['很干净', '太差了']
    >>> sentiment.many(["Great stay, lovely staff", "Rude staff. Never again!"]).columns()["label"]
    ['very positive', 'very negative']
    """

    learnt: Learnt | None = None
    quality: Quality | None = None
    languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    embeddings: bool = field(default=False, kw_only=True)

    def __call__(self, text: str | None) -> SentimentResult:
        """Judge one text."""
        return self.many([text])[0]

    def many(self, texts: Any, column: str | None = None) -> Sentiments:
        """Judge texts: a sequence of them, or the column of a table."""
        read = texts_of(texts, column)
        prior = _looked(read, embeddings=self.embeddings)
        logit, known = prior.logit, prior.known
        if self.learnt is not None:
            logit = self.learnt.logits(read, logit)
            known = known | np.isin(np.array(prior.languages, dtype=str), self.languages)
        values = np.where(known, 2 * sigmoid(logit) - 1, np.nan)
        labels = tuple(_labels(values, prior.mixed))
        return Sentiments(tuple(read), values, labels, prior.languages, known, self)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Give the words that the sentiment of a text rests on, with what each adds to the logit."""
        known = general_knowledge().spans(text)
        if self.learnt is None:
            return strongest(known)
        kept = [Span(span.start, span.end, span.text, self.learnt.prior * span.weight) for span in known]
        return strongest(merged(kept, self.learnt.linear.spans(text), text))

    @classmethod
    def fit(
        cls,
        texts: Any,
        scores: Any,
        *,
        text: str | None = None,
        scale: tuple[float, float] | None = None,
        confidence: float = 0.95,
        embeddings: bool = False,
    ) -> Self:
        """Learn the customers' own language from texts that carry a score.

        Args:
            texts: a sequence of texts; or a table, with the names of its columns in `scores` and `text`.
            scores: a score a text, or the name of the column; missing ones are left out.
            text: the column of texts, where a table is given.
            scale: lowest and highest score; the smallest usual scale that holds them if left out.
            confidence: of the intervals of `quality`.
            embeddings: whether to learn on top of sentence embeddings too.

        Returns:
            A `Sentiment` that has learnt, with its `quality`.

        Raises:
            NotEnoughDataError: below 20 texts with a score, or where all scores are one.
            OutsideScaleError: if a score lies outside the scale.
        """
        read = scored_texts(texts, scores, text=text, scale=scale)
        checked_confidence(confidence)
        learnt, quality, languages = _fitted(read, confidence, embeddings=embeddings)
        return cls(learnt, quality, languages, read.notes, embeddings=embeddings)

    def save(self, path: str | PathLike[str]) -> None:
        """Write what was learnt to a file: plain numbers and JSON, without code (see `store`)."""
        facts: dict[str, Any] = {
            "languages": list(self.languages),
            "notes": list(self.notes),
            "embeddings": self.embeddings,
        }
        arrays = {}
        if self.learnt is not None:
            facts |= {"grams": self.learnt.linear.facts(), "prior": self.learnt.prior}
            arrays = self.learnt.linear.arrays()
        if self.quality is not None:
            facts["quality"] = self.quality.facts()
        Path(path).write_bytes(packed(Stored("sentiment", facts, arrays)))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read what was saved; raise ModelFileError if the file is damaged or something else."""
        stored = unpacked(Path(path).read_bytes(), kind="sentiment", name=str(path))
        facts = stored.facts
        learnt = (
            Learnt(Linear.of(facts["grams"], stored.arrays), float(facts["prior"]))
            if "grams" in facts
            else None
        )
        quality = Quality.of(facts["quality"]) if "quality" in facts else None
        return cls(
            learnt, quality, tuple(facts["languages"]), tuple(facts["notes"]), embeddings=facts["embeddings"]
        )

    def __repr__(self) -> str:
        return "Sentiment(out of the box)" if self.quality is None else f"Sentiment(fitted, {self.quality})"


def _looked(texts: Sequence[str], *, embeddings: bool) -> Prior:
    """Look at texts with what is known beforehand, and ask the embeddings if wanted."""
    prior = general_knowledge().look(texts)
    if not embeddings:
        return prior
    asked = [place for place, code in enumerate(prior.languages) if code in SUPPORTED]
    logit = prior.logit.copy()
    logit[asked] += general_head().logits([texts[place] for place in asked])
    return replace(prior, logit=logit)


def _fitted(read: Scored, confidence: float, *, embeddings: bool) -> tuple[Learnt, Quality, tuple[str, ...]]:
    """Learn, and hold what models say of texts they have not seen against the scores."""
    from cocreate.text.learning import learn

    prior = _looked(read.texts, embeddings=embeddings)
    learnt, unseen = learn(read.texts, read.target, prior.logit)
    quality = Quality.measured(read.target, unseen, before=prior.logit, confidence=confidence)
    codes, counts = np.unique(np.array(prior.languages, dtype=str), return_counts=True)
    languages = tuple(
        str(code) for code, count in zip(codes, counts, strict=True) if count >= _LEAST_OF_LANGUAGE
    )
    return learnt, quality, languages


def _labels(values: Floats, mixed: NDArray[np.bool_]) -> list[Label | None]:
    """Name values: by their size, and "mixed" where both sides have their say and neither has it all."""
    places = np.select(
        [
            np.isnan(values),
            mixed & (np.abs(values) < _UNMIXED),
            values <= -_STRONG,
            values <= -_CLEAR,
            values < _CLEAR,
            values < _STRONG,
        ],
        [-1, 3, 0, 1, 2, 4],
        5,
    )
    return [cast("Label", LABELS[place]) if place >= 0 else None for place in places]
