"""Letters that reach people, and what they do with them; letters that do not."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.models import Consent
from cocreate_server.ground.records.models import Record
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.asking.inviting import audiences_draw
from cocreate_server.listen.asking.models import BadAddress, Invitation, Manners, Sending
from cocreate_server.listen.asking.posting import Outcome, Post, Posted
from cocreate_server.listen.asking.sending import AGAIN_AFTER, claim_next, claims_resume, settle
from cocreate_server.listen.asking.services import sending_end, sending_pause, sendings_finish
from cocreate_server.listen.asking.tokens import Leaving, invitation_of_letter, leave_token
from cocreate_server.listen.surveys.models import Survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awake")]
State, Reason = Invitation.State, Invitation.Reason
NOBODY = Actor(user_id=None, label="test")
ADA = "ada@customers.example"


def html_of(letter) -> str:
    return letter.get_body(("html",)).get_content()


def path_in(letter, pattern: str) -> str:
    return re.search(rf'href="https?://[^/]+({pattern})"', html_of(letter))[1].replace("&amp;", "&")


@pytest.fixture
def asked(people, sending, catcher, carry):
    """Ada was asked; her letter."""
    people("Ada", language="en", traits={"plan": "gold"})
    sending(letter={"subject": {"en": "{{trait.name|You}} of {{trait.plan}}"}})
    carry()
    return catcher.to(ADA)[0]


def test_a_letter_arrives_and_its_form_is_an_answer(asked, client):
    assert asked["Subject"] == "Ada of gold"
    path = path_in(asked, r"/s/[^\"]+nps=9")
    page = client.get(path).content.decode()
    assert re.search(r'value="9" checked', page)
    assert not Response.objects.exists()  # following the link is not voting
    begin = re.search(r'name="begin" value="([^"]+)"', page)[1]
    client.post(path.partition("?")[0], {"screen": "p", "asked": "nps", "begin": begin, "nps": "9"})
    record = Record.objects.get()
    invitation = Invitation.objects.get()
    assert (record.value_number, record.customer_id, record.channel) == (9, invitation.customer_id, "email")
    assert Response.objects.get().invitation_id == invitation.pk


def test_a_letter_carries_what_mail_programs_need(asked):
    assert asked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://[^>\s]+/s/unsubscribe/[^>\s]+>", asked["List-Unsubscribe"])
    assert asked["Auto-Submitted"] == "auto-generated"
    assert asked["From"].addresses[0].display_name == "Acme"
    name = asked["Message-ID"].strip("<>").partition("@")[0]
    assert invitation_of_letter(name) == Invitation.objects.get().pk
    assert invitation_of_letter(name.replace("cocreate-", "cocreate-1")) is None
    text = asked.get_body(("plain",)).get_content()
    assert "/p/" in text
    assert "/s/unsubscribe/" in text
    assert "<style" not in html_of(asked)


def test_each_is_written_to_in_their_language(people, sending, catcher, carry):
    people("Li", language="zh-Hans")
    people("Bo", language="fr")
    sending(letter={"above": {"en": "In English"}})
    carry()
    chinese, other = catcher.to("li@customers.example")[0], catcher.to("bo@customers.example")[0]
    assert "您会推荐我们吗？" in html_of(chinese)
    assert "填写问卷" in html_of(chinese)
    assert "In English" in html_of(chinese)  # not written in Chinese yet
    assert "Would you recommend us?" in html_of(other)


def test_what_customers_are_called_does_no_harm(people, sending, catcher, carry):
    people("Eve\r\nBcc: all@customers.example <b>", address="eve@customers.example")
    sending(letter={"subject": {"en": "{{trait.name}}"}, "above": {"en": "{{trait.name}}"}})
    carry()
    letter = catcher.to("eve@customers.example")[0]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Eve Bcc: all@customers.example <b>"
    assert "<b>" not in html_of(letter)


def test_nobody_gets_a_letter_twice(people, sending, catcher, carry):
    people("Ada")
    sending()
    assert (carry(), carry()) == (1, 0)
    assert len(catcher.letters) == 1


def test_one_click_says_no_more(asked, client, carry, sending):
    path = re.search(r"http://[^/]+(/[^>]+)", asked["List-Unsubscribe"])[1]
    page = client.get(path)
    assert "Shall we stop asking you?" in page.content.decode()
    assert not Consent.objects.exists()  # looking is not saying
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "You will not be asked any more" in answer.content.decode()
    client.post(path)
    assert list(Consent.objects.values_list("purpose", "granted")) == [("feedback", False)]
    Manners.objects.update(cool_down_days=0)
    sending()
    assert carry() == 0


def test_leaving_in_chinese_and_with_what_is_none_of_ours(client, workspace):
    path = f"/s/unsubscribe/{leave_token(Leaving(workspace.pk, None, 'zh-hans'))}"
    assert 'lang="zh-Hans"' in client.get(path).content.decode()
    assert client.post(path).status_code == 200
    assert client.get("/s/unsubscribe/none-of-ours").status_code == 404
    assert not Consent.objects.exists()


def test_opening_is_remembered_where_it_is_wanted(asked, client):
    path = re.search(r'src="http://[^/]+(/s/o/[^"]+)"', html_of(asked))[1]
    answer = client.get(path)
    assert answer["Content-Type"] == "image/gif"
    first = Invitation.objects.get().opened_at
    client.get(path)
    assert first
    assert Invitation.objects.get().opened_at == first
    assert client.get("/s/o/none-of-ours.gif").status_code == 200


def test_no_image_where_opens_are_not_counted(people, sending, catcher, carry):
    people("Ada")
    sending(counts_opens=False)
    carry()
    assert "<img" not in html_of(catcher.to(ADA)[0])


# what stands against a letter


@pytest.mark.parametrize(
    ("reason", "given"),
    [
        (Reason.DO_NOT_CONTACT, {"traits": {"do_not_contact": True}}),
        (Reason.NO_ADDRESS, {"address": "not an address"}),
    ],
)
def test_who_is_not_to_be_written_to_is_not(reason, given, people, sending, carry):
    """They changed after they were invited: what counts is the moment of sending."""
    ada = people("Ada")
    made = sending()
    Invitation.objects.create(
        workspace=made.workspace, sending=made, customer=ada, made_at=timezone.now(), due_at=timezone.now()
    )
    ada.traits = given.get("traits", {})
    ada.save()
    if "address" in given:
        ada.identities.update(value=given["address"])
    assert carry() == 0
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.reason, invitation.due_at) == (State.SKIPPED, reason, None)


def test_an_explicit_yes_where_one_is_needed(people, sending, catcher, carry):
    Manners.objects.update(needs_yes=True)
    people("Ada")
    yes = people("Bo")
    Consent.objects.create(customer=yes, purpose="feedback", granted=True, at=timezone.now())
    sending()
    carry()
    assert [to for to, _letter in catcher.letters] == ["bo@customers.example"]


def test_cool_down_across_surveys(people, sending, published, catcher, carry):
    people("Ada")
    first, second = published(), published()
    sending(first)
    carry()
    now = timezone.now()
    sending(second, now=now)
    assert carry(now=now) == 0
    later = now + timedelta(days=15)
    sending(second, now=later)
    assert carry(now=later) == 1


def test_a_letter_on_its_way_counts_for_the_cool_down(people, sending, published, catcher):
    """Two letters that are due at once: the first that is claimed stops the other."""
    ada, now = people("Ada"), timezone.now()
    for survey in (published(), published()):
        made = sending(survey, moment="event", event_name="Paid")
        Invitation.objects.create(
            workspace=made.workspace, sending=made, customer=ada, made_at=now, due_at=now
        )
    claim = claim_next(now=timezone.now())
    assert claim is not True
    assert claim_next(now=timezone.now()) is True
    assert sorted(Invitation.objects.values_list("state", "reason")) == [
        ("skipped", "asked_lately"),
        ("waiting", ""),
    ]


def test_nobody_is_asked_of_a_closed_survey_or_after_they_answered(
    people, sending, published, catcher, carry
):
    people("Ada")
    closed = published()
    sending(closed)
    Survey.objects.filter(pk=closed.pk).update(state="closed")
    assert carry() == 0
    assert Invitation.objects.get().reason == Reason.CLOSED


def test_a_letter_waits_for_the_morning_of_the_person(people, sending, catcher, carry):
    Manners.objects.update(quiet_from=time(21), quiet_until=time(8))
    people("Ada", traits={"time_zone": "Asia/Shanghai"})
    night = datetime(
        2031, 5, 4, 20, 0, tzinfo=UTC
    )  # four in the morning in Shanghai, nine in the evening in London
    sending(now=night)
    assert carry(now=night) == 0
    assert Invitation.objects.get().due_at == datetime(2031, 5, 5, 0, 0, tzinfo=UTC)
    assert carry(now=datetime(2031, 5, 5, 0, 0, tzinfo=UTC)) == 1


def test_whoever_was_erased_gets_nothing_and_leaves_nothing(people, sending, catcher, carry, workspace):
    ada = people("Ada")
    sending()
    carry()
    BadAddress.objects.create(workspace=workspace, customer=ada, address=ADA, at=timezone.now())
    Invitation.objects.update(due_at=timezone.now())
    person = ErasedPerson(workspace.pk, ada.pk, ())
    ada.delete()
    assert carry() == 0
    for holding in holdings_of(person):
        holding.erase()
        holding.erase()
    assert not Invitation.objects.exists()
    assert not BadAddress.objects.exists()


# reminders


def test_only_who_has_not_answered_is_reminded(people, sending, catcher, carry, client):
    ada, _bo = people("Ada"), people("Bo")
    made = sending(reminders_most=2, reminder_days=3)
    carry()
    survey = made.survey
    Response.objects.create(
        id="00000000-0000-0000-0000-000000000001", workspace_id=made.workspace_id, survey=survey, version=survey.current,
        customer=ada, language="en", state="finished", started_at=timezone.now(), answered_at=timezone.now(),
        ended_at=timezone.now(),
    )  # fmt: skip
    later = timezone.now() + timedelta(days=3, minutes=1)
    assert carry(now=later) == 1
    letter = catcher.to("bo@customers.example")[1]
    assert letter["Subject"].startswith("A reminder: ")
    assert carry(now=later + timedelta(days=3, minutes=1)) == 1
    assert carry(now=later + timedelta(days=9)) == 0
    assert sendings_finish(now=later) == 1


def test_no_reminder_of_a_link_that_is_over(people, sending, catcher, carry):
    people("Ada")
    sending(reminders_most=1, reminder_days=5, link_days=4)
    assert carry() == 1
    assert carry(now=timezone.now() + timedelta(days=6)) == 0


# what mail servers say


def test_a_refusal_for_now_is_tried_again(people, sending, catcher, carry):
    people("Ada")
    sending()
    catcher.to_rcpt[ADA] = "451 try later"
    carry()
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.told) == (State.WAITING, "451 try later")
    assert carry() == 0
    catcher.to_rcpt.clear()
    assert carry(now=timezone.now() + AGAIN_AFTER[0] + timedelta(seconds=1)) == 1
    assert len(catcher.letters) == 1


def test_it_is_given_up_in_the_end(people, sending, catcher, carry):
    people("Ada")
    sending()
    catcher.to_data[ADA] = "452 full"
    now = timezone.now()
    for wait in (timedelta(), *AGAIN_AFTER):
        now += wait + timedelta(seconds=1)
        assert carry(now=now) == 1
    assert Invitation.objects.get().state == State.REFUSED
    assert not BadAddress.objects.exists()  # it is not the address that is wrong


def test_a_refusal_for_good_is_not_tried_again(people, sending, catcher, carry, published):
    people("Ada")
    sending()
    catcher.to_rcpt[ADA] = "550 5.1.1 no such user"
    carry()
    assert carry(now=timezone.now() + timedelta(days=2)) == 0
    assert (Invitation.objects.get().state, BadAddress.objects.get().address) == (State.REFUSED, ADA)
    Manners.objects.update(cool_down_days=0)
    sending(published())
    carry()
    assert catcher.tried == [ADA]


def test_a_server_that_is_away_costs_nothing(people, sending, catcher, carry, settings):
    people("Ada")
    sending()
    options = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    there, settings.MAILERS = (
        settings.MAILERS,
        {"default": {**settings.MAILERS["default"], "OPTIONS": options}},
    )
    audiences_draw(now=timezone.now())
    claim = claim_next(now=timezone.now())
    posted = Post().hand_over(claim.message)
    settle(claim, posted, now=timezone.now())
    assert posted.outcome is Outcome.AWAY
    assert Invitation.objects.get().state == State.WAITING
    settings.MAILERS = there
    assert carry() == 1


@pytest.mark.parametrize("step", ["data", "end"])
def test_a_connection_that_breaks_midway_leaves_it_uncertain(step, people, sending, catcher, carry):
    people("Ada")
    sending()
    catcher.breaks = step
    carry()
    catcher.breaks = ""
    assert Invitation.objects.get().state == State.UNCERTAIN
    assert carry(now=timezone.now() + timedelta(days=2)) == 0


def test_whoever_dies_with_a_letter_leaves_it_uncertain(people, sending, catcher, carry):
    people("Ada")
    sending()
    audiences_draw(now=timezone.now())
    assert claim_next(now=timezone.now()) is not True
    assert carry(now=timezone.now() + timedelta(days=3)) == 0  # while it is claimed, nobody else takes it
    assert claims_resume(now=timezone.now()) == 1
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.claimed_at, invitation.due_at) == (State.UNCERTAIN, None, None)
    assert carry(now=timezone.now() + timedelta(days=3)) == 0
    assert not catcher.letters


def test_settling_what_was_erased_does_nothing(people, sending, catcher):
    people("Ada")
    sending()
    audiences_draw(now=timezone.now())
    claim = claim_next(now=timezone.now())
    Invitation.objects.all().delete()
    settle(claim, Posted(Outcome.TAKEN), now=timezone.now())
    assert not Invitation.objects.exists()


# states


def test_a_paused_sending_sends_nothing_and_an_ended_one_withdraws(people, sending, catcher, carry):
    people("Ada")
    made = sending(moment="at", at=timezone.now())
    sending_pause(made, actor=NOBODY, now=timezone.now())
    assert carry() == 0
    Sending.objects.update(state="running")
    Invitation.objects.all().delete()
    Sending.objects.update(drawn_at=None, at=timezone.now() + timedelta(days=1))
    assert carry() == 0
    sending_end(made, actor=NOBODY, now=timezone.now())
    assert Sending.objects.get().state == "done"
