"""The law of the cool-down: never two letters of different invitations within it, whatever comes in whatever order."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocreate_server.listen.asking.models import Invitation, Manners
from cocreate_server.listen.asking.posting import Outcome, Posted
from cocreate_server.listen.asking.sending import claim_next, settle

START = datetime(2031, 5, 4, 12, tzinfo=UTC)
COOL_DOWN = 7
outcomes = st.sampled_from(
    [Outcome.TAKEN, Outcome.TAKEN, Outcome.TAKEN, Outcome.LATER, Outcome.UNCERTAIN, Outcome.REFUSED]
)
# in hours from the start: when an invitation is due, and when the postman comes by, with what the server then says
plans = st.tuples(
    st.lists(st.integers(0, 24 * 40), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 24 * 50), outcomes), min_size=1, max_size=14),
)


@pytest.mark.django_db
@pytest.mark.usefixtures("awake")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_never_twice_within_it(people, sending, workspace, plan):
    Manners.objects.update(cool_down_days=COOL_DOWN)
    Invitation.objects.all().delete()
    ada = workspace_customer(workspace, people)
    for hours in plan[0]:
        made = sending(
            moment="event", event_name="x", reminders_most=1, reminder_days=2, link_days=90, now=START
        )
        due_at = START + timedelta(hours=hours)
        Invitation.objects.create(
            workspace=workspace, sending=made, customer=ada, made_at=START, due_at=due_at
        )
    letters: list[tuple[datetime, int]] = []
    for hours, outcome in sorted(plan[1], key=lambda visit: visit[0]):
        now = START + timedelta(hours=hours)
        while claim := claim_next(now=now):
            if claim is not True:
                if outcome in {Outcome.TAKEN, Outcome.UNCERTAIN}:
                    letters.append((now, claim.invitation_id))
                settle(claim, Posted(outcome), now=now)
    for (before, one), (after, other) in pairwise(letters):
        assert one == other or after - before >= timedelta(days=COOL_DOWN)
    assert all(len([1 for _at, one in letters if one == each]) <= 2 for _at, each in letters)


def workspace_customer(workspace, people):
    from cocreate_server.ground.customers.models import Customer

    return Customer.objects.filter(workspace=workspace, external_id="ada").first() or people("Ada")
