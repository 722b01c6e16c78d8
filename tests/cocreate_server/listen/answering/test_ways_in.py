"""Links of every kind, and what keeps somebody from answering; each handled kindly, nothing counted twice."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cocreate_server.ground.customers.models import Consent, Customer
from cocreate_server.ground.records.models import Record
from cocreate_server.listen.answering.models import QuotaCount, Response
from cocreate_server.listen.answering.tasks import close_left
from cocreate_server.listen.answering.tokens import Personal, personal_token
from cocreate_server.listen.surveys.models import Survey

ONE = [
    {
        "id": "p",
        "questions": [
            {"id": "nps", "kind": "nps", "required": True, "text": {"en": "Would you recommend us?"}}
        ],
    }
]


@pytest.fixture
def customer(workspace):
    return Customer.objects.create(
        workspace=workspace,
        external_id="ada",
        name="Ada",
        language="en",
        traits={"plan": "gold"},
        created_at=timezone.now(),
    )


def begin(client: Client, path: str, **answers: object):
    page = client.get(path)
    token = re.search(r'name="begin" value="([^"]+)"', page.content.decode())[1]
    return client.post(
        path.partition("?")[0], {"screen": "p", "asked": "nps", "begin": token, **answers}, follow=True
    )


def address(survey: Survey, who: Personal) -> str:
    return f"/s/{survey.key}/p/{personal_token(who)}"


def test_a_personal_link_knows_who_answers(client, published, customer):
    survey = published(
        pages=[
            {
                "id": "p",
                "questions": [
                    {
                        "id": "nps",
                        "kind": "nps",
                        "text": {"en": "{{trait.name|You}}, would you recommend us?"},
                    }
                ],
            }
        ]
    )
    path = address(survey, Personal(customer.pk, survey.key, via="email"))
    assert "Ada, would you recommend us?" in client.get(path).content.decode()
    assert not Response.objects.exists()
    begin(client, path, nps="9")
    record = Record.objects.get()
    assert (record.customer_id, record.channel, record.metadata["via"]) == (customer.pk, "email", "email")


def test_a_link_for_one_response_makes_one(client, published, customer):
    survey = published(pages=ONE)
    path = address(survey, Personal(customer.pk, survey.key))
    begin(client, path, nps="9")
    assert "Thank you." in client.get(path, follow=True).content.decode()
    client.post(path, {"screen": "p", "asked": "nps", "nps": "2"}, follow=True)
    assert [response.answers for response in Response.objects.all()] == [{"nps": 9}]
    assert Record.objects.get().value_number == 9


def test_a_link_for_many_makes_many(client, published, customer):
    survey = published(pages=ONE)
    path = address(survey, Personal(customer.pk, survey.key, once=False))
    begin(client, path, nps="9")
    begin(client, path, nps="3")
    assert sorted(Record.objects.values_list("value_number", flat=True)) == [3, 9]


def test_a_link_that_is_over_says_so(client, published, customer):
    survey = published(pages=ONE)
    answer = client.get(
        address(survey, Personal(customer.pk, survey.key, ends_at=timezone.now() - timedelta(days=1)))
    )
    assert answer.status_code == 410
    assert "This link has expired." in answer.content.decode()


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: "x" + token, lambda _token: "none"]
)
def test_a_link_that_was_tampered_with_leads_nowhere(client, published, customer, change):
    survey = published(pages=ONE)
    token = personal_token(Personal(customer.pk, survey.key))
    assert client.get(f"/s/{survey.key}/p/{change(token)}").status_code == 404


def test_a_link_of_another_survey_leads_nowhere(client, published, customer):
    survey, other = published(pages=ONE), published(pages=ONE)
    assert (
        client.get(f"/s/{other.key}/p/{personal_token(Personal(customer.pk, survey.key))}").status_code == 404
    )


def test_following_a_link_with_a_score_does_not_vote(client, published, customer):
    survey = published(pages=ONE)
    path = address(survey, Personal(customer.pk, survey.key, via="email")) + "?nps=10"
    page = client.get(path).content.decode()
    assert re.search(r'value="10" checked', page)
    assert not Response.objects.exists()
    assert not Record.objects.exists()


def test_a_closed_survey_takes_nothing_more(client, published):
    survey = published(pages=ONE)
    page = client.get(f"/s/{survey.key}").content.decode()
    token = re.search(r'name="begin" value="([^"]+)"', page)[1]
    Survey.objects.update(state=Survey.State.CLOSED)
    assert client.get(f"/s/{survey.key}").status_code == 410
    answer = client.post(f"/s/{survey.key}", {"screen": "p", "asked": "nps", "nps": "9", "begin": token})
    assert answer.status_code == 410
    assert "This survey is closed." in answer.content.decode()
    assert not Record.objects.exists()


def test_a_survey_that_is_not_open_yet_says_when(client, published):
    survey = published(pages=ONE)
    Survey.objects.update(opens_at=timezone.now() + timedelta(days=2))
    assert "has not begun yet" in client.get(f"/s/{survey.key}").content.decode()


def test_a_full_quota_lets_nobody_else_in(client, published):
    low = {"type": "compare", "of": "nps", "test": "at_most", "value": 6}
    survey = published(
        pages=ONE, quotas=[{"id": "low", "limit": 1, "when": low, "end": "enough"}],
        ends=[{"id": "enough", "text": {"en": "Enough for now"}}, {"id": "thanks"}],
    )  # fmt: skip
    begin(client, f"/s/{survey.key}", nps="2")
    over = begin(client, f"/s/{survey.key}", nps="3")
    assert "Enough for now" in over.content.decode()
    begin(client, f"/s/{survey.key}", nps="9")
    assert sorted(Response.objects.values_list("state", flat=True)) == ["finished", "finished", "over_quota"]
    assert sorted(Record.objects.values_list("value_number", flat=True)) == [2, 9]


def test_a_quota_of_everybody_is_said_at_once(client, published):
    survey = published(pages=ONE, quotas=[{"id": "all", "limit": 1}])
    begin(client, f"/s/{survey.key}", nps="2")
    assert "We have heard from enough people" in client.get(f"/s/{survey.key}").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_quota_is_exact_however_many_come_at_once(published):
    survey = published(pages=ONE, quotas=[{"id": "all", "limit": 3}])
    clients = [Client() for _one in range(8)]
    pages = [client.get(f"/s/{survey.key}").content.decode() for client in clients]
    tokens = [re.search(r'name="begin" value="([^"]+)"', page)[1] for page in pages]
    together = Barrier(len(clients))

    def send(client: Client, token: str) -> None:
        together.wait()
        client.post(f"/s/{survey.key}", {"screen": "p", "asked": "nps", "nps": "9", "begin": token})
        connection.close()

    threads = [Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert QuotaCount.objects.get().taken == 3
    assert Response.objects.filter(state="finished").count() == Record.objects.count() == 3


def test_whoever_was_not_meant_counts_nowhere(client, published):
    pages = [
        {
            "id": "p",
            "questions": [
                {
                    "id": "nps",
                    "kind": "nps",
                    "text": {"en": "?"},
                    "skips": [
                        {"to": "out", "when": {"type": "compare", "of": "nps", "test": "is", "value": 0}}
                    ],
                }
            ],
        },
        {"id": "q", "questions": [{"id": "why", "kind": "long_text", "text": {"en": "Why?"}}]},
    ]
    survey = published(pages=pages, ends=[{"id": "out", "disqualifies": True}, {"id": "thanks"}])
    begin(client, f"/s/{survey.key}", nps="0")
    assert Response.objects.get().state == "disqualified"
    assert not Record.objects.exists()


def test_whoever_has_begun_goes_on_with_what_they_began(client, published):
    survey = published()
    page = client.get(f"/s/{survey.key}").content.decode()
    token = re.search(r'name="begin" value="([^"]+)"', page)[1]
    answer = client.post(
        f"/s/{survey.key}", {"screen": "first", "asked": ["nps", "why"], "nps": "9", "begin": token}
    )
    from cocreate_server.ground.core.audit import Actor
    from cocreate_server.listen.surveys.services import survey_publish

    survey.refresh_from_db()
    survey.draft["pages"] = ONE
    survey.save()
    survey_publish(survey, actor=Actor(user_id=None, label="test"), now=timezone.now())
    assert "What did you like?" in client.get(answer["Location"]).content.decode()
    assert "What did you like?" not in client.get(f"/s/{survey.key}").content.decode()


def test_a_response_that_was_left_is_partial_and_may_go_on(client, published):
    survey = published()
    page = client.get(f"/s/{survey.key}").content.decode()
    token = re.search(r'name="begin" value="([^"]+)"', page)[1]
    place = client.post(
        f"/s/{survey.key}", {"screen": "first", "asked": ["nps", "why"], "nps": "9", "begin": token}
    )["Location"]
    Response.objects.update(answered_at=timezone.now() - timedelta(days=2))
    close_left(0)
    assert Response.objects.get().state == "partial"
    assert Record.objects.get().metadata["partial"] is True
    client.post(place.partition("?")[0], {"screen": "second", "asked": "parts", "parts": ["room"]})
    assert Response.objects.get().state == "finished"


def test_what_a_customer_agreed_to_is_kept_with_them(client, published, customer):
    survey = published(
        pages=[
            {
                "id": "p",
                "questions": [
                    {"id": "ok", "kind": "consent", "purpose": "research", "text": {"en": "May we?"}}
                ],
            }
        ]
    )
    path = address(survey, Personal(customer.pk, survey.key))
    client.post(path, {"screen": "p", "asked": "ok", "ok": "yes"})
    consent = Consent.objects.get()
    assert (consent.customer_id, consent.purpose, consent.granted) == (customer.pk, "research", True)


def test_only_the_sites_named_may_frame_it(client, published):
    survey = published(pages=ONE)
    Survey.objects.update(sites=["https://shop.example"])
    framed, bare = client.get(f"/s/{survey.key}?frame=1"), client.get(f"/s/{survey.key}")
    assert "frame-ancestors https://shop.example" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in bare["Content-Security-Policy"]
    assert bare["X-Frame-Options"] == "DENY"


def test_a_page_with_its_style_is_light(client, published):
    """Promised: 25 KB compressed at most, the first question in one round trip: no style or font is loaded besides."""
    survey = published(languages=["en", "zh-hans"])
    page = client.get(f"/s/{survey.key}", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 8_000
    html = client.get(f"/s/{survey.key}").content.decode()
    assert '<link rel="stylesheet"' not in html
    assert "style-src 'self' 'sha256-" in page["Content-Security-Policy"]
