"""Effects: what something does, by the design that was used to find out, and what may be concluded."""

from cocreate.effects.effect import Effect
from cocreate.effects.encouragement import Encouragement, encouragement
from cocreate.effects.experiment import Arm, Contrast, Experiment, experiment
from cocreate.effects.observed import Balance, Observed, Overlap, Sensitivity, observed
from cocreate.effects.power import (
    Plan,
    plan_encouragement,
    plan_experiment,
    plan_observed,
    plan_rollout,
    plan_series,
    plan_uplift,
)
from cocreate.effects.rollout import Aggregate, PreTrend, Rollout, rollout
from cocreate.effects.sequential import Monitoring, monitor
from cocreate.effects.series import InterruptedSeries, interrupted_series
from cocreate.effects.srm import AssignmentCheck, assignment_check
from cocreate.effects.uplift import QiniCurve, Uplift, uplift

__all__ = [
    "Aggregate",
    "Arm",
    "AssignmentCheck",
    "Balance",
    "Contrast",
    "Effect",
    "Encouragement",
    "Experiment",
    "InterruptedSeries",
    "Monitoring",
    "Observed",
    "Overlap",
    "Plan",
    "PreTrend",
    "QiniCurve",
    "Rollout",
    "Sensitivity",
    "Uplift",
    "assignment_check",
    "encouragement",
    "experiment",
    "interrupted_series",
    "monitor",
    "observed",
    "plan_encouragement",
    "plan_experiment",
    "plan_observed",
    "plan_rollout",
    "plan_series",
    "plan_uplift",
    "rollout",
    "uplift",
]
