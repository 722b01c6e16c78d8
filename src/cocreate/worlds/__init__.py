"""Worlds whose truth is known: a seed in, tables and what they were drawn from out."""

from cocreate.worlds.drivers import DriverSurvey, driver_survey
from cocreate.worlds.effects import (
    Intervention,
    campaign,
    interruption,
    invitation,
    randomised,
    self_chosen,
    staggered,
)
from cocreate.worlds.journeys import JourneyLog, journey_log
from cocreate.worlds.learning_centres import Truth, World, learning_centres
from cocreate.worlds.loyalty import Buyers, BuyersTruth, Subscribers, repeat_buyers, subscribers
from cocreate.worlds.opinions import Contests, Conversation, contests, conversation
from cocreate.worlds.scales import Questionnaire, questionnaire
from cocreate.worlds.tables import Table

__all__ = [
    "Buyers",
    "BuyersTruth",
    "Contests",
    "Conversation",
    "DriverSurvey",
    "Intervention",
    "JourneyLog",
    "Questionnaire",
    "Subscribers",
    "Table",
    "Truth",
    "World",
    "campaign",
    "contests",
    "conversation",
    "driver_survey",
    "interruption",
    "invitation",
    "journey_log",
    "learning_centres",
    "questionnaire",
    "randomised",
    "repeat_buyers",
    "self_chosen",
    "staggered",
    "subscribers",
]
