"""The numbers the world is made of. All invented: they say nothing about any real market.

A score comes from a latent number::

    y = mean[touchpoint, market] + offset[field] + group + centre + fault + card
        + PERSON·u + TERM·v + ANSWER·w + OWN·e        (u, v, w, e independent standard normal)
    z = style_shift[market] + style_spread[market] · y

The loadings' squares sum to 1, so y is normal with variance 1 around its mean, and the share of each answer
is exact: ``u`` is the customer's own level, ``v`` the luck of one term, ``w`` the mood of one submission.
"""

import math
from dataclasses import dataclass

from cocreate.worlds.learning_centres.structure import Field

PERSON, TERM, ANSWER = 0.45, 0.35, 0.45
COMMON = PERSON**2 + TERM**2 + ANSWER**2
OWN = math.sqrt(1 - COMMON)

DAYS = 730
PERIOD_DAYS = 90

# Latent means before response style, by touchpoint: China, United Kingdom, Singapore.
WHOLE_RELATIONSHIP = "relationship"
LATENT_MEANS: dict[str, tuple[float, float, float]] = {
    WHOLE_RELATIONSHIP: (0.10, 0.06, 0.12),
    "open-day": (0.12, 0.05, 0.10),
    "trial-class": (0.30, 0.22, 0.28),
    "public-review": (0.05, -0.05, 0.05),
    "enrolment-desk": (0.20, 0.15, 0.18),
    "online-enrolment": (-0.05, 0.10, 0.08),
    "class": (0.38, 0.32, 0.36),
    "online-class": (0.05, 0.00, 0.10),
    "class-feedback": (0.02, 0.00, 0.05),
    "progress-report": (0.15, 0.10, 0.12),
    "help-hotline": (-0.02, -0.05, 0.00),
    "help-chat": (0.22, 0.15, 0.20),
    "renewal": (0.30, 0.20, 0.28),
}
FIELD_OFFSETS = {
    "relationship.product": 0.15,
    "relationship.service": 0.20,
    "relationship.brand": 0.00,
    "relationship.emotional": 0.10,
    "relationship.environment": -0.10,
    "after-help.ces": -0.05,
}
# How strongly each component moves the relationship score, on the latent scale.
DRIVER_WEIGHTS = {"product": 0.30, "service": 0.25, "brand": 0.10, "emotional": 0.20, "environment": 0.05}

# Response style of each market: what is added to the latent score, and what it is multiplied by.
STYLE_SHIFTS = {"cn": 0.15, "gb": -0.18, "sg": 0.0}
STYLE_SPREADS = {"cn": 0.88, "gb": 1.18, "sg": 1.0}

EXAM_YEAR_EFFECT = -0.30
PUPIL_EFFECT = 0.12
CENTRE_SPREAD = 0.10

# Shares of the answers, lowest first, where the latent mean is 0 and the style neutral.
SCALE_SHARES: dict[tuple[str, int, int], tuple[float, ...]] = {
    ("nps", 0, 10): (0.01, 0.01, 0.012, 0.018, 0.03, 0.06, 0.08, 0.13, 0.18, 0.20, 0.27),
    ("csat", 1, 5): (0.03, 0.05, 0.12, 0.42, 0.38),
    ("ces", 1, 7): (0.03, 0.05, 0.07, 0.13, 0.22, 0.28, 0.22),
    ("rating", 0, 10): (0.005, 0.008, 0.012, 0.02, 0.035, 0.07, 0.12, 0.19, 0.24, 0.17, 0.13),
    ("rating", 1, 5): (0.06, 0.05, 0.11, 0.28, 0.50),
    ("boolean", 0, 1): (0.24, 0.76),
}

# Which touchpoint a submission of a survey is about: China, United Kingdom, Singapore.
TOUCHPOINT_SHARES: dict[str, tuple[float, float, float]] = {
    "open-day": (0.45, 0.35, 0.40),
    "trial-class": (0.55, 0.65, 0.60),
    "enrolment-desk": (0.40, 0.55, 0.45),
    "online-enrolment": (0.60, 0.45, 0.55),
    "class": (0.78, 0.72, 0.75),
    "online-class": (0.22, 0.28, 0.25),
    "class-feedback": (0.80, 0.78, 0.80),
    "progress-report": (0.20, 0.22, 0.20),
    "help-hotline": (0.70, 0.72, 0.60),
    "help-chat": (0.30, 0.28, 0.40),
    "public-review": (1.0, 1.0, 1.0),
    "renewal": (1.0, 1.0, 1.0),
}

