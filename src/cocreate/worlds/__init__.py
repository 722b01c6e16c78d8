"""Worlds whose truth is known: a seed in, tables and what they were drawn from out."""

from cocreate.worlds.choices import (
    BestWorstSurvey,
    ChoiceSurvey,
    KanoSurvey,
    RatingSurvey,
    best_worst_survey,
    choice_survey,
    kano_survey,
    rating_survey,
)
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
from cocreate.worlds.recommend import Offers, Shoppers, offers, shoppers
from cocreate.worlds.scales import Questionnaire, questionnaire
from cocreate.worlds.tables import Table

__all__ = [
    "BestWorstSurvey",
    "Buyers",
    "BuyersTruth",
    "ChoiceSurvey",
    "Contests",
    "Conversation",
    "DriverSurvey",
    "Intervention",
    "JourneyLog",
    "KanoSurvey",
    "Offers",
    "Questionnaire",
    "RatingSurvey",
    "Shoppers",
    "Subscribers",
    "Table",
    "Truth",
    "World",
    "best_worst_survey",
    "campaign",
    "choice_survey",
    "contests",
    "conversation",
    "driver_survey",
    "interruption",
    "invitation",
    "journey_log",
    "kano_survey",
    "learning_centres",
    "offers",
    "questionnaire",
    "randomised",
    "rating_survey",
    "repeat_buyers",
    "self_chosen",
    "shoppers",
    "staggered",
    "subscribers",
]
