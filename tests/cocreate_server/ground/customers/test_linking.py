"""Whose events are: the same in whatever order things are said; merged and parted again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.ground.customers.linking import Sight, sights_resolve
from cocreate_server.ground.customers.merging import customer_merge, customer_unmerge
from cocreate_server.ground.customers.models import Consent, Customer, Identity, IdentityLink, Merge
from cocreate_server.ground.records.api import NewEvent, NewRecord, event_id, events_write, records_write
from cocreate_server.ground.records.models import Event, Record

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = st.sampled_from("abc")
NOBODIES = st.sampled_from("xyz")
TIMES = st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))
SAID = st.one_of(
    st.builds(Sight, at=TIMES, user_id=IDS), st.builds(Sight, at=TIMES, anonymous_id=NOBODIES),
    st.builds(Sight, at=TIMES, user_id=IDS, anonymous_id=NOBODIES),
    st.builds(Sight, at=TIMES, user_id=IDS, previous_id=IDS | NOBODIES),
)  # fmt: skip
LAWS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def say(workspace, sights):
    """Each of the sights with a deed of its own."""
    with transaction.atomic():
        owners = sights_resolve(workspace.pk, [sight for _name, sight in sights], now=NOON)
        events = []
        for name, sight in sights:
            identity, customer = owners.of(sight.user_id, sight.anonymous_id)
            events.append(
                NewEvent(id=event_id(workspace.pk, name), message_id=name, name="Did", identity_id=identity,
                         customer_id=customer, occurred_at=sight.at, received_at=NOON)
            )  # fmt: skip
        events_write(workspace.pk, events)


def owners():
    """Who owns what, whatever numbers the customers have."""
    found = {}
    for message, customer in Event.objects.values_list("message_id", "customer_id"):
        found.setdefault(customer, set()).add(message)
    names = dict(Customer.objects.values_list("pk", "external_id"))
    return {(names[customer], frozenset(messages)) for customer, messages in found.items()}


def state():
    """Everything that is known of customers."""
    return {
        "customers": sorted(
            Customer.objects.values_list("pk", "external_id", "name", "market", "traits__plan", "created_at")
        ),
        "traits": sorted(
            (pk, sorted(traits.items())) for pk, traits in Customer.objects.values_list("pk", "traits")
        ),
        "identities": sorted(Identity.objects.exclude(kind="user_id").values_list("value", "customer_id")),
        "events": sorted(Event.objects.values_list("message_id", "customer_id")),
        "records": sorted(Record.objects.values_list("submission_id", "customer_id")),
        "consents": sorted(Consent.objects.values_list("purpose", "customer_id")),
    }


@LAWS
@given(data=st.data(), said=st.lists(SAID, max_size=8))
def test_the_order_in_which_things_arrive_changes_nothing(workspace, data, said):
    named = [(f"m{number}", sight) for number, sight in enumerate(said)]
    results = []
    for order in (named, data.draw(st.permutations(named))):
        for model in (Event, Merge, IdentityLink, Identity, Customer):
            model.objects.all().delete()
        rest = list(order)
        while rest:  # in rounds of any size
            size = data.draw(st.integers(1, len(rest)))
            say(workspace, rest[:size])
            rest = rest[size:]
        results.append(owners())
        assert not Event.objects.exclude(customer_id__in=Customer.objects.values("pk")).exists()
    assert results[0] == results[1]


@LAWS
@given(said=st.lists(SAID, max_size=6), plan=st.sampled_from([None, "a", "b"]))
def test_merged_and_parted_everything_is_as_it_was(workspace, said, plan):
    for model in (Event, Record, Merge, IdentityLink, Identity, Consent, Customer):
        model.objects.all().delete()
    say(workspace, [(f"m{number}", sight) for number, sight in enumerate(said)])
    say(workspace, [("k", Sight(NOON, "kept")), ("g", Sight(NOON, "gone"))])
    kept, gone = (Customer.objects.get(external_id=name) for name in ("kept", "gone"))
    for name, customer in (("kept", kept), ("gone", gone)):
        records_write(
            workspace.pk,
            [NewRecord(submission_id=name, field_id="f", field_type="nps", value_number=9, user_id=name)],
            now=NOON,
        )
        Consent.objects.create(customer=customer, purpose=name, granted=True, at=NOON)
    Customer.objects.filter(pk=gone.pk).update(traits={"plan": plan, "pets": 2}, name="Gone")
    Customer.objects.filter(pk=kept.pk).update(traits={"plan": "a"}, market="gb")
    before = state()
    merge = customer_merge(kept, gone.pk, actor=SHELL, now=NOON)
    assert not Customer.objects.filter(pk=gone.pk).exists()
    assert Event.objects.get(message_id="g").customer_id == kept.pk
    customer_unmerge(merge, actor=SHELL, now=NOON)
    assert state() == before
    assert not Merge.objects.filter(pk=merge.pk).exists()


def test_what_came_meanwhile_goes_with_its_id(workspace):
    say(
        workspace,
        [("1", Sight(NOON, "old")), ("2", Sight(NOON, "new")), ("3", Sight(NOON, "new", previous_id="old"))],
    )
    merged = Customer.objects.get()
    assert merged.external_id == "new"
    say(
        workspace,
        [
            ("4", Sight(NOON, "old")),
            ("5", Sight(NOON, "old", anonymous_id="x")),
            ("6", Sight(NOON, anonymous_id="x")),
        ],
    )
    records_write(
        workspace.pk,
        [NewRecord(submission_id="s", field_id="f", field_type="nps", value_number=9, user_id="old")],
        now=NOON,
    )
    assert set(Event.objects.values_list("customer_id", flat=True)) == {merged.pk}
    old = customer_unmerge(Merge.objects.get(), actor=SHELL, now=NOON)
    assert set(Event.objects.filter(customer=old).values_list("message_id", flat=True)) == {
        "1",
        "4",
        "5",
        "6",
    }
    assert Record.objects.get().customer_id == old.pk
    say(workspace, [("7", Sight(NOON, "new", previous_id="old")), ("8", Sight(NOON, "old"))])
    assert Customer.objects.count() == 2  # the owner's word counts
    assert Event.objects.get(message_id="8").customer_id == old.pk


def test_people_who_share_a_device_stay_apart(workspace):
    later, earlier = NOON + timedelta(hours=2), NOON
    say(workspace, [("0", Sight(NOON, anonymous_id="tablet"))])
    say(workspace, [("1", Sight(later, "bob", anonymous_id="tablet"))])
    assert Event.objects.get(message_id="0").customer.external_id == "bob"
    say(workspace, [("2", Sight(earlier, "ada", anonymous_id="tablet"))])
    assert Event.objects.get(message_id="0").customer.external_id == "ada"
    assert Event.objects.get(message_id="1").customer.external_id == "bob"


def test_what_nobody_known_agreed_to_goes_along(workspace):
    say(workspace, [("0", Sight(NOON, anonymous_id="x"))])
    nobody = Customer.objects.get()
    Consent.objects.create(customer=nobody, purpose="research", granted=True, at=NOON)
    say(workspace, [("1", Sight(NOON, "ada", anonymous_id="x"))])
    assert Consent.objects.get().customer.external_id == "ada"
    assert Customer.objects.count() == 1


def test_one_cannot_be_merged_with_oneself_or_nobody(workspace):
    say(workspace, [("1", Sight(NOON, "ada"))])
    ada = Customer.objects.get()
    with pytest.raises(Conflict):
        customer_merge(ada, ada.pk, actor=SHELL, now=NOON)
    with pytest.raises(NotFound):
        customer_merge(ada, ada.pk + 1, actor=SHELL, now=NOON)
    merge = Merge(pk=7, workspace=workspace, kept=ada)
    with pytest.raises(NotFound):
        customer_unmerge(merge, actor=SHELL, now=NOON)
