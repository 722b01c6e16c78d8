"""Pages of asking: who may see and do what, and that what is chosen holds."""

import pytest
from django.utils import timezone

from cocreate_server.ground.customers.models import Customer
from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.asking.models import Invitation, Manners, Sending
from cocreate_server.listen.surveys.models import Survey

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "May", "moment": "now", "delay_minutes": "0", "not_asked_days": "0", "share_pct": "100", "reminders_most": "1",
    "reminder_days": "3", "link_days": "30", "subject_0": "How was it?", "above_1": "请说说",
}  # fmt: skip


@pytest.fixture
def at(published):
    survey = published()
    return f"/w/acme/surveys/{survey.pk}/sendings"


def test_making_changing_and_starting_one(at, owner, people, carry, awake):
    people("Ada", traits={"plan": "gold"})
    people("Bo")
    assert "Nobody was asked by e-mail yet" in owner.get(at).content.decode()
    answer = owner.post(
        f"{at}/new", {**GIVEN, "trait_0_name": "plan", "trait_0_test": "is", "trait_0_value": "gold"}
    )
    sending = Sending.objects.get()
    assert answer["Location"] == f"{at}/{sending.pk}"
    page = owner.get(answer["Location"]).content.decode()
    assert "1 customer would be asked." in page
    shown = owner.get(f"{at}/{sending.pk}/edit").content.decode()
    assert 'value="gold"' in shown
    assert "How was it?" in shown
    assert owner.post(f"{at}/{sending.pk}/edit", {**GIVEN, "name": "June"}).status_code == 302
    sending.refresh_from_db()
    assert (sending.name, sending.audience, sending.letter["above"]) == ("June", {}, {"zh-hans": "请说说"})
    owner.post(f"{at}/{sending.pk}/do/start")
    assert carry() == 2
    assert "June" in owner.get(at).content.decode()
    assert "What came of it" in owner.get(f"{at}/{sending.pk}").content.decode()
    assert owner.post(f"{at}/{sending.pk}/edit", GIVEN).status_code == 409
    assert owner.post(f"{at}/{sending.pk}/remove").status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\0b"},
        {"share_pct": "0"},
        {"share_pct": "nan"},
        {"link_days": "9" * 400},
        {"moment": "never"},
        {"moment": "at"},
        {"moment": "at", "at": "yesterday"},
        {"moment": "event"},
        {"markets": ["nowhere"]},
        {"trait_0_name": "plan", "trait_0_test": "regex"},
        {"event_0_name": "Paid", "event_0_days": "-1"},
        {"send_hour": "24"},
    ],
)
def test_what_makes_no_sense_is_refused(at, owner, wrong):
    answer = owner.post(f"{at}/new", {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Sending.objects.exists()


def test_a_time_is_the_workspaces(at, owner):
    owner.post(f"{at}/new", {**GIVEN, "moment": "at", "at": "2031-07-01T10:00"})
    sending = Sending.objects.get()
    assert sending.at.isoformat() == "2031-07-01T09:00:00+00:00"
    assert 'value="2031-07-01T10:00"' in owner.get(f"{at}/{sending.pk}/edit").content.decode()


def test_the_letter_in_each_language_and_a_test(at, owner, catcher):
    owner.post(f"{at}/new", GIVEN)
    here = f"{at}/{Sending.objects.get().pk}"
    answer = owner.get(f"{here}/letter?lang=zh-hans")
    assert "请说说" in answer.content.decode()
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    owner.post(f"{here}/try", {"lang": "zh-hans"})
    (letter,) = catcher.to("owner@acme.example")
    assert "请说说" in letter.get_body(("html",)).get_content()
    catcher.to_rcpt["owner@acme.example"] = "550 not you"
    refused = owner.post(f"{here}/try", {"lang": "en"})
    assert "550 not you" in refused.content.decode()


def test_a_draft_of_a_closed_survey_does_not_start(at, owner):
    owner.post(f"{at}/new", GIVEN)
    sending = Sending.objects.get()
    Survey.objects.update(state="closed")
    answer = owner.post(f"{at}/{sending.pk}/do/start")
    assert "takes no answers" in answer.content.decode()
    sending.refresh_from_db()
    assert sending.state == "draft"
    assert owner.post(f"{at}/{sending.pk}/do/dance").status_code == 404
    owner.post(f"{at}/{sending.pk}/remove")
    assert not Sending.objects.exists()


def test_pausing_going_on_and_ending(at, owner, people, awake):
    owner.post(f"{at}/new", {**GIVEN, "moment": "event", "event_name": "Paid"})
    sending = Sending.objects.get()
    Invitation.objects.create(
        workspace=sending.workspace,
        sending=sending,
        customer=people("Ada"),
        made_at=timezone.now(),
        due_at=timezone.now(),
    )
    for deed, state in (("start", "running"), ("pause", "paused"), ("start", "running"), ("end", "done")):
        owner.post(f"{at}/{sending.pk}/do/{deed}")
        sending.refresh_from_db()
        assert sending.state == state
    assert Invitation.objects.get().state == "withdrawn"
    assert owner.post(f"{at}/{sending.pk}/do/start").status_code == 409


def test_who_may_do_what(at, owner, analyst, moderator, outsider):
    owner.post(f"{at}/new", GIVEN)
    here = f"{at}/{Sending.objects.get().pk}"
    for client, see, shape in (
        (analyst, 200, 200),
        (moderator, 200, 403),
        (outsider, 404, 404),
    ):
        for path in (at, here):
            assert client.get(path).status_code == see
        for path in (f"{at}/new", f"{here}/edit", f"{here}/letter"):
            assert client.get(path).status_code == shape
        for path in (f"{here}/do/dance", f"{here}/try"):
            assert client.post(path).status_code == {200: 404 if "do" in path else 302}.get(shape, shape)
    assert owner.get("/w/acme/surveys/999/sendings").status_code == 404
    assert owner.get(f"{at}/999").status_code == 404


def test_how_the_workspace_asks(owner, analyst):
    path = "/w/acme/settings/asking/"
    given = {
        "cool_down_days": "30",
        "quiet_from": "20:00",
        "quiet_until": "09:00",
        "sender_name": "Acme Care",
        "reply_to": "care@acme.example",
    }
    assert owner.post(path, given).status_code == 302
    manners = Manners.objects.get()
    assert (manners.cool_down_days, manners.needs_yes, manners.sender_name) == (30, False, "Acme Care")
    assert owner.post(path, {**given, "cool_down_days": "-1", "reply_to": "x\r\nBcc: y"}).status_code == 422
    assert analyst.get(path).status_code == 403


def test_lists_ask_the_database_little(at, owner, people, django_assert_max_num_queries):
    for number in range(12):
        owner.post(f"{at}/new", {**GIVEN, "name": f"S{number}"})
    sending = Sending.objects.first()
    for number in range(12):
        Invitation.objects.create(
            workspace=sending.workspace,
            sending=sending,
            customer=people(f"P{number}"),
            made_at=timezone.now(),
            state="refused",
        )
    with django_assert_max_num_queries(8):
        owner.get(at)
    with django_assert_max_num_queries(14):
        owner.get(f"{at}/{sending.pk}")


# numbers


@pytest.fixture
def answered(published, people, sending, awake, carry):
    """Twelve were asked, eight in one market; of those seven answered, of the others three, one stopped."""
    survey = published()
    everyone = [
        people(f"P{number}", market="gb" if number < 8 else "cn", language="en") for number in range(12)
    ]
    sending(survey)
    carry()
    by_customer = dict(Invitation.objects.values_list("customer_id", "pk"))
    for number, customer in enumerate(everyone):
        if number in {7, 11}:
            continue
        Response.objects.create(
            id=f"00000000-0000-0000-0000-{number + 1:012}", workspace=survey.workspace, survey=survey, version=survey.current,
            customer=customer, invitation_id=by_customer[customer.pk], via="email", language="en", state="finished",
            answers={"nps": 9 if number < 8 else 3}, seconds={"p": 10 + number}, started_at=timezone.now(),
            answered_at=timezone.now(), ended_at=timezone.now(),
        )  # fmt: skip
    return survey


def test_numbers(answered, owner, workspace):
    workspace.min_n = 1
    workspace.save()
    page = owner.get(f"/w/acme/surveys/{answered.pk}/numbers").content.decode()
    assert "83.3 %" in page  # ten of twelve
    assert "Would you recommend us?" in page
    assert "United Kingdom" in page
    assert "66.7 %" in page  # of those asked
    assert "70.0 %" in page  # of those who answered
    assert "40.0 (" in page  # (7 - 3) of 10
    assert "33.3 (" in page  # weighted to two thirds and a third
    assert "14 s" in page


def test_small_groups_are_hidden(answered, owner):
    page = owner.get(f"/w/acme/surveys/{answered.pk}/numbers").content.decode()
    assert "United Kingdom" not in page  # it would give the four others away
    assert "groups are hidden" in page


@pytest.mark.parametrize("by", ["language", "trait:plan", "trait:none", "customer__name", "a\0b", "trait:"])
def test_numbers_by_whatever(answered, owner, by):
    Customer.objects.update(traits={"plan": "gold"})
    assert owner.get(f"/w/acme/surveys/{answered.pk}/numbers", {"by": by}).status_code == 200


def test_numbers_before_there_are_any(published, owner, moderator, outsider):
    path = f"/w/acme/surveys/{published().pk}/numbers"
    page = owner.get(path).content.decode()
    assert "Nothing to count yet" in page
    assert "sendings/new" in page
    assert "sendings/new" not in moderator.get(path).content.decode()
    assert outsider.get(path).status_code == 404
