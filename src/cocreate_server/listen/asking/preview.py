"""The letter of a sending as nobody in particular would get it."""

from datetime import datetime, timedelta

from cocreate_server.ground.customers.api import KnownCustomer
from cocreate_server.listen.asking.letters import Addressee, LetterPage, letter_page
from cocreate_server.listen.asking.manners import manners_of
from cocreate_server.listen.asking.models import Sending
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.words import closest


def letter_preview(sending: Sending, asked: AskedSurvey, *, language: str, now: datetime) -> LetterPage:
    """The letter in a language of the survey; its links answer for nobody."""
    tag = closest(asked.definition.languages, [language]) or asked.definition.language
    someone = Addressee(KnownCustomer(0, "", tag, {}), None, now + timedelta(days=sending.link_days))
    return letter_page(sending, asked, manners_of(sending.workspace_id), someone, language=tag)
