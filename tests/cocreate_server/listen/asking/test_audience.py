"""Whom a sending is meant for, why others are not asked, and how large a share is."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.customers.models import Consent, Customer, Identity
from cocreate_server.ground.records.models import Event
from cocreate_server.listen.asking.audience import drawn, reach_of, sampled
from cocreate_server.listen.asking.checking import verdict_on
from cocreate_server.listen.asking.inviting import is_chosen
from cocreate_server.listen.asking.manners import manners_of
from cocreate_server.listen.asking.models import BadAddress, Invitation
from cocreate_server.listen.surveys.api import asked_by_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(sending, workspace):
    """Names of those whom an audience asks."""

    def find(**audience: object) -> str:
        made = sending(start=False, audience=audience)
        return " ".join(
            sorted(drawn(made, manners_of(workspace.pk), now=timezone.now()).values_list("name", flat=True))
        )

    return find


def trait(name: str, test: str, value: str) -> dict[str, str]:
    return {"name": name, "test": test, "value": value}


def test_markets_languages_and_traits(people, who):
    people("Ada", market="gb", language="en", traits={"plan": "Gold", "age": 41, "since": "2031-05-04"})
    people(
        "Bo", market="cn", language="zh-hans", traits={"plan": "silver", "age": "9", "since": "2030-01-01"}
    )
    people("Cy", market="gb", language="zh-hans")
    people("Acme", kind=Customer.Kind.ACCOUNT)
    assert who() == "Ada Bo Cy"
    assert who(markets=["gb"]) == "Ada Cy"
    assert who(markets=["gb", "cn"], languages=["zh-hans"]) == "Bo Cy"
    assert who(traits=[trait("plan", "is", "gold")]) == "Ada"
    assert who(traits=[trait("plan", "is_not", "gold")]) == "Bo"
    assert who(traits=[trait("plan", "contains", "IL")]) == "Bo"
    assert who(traits=[trait("age", "at_least", "10")]) == "Ada"
    assert who(traits=[trait("age", "at_least", "9")]) == "Ada Bo"
    assert who(traits=[trait("since", "at_least", "2031-01-01")]) == "Ada"
    assert who(traits=[trait("plan", "at_least", "10")]) == ""
    assert who(traits=[trait("100% '\"; --", "is", "x")]) == ""


def test_what_they_did_and_did_not(people, who, workspace):
    for name, days in (("Ada", 2), ("Bo", 40)):
        when = timezone.now() - timedelta(days=days)
        Event.objects.create(
            workspace=workspace, name="Paid", message_id=name, customer=people(name), occurred_at=when
        )
    people("Cy")
    assert who(events=[{"name": "Paid", "within_days": 30}]) == "Ada"
    assert who(events=[{"name": "Paid", "did": False, "within_days": 30}]) == "Bo Cy"


def test_why_others_are_not_asked(people, sending, workspace, awake):
    people("Ada")
    people("None", address="")
    no, bad, asked = people("No"), people("Bad"), people("Asked")
    people("Leave", traits={"do_not_contact": "Yes"})
    Consent.objects.create(
        customer=no, purpose="feedback", granted=True, at=timezone.now() - timedelta(days=1)
    )
    Consent.objects.create(customer=no, purpose="feedback", granted=False, at=timezone.now())
    BadAddress.objects.create(
        workspace=workspace, customer=bad, address="bad@customers.example", at=timezone.now()
    )
    made = sending(start=False)
    before = sending(start=False)
    Invitation.objects.create(
        workspace=workspace,
        sending=before,
        customer=asked,
        made_at=timezone.now(),
        last_sent_at=timezone.now(),
    )
    reach = reach_of(made, awake, now=timezone.now())
    assert (reach.meant, reach.free, reach.asked) == (6, 1, 1)
    assert sorted(reach.others) == [
        ("asked lately", 1),
        ("does not want to be asked", 1),
        ("no e-mail address that works", 2),
        ("not to be contacted", 1),
    ]
    awake.needs_yes = True
    assert (
        dict(reach_of(made, awake, now=timezone.now()).others)["has not agreed to be asked"] == 2
    )  # Ada, Asked


@pytest.mark.usefixtures("awake")
def test_a_second_address_does_where_the_first_failed(people, sending, workspace, catcher, carry):
    ada = people("Ada")
    Identity.objects.create(workspace=workspace, customer=ada, kind="email", value="second@customers.example")
    BadAddress.objects.create(
        workspace=workspace, customer=ada, address="ada@customers.example", at=timezone.now()
    )
    sending()
    carry()
    assert [to for to, _letter in catcher.letters] == ["second@customers.example"]


def test_a_share_is_exact_and_the_same_again(people, sending, workspace):
    for number in range(40):
        people(f"P{number}")
    made = sending(start=False, share_pct=25)
    manners = manners_of(workspace.pk)
    first = set(drawn(made, manners, now=timezone.now()).values_list("pk", flat=True))
    assert len(first) == 10
    assert set(drawn(made, manners, now=timezone.now()).values_list("pk", flat=True)) == first
    made.seed += 1
    assert set(drawn(made, manners, now=timezone.now()).values_list("pk", flat=True)) != first


@given(st.integers(0, 10**6), st.integers(1, 100))
def test_shares_are_rounded_to_the_nearest(count, share_pct):
    assert abs(sampled(count, share_pct=share_pct) - count * share_pct / 100) <= 0.5


@given(st.integers(0, 2**31 - 1), st.integers(1, 100), st.integers(0, 10**6))
def test_of_any_hundred_events_exactly_the_share(seed, share_pct, before):
    chosen = [is_chosen(number, seed=seed, share_pct=share_pct) for number in range(before + 1, before + 101)]
    assert sum(chosen) == share_pct


def test_other_workspaces_are_left_alone(people, sending, workspace, who, outsider):
    people("Ada")
    other = Workspace.objects.get(slug="elsewhere")
    theirs = Customer.objects.create(workspace=other, name="Theirs", created_at=timezone.now())
    Identity.objects.create(workspace=other, customer=theirs, kind="email", value="theirs@customers.example")
    assert who() == "Ada"


@pytest.mark.parametrize("needs_yes", [True, False])
def test_what_is_said_before_is_what_is_judged_then(needs_yes, people, sending, workspace, awake):
    """The rules stand in SQL for counting and in Python for the moment of sending: they say the same of everybody."""
    awake.needs_yes = needs_yes
    awake.save()
    now, before = timezone.now(), sending(start=False)
    places = itertools.product(("", "bad", None), (None, "yes"), (True, False, None), (True, False))
    for number, (address, left_alone, consent, lately) in enumerate(places):
        traits = {"do_not_contact": left_alone} if left_alone else {}
        one = people(f"P{number}", address="" if address == "" else None, traits=traits)
        if address == "bad":
            BadAddress.objects.create(
                workspace=workspace, customer=one, address=f"p{number}@customers.example", at=now
            )
        if consent is not None:
            Consent.objects.create(customer=one, purpose="feedback", granted=consent, at=now)
        if lately:
            Invitation.objects.create(
                workspace=workspace, sending=before, customer=one, made_at=now, last_sent_at=now
            )
    made = sending()
    reach = reach_of(made, awake, now=now)
    asked = asked_by_key(made.survey.key, now=now)
    judged = Counter(
        verdict_on(
            Invitation(workspace=workspace, sending=made, customer=one, made_at=now), asked, awake, now=now
        ).skip
        for one in Customer.objects.all()
    )
    assert reach.free == judged.pop("")
    assert dict(reach.others) == {str(Invitation.Reason(why).label): n for why, n in judged.items()}