# Answers a customer and 90 days, if the customer is there on the day drawn: China, United Kingdom, Singapore.
ANSWER_RATES: dict[str, tuple[float, float, float]] = {
    "relationship": (0.064, 0.070, 0.072),
    "in-class": (0.044, 0.040, 0.042),
    "after-class": (0.175, 0.160, 0.170),
    "after-help": (0.096, 0.096, 0.090),
    "review": (0.018, 0.015, 0.020),
}
# Answers an occasion (a first visit, an enrolment, a renewal).
OCCASION_RATES: dict[str, tuple[float, float, float]] = {
    "first-visit": (0.32, 0.30, 0.30),
    "enrolment": (0.26, 0.24, 0.25),
    "renewal": (0.085, 0.080, 0.085),
}
HELP_ANSWER_SHARE = 0.62  # of help requests are followed by an answered survey
TRIAL_SHARE = 0.55  # of new customers came by a booked trial
EXTRA_CLASS_RATE = 0.04  # classes noted a customer and 90 days beyond those asked about
SHOP_RATE = 0.06  # orders of books and kits a customer and 90 days

STARTED_BEFORE_SHARE = 0.45  # of customers are there on the first day, in a random phase of their term
DENIED_SHARE = 0.05  # of customers refuse feedback and are never asked
ANONYMOUS_REVIEW_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How long a customer pays for, and the price in minor units by market."""

    code: str
    share: float
    days: int
    prices_minor: tuple[int, int, int]


PLANS = (
    Plan("term", 0.35, 120, (368_000, 54_000, 92_000)),
    Plan("half-year", 0.45, 182, (528_000, 78_000, 132_000)),
    Plan("year", 0.20, 365, (968_000, 142_000, 242_000)),
)
# Log-odds to renew at the end of a term: by market, by plan, and a standard deviation of the term's luck v.
RENEWAL_MARKETS = {"cn": 0.95, "gb": 1.05, "sg": 1.15}
RENEWAL_PLANS = {"term": 0.20, "half-year": 0.0, "year": -0.30}
RENEWAL_SLOPE = 0.80


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A band of pupils' ages; in some of them the pupil may be the customer, or in an exam year."""

    code: str
    share: float
    pupil_share: float
    exam_share: float


AGE_BANDS = (
    AgeBand("5-7", 0.28, 0.0, 0.0),
    AgeBand("8-10", 0.32, 0.0, 0.0),
    AgeBand("11-13", 0.24, 0.35, 0.30),
    AgeBand("14-16", 0.16, 0.60, 0.55),
)

FAULT_TOUCHPOINT = "help-hotline"
FAULT_MARKETS = ("cn", "gb")
FAULT_DAYS_BEFORE_END = 76
FAULT_SIZE = -1.0

CARD_TOUCHPOINT = "class-feedback"
CARD_SIZE = 0.5


def group_shares() -> tuple[tuple[float, float], ...]:
    """Give (share, latent effect) of the four groups of customers: role by exam year."""
    totals: dict[tuple[bool, bool], float] = {}
    for band in AGE_BANDS:
        for pupil in (False, True):
            for exam in (False, True):
                role = band.pupil_share if pupil else 1 - band.pupil_share
                year = band.exam_share if exam else 1 - band.exam_share
                totals[pupil, exam] = totals.get((pupil, exam), 0.0) + band.share * role * year
    return tuple(
        (share, PUPIL_EFFECT * pupil + EXAM_YEAR_EFFECT * exam) for (pupil, exam), share in totals.items()
    )


def scale_of(field: Field) -> tuple[str, int, int] | None:
    """Give the key of a field's scale in ``SCALE_SHARES``, or ``None`` where the field has no scale."""
    if field.scale_min is None or field.scale_max is None:
        return None
    return field.type, field.scale_min, field.scale_max
