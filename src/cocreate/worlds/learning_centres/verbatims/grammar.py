"""The form of a grammar: aspects, clauses with slots, and shapes that put clauses together."""

from collections.abc import Mapping
from dataclasses import dataclass

type Clauses = tuple[str, ...]
type Shape = tuple[str, ...]

UNHAPPY, BETWEEN, HAPPY = 0, 1, 2

# What people speak of at each touchpoint; `None` is the whole relationship.
ASPECTS_AT: dict[str | None, tuple[str, ...]] = {
    None: ("teacher", "materials", "schedule", "price", "app", "progress", "room"),
    "open-day": ("welcome", "room", "price", "teacher"),
    "trial-class": ("welcome", "teacher", "room", "choice"),
    "public-review": ("teacher", "progress", "price", "room", "materials"),
    "enrolment-desk": ("desk", "price", "choice"),
    "online-enrolment": ("form", "price", "choice"),
    "class": ("teacher", "materials", "room", "noise"),
    "online-class": ("online", "teacher", "materials"),
    "class-feedback": ("word", "homework"),
    "progress-report": ("report", "progress"),
    "help-hotline": ("hotline",),
    "help-chat": ("chat",),
    "renewal": ("renewing", "price", "progress", "schedule"),
}
ASPECT_OF_TOPIC = {
    "refund": "refund",
    "reschedule": "reschedule",
    "billing": "billing",
    "app": "login",
    "materials": "parcel",
}
ANY_TOPIC = tuple(ASPECT_OF_TOPIC.values())
CARD = "card"


@dataclass(frozen=True, slots=True)
class Aspect:
    """What can be said for and against one thing; clauses have no capital and no full stop."""

    praise: Clauses
    complaint: Clauses


@dataclass(frozen=True, slots=True)
class Grammar:
    """All a language needs.

    Attributes:
        gap: What stands between sentences.
        slots: The choices for each ``{slot}`` of a clause; one choice holds for a whole text.
        courses: Choices of the slots that belong together: subject, lesson and teacher.
        parents: Choices of the slots that speak of the child, when a parent writes.
        pupils: The same when the pupil writes.
        aspects: What can be said about each aspect.
        fault: What those who met the fault complain of.
        parts: Whole sentences and openers: ``O`` openers, ``G`` first words, ``T`` thanks, ``S`` suggestions,
            ``H`` suggestions to the help desk, ``R`` requests and questions.
        shapes: For unhappy, in between and happy: sentences made of ``P``, ``Q`` (praise), ``C``, ``D``
            (complaint) and the parts.
    """

    gap: str
    slots: Mapping[str, Clauses]
    courses: tuple[Mapping[str, str], ...]
    parents: tuple[Mapping[str, str], ...]
    pupils: tuple[Mapping[str, str], ...]
    aspects: Mapping[str, Aspect]
    fault: Clauses
    parts: Mapping[str, Clauses]
    shapes: Mapping[int, tuple[Shape, ...]]
