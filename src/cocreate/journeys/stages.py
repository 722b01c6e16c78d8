"""How each stage of a journey feels, and what it weighs in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw
import numpy as np

from cocreate.drivers.importance import importance
from cocreate.engines import check_columns, collected, floats, number
from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.journeys.events import CASE, WHEN, seconds, times, windowed
from cocreate.scores.ces import ces
from cocreate.scores.csat import csat
from cocreate.scores.means import mean_score
from cocreate.scores.nps import nps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocreate.drivers.moments import Missing
    from cocreate.drivers.results import Importance
    from cocreate.engines import Frame
    from cocreate.estimates import Estimates

Measure = Literal["mean", "nps", "csat", "ces"]

_MEASURES: dict[str, Callable[..., Any]] = {"mean": mean_score, "nps": nps, "csat": csat, "ces": ces}


def stage_scores(
    table: Any,
    *,
    stage: str,
    score: str,
    measure: Measure = "mean",
    stages: Sequence[str] | None = None,
    case: str | None = None,
    when: str | None = None,
    scale: tuple[float, float] | None = None,
    weight: str | None = None,
    confidence: float = 0.95,
    min_n: int = 0,
) -> Estimates:
    """Estimate how each stage of a journey feels, in the journey's order.

    Args:
        table: a table, one row an answer.
        stage: the column that says at which stage it was given.
        score: the column of answers.
        measure: "mean", "nps", "csat" or "ces".
        stages: the stages in order. Left out, they are put in order by `case` and `when`, and without these
            by name.
        case: the column that says whose journey it is.
        when: the column of times: a stage comes where its answers come on average, counted from the case's
            first.
        scale: least and greatest answer, for measures other than NPS.
        weight: the column of weights.
        confidence: of the intervals, between 0 and 1.
        min_n: stages with fewer answers are suppressed, and one more where it would give them away.

    Returns:
        `Estimates`, one a stage. Stages without answers are left out.

    Raises:
        MissingColumnError: if a column is not there, or a stage named in `stages` has no answers.
        OptionError: if the measure is not known, or only one of case and when is given.

    Method:
        Each stage by the measure's own estimator and interval. Answers of one person at several stages go
        together, so a difference between stages is known better than the two intervals suggest.

    Source:
        The measures' own; the order: tests/cocreate/journeys/test_stages.py.

    >>> table = {"stage": ["visit", "order", "visit", "order"], "score": [8, 4, 9, 6]}
    >>> found = stage_scores(table, stage="stage", score="score", stages=["visit", "order"])
    >>> [(point.group["stage"], point.value) for point in found]
    [('visit', 8.5), ('order', 5.0)]
    """
    if measure not in _MEASURES:
        raise OptionError(f"measure == {measure!r}, must be one of {', '.join(_MEASURES)}")
    if (case is None) != (when is None):
        raise OptionError("case and when put stages in order together; give both or neither")
    if measure == "nps" and scale not in {None, (0, 10)}:
        raise OptionError(f"scale == {scale!r}, but NPS is asked from 0 to 10; leave it out, or take a mean")
    asked = {} if scale is None or measure == "nps" else {"scale": scale}
    found: Estimates = _MEASURES[measure](
        table, score, by=stage, weight=weight, confidence=confidence, min_n=min_n, **asked
    )
    there = [labels[stage] for labels in found.groups()]
    if stages is not None:
        order: list[Any] = list(stages)
    elif case is not None and when is not None:
        order = [name for name in _by_time(table, stage, case, when) if name in there]
    else:
        order = [name for name in there if name is not None]
    for name in order:
        if name not in there:
            raise MissingColumnError(name, there, what="stage")
    return found.keep(np.array([there.index(name) for name in order], dtype=np.intp))


def _by_time(table: Any, stage: str, case: str, when: str) -> list[Any]:
    """Give the stages by their mean time since the first event of their cases."""
    frame = windowed(table)
    check_columns(frame, [stage, case, when])
    schema = frame.collect_schema()
    label = nw.col(stage).cast(nw.String) if schema[stage] in {nw.Categorical, nw.Enum} else nw.col(stage)
    picked = frame.select(stage=label, **{CASE: nw.col(case), WHEN: times(when, schema[when])}).drop_nulls()
    timed = picked.with_columns(first=nw.col(WHEN).min().over(CASE))
    since = timed.select("stage", since=seconds(nw.col(WHEN), nw.col("first")))
    found = collected(since.group_by("stage").agg(nw.col("since").mean()))
    order = sorted(zip(floats(found["since"]).tolist(), found["stage"].tolist(), strict=True), key=_key)
    return [name for _, name in order]


def _key(item: tuple[float, Any]) -> tuple[float, str]:
    return item[0], str(item[1])


def moments_of_truth(
    table: Any,
    *,
    case: str,
    stage: str,
    score: str,
    overall: str,
    stages: Sequence[str] | None = None,
    method: Literal["lmg", "johnson"] = "lmg",
    missing: Missing = "pairwise",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = 0,
) -> Importance:
    """Estimate what each stage weighs in the overall score of a journey.

    Args:
        table: a table, one row an answer at a stage.
        case: the column that says whose journey it is.
        stage: the column that says at which stage the answer was given.
        score: the column of answers at stages.
        overall: the column of the journey's overall score, on any or all rows of the case.
        stages: the stages to weigh; by default all.
        method: "lmg" or "johnson", as in `drivers.importance`.
        missing: "pairwise" uses for each pair of stages the cases that answered both, since few customers
            answer everywhere; "listwise" only cases that did.
        confidence: of the intervals and ranks, between 0 and 1.
        rng: where chance comes from; a number is a seed.

    Returns:
        An `Importance` whose drivers are the stages. Its notes say what is missing.

    Raises:
        MissingColumnError: if a column is not there.
        NotEnoughDataError: if there are fewer than two stages, or fewer cases than stages + 2.
        CollinearError: if a stage can be worked out from others.
        InputError: if a stage bears the name of the overall column.

    Method:
        Answers are averaged by case and stage, the overall score by case; stages are then drivers of it, see
        `drivers.importance`. Pairwise, correlations may contradict each other; they are then moved to the
        nearest that do not, which the notes say. A stage weighs as much as people differ there: one at which
        all are content weighs nothing, and may yet be dear to them. This is correlation, not effect.

    Source:
        Carlzon (1987), Moments of Truth, for the name; Groemping (2007), The American Statistician 61(2), for
        the weights. Recovery of a known truth: tests/cocreate/journeys/test_stages.py.

    >>> from cocreate.worlds import journey_log
    >>> world = journey_log(400)
    >>> found = moments_of_truth(
    ...     world.table.columns, case="case", stage="activity", score="score", overall="overall"
    ... )
    >>> found.outcome, len(found) == len(world.stages)
    ('overall', True)
    """
    frame = windowed(table)
    check_columns(frame, [case, stage, score, overall])
    schema = frame.collect_schema()
    wanted = {"score": _float(score, schema[score]), "overall": _float(overall, schema[overall])}
    picked = frame.select(**{CASE: nw.col(case), "stage": nw.col(stage).cast(nw.String)}, **wanted)
    picked = picked.filter(~nw.col(CASE).is_null())
    names = _stages_in(picked, stages)
    if overall in names:
        raise InputError(
            f"a stage is called {overall!r} as the overall column is; give one of them another name"
        )
    at = {f"stage{i}": nw.when(nw.col("stage") == name).then(nw.col("score")) for i, name in enumerate(names)}
    wide = picked.select(CASE, "overall", **at).group_by(CASE)
    matrix = wide.agg(nw.col("overall").mean(), *(nw.col(name).mean() for name in at))
    named = matrix.select(
        nw.col("overall").alias(overall), **{s: nw.col(f"stage{i}") for i, s in enumerate(names)}
    )
    rated = named.filter(~nw.col(overall).is_null())
    return importance(
        rated.to_native(),
        overall,
        drivers=names,
        method=method,
        missing=missing,
        confidence=confidence,
        rng=rng,
    )


def _float(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    column = number(nw.col(name), name, dtype)
    return nw.when(~column.is_nan()).then(column) if dtype.is_float() else column.cast(nw.Float64)


def _stages_in(picked: Frame, stages: Sequence[str] | None) -> list[str]:
    """Give the stages that have answers, sorted, or those asked for."""
    scored = picked.filter(~nw.col("score").is_null() & ~nw.col("stage").is_null())
    there = sorted(str(name) for name in collected(scored.select("stage").unique("stage"))["stage"].tolist())
    for name in stages or ():
        if name not in there:
            raise MissingColumnError(name, there, what="stage")
    names = there if stages is None else list(stages)
    if len(names) < 2:  # noqa: PLR2004 - one has nothing to weigh against
        raise NotEnoughDataError(f"{len(names)} stages with answers, at least 2 are wanted")
    return names
