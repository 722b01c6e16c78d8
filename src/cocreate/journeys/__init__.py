"""Journeys: which way customers go, where they stop, how each stage feels and what it weighs."""

from cocreate.journeys.funnels import Funnel, FunnelStep, funnel
from cocreate.journeys.paths import Paths, Step, paths
from cocreate.journeys.peaks import Feature, PeakEnd, peak_end
from cocreate.journeys.stages import moments_of_truth, stage_scores
from cocreate.journeys.survival import Curve
from cocreate.journeys.variants import Variant, Variants
from cocreate.journeys.waiting import TimeBetween, WaitQuantile, time_between

__all__ = [
    "Curve",
    "Feature",
    "Funnel",
    "FunnelStep",
    "Paths",
    "PeakEnd",
    "Step",
    "TimeBetween",
    "Variant",
    "Variants",
    "WaitQuantile",
    "funnel",
    "moments_of_truth",
    "paths",
    "peak_end",
    "stage_scores",
    "time_between",
]
