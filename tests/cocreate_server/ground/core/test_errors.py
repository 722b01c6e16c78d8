"""One error, three forms."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cocreate.errors import CocreateError
from cocreate_server.ground.core.errors import Invalid, ProductError, TooMany, as_product_error

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (Http404(), 404),
        (PermissionDenied("no"), 403),
        (CocreateError("n == 0"), 422),
        (Invalid("no"), 422),
        (TooMany("slow"), 429),
        (RuntimeError("secret details"), 500),
    ],
)
def test_every_exception_has_its_status(exception, status):
    assert as_product_error(exception).status == status


def test_details_of_the_unexpected_stay_inside():
    assert "secret" not in str(as_product_error(RuntimeError("secret details")))
    assert type(as_product_error(RuntimeError())) is ProductError


def test_people_get_a_page(anonymous):
    response = anonymous.get("/nowhere")
    assert response.status_code == 404
    assert "<!doctype html>" in response.content.decode()
    assert response["X-Request-Id"] in response.content.decode()


def test_parts_of_a_page_get_a_fragment(owner):
    response = owner.get("/w/acme/settings/journeys/nothing/add", headers={"hx-request": "true"})
    assert response.status_code == 404
    assert "<html" not in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_programs_get_a_problem(anonymous):
    response = anonymous.get("/nowhere", headers={"accept": "application/json"})
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["code"], problem["instance"]) == (404, "not_found", "/nowhere")


def test_a_method_it_does_not_answer_to_is_a_problem_too(anonymous):
    response = anonymous.put("/v1/workspace")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "method_not_allowed"
    assert response["Allow"] in response.json()["detail"]


def test_errors_speak_the_readers_language(anonymous):
    response = anonymous.get("/nowhere", headers={"accept-language": "zh-CN"})
    assert response["Content-Language"] == "zh-hans"
