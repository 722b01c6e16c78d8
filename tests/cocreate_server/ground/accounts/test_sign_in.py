import pytest
from django.test import Client

from cocreate_server.ground.accounts.models import User

pytestmark = pytest.mark.django_db


def test_page_offers_no_sign_up(anonymous):
    page = anonymous.get("/account/login/").content.decode()
    assert "Accounts are made by invitation" in page
    assert "/account/signup/" not in page


def test_right_password_opens_the_start(anonymous, person, sign_in):
    assert sign_in(anonymous)["Location"] == "/"


def test_address_is_compared_without_case(anonymous, person, sign_in):
    assert sign_in(anonymous, email="Pat@Example.org").status_code == 302


def test_wrong_password_says_so_and_names_no_cause(anonymous, person, sign_in):
    wrong = sign_in(anonymous, password="something else")
    unknown = sign_in(anonymous, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 200
    message = "The email address and/or password you specified are not correct."
    assert message in wrong.content.decode()
    assert message in unknown.content.decode()


def test_five_wrong_passwords_close_the_account_for_a_while(anonymous, person, sign_in):
    for _ in range(5):
        sign_in(anonymous, password="something else")
    answer = sign_in(anonymous)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()


def test_ten_wrong_passwords_from_one_address_close_it_for_everyone(anonymous, person, sign_in):
    for number in range(10):
        sign_in(anonymous, email=f"nobody{number}@example.org")
    assert "Too many failed login attempts" in sign_in(anonymous).content.decode()
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_asking_for_links_is_throttled_with_a_page_of_ours(anonymous, person):
    for _ in range(5):
        answer = anonymous.post("/account/password/reset/", {"email": person.email})
    assert answer.status_code == 302
    answer = anonymous.post("/account/password/reset/", {"email": person.email})
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()


def test_session_gets_another_name_at_sign_in(anonymous, person, sign_in, invite):
    anonymous.get(invite().link)  # a visitor with a session
    before = anonymous.session.session_key
    sign_in(anonymous)
    assert before
    assert anonymous.session.session_key != before


def test_form_from_elsewhere_is_refused(person, sign_in):
    answer = sign_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "came from elsewhere" in answer.content.decode()


def test_closed_account_is_told_so(anonymous, person, sign_in):
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = sign_in(anonymous, follow=True)
    assert "This account is closed" in answer.content.decode() or "not correct" in answer.content.decode()
    assert "_auth_user_id" not in anonymous.session


def test_target_elsewhere_is_not_followed(anonymous, person, sign_in):
    answer = anonymous.post(
        "/account/login/?next=https://evil.example/", {"login": person.email, "password": "a long password 1"}
    )
    assert answer["Location"] == "/"


def test_signing_out_needs_a_button(signed_in, person):
    client = signed_in(person)
    assert "Sign out" in client.get("/account/logout/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "3rdparty/",
        "provider/signup/",
        "login/code/confirm/",
        "two-factor/webauthn/",
    ],
)
def test_pages_of_allauth_that_we_do_not_offer_are_not_there(signed_in, person, path):
    assert signed_in(person).get(f"/account/{path}").status_code == 404
