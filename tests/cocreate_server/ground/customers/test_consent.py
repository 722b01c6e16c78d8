"""Writing down a consent."""

from datetime import UTC, datetime

import pytest

from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.customers.consents import consent_list_for
from cocreate_server.ground.customers.models import Consent

pytestmark = pytest.mark.django_db
SAID = {"purpose": "research", "granted": "no", "source": "phone call", "day": "2026-04-02"}


def address(customer) -> str:
    return f"/w/acme/customers/{customer.pk}/consents"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 302), ("analyst", 302), ("agent", 302), ("moderator", 403), ("outsider", 404)],
)
def test_who_may(request, ada, who, status):
    response = request.getfixturevalue(who).post(address(ada), SAID)
    assert response.status_code == status
    assert Consent.objects.filter(purpose="research").exists() == (status == 302)


def test_strangers_are_asked_to_sign_in(anonymous, ada):
    assert "/account/login/" in anonymous.post(address(ada), SAID)["Location"]


def test_looking_is_not_enough(owner, ada):
    assert owner.get(address(ada)).status_code == 405


def test_is_written_down_with_its_day_in_the_workspace_and_audited(owner, ada):
    owner.post(address(ada), SAID)
    consent = Consent.objects.get(purpose="research")
    assert (consent.granted, consent.source) == (False, "phone call")
    assert consent.at == datetime(2026, 4, 1, 23, tzinfo=UTC)  # the day begins in London, in summer
    entry = AuditEntry.objects.get(action="consent.recorded")
    assert entry.subject == f"customer {ada.pk}"
    assert "Ada" not in f"{entry.subject} {entry.details}"


def test_the_newest_for_a_purpose_counts_and_the_history_stays(owner, ada):
    owner.post(address(ada), SAID | {"purpose": "feedback"})
    (purpose,) = consent_list_for(ada)
    assert purpose.now.granted is False
    assert [consent.granted for consent in purpose.before] == [True]
    assert "not agreed" in owner.get(f"/w/acme/customers/{ada.pk}").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"day": "2999-01-01"}, {"day": ""}, {"purpose": "spying"}, {"granted": ""}, {"source": ""}]
)
def test_wrong_forms_come_back(owner, ada, wrong):
    response = owner.post(address(ada), SAID | wrong)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert Consent.objects.count() == 1
