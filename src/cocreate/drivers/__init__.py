"""What drives a score: how much of its variation each of several others accounts for, and where to begin."""

from cocreate.drivers.importance import importance
from cocreate.drivers.moments import Moments, moments
from cocreate.drivers.priority import Priority, PriorityMatrix, priority_matrix
from cocreate.drivers.results import Driver, Importance, Importances

__all__ = [
    "Driver",
    "Importance",
    "Importances",
    "Moments",
    "Priority",
    "PriorityMatrix",
    "importance",
    "moments",
    "priority_matrix",
]
