"""What to offer next and why: recommendations from counts of pairs, and actions by expected value."""

from cocreate.recommend.actions import ActionModel, Candidate, Decision, Limits, learn_actions, next_action
from cocreate.recommend.ease import Ease, Reason, Recommendation, Recommendations, ease, recommend
from cocreate.recommend.evaluate import Evaluation, evaluate
from cocreate.recommend.offpolicy import PolicyValue, policy_value
from cocreate.recommend.pairs import PairCounts, pair_counts

__all__ = [
    "ActionModel",
    "Candidate",
    "Decision",
    "Ease",
    "Evaluation",
    "Limits",
    "PairCounts",
    "PolicyValue",
    "Reason",
    "Recommendation",
    "Recommendations",
    "ease",
    "evaluate",
    "learn_actions",
    "next_action",
    "pair_counts",
    "policy_value",
    "recommend",
]
