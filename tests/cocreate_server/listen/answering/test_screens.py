"""GET and POST /s/<key> and the screens after it."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from cocreate_server.ground.records.models import Record
from cocreate_server.listen.answering.models import Response


class Form(HTMLParser):
    """The fields that a browser without scripts would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._off = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "fieldset":
            self._off += self._off > 0 or "disabled" in given
        if tag != "input" or self._off or not given.get("name"):
            return
        if given["type"] in {"radio", "checkbox"} and "checked" not in given:
            return
        self.fields.setdefault(given["name"], []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset" and self._off:
            self._off -= 1


def send(client: Client, path: str, html: str, **answers: object) -> str:
    """Send the form of a page and follow where it leads. Returns the address one ends at."""
    fields = Form(html).fields | answers
    response = client.post(path, fields, follow=True)
    assert response.status_code in {200, 422}, response.content[:500]
    send.html = response.content.decode()
    send.status = response.status_code
    return response.redirect_chain[-1][0] if response.redirect_chain else path


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies of ours, and with no session."""
    return Client(headers={"accept-language": "en"})


def test_a_response_becomes_records(visitor, published):
    key = published().key
    page = visitor.get(f"/s/{key}").content.decode()
    assert "Would you recommend us?" in page
    place = send(visitor, f"/s/{key}", page, nps="3")
    assert 'id="why"' in send.html
    assert Record.objects.get().value_number == 3
    place = send(visitor, place, send.html, nps="3", why="Too loud")
    place = send(visitor, place, send.html, parts=["teacher", "else"], **{"parts.other": "The smell"})
    assert "Thank you." in send.html
    found = {record.field_id.partition(".")[2]: record for record in Record.objects.all()}
    assert set(found) == {"nps", "why", "parts.teacher", "parts.else", "parts.other"}
    assert found["nps"].touchpoint == "class"
    assert (found["nps"].scale_min, found["nps"].scale_max) == (0, 10)
    assert found["parts.other"].value_text == "The smell"
    assert {record.submission_id for record in found.values()} == {str(Response.objects.get().pk)}
    assert Response.objects.get().state == "finished"
    visitor.get(place)
    assert Record.objects.count() == 5


def test_opening_a_page_keeps_nothing(visitor, published):
    survey = published()
    for query in ("", "?nps=9", "?lang=zh-hans", "?via=qr"):
        assert visitor.get(f"/s/{survey.key}{query}").status_code == 200
    assert not Response.objects.exists()
    assert not visitor.cookies


def test_a_score_in_the_address_is_chosen_but_not_sent(visitor, published):
    page = visitor.get(f"/s/{published().key}?nps=9").content.decode()
    assert re.search(r'name="nps" value="9" checked', page)


def test_sending_twice_counts_once(visitor, published):
    key = published().key
    page = visitor.get(f"/s/{key}").content.decode()
    for _press in range(3):
        send(visitor, f"/s/{key}", page, nps="8")
    assert Response.objects.count() == 1
    assert Record.objects.count() == 1


def test_going_back_and_answering_otherwise_replaces(visitor, published):
    key = published().key
    page = visitor.get(f"/s/{key}").content.decode()
    place = send(visitor, f"/s/{key}", page, nps="2")
    place = send(visitor, place, send.html, nps="2", why="Loud")
    place = send(visitor, place, send.html, go="back", parts="teacher")
    assert "Would you recommend us?" in send.html
    send(visitor, place, send.html, nps="10")
    found = {record.field_id.partition(".")[2]: record.value_number for record in Record.objects.all()}
    assert found == {"nps": 10, "parts.teacher": None}


def test_what_is_missing_is_asked_again_and_the_rest_kept(visitor, published):
    key = published().key
    page = visitor.get(f"/s/{key}").content.decode()
    send(visitor, f"/s/{key}", page)
    assert send.status == 422
    assert "Please answer this question." in send.html
    assert not Record.objects.exists()


def test_the_page_speaks_the_respondents_language(visitor, published):
    survey = published()
    page = visitor.get(f"/s/{survey.key}", headers={"accept-language": "zh-CN,zh;q=0.9"}).content.decode()
    assert "您会推荐我们吗?" in page
    assert 'lang="zh-hans"' in page
    assert "继续" in page


def test_an_unknown_key_is_not_found(visitor, db):
    assert visitor.get("/s/nothing").status_code == 404
    assert visitor.get("/s/nothing/r/x:y").status_code == 404
