import pytest

from cocreate_server.ground.accounts.links import link_token
from cocreate_server.ground.accounts.models import User

pytestmark = pytest.mark.django_db


def test_link_signs_in_once(anonymous, person):
    address = f"/start/{link_token(person)}"
    assert anonymous.get(address)["Location"] == "/"
    assert anonymous.session["_auth_user_id"] == str(person.pk)
    assert anonymous.get(address).status_code == 404


def test_link_goes_on_only_within_the_house(anonymous, person):
    assert (
        anonymous.get(f"/start/{link_token(person)}?next=/account/password/set/")["Location"]
        == "/account/password/set/"
    )
    person.refresh_from_db()
    assert anonymous.get(f"/start/{link_token(person)}?next=https://evil.example")["Location"] == "/"


def test_forged_and_foreign_links_say_what_to_do(anonymous, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    for token in ("nonsense", link_token(person)):
        answer = anonymous.get(f"/start/{token}")
        assert answer.status_code == 404
        assert "used up or too old" in answer.content.decode()


def test_language_is_kept_and_leads_back(anonymous):
    answer = anonymous.post("/language", {"language": "zh-hans", "next": "/account/login/"})
    assert answer["Location"] == "/account/login/"
    page = anonymous.get("/account/login/")
    assert page["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in page.content.decode()


def test_language_goes_nowhere_else(anonymous):
    answer = anonymous.post("/language", {"language": "xx", "next": "//evil.example"})
    assert answer["Location"] == "/"
    assert "django_language" not in answer.cookies
