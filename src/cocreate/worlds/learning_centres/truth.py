"""The truth of the world, to hold estimates against."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from cocreate.worlds.learning_centres import model
from cocreate.worlds.learning_centres.expected import ExpectedCell
from cocreate.worlds.learning_centres.journey import TOUCHPOINTS
from cocreate.worlds.probabilities import Floats

type Measure = Literal["nps", "csat", "ces", "index", "rating", "resolved"]
type Cause = Literal["nothing", "mix", "fault", "card", "fault and card"]

MEASURES: tuple[Measure, ...] = ("nps", "csat", "ces", "index", "rating", "resolved")
_STAGES = {point.code: point.stage for point in TOUCHPOINTS}
_INDEX_FIELDS = tuple(
    f"relationship.{part}" for part in ("product", "service", "brand", "emotional", "environment")
)
_NULL = 1e-9


@dataclass(frozen=True, slots=True)
class Expectation:
    """A measure's exact expected value, the standard deviation of one answer, and how many are expected."""

    value: float
    sd: float
    expected_n: float


@dataclass(frozen=True, slots=True)
class Change:
    """What a measure does between the 90 days before (``before``) and the last 90 days (``after``).

    ``None`` for market, stage or touchpoint means all of them. Where the cause is ``nothing``, the size is 0;
    where it is ``mix``, no opinion changed, but seasons shifted the numbers of answers a little among markets
    or surveys: true nulls, too, once the mix is held.
    """

    measure: Measure
    market: str | None
    stage: str | None
    touchpoint: str | None
    before: float
    after: float
    cause: Cause

    @property
    def null(self) -> bool:
        """Whether no opinion changed."""
        return self.cause in {"nothing", "mix"}

    @property
    def size(self) -> float:
        """What is to be found: after minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Fault:
    """The one thing that broke.

    Attributes:
        touchpoint: Where.
        markets: In which markets.
        start: The first day of it; it lasts to the end.
        latent_size: What it adds to the latent score, in standard deviations.
        phrases: Words by language, one of which is in every unhappy or mixed text of those who met it, and
            in no other text.
    """

    touchpoint: str
    markets: tuple[str, ...]
    start: date
    latent_size: float
    phrases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CardAtCentre:
    """The feedback card at one centre: CSAT (share of top 2, 0–1) of its touchpoint without and with it."""

    centre: str
    market: str
    start: date | None
    csat_without: float
    csat_with: float


@dataclass(frozen=True, slots=True)
class Card:
    """The one change that was shipped: a card from the teacher after each class, centre by centre."""

    touchpoint: str
    latent_size: float
    centres: tuple[CardAtCentre, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Who stays: the log-odds to renew a term are market + plan + slope · luck of the term.

    Attributes:
        markets: What each market adds.
        plans: What each plan adds.
        slope: What a standard deviation of the term's luck adds.
        shares: By market and plan, the share of terms renewed, 0–1, luck averaged out.
        by_nps: The same by market, plan, and what was answered in the term to the relationship survey:
            detractors, passives, promoters.
    """

    markets: dict[str, float]
    plans: dict[str, float]
    slope: float
    shares: dict[str, dict[str, float]]
    by_nps: dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of a world; see the fields.

    Attributes:
        seed: The seed.
        end: The last day.
        customers: How many customers.
        scale: Answers and events in units of the usual ones.
        latent_means: By touchpoint and market, before response style, fault and card.
        centre_effects: By centre, on the latent scale.
        group_effects: Of exam years and of pupils as customers, on the latent scale.
        response_styles: By market: shift and spread of the latent scale.
        loadings: Of the customer's level, the term's luck, the submission's mood, and what is a field's own.
        driver_weights: Of the five components on the relationship score, on the latent scale.
        fault: What broke.
        card: What was shipped.
        renewal: Who stays.
        cells: The exact share of each answer by field, touchpoint, market and period.
        changes: The last 90 days against the 90 before.
    """

    seed: int
    end: date
    customers: int
    scale: float
    latent_means: dict[str, dict[str, float]]
    centre_effects: dict[str, float]
    group_effects: dict[str, float]
    response_styles: dict[str, dict[str, float]]
    loadings: dict[str, float]
    driver_weights: dict[str, float]
    fault: Fault
    card: Card
    renewal: Renewal
    cells: tuple[ExpectedCell, ...]
    changes: tuple[Change, ...]

    def expect(
        self,
        measure: Measure,
        *,
        market: str | None = None,
        stage: str | None = None,
        touchpoint: str | None = None,
        field_id: str | None = None,
        period: int = 0,
    ) -> Expectation | None:
        """Give the exact expected value of a measure; see ``expectation``."""
        return expectation(
            self.cells,
            measure,
            market=market,
            stage=stage,
            touchpoint=touchpoint,
            field_id=field_id,
            period=period,
        )

    def to_json(self) -> dict[str, Any]:
        """Give the same as plain dictionaries, lists, numbers and ISO dates."""
        plain: dict[str, Any] = _plain(asdict(self))
        for change, one in zip(plain["changes"], self.changes, strict=True):
            change |= {"size": one.size, "null": one.null}
        return plain


def expectation(
    cells: Iterable[ExpectedCell],
    measure: Measure,
    *,
    market: str | None = None,
    stage: str | None = None,
    touchpoint: str | None = None,
    field_id: str | None = None,
    period: int = 0,
) -> Expectation | None:
    """Give the exact expected value of a measure.

    Args:
        cells: Exact answer shares.
        measure: ``nps`` in points −100…100; ``csat`` share of 4 and 5, 0–1; ``ces`` mean 1–7; ``index`` mean
            of the five components 0–100; ``rating`` mean stars of the reviews 1–5; ``resolved`` share 0–1.
        market: Only this market.
        stage: Only the touchpoints of this stage.
        touchpoint: Only this touchpoint.
        field_id: Only this question.
        period: 0 for the last 90 days, 1 for the 90 before, up to 8 (the first 10 days).

    Returns:
        The expectation, or ``None`` where the measure is not asked.

    Method:
        The cells' answer shares, weighted with their expected numbers of answers.
    """
    chosen = [
        cell
        for cell in cells
        if cell.period == period
        and market in {None, cell.market}
        and touchpoint in {None, cell.touchpoint}
        and field_id in {None, cell.field_id}
        and (stage is None or (cell.touchpoint is not None and _STAGES[cell.touchpoint] == stage))
        and _belongs(cell, measure)
    ]
    if not chosen:
        return None
    sizes = np.array([cell.expected_n for cell in chosen])
    shares = sizes @ np.array([cell.shares for cell in chosen]) / sizes.sum()
    values = _values(measure, len(shares), chosen[0].lowest)
    mean = float(shares @ values)
    return Expectation(mean, float(np.sqrt(shares @ (values - mean) ** 2)), float(sizes.sum()))


def _belongs(cell: ExpectedCell, measure: Measure) -> bool:
    if measure == "index":
        return cell.field_id in _INDEX_FIELDS
    if measure == "rating":
        return cell.field_id == "review.rating"
    if measure == "resolved":
        return cell.measure == "boolean"
    return cell.measure == measure


def _values(measure: Measure, answers: int, lowest: int) -> Floats:
    """Give what each answer counts."""
    scores = lowest + np.arange(answers, dtype=np.float64)
    if measure == "nps":
        return np.asarray(100.0 * (scores >= 9) - 100.0 * (scores <= 6))  # noqa: PLR2004 — the definition of NPS
    if measure == "csat":
        return np.asarray(1.0 * (scores >= 4))  # noqa: PLR2004 — the top two of five
    return np.asarray(scores * 10.0 if measure == "index" else scores)


def changes_of(cells: tuple[ExpectedCell, ...], markets: tuple[str, ...]) -> tuple[Change, ...]:
    """Work out the changes of every measure: overall, by stage, by touchpoint; in all and in each market."""
    places: list[tuple[str | None, str | None]] = [(None, None)]
    places += [(stage, None) for stage in dict.fromkeys(_STAGES.values())]
    places += [(None, point) for point in _STAGES]
    found = (
        _change(cells, measure, market, stage, touchpoint)
        for measure in MEASURES
        for stage, touchpoint in places
        for market in (None, *markets)
    )
    return tuple(one for one in found if one)


def _change(
    cells: tuple[ExpectedCell, ...],
    measure: Measure,
    market: str | None,
    stage: str | None,
    touchpoint: str | None,
) -> Change | None:
    after, before = (
        expectation(cells, measure, market=market, stage=stage, touchpoint=touchpoint, period=period)
        for period in (0, 1)
    )
    if after is None or before is None:
        return None
    cause = _cause(cells, measure, market, _points(stage, touchpoint))
    if cause == "nothing" and abs(after.value - before.value) > _NULL:
        cause = "mix"
    return Change(measure, market, stage, touchpoint, before.value, after.value, cause)


def _points(stage: str | None, touchpoint: str | None) -> set[str | None]:
    if touchpoint:
        return {touchpoint}
    return {point for point, of in _STAGES.items() if stage in {None, of}}


def _cause(
    cells: tuple[ExpectedCell, ...], measure: Measure, market: str | None, points: set[str | None]
) -> Cause:
    """Find what moved answers of a measure, in a market, at any of some touchpoints."""
    met = {cell.touchpoint for cell in cells if _belongs(cell, measure)} & points
    fault = model.FAULT_TOUCHPOINT in met and market in {None, *model.FAULT_MARKETS}
    card = model.CARD_TOUCHPOINT in met
    if fault and card:
        return "fault and card"
    return "fault" if fault else "card" if card else "nothing"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
