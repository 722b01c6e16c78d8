"""Somebody does not want to be asked any more."""

from datetime import datetime

from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.customers.api import Said, consent_say
from cocreate_server.listen.asking.tokens import Leaving

PURPOSE = "feedback"
SOURCE = "letter"
CUSTOMER = Actor(user_id=None, label="customer")


def leave(who: Leaving, *, now: datetime) -> bool:
    """Write down that somebody wants no more letters. Returns whether that is new."""
    if who.customer_id is None:
        return False
    return consent_say(who.workspace_id, who.customer_id, Said(PURPOSE, False, SOURCE, now), actor=CUSTOMER)
