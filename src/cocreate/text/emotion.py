"""Emotions in texts: a model of English comments, a lexicon of Chinese, and signs that all languages share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cocreate.text.batches import Batch, texts_of
from cocreate.text.cues import Cue, cues_of
from cocreate.text.knowledge import lexicon_score
from cocreate.text.language import Language, language_of
from cocreate.text.linear import Linear
from cocreate.text.logistic import sigmoid
from cocreate.text.opinions import opinions_of
from cocreate.text.spans import Span, strongest
from cocreate.text.store import unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Feeling = Literal[
    "joy", "anger", "sadness", "fear", "surprise", "disgust", "neutral", "trust", "disappointment"
]
FEELINGS: tuple[Feeling, ...] = (
    "joy", "anger", "sadness", "fear", "surprise", "disgust", "neutral", "trust", "disappointment",
)  # fmt: skip

_EXPERIENCE = ("trust", "disappointment")
_ONE_WORD, _EACH_MORE, _MOST = 0.6, 0.15, 0.95
_FELT, _GLAD_SCORE, _SORRY_SCORE = 0.5, 1.0, -1.5
_MOST_SPANS = 6
_UNSUPPORTED = "no emotion: the words of this language are not known"


@dataclass(frozen=True, slots=True)
class Felt:
    """One emotion in a text.

    Attributes:
        name: which.
        probability: how sure it is, from 0 to 1; for emotions told by words a rule of thumb, not a calibrated one.
        spans: the words it rests on.
    """

    name: Feeling
    probability: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EmotionResult:
    """The emotions of one text.

    Attributes:
        felt: the emotions above their thresholds, the surest first; empty where nothing is known.
        language: the code of its language.
        supported: whether the words of that language are known.
        notes: what to know about it.
    """

    felt: tuple[Felt, ...]
    language: str
    supported: bool
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> Feeling | None:
        """The surest emotion; None where nothing is known."""
        return self.felt[0].name if self.felt else None

    @property
    def labels(self) -> tuple[Feeling, ...]:
        """All emotions above their thresholds."""
        return tuple(feeling.name for feeling in self.felt)

    def row(self) -> dict[str, Any]:
        """Give it as a row: the surest emotion, and how sure each is."""
        told = {feeling.name: feeling.probability for feeling in self.felt}
        return {
            "label": self.label,
            **{name: told.get(name, 0.0) for name in FEELINGS},
            "language": self.language,
            "supported": self.supported,
        }


@dataclass(frozen=True, slots=True)
class Emotion:
    """A judge of emotions: the six of Ekman, neutral, and two of experience: trust and disappointment.

    English is judged by linear models of n-grams, one an emotion, trained on the GoEmotions comments with their labels
    grouped after Ekman, each with its own threshold. Chinese is judged by a lexicon, where praise without a word of
    emotion counts as joy. Trust and disappointment are told by words in both. Signs such as 😡 count in any language.

    Attributes:
        threshold: the probability from which emotions told by words count, between 0 and 1.

    >>> emotion = Emotion()
    >>> emotion("I'm so angry, they ruined our holiday").label
    'anger'
    >>> emotion.many(["太恶心了，菜里有头发", "老师很负责，把孩子交给他们很放心"]).columns()["label"]
    ['disgust', 'trust']
    """

    threshold: float = _FELT

    def __call__(self, text: str | None) -> EmotionResult:
        """Judge one text."""
        return self.many([text])[0]

    def many(self, texts: Any, column: str | None = None) -> Batch[EmotionResult]:
        """Judge texts: a sequence of them, or the column of a table."""
        read = texts_of(texts, column)
        languages = [language_of(text) for text in read]
        english = [place for place, language in enumerate(languages) if language.code == "en"]
        probabilities = _model().probabilities([read[place] for place in english])
        learnt = dict(zip(english, probabilities, strict=True))
        return Batch(
            tuple(
                self._judged(text, language, learnt.get(place))
                for place, (text, language) in enumerate(zip(read, languages, strict=True))
            )
        )

    def _judged(self, text: str, language: Language, learnt: Floats | None) -> EmotionResult:
        told = _by_words(text, language)
        felt = [feeling for feeling in told if feeling.probability >= self.threshold]
        if learnt is not None:
            signs = {feeling.name for feeling in felt}
            felt = [
                feeling
                for feeling in felt
                if feeling.name in _EXPERIENCE or language.code != "en" or feeling.probability > _ONE_WORD
            ]
            felt += [feeling for feeling in _model().felt(text, learnt) if feeling.name not in signs]
        if not felt and language.supported:
            felt = [Felt("neutral", _FELT, ())]
        ranked = sorted(felt, key=lambda feeling: (-feeling.probability, FEELINGS.index(feeling.name)))
        notes = () if language.supported or ranked or not text.strip() else (_UNSUPPORTED,)
        return EmotionResult(tuple(ranked), language.code, language.supported, notes)


@dataclass(frozen=True, eq=False, slots=True)
class _Model:
    """The model of English: a logit an emotion, thresholds chosen on texts held out."""

    names: tuple[Feeling, ...]
    thresholds: Floats
    linear: Linear

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Give how sure each emotion is: a row a text."""
        return sigmoid(self.linear.logits(texts))

    def felt(self, text: str, probabilities: Floats) -> list[Felt]:
        """Give the emotions above their thresholds, or the one nearest to its own."""
        over = probabilities / self.thresholds
        chosen = np.flatnonzero(over > 1) if (over > 1).any() else np.array([int(np.argmax(over))])
        return [Felt(self.names[at], float(probabilities[at]), self._spans(text, int(at))) for at in chosen]

    def _spans(self, text: str, output: int) -> tuple[Span, ...]:
        if self.names[output] == "neutral":
            return ()
        return strongest(
            (span for span in self.linear.spans(text, output=output) if span.weight > 0), most=_MOST_SPANS
        )


@cache
def _model() -> _Model:
    name = "emotion.model"
    stored = unpacked(
        (files("cocreate.text") / "data" / name).read_bytes(), kind="general emotion", name=name
    )
    linear = Linear.of(stored.facts["grams"], stored.arrays)
    return _Model(
        tuple(stored.facts["emotions"]), np.array(stored.facts["threshold"], dtype=np.float64), linear
    )


def _by_words(text: str, language: Language) -> list[Felt]:
    """Tell emotions by words: of Chinese all, of English those the model does not know, and signs."""
    found: dict[str, list[Cue]] = {}
    for cue in cues_of(text, "emotion"):
        if not cue.negated:
            found.setdefault(cue.kind, []).append(cue)
    felt = [
        Felt(name, _certainty(found[name]), strongest((cue.span for cue in found[name]), most=_MOST_SPANS))
        for name in FEELINGS
        if name in found
    ]
    return felt or (_by_opinion(text) if language.code == "zh" else [])


def _certainty(cues: list[Cue]) -> float:
    weight = sum(cue.span.weight for cue in cues)
    return min(_ONE_WORD + _EACH_MORE * (weight - 1), _MOST)


def _by_opinion(text: str) -> list[Felt]:
    """Take clear praise for joy and clear blame for disappointment, where no word of emotion stands."""
    opinions = opinions_of(text)
    score = lexicon_score(opinions)
    if _SORRY_SCORE < score < _GLAD_SCORE:
        return []
    name: Feeling = "joy" if score > 0 else "disappointment"
    spans = (
        Span(found.start, found.end, text[found.start : found.end], abs(found.score))
        for found in opinions
        if found.score * score > 0
    )
    return [Felt(name, _FELT, strongest(spans, most=_MOST_SPANS))]
