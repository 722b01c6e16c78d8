"""Customers with something to tell."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cocreate_server.ground.accounts.keys import api_key_create
from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.core import erasing
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.models import Consent, Customer, Identity
from cocreate_server.ground.records.bulk import index_words
from cocreate_server.ground.records.ids import event_id, record_id
from cocreate_server.ground.records.models import Batch, Event, Record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = "Zebra-striped receipts confuse me, 收据上的斑马纹让人困惑"


@pytest.fixture
def customer_of(workspace: Workspace) -> Callable[..., Customer]:
    """Makes customers."""

    def make(external_id: str | None, *, email: str = "", days: int = 0, **columns: Any) -> Customer:
        made = Customer.objects.create(
            workspace=columns.pop("workspace", workspace), external_id=external_id,
            created_at=NOON + timedelta(days=days), **columns,
        )  # fmt: skip
        if email:
            Identity.objects.create(workspace=made.workspace, customer=made, kind="email", value=email)
        return made

    return make


@pytest.fixture
def says(workspace: Workspace) -> Callable[..., Record]:
    """Makes records."""

    def make(
        customer: Customer | None, submission: str, field: str = "nps", value: Any = 9, **columns: Any
    ) -> Record:
        text = (
            {"value_text": value, "field_type": "text"} if isinstance(value, str) else {"value_number": value}
        )
        return Record.objects.create(
            id=record_id(workspace.pk, submission, field), workspace=workspace, submission_id=submission,
            field_id=field, customer=customer,
            **({"field_type": field, "collected_at": NOON} | text | columns),
        )  # fmt: skip

    return make


@pytest.fixture
def does(workspace: Workspace) -> Callable[..., Event]:
    """Makes events."""

    def make(customer: Customer, message: str, *, at: datetime = NOON, **columns: Any) -> Event:
        return Event.objects.create(
            id=event_id(workspace.pk, message), workspace=workspace, message_id=message,
            customer=customer, occurred_at=at, **({"name": f"Did {message}"} | columns),
        )  # fmt: skip

    return make


@pytest.fixture
def ada(customer_of: Any, says: Any, does: Any) -> Customer:
    """Somebody who is known in every way and has said and done something, by a load and by itself."""
    ada = customer_of(
        "ada-1", email="ada@people.example", name="Ada Lovelace", market="gb", language="en",
        traits={"plan": "yearly-of-ada"},
    )  # fmt: skip
    Consent.objects.create(customer=ada, purpose="feedback", granted=True, source="form", at=NOON)
    batch = Batch.objects.create(workspace=ada.workspace, label="survey.csv", state=Batch.State.PUBLISHED)
    says(ada, "s1", "nps", 9, batch=batch)
    says(ada, "s1", "why", WORDS, batch=batch, user_id="ada-1")
    says(
        None,
        "s2",
        "why",
        "Loose zebra words",
        user_id="ada@people.example",
        collected_at=NOON - timedelta(days=40),
    )
    does(ada, "order-1", properties={"note": "zebra gift"}, at=NOON + timedelta(hours=1))
    index_words(batch.pk)
    return ada


@pytest.fixture
def bob(customer_of: Any, says: Any, does: Any) -> Customer:
    """Somebody else, of whom nothing may be lost."""
    bob = customer_of("bob-1", email="bob@people.example", name="Bob", traits={"plan": "monthly-of-bob"})
    says(bob, "b1", "why", "Plain words stay")
    does(bob, "order-b")
    return bob


@pytest.fixture
def api(workspace: Workspace) -> Callable[..., Client]:
    """Makes clients with a key."""

    def make(*scopes: str) -> Client:
        _key, secret = api_key_create(workspace, name="CRM", scopes=scopes, actor=SHELL)
        return Client(headers={"authorization": f"Bearer {secret}"})

    return make


@pytest.fixture(autouse=True)
def no_finders() -> Iterator[None]:
    """Finders that a test registers leave with it."""
    before = list(erasing._finders)
    yield
    erasing._finders[:] = before
