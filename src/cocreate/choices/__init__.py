"""What people prefer: Kano, best-worst, conjoint, choices among alternatives, designs for each, and what to do first."""

from cocreate.choices.answers import KanoPatterns, kano_patterns
from cocreate.choices.bestworst import BestWorst, IndividualScores, best_worst, individual_scores
from cocreate.choices.conjoint import AttributeImportance, Conjoint, conjoint
from cocreate.choices.designs import (
    BestWorstDesign,
    ProfileDesign,
    best_worst_design,
    choice_design,
    profile_design,
)
from cocreate.choices.kano import Kano, KanoCategory, KanoFeature, KanoPoint, kano
from cocreate.choices.mnl import ChoiceModel, mnl
from cocreate.choices.picks import Picks
from cocreate.choices.priority import Opportunities, Rice, opportunity, rice
from cocreate.choices.willingness import MarketShares, Willingness, market_shares, willingness_to_pay

__all__ = [
    "AttributeImportance",
    "BestWorst",
    "BestWorstDesign",
    "ChoiceModel",
    "Conjoint",
    "IndividualScores",
    "Kano",
    "KanoCategory",
    "KanoFeature",
    "KanoPatterns",
    "KanoPoint",
    "MarketShares",
    "Opportunities",
    "Picks",
    "ProfileDesign",
    "Rice",
    "Willingness",
    "best_worst",
    "best_worst_design",
    "choice_design",
    "conjoint",
    "individual_scores",
    "kano",
    "kano_patterns",
    "market_shares",
    "mnl",
    "opportunity",
    "profile_design",
    "rice",
    "willingness_to_pay",
]
