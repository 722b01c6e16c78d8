"""`/v1/openapi.json` tells of every call, and every call keeps to what it tells."""

import json

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cocreate_server.listen.ingest.openapi_calls import CALLS
from cocreate_server.wsgi import application

PROMISES = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def one_connection():
    """Requests through the real application leave the test's transaction open, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(client):
    return client.get("/v1/openapi.json").json()


def routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))


def test_it_is_valid_and_open_to_everybody(described):
    assert described["openapi"] == "3.1.0"
    for name, schema in described["components"]["schemas"].items():
        validator({"$ref": f"#/components/schemas/{name}"}, described)
        assert schema["description"]


def validator(schema, described):
    return jsonschema_rs.validator_for(schema | {"components": described["components"]})


def test_every_call_is_told_of(described):
    ours = {route for route in routes(get_resolver().url_patterns) if route.startswith("v1/")} - {
        "v1/openapi.json"
    }
    assert len(described["paths"]) == len(ours), sorted(ours)


def test_examples_are_what_they_are_examples_of(described):
    for path, calls in described["paths"].items():
        for method, call in calls.items():
            bodies = [call.get("requestBody", {}), *call["responses"].values()]
            for body in bodies:
                for content in body.get("content", {}).values():
                    if "example" in content:
                        errors = list(validator(content["schema"], described).iter_errors(content["example"]))
                        assert not errors, (path, method, errors)


@pytest.mark.parametrize("call", [call for call in CALLS if call.takes], ids=lambda call: call.id)
def test_examples_are_accepted(api, call):
    if call.id == "record_change":
        made = api.post(
            "/v1/feedback-records", json.dumps(CALLS[1].example), content_type="application/json"
        ).json()
        answer = api.patch(
            f"/v1/feedback-records/{made['id']}", json.dumps(call.example), content_type="application/json"
        )
    else:
        answer = api.post(call.path, json.dumps(call.example), content_type="application/json")
    assert answer.status_code == call.status, answer.content
    assert not answer.json().get("rejected")


def at_home(case):
    """Let it be of the key's own workspace, so that it gets further than the door."""
    places = [case.query, case.body]
    if isinstance(case.body, dict) and isinstance(case.body.get("records"), list):
        places += case.body["records"]
    for place in places:
        if isinstance(place, dict) and isinstance(place.get("tenant_id"), str):
            place["tenant_id"] = "acme"


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.id)
def test_calls_keep_to_what_is_told_of_them(one_connection, secret_of, call):
    """Whatever is sent, of the form that is told or not."""
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {secret_of(calls_a_minute=100_000)}", "Accept-Encoding": "identity"}
    operation = schema[call.path][call.method.upper()]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @settings(max_examples=14, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def keeps(case):
        at_home(case)
        case.call_and_validate(checks=PROMISES, headers=headers)

    keeps()
