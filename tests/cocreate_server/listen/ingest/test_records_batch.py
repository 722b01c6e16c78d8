"""`/v1/feedback-records/batch`."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cocreate_server.ground.records.models import Record

pytestmark = pytest.mark.django_db
ADDRESS = "/v1/feedback-records/batch"


def post(client, *records):
    return client.post(ADDRESS, json.dumps({"records": records}), content_type="application/json")


def test_good_ones_come_in_and_bad_ones_are_told(api, record):
    post(api, record)
    without = {name: value for name, value in record.items() if name != "tenant_id"}
    answer = post(
        api, record, without | {"submission_id": "s2"}, without | {"submission_id": "s3", "value_number": "nine"},
        without | {"submission_id": "s4", "value_number": 11}, record | {"submission_id": "s5", "tenant_id": "elsewhere"}, 7,
        without | {"submission_id": "s6"},
    )  # fmt: skip
    assert answer.status_code == 200
    done = answer.json()
    assert (done["accepted"], done["duplicates"]) == (2, 1)
    told = [
        (one["index"], one["code"], [param["name"] for param in one["invalid_params"]])
        for one in done["rejected"]
    ]
    assert told == [
        (2, "validation", ["value_number"]), (3, "validation", ["value_number"]), (4, "forbidden", ["tenant_id"]),
        (5, "validation", ["body"]),
    ]  # fmt: skip
    assert sorted(Record.objects.values_list("submission_id", flat=True)) == ["s1", "s2", "s6"]


def test_all_in_few_statements(api, record):
    records = [record | {"submission_id": f"s{number}", "user_id": f"u{number}"} for number in range(300)]
    with CaptureQueriesContext(connection) as queries:
        assert post(api, *records).json() == {"accepted": 300, "duplicates": 0, "rejected": []}
    assert len(queries) < 14
    assert post(api, *records).json()["duplicates"] == 300


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"records": []}', '{"records": [{}', '{"records": 1}', '{"records": [1], "x": 1}']
)
def test_what_is_no_batch_is_refused(api, body):
    answer = api.post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "validation")
    assert answer.json()["invalid_params"]


def test_more_than_may_come_at_once_are_refused(api, monkeypatch):
    answer = post(api, *[{}] * 10_001)
    assert answer.status_code == 400
    assert api.post(ADDRESS, b" " * 9_000_000, content_type="application/json").status_code == 413


def test_readers_and_nobody_are_refused(program, anonymous, record):
    assert post(program("records:read"), record).status_code == 403
    assert post(anonymous, record).status_code == 401
