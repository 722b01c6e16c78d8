"""Scales of several items: how reliable they are, whether they measure the same everywhere, and how people use them."""

from cocreate.scales.confirm import FactorModel, cfa
from cocreate.scales.fitting import Fit
from cocreate.scales.instruments.catalogue import INSTRUMENTS, instrument
from cocreate.scales.instruments.wording import Dimension, Instrument, Item
from cocreate.scales.invariance import Invariance, MeanGap, Step, Suspect, invariance
from cocreate.scales.reliability import Reliability, reliability
from cocreate.scales.scoring import scale_scores
from cocreate.scales.styles import AdjustedMeans, ResponseStyles, adjusted_means, response_styles

__all__ = [
    "INSTRUMENTS",
    "AdjustedMeans",
    "Dimension",
    "FactorModel",
    "Fit",
    "Instrument",
    "Invariance",
    "Item",
    "MeanGap",
    "Reliability",
    "ResponseStyles",
    "Step",
    "Suspect",
    "adjusted_means",
    "cfa",
    "instrument",
    "invariance",
    "reliability",
    "response_styles",
    "scale_scores",
]
