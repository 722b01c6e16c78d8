"""What a company is made of: the frozen shapes in which the world describes its set-up."""

from dataclasses import asdict, dataclass
from typing import Any

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Give the name in ``en`` or ``zh-hans``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the journey; ``phase`` is its place in aware → buy → use → help → renew."""

    code: str
    name: Name
    phase: str


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """Where a customer meets the company, and through which channels."""

    code: str
    name: Name
    stage: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """The way by which a touchpoint reaches the customer."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Component:
    """Which part of the experience a record speaks of."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Market:
    """A market: its share of customers, and how many of its customers write English."""

    code: str
    name: Name
    time_zone: str
    currency: str
    customer_share: float
    english_share: float


@dataclass(frozen=True, slots=True)
class Centre:
    """A learning centre, its share of its market's customers, and when it got the feedback card.

    ``card_days_before_end`` is ``None`` where the card never came.
    """

    code: str
    name: Name
    market: str
    share: float
    card_days_before_end: int | None


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a categorical question; its share is the same everywhere and always."""

    id: str
    name: Name
    share: float


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a survey; ``answered_share`` of those who send the survey answer it."""

    id: str
    type: str
    label: Name
    component: str
    answered_share: float = 1.0
    scale_min: int | None = None
    scale_max: int | None = None
    group_id: str | None = None
    group_label: Name | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey or a place of public reviews, the touchpoints it asks about, and its questions.

    ``touchpoints`` is empty where the survey asks about the whole relationship.
    """

    code: str
    name: Name
    source_type: str
    touchpoints: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """All a workspace needs to be set up before the records come in."""

    company: Name
    journey: Name
    stages: tuple[Stage, ...]
    touchpoints: tuple[Touchpoint, ...]
    channels: tuple[Channel, ...]
    components: tuple[Component, ...]
    markets: tuple[Market, ...]
    centres: tuple[Centre, ...]
    surveys: tuple[Survey, ...]

    def stage_of(self, touchpoint: str) -> str:
        """Give the code of the stage a touchpoint lies on."""
        return next(point.stage for point in self.touchpoints if point.code == touchpoint)

    def to_json(self) -> dict[str, Any]:
        """Give the same as plain dictionaries and lists."""
        return asdict(self)
