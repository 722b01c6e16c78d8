import pytest


@pytest.mark.django_db
def test_home_asks_strangers_to_sign_in(anonymous):
    response = anonymous.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
