"""Loyalty: who stays, who buys again, who is still there, and what that is worth."""

from cocreate.loyalty.bgnbd import BGNBD, bgnbd
from cocreate.loyalty.churn import ChurnModel, Coefficient, Reason, Reliability, churn
from cocreate.loyalty.cohorts import Cohorts, cohorts
from cocreate.loyalty.contract import ShiftedBetaGeometric, sbg
from cocreate.loyalty.economics import Assumptions, Economics, RetentionLink, Step, economics, retention_link
from cocreate.loyalty.histories import HistoryCells, RepeatSummary
from cocreate.loyalty.lifetime import LifetimeValues, lifetime_value
from cocreate.loyalty.paretonbd import ParetoNBD, pareto_nbd
from cocreate.loyalty.quantities import Quantities, Quantity
from cocreate.loyalty.spend import GammaGamma, gamma_gamma
from cocreate.loyalty.summary import repeat_summary
from cocreate.loyalty.survival import LogRank, RetentionCurve, RetentionCurves, compare_retention, retention
from cocreate.loyalty.tracking import ByFrequency, Tracking, track

__all__ = [
    "BGNBD",
    "Assumptions",
    "ByFrequency",
    "ChurnModel",
    "Coefficient",
    "Cohorts",
    "Economics",
    "GammaGamma",
    "HistoryCells",
    "LifetimeValues",
    "LogRank",
    "ParetoNBD",
    "Quantities",
    "Quantity",
    "Reason",
    "Reliability",
    "RepeatSummary",
    "RetentionCurve",
    "RetentionCurves",
    "RetentionLink",
    "ShiftedBetaGeometric",
    "Step",
    "Tracking",
    "bgnbd",
    "churn",
    "cohorts",
    "compare_retention",
    "economics",
    "gamma_gamma",
    "lifetime_value",
    "pareto_nbd",
    "repeat_summary",
    "retention",
    "retention_link",
    "sbg",
    "track",
]
