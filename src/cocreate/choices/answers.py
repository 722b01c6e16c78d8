"""Answers to Kano's pairs of questions, in numbers or in words, and the patterns they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import (
    InputError,
    MismatchError,
    NoAnswersError,
    OptionError,
    OutsideScaleError,
    WeightError,
)
from cocreate.factors import Factor

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

STEPS = 5
_WORDS: tuple[tuple[str, ...], ...] = (
    ("like", "i like it", "i like it that way", "i like it this way", "i would like it", "i enjoy it", "delighted", "love it",
     "喜欢", "很喜欢", "非常喜欢", "我喜欢", "我喜欢这样", "满意", "我很喜欢"),
    ("must be", "it must be that way", "must have", "expect", "expect it", "i expect it", "i expect it that way",
     "i expect it to be that way", "i am expecting it", "basic necessity",
     "理应如此", "应该如此", "理所当然", "必须这样", "它理应如此", "应该的", "必须"),
    ("neutral", "i am neutral", "im neutral", "i dont care", "dont care", "indifferent", "i feel neutral",
     "无所谓", "我无所谓", "中立", "没感觉"),
    ("live with", "live with it", "i can live with it", "can live with it", "i can live with it that way",
     "tolerate", "i can tolerate it",
     "i can accept it", "勉强接受", "可以忍受", "能忍受", "可以接受", "能接受", "我能忍受"),
    ("dislike", "i dislike it", "i dislike it that way", "i dont like it", "i do not like it", "i hate it", "hate it",
     "不喜欢", "我不喜欢", "很不喜欢", "讨厌", "我讨厌这样"),
)  # fmt: skip
_STEP_OF = {word: step for step, words in enumerate(_WORDS) for word in words}


@dataclass(frozen=True, eq=False, repr=False)
class KanoPatterns:
    """How often each pair of answers was given; patterns of two tables add up.

    Attributes:
        features: what was asked about.
        factor: the groups; one without a name for everyone.
        count: answers, shape (groups, features, 5, 5): like, must-be, neutral, live with and dislike, the functional
            answer first, the dysfunctional second.
        weight: their weights, likewise.
        weight_sq: squares of the weights, likewise.
        missing: rows in which one answer of the two is missing, shape (groups, features).
    """

    features: tuple[str, ...]
    factor: Factor
    count: NDArray[np.int64]
    weight: FloatArray
    weight_sq: FloatArray
    missing: NDArray[np.int64]

    def __add__(self, other: KanoPatterns) -> KanoPatterns:
        if self.features != other.features or self.factor.name != other.factor.name:
            raise MismatchError(
                "patterns of other features or by another grouping do not add up; count both alike"
            )
        both = self.factor.joined(other.factor)

        def summed(name: str) -> Any:
            parts = np.concatenate([getattr(self, name), getattr(other, name)])
            found = np.zeros((len(both.levels), *parts.shape[1:]), dtype=parts.dtype)
            np.add.at(found, both.codes, parts)
            return found

        factor = Factor(both.name, both.levels, np.arange(len(both.levels)))
        return KanoPatterns(
            self.features, factor, *(summed(name) for name in ("count", "weight", "weight_sq", "missing"))
        )

    def __repr__(self) -> str:
        return f"KanoPatterns(features={list(self.features)}, groups={len(self.count)}, answers={int(self.count.sum())})"


def kano_patterns(
    table: Any,
    functional: str | Sequence[str],
    *,
    dysfunctional: str | Sequence[str],
    names: Sequence[str] | None = None,
    by: str | None = None,
    weight: str | None = None,
    like: int = 1,
) -> KanoPatterns:
    """Count pairs of answers where the table lies: one GROUP BY a feature.

    Args:
        table: a table of any kind, a row a person.
        functional: the column, or columns, of answers to "how if it were there".
        dysfunctional: those to "how if it were not there", in the same order.
        names: what the features are called; None takes the functional columns.
        by: a column to group by.
        weight: the column of weights, >= 0.
        like: the number that says "I like it": 1 (then 5 is "I dislike it") or 5. Words in English and Chinese are read too.

    Returns:
        KanoPatterns: 5 x 5 counts a feature and group; they add up.

    Raises:
        MissingColumnError: if a column is not there.
        OutsideScaleError: if an answer is none of the five.
        OptionError: if the columns do not pair up.
        NoAnswersError: if no pair of answers is whole.

    Method:
        No estimate: pairs are counted. A pair that lacks one answer is left out and told.

    Source:
        Kano et al. (1984), Attractive quality and must-be quality; tests/cocreate/choices/test_kano.py.

    >>> kano_patterns({"f": [1, 1, 3], "d": ["dislike", "neutral", "不喜欢"]}, "f", dysfunctional="d")
    KanoPatterns(features=['f'], groups=1, answers=3)
    """
    pairs = _pairs(functional, dysfunctional, names)
    if like not in {1, STEPS}:
        raise OptionError(f"like == {like!r}, must be 1 or {STEPS}: the number that says 'I like it'")
    parts = [_counted(table, yes, no, by=by, weight=weight, like=like) for yes, no in pairs.values()]
    groups = parts[0][0]
    for factor, *_ in parts[1:]:
        groups = groups.joined(factor)
    index = {level: place for place, level in enumerate(groups.levels)}
    sums = np.zeros((4, len(index), len(pairs), STEPS + 1, STEPS + 1))
    for place, (factor, yes, no, count, heavy, square) in enumerate(parts):
        of = np.array([index[level] for level in factor.levels], dtype=np.intp)[factor.codes]
        for kind, amount in enumerate((count, heavy, square)):
            np.add.at(sums[kind], (of, place, yes, no), amount)
    whole = sums[:, :, :, :STEPS, :STEPS]
    if not whole[0].sum():
        raise NoAnswersError(
            "no pair of answers is whole; each needs the functional and the dysfunctional answer"
        )
    total = sums[0].sum(axis=(2, 3)) - whole[0].sum(axis=(2, 3))
    factor = Factor(groups.name, groups.levels, np.arange(len(index)))
    return KanoPatterns(
        tuple(pairs), factor, whole[0].astype(np.int64), whole[1], whole[2], total.astype(np.int64)
    )


def _pairs(
    functional: str | Sequence[str], dysfunctional: str | Sequence[str], names: Sequence[str] | None
) -> Mapping[str, tuple[str, str]]:
    yes = [functional] if isinstance(functional, str) else list(functional)
    no = [dysfunctional] if isinstance(dysfunctional, str) else list(dysfunctional)
    called = [names] if isinstance(names, str) else list(names or yes)
    if not len(yes) == len(no) == len(called) or not yes:
        raise OptionError(
            f"{len(yes)} functional columns, {len(no)} dysfunctional and {len(called)} names; give one of each a feature"
        )
    if len(set(called)) < len(called):
        raise OptionError("two features have the same name; give names=")
    return dict(zip(called, zip(yes, no, strict=True), strict=True))


def _counted(table: Any, yes: str, no: str, *, by: str | None, weight: str | None, like: int) -> Any:
    """Groups, steps of both answers (5 where missing), counts, weights and their squares."""
    import narwhals as nw

    from cocreate.engines import collected, floats, number
    from cocreate.reading import asked_frame

    frame = asked_frame(table, [yes, no, *([by] if by else []), *([weight] if weight else [])])
    asked: dict[str, Any] = {"yes": nw.col(yes), "no": nw.col(no), **({"by": nw.col(by)} if by else {})}
    sums = [nw.len().alias("count")]
    keys = list(asked)
    if weight:
        heavy = number(nw.col(weight), weight, frame.collect_schema()[weight]).cast(nw.Float64)
        asked |= {"heavy": heavy, "square": heavy * heavy, "bare": heavy.is_null().cast(nw.Int64)}
        sums += [nw.col(name).sum() for name in ("heavy", "square", "bare")] + [
            nw.col("heavy").min().alias("least")
        ]
    found = collected(frame.select(**asked).group_by(keys).agg(*sums))
    count = floats(found["count"])
    if weight:
        least = floats(found["least"])
        if (
            floats(found["bare"]).sum()
            or not (least >= 0).all()
            or not np.isfinite(floats(found["square"])).all()
        ):
            raise WeightError(f"{weight!r} holds missing, negative or endless weights; they must be >= 0")
    labels = found["by"] if by else np.zeros(len(count), dtype=np.int64)
    return (
        Factor.of(by or "", labels), _steps(found["yes"], yes, like), _steps(found["no"], no, like), count,
        floats(found["heavy"]) if weight else count, floats(found["square"]) if weight else count,
    )  # fmt: skip


def _steps(values: NDArray[Any], name: str, like: int) -> NDArray[np.intp]:
    factor = Factor.of(name, values)
    steps = [_step(level, name, like) for level in factor.levels]
    return np.array(steps, dtype=np.intp)[factor.codes]


def _step(answer: Hashable, name: str, like: int) -> int:
    """Place of an answer from like (0) to dislike (4), 5 where there is none."""
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return STEPS
    if isinstance(answer, bool):
        raise InputError(f"{name!r} holds yes and no; each question has five answers, from like to dislike")
    try:
        number = float(answer)  # type: ignore[arg-type]  # what cannot be turned into a number is read as words
    except (TypeError, ValueError):
        words = re.sub(
            r"[^\w ]", "", str(answer).casefold().replace("-", " ").replace("'", "").replace("’", "")
        ).strip()
        if words in _STEP_OF:
            return _STEP_OF[words]
        number = -1.0
    if number not in {1, 2, 3, 4, 5}:
        raise OutsideScaleError(
            f"{name!r} holds {answer!r}; answers are 1 (like), 2 (must be), 3 (neutral), 4 (live with), 5 (dislike),"
            " or those words in English or Chinese"
        )
    return int(number) - 1 if like == 1 else STEPS - int(number)
