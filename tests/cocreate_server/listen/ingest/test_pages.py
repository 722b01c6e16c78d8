"""The page of what arrives, and the one that tells how to send."""

import json

import pytest
from django.utils import timezone

from cocreate_server.listen.ingest.digesting import digest_round

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/events/"


@pytest.fixture
def arrived(api):
    batch = [
        {
            "type": "track",
            "userId": "ada",
            "event": "Lesson <b>booked</b>",
            "messageId": "1",
            "properties": {"touchpoint": "desk"},
        },
        {"type": "track", "userId": "ada", "messageId": "broken-1"},
        {"type": "dance", "userId": "ada", "event": "Danced"},
    ]
    api.post("/v1/batch", json.dumps({"batch": batch}), content_type="application/json")
    digest_round(now=timezone.now())


def test_an_empty_page_says_what_to_do_next(analyst):
    page = analyst.get(PAGE).content.decode()
    assert "No event yet" in page
    assert 'href="/developers"' in page


def test_what_arrives_and_what_was_left_out_is_seen(analyst, arrived):
    page = analyst.get(PAGE).content.decode()
    assert "1 in the last 24 hours" in page
    assert "2 left out" in page
    assert "Lesson &lt;b&gt;booked&lt;/b&gt;" in page
    assert "broken-1" in page
    assert "This is required." in page
    assert "dance: Danced" in page
    assert page.count("<rect") == 24
    part = analyst.get(PAGE, headers={"hx-request": "true", "hx-target": "div#arriving"}).content.decode()
    assert part.startswith('<div id="arriving"')


def test_the_page_asks_a_fixed_number_of_queries(analyst, api, django_assert_max_num_queries):
    batch = [{"type": "track", "userId": f"u{n}", "event": "Did", "messageId": f"{n}"} for n in range(40)]
    api.post("/v1/batch", json.dumps({"batch": batch}), content_type="application/json")
    digest_round(now=timezone.now())
    with django_assert_max_num_queries(14):
        assert analyst.get(PAGE).status_code == 200


def test_who_may_see_it(owner, agent, moderator, outsider, anonymous):
    assert owner.get(PAGE).status_code == 200
    assert [client.get(PAGE).status_code for client in (agent, moderator, outsider)] == [403, 403, 404]
    assert anonymous.get(PAGE).status_code == 302
    assert owner.post(PAGE).status_code == 405


@pytest.mark.parametrize(("language", "words"), [("en", "Ten thousand at once"), ("zh-hans", "一次一万条")])
def test_developers_need_not_sign_in(anonymous, language, words):
    page = anonymous.get("/developers", headers={"accept-language": language})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "http://testserver" in page.content.decode()
