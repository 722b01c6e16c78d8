"""Customer experience in numbers that say how sure they are.

Scores stand here. Each other family of methods is a package of its own, loaded when it is first used.
"""

from cocreate.cells import Cells
from cocreate.counting import cells
from cocreate.errors import CocreateError
from cocreate.estimates import Estimate, Estimates
from cocreate.families import load as __getattr__  # noqa: F401 - Python asks it for names that are not here
from cocreate.periods import Period, period
from cocreate.scores.ces import ces
from cocreate.scores.compare import Difference, Differences, Unmatched, compare
from cocreate.scores.contrast import compare_to_rest
from cocreate.scores.control import ControlChart, Signal, control_chart
from cocreate.scores.csat import csat
from cocreate.scores.index import experience_index
from cocreate.scores.means import mean_score
from cocreate.scores.nps import nps
from cocreate.scores.shares import share
from cocreate.scores.suppress import suppress
from cocreate.scores.trend import Series, trend
from cocreate.scores.weights import Raked, rake

__all__ = [
    "Cells",
    "CocreateError",
    "ControlChart",
    "Difference",
    "Differences",
    "Estimate",
    "Estimates",
    "Period",
    "Raked",
    "Series",
    "Signal",
    "Unmatched",
    "cells",
    "ces",
    "compare",
    "compare_to_rest",
    "control_chart",
    "csat",
    "experience_index",
    "mean_score",
    "nps",
    "period",
    "rake",
    "share",
    "suppress",
    "trend",
]
