"""A survey, customers with addresses, and a mail server that catches what is sent to them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from django.utils import timezone

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.customers.models import Customer, Identity
from cocreate_server.listen.asking.inviting import audiences_draw, happenings_take
from cocreate_server.listen.asking.models import Manners, Sending
from cocreate_server.listen.asking.posting import Post
from cocreate_server.listen.asking.sending import claim_next, settle
from cocreate_server.listen.asking.services import sending_create, sending_start
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.services import survey_create, survey_publish
from cocreate_surveys.codec import survey_from_data
from mail_catcher import Catcher, catching

NOBODY = Actor(user_id=None, label="test")
QUESTION = {
    "id": "nps", "kind": "nps", "required": True,
    "text": {"en": "Would you recommend us?", "zh-hans": "您会推荐我们吗？"},
    "scale": {"low": 0, "high": 10, "low_label": {"en": "No"}, "high_label": {"en": "Yes"}},
}  # fmt: skip
ASKED = {
    "title": {"en": "After class"},
    "languages": ["en", "zh-hans"],
    "pages": [{"id": "p", "questions": [QUESTION]}],
}


@pytest.fixture
def catcher(settings: Any) -> Iterator[Catcher]:
    with catching() as caught:
        options = {"host": "127.0.0.1", "port": caught.port, "timeout": 5}
        settings.MAILERS = {
            "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
        }
        settings.ENV = replace(settings.ENV, letters_a_second=1000)
        yield caught


@pytest.fixture
def published(workspace: Workspace) -> Callable[..., Survey]:
    def make(data: dict[str, object] | None = None, **changes: object) -> Survey:
        definition = survey_from_data({**(data or ASKED), **changes})
        survey = survey_create(
            workspace, name="After class", definition=definition, actor=NOBODY, now=timezone.now()
        )
        survey_publish(survey, actor=NOBODY, now=timezone.now())
        survey.refresh_from_db()
        return survey

    return make


@pytest.fixture
def awake(workspace: Workspace) -> Manners:
    """No quiet hours, so that a test may run at night."""
    return Manners.objects.create(workspace=workspace, quiet_from=time(0), quiet_until=time(0))


@pytest.fixture
def people(workspace: Workspace) -> Callable[..., Customer]:
    """Makes a customer with an address made of the name."""

    def make(name: str, *, address: str | None = None, **given: Any) -> Customer:
        customer = Customer.objects.create(
            workspace=workspace, external_id=name.lower(), name=name, created_at=timezone.now(), **given
        )
        if address is None or address:
            value = address or f"{name.lower()}@customers.example"
            Identity.objects.create(workspace=workspace, customer=customer, kind="email", value=value)
        return customer

    return make


@pytest.fixture
def sending(workspace: Workspace, published: Callable[..., Survey]) -> Callable[..., Sending]:
    """Makes a sending, started unless told otherwise."""

    def make(
        survey: Survey | None = None, *, start: bool = True, now: datetime | None = None, **given: Any
    ) -> Sending:
        moment = now or timezone.now()
        survey = survey or published()
        made = sending_create(workspace.pk, survey.pk, {"name": "May", **given}, actor=NOBODY, now=moment)
        if start:
            sending_start(made, actor=NOBODY, now=moment)
            made.refresh_from_db()
        return made

    return make


@pytest.fixture
def carry(catcher: Catcher) -> Callable[..., int]:
    """Invites and sends everything that is due, as the postman does. Returns how many letters were handed over."""

    del catcher  # it has to be there

    def go(*, now: datetime | None = None) -> int:
        moment = now or timezone.now()
        audiences_draw(now=moment)
        while happenings_take(now=moment):
            pass
        post, handed = Post(), 0
        while claim := claim_next(now=moment):
            if claim is not True:
                settle(claim, post.hand_over(claim.message), now=moment)
                handed += 1
        post.close()
        return handed

    return go
