"""What people agree on: opinion groups, consensus, and preferences from comparisons of pairs."""

from cocreate.opinions.groups import OpinionGroups, opinion_groups
from cocreate.opinions.pairwise import Strengths, WikiScores, bradley_terry, next_pair, wiki_scores
from cocreate.opinions.routing import Priorities, next_statement, statement_priorities
from cocreate.opinions.statements import (
    Consensus,
    GroupViews,
    Representative,
    consensus,
    group_views,
    representative_statements,
)
from cocreate.opinions.votes import Votes, votes, votes_matrix

__all__ = [
    "Consensus",
    "GroupViews",
    "OpinionGroups",
    "Priorities",
    "Representative",
    "Strengths",
    "Votes",
    "WikiScores",
    "bradley_terry",
    "consensus",
    "group_views",
    "next_pair",
    "next_statement",
    "opinion_groups",
    "representative_statements",
    "statement_priorities",
    "votes",
    "votes_matrix",
    "wiki_scores",
]
