"""What a text speaks of and wants: components of the experience, intent, urgency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

from cocreate.text.batches import Batch, each
from cocreate.text.cues import cues_of, weights_of
from cocreate.text.knowledge import lexicon_score
from cocreate.text.language import language_of
from cocreate.text.opinions import opinions_of
from cocreate.text.spans import Span, strongest

if TYPE_CHECKING:
    from collections.abc import Mapping

Component = Literal["product", "service", "brand", "emotional", "environment"]
Intent = Literal["praise", "complaint", "suggestion", "question", "statement"]
COMPONENTS: tuple[Component, ...] = ("product", "service", "brand", "emotional", "environment")
INTENTS: tuple[Intent, ...] = ("praise", "complaint", "suggestion", "question", "statement")
LEVELS = ("low", "normal", "high")

_LEAST_SHARE, _LEAST_INTENT, _OPINION = 0.2, 0.6, 0.6
_ASKED, _ENDS_ASKING = 1.5, re.compile(r"[?？]\s*$|(?:吗|呢|么)\s*[。!！]?\s*$")
_SHOUTED, _URGENT, _PRESSING = re.compile(r"[!！]{2,}"), 3.0, 1.5
_WITHOUT_WORDS = "the words of this language are not known"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text is told to be, with the words that say so.

    Attributes:
        labels: what it is, the strongest first; empty where nothing tells.
        weights: how much speaks for each.
        spans: the words it rests on.
        supported: whether the words of its language are known.
        notes: what to know about it.
    """

    labels: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]
    spans: tuple[Span, ...]
    supported: bool = True
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The strongest; None where nothing tells."""
        return self.labels[0] if self.labels else None

    def row(self) -> dict[str, Any]:
        """Give it as a row."""
        return {"label": self.label, "labels": "; ".join(self.labels), "supported": self.supported}


@overload
def components(texts: str | None, column: None = None) -> Kind: ...
@overload
def components(texts: Any, column: str | None = None) -> Batch[Kind]: ...
def components(texts: Any, column: str | None = None) -> Kind | Batch[Kind]:
    """Tell which of the five components of the experience texts speak of.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        A `Kind` whose labels are among product, service, brand, emotional and environment; one a text for many.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Words of a Chinese and an English list point at components. A component is named if at least a fifth of the
        pointing words speak of it. Not learnt; a domain with words of its own wants themes written as queries instead.

    Source:
        The five components are the project's map of the experience; checked on sentences labelled by hand in
        tests/cocreate/text/test_kinds.py.

    >>> components("前台服务员很热情，但房间隔音太差").labels
    ('service', 'environment')
    """
    return each(_components, texts, column)


@overload
def intent(texts: str | None, column: None = None) -> Kind: ...
@overload
def intent(texts: Any, column: str | None = None) -> Batch[Kind]: ...
def intent(texts: Any, column: str | None = None) -> Kind | Batch[Kind]:
    """Tell what the writers of texts want: to praise, complain, suggest or ask.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        A `Kind`: "praise", "complaint", "suggestion", "question", or "statement" where nothing tells; a text may
        have several, the strongest first.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Words and forms of each intent are counted, opinions are added to praise and complaint, and a question mark or
        a Chinese particle at the end to questions. Not for irony, nor for questions that are none.

    Source:
        Rules of this project; checked on sentences labelled by hand in tests/cocreate/text/test_kinds.py.

    >>> intent(["希望能增加停车位", "How do I reset my password?"]).columns()["label"]
    ['suggestion', 'question']
    """
    return each(_intent, texts, column)


@overload
def urgency(texts: str | None, column: None = None) -> Kind: ...
@overload
def urgency(texts: Any, column: str | None = None) -> Batch[Kind]: ...
def urgency(texts: Any, column: str | None = None) -> Kind | Batch[Kind]:
    """Tell how urgent texts are: whether somebody should answer now.

    Args:
        texts: one text, a sequence of texts, or a table.
        column: the column of the table that holds them.

    Returns:
        A `Kind`: "high" (danger, health, fraud, the law, "now"), "normal", or "low" where nothing presses.

    Raises:
        NotTextError: if something given is no text.

    Method:
        Words that press are added up: one of danger makes a text urgent; it takes two of what still does not work, or
        one in a text that complains, to make it normal. Not a substitute for a person where safety is at stake.

    Source:
        Rules of this project; checked on sentences labelled by hand in tests/cocreate/text/test_kinds.py.

    >>> urgency("My card was stolen, please block it immediately!").label
    'high'
    """
    return each(_urgency, texts, column)


def _components(text: str) -> Kind:
    cues = cues_of(text, "component")
    weights = weights_of(cues)
    whole = sum(weights.values())
    kept = {kind: weight for kind, weight in weights.items() if weight >= _LEAST_SHARE * whole}
    return _kind(text, kept, [cue.span for cue in cues if cue.kind in kept], COMPONENTS)


def _intent(text: str) -> Kind:
    cues = cues_of(text, "intent")
    opinions = opinions_of(text)
    weights: dict[str, float] = dict.fromkeys(INTENTS[:4], 0.0)
    for cue in cues:
        if not (cue.negated and cue.kind in {"praise", "complaint"}):
            weights[cue.kind] += cue.span.weight * (0.5 if cue.kind in {"praise", "complaint"} else 1.0)
    felt = _OPINION * lexicon_score(opinions)
    weights["praise" if felt > 0 else "complaint"] += abs(felt)
    weights["complaint" if felt > 0 else "praise"] *= 0.5
    asked = _ENDS_ASKING.search(text)
    weights["question"] = weights["question"] + _ASKED if asked else 0.4 * weights["question"]
    kept = {kind: weight for kind, weight in weights.items() if weight >= _LEAST_INTENT}
    spans = [cue.span for cue in cues if cue.kind in kept]
    spans += [Span(found.start, found.end, text[found.start : found.end], found.score) for found in opinions]
    spans += [Span(asked.start(), asked.end(), asked.group(), _ASKED)] if asked else []
    supported = language_of(text).supported
    return _kind(text, kept or ({"statement": 0.0} if supported else {}), spans, INTENTS)


def _urgency(text: str) -> Kind:
    cues = [cue for cue in cues_of(text, "urgency") if not cue.negated or cue.kind == "low"]
    pressing = sum(cue.span.weight for cue in cues) + 0.5 * len(_SHOUTED.findall(text))
    complains = lexicon_score(opinions_of(text)) < 0
    danger = any(cue.kind == "high" for cue in cues)
    level = (
        "high" if danger and pressing >= _URGENT else "normal" if pressing + complains >= _PRESSING else "low"
    )
    if not language_of(text).supported and not cues:
        return _kind(text, {}, [], LEVELS)
    return _kind(text, {level: max(pressing, 0.0)}, [cue.span for cue in cues], LEVELS)


def _kind(text: str, weights: Mapping[str, float], spans: list[Span], order: tuple[str, ...]) -> Kind:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], order.index(item[0])))
    supported = language_of(text).supported
    notes = () if supported or not text.strip() else (_WITHOUT_WORDS,)
    return Kind(
        tuple(kind for kind, _weight in ranked), tuple(ranked), strongest(_distinct(spans)), supported, notes
    )


def _distinct(spans: list[Span]) -> list[Span]:
    """Keep one span a place."""
    return list({(span.start, span.end): span for span in spans}.values())
