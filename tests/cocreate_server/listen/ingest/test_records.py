"""`/v1/feedback-records` and one of them."""

import gzip
import json
import zlib

import pytest

from cocreate_server.ground.accounts import limits
from cocreate_server.ground.accounts.models import ApiKey
from cocreate_server.ground.customers.models import Customer, Identity
from cocreate_server.ground.records.models import Record, RecordText

pytestmark = pytest.mark.django_db
ADDRESS = "/v1/feedback-records"


def post(client, body, address=ADDRESS, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(address, data, content_type="application/json", headers=headers)


def problem(answer, status, code, name=None):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == answer["X-Request-Id"]
    if name:
        assert [param["name"] for param in body["invalid_params"]] == [name]
        assert body["invalid_params"][0]["reason"]
    return body


def test_a_record_comes_back_as_it_was_sent(api, record):
    answer = post(api, record)
    assert answer.status_code == 201
    made = answer.json()
    assert made | record | {"collected_at": made["collected_at"]} == made
    assert made["collected_at"] == "2026-05-01T10:00:00Z"
    assert made["created_at"] == made["updated_at"]
    assert (made["scale_min"], made["scale_max"]) == (0, 10)
    assert api.get(f"{ADDRESS}/{made['id']}").json() == made
    assert "value_text" not in made
    assert Record.objects.get().customer.external_id == "ada"


def test_a_resend_is_a_conflict(api, record):
    post(api, record)
    problem(post(api, record | {"value_number": 3}), 409, "conflict")
    assert Record.objects.get().value_number == 9


def test_a_scale_may_stand_in_the_metadata(api, record):
    sent = record | {"field_type": "ces", "value_number": 5, "metadata": {"scale_min": 1, "scale_max": 5}}
    assert post(api, sent).json()["scale_max"] == 5
    sent |= {"field_id": "other", "metadata": {"scale_min": "one"}}
    problem(post(api, sent), 400, "validation", "scale_min")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"tenant_id": None}, "tenant_id"), ({"field_type": "stars"}, "field_type"), ({"value_number": "9"}, "value_number"),
        ({"value_number": 11}, "value_number"), ({"surprise": 1}, "surprise"), ({"metadata": [1]}, "metadata"),
        ({"collected_at": "yesterday"}, "collected_at"), ({"collected_at": "2026-05-01T12:00:00"}, "collected_at"),
        ({"user_id": "a\0"}, "user_id"), ({"metadata": {"a": "\0"}}, "metadata"), ({"submission_id": ""}, "submission_id"),
        ({"collected_at": "2199-05-01T12:00:00Z"}, "collected_at"), ({"metadata": {"a": 10**40}}, "metadata"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(api, record, change, name):
    problem(
        post(api, {key: value for key, value in (record | change).items() if value is not None}),
        400,
        "validation",
        name,
    )
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"field_id": "\xff"}', b'{"tenant_id": "\\ud800"}', b"[" * 100_000,
     b'{"metadata": ' + b'{"a":' * 40_000, b"\x1f\x8b", b'{"value_number": NaN}', b'{"value_number": 1e999}'],
)  # fmt: skip
def test_bodies_that_are_none_are_refused(api, body):
    problem(post(api, body), 400, "validation")


def test_deep_metadata_is_refused(api, record):
    deep = json.dumps(record | {"metadata": 0}).replace(
        '"metadata": 0', '"metadata": ' + '{"a":' * 400 + "1" + "}" * 400
    )
    problem(post(api, deep.encode()), 400, "validation", "metadata")


def test_a_packed_body_is_unpacked_within_bounds(api, record):
    packed = gzip.compress(json.dumps(record).encode())
    assert post(api, packed[:20], **{"content-encoding": "gzip"}).status_code == 400
    assert post(api, packed, **{"content-encoding": "br"}).status_code == 400
    assert post(api, packed, **{"content-encoding": "gzip"}).status_code == 201
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 60_000
    problem(post(api, bomb, **{"content-encoding": "gzip"}), 413, "too_large")
    many = b"".join(gzip.compress(b" " * 200_000) for _ in range(3))
    problem(post(api, many, **{"content-encoding": "gzip"}), 413, "too_large")
    problem(post(api, zlib.compress(b"{}"), **{"content-encoding": "gzip"}), 400, "validation")


def test_a_large_body_is_refused(api):
    problem(post(api, b" " * 300_000), 413, "too_large")


def test_other_tenants_are_out_of_reach(api, stranger, record):
    made = post(api, record).json()
    for tenant in ("acme", "nowhere"):
        problem(post(stranger, record | {"tenant_id": tenant}), 403, "forbidden")
        problem(stranger.get(ADDRESS, {"tenant_id": tenant}), 403, "forbidden")
        problem(stranger.delete(f"{ADDRESS}?user_id=ada&tenant_id={tenant}"), 403, "forbidden")
    for method in ("get", "delete"):
        problem(getattr(stranger, method)(f"{ADDRESS}/{made['id']}"), 404, "not_found")
    problem(
        stranger.patch(f"{ADDRESS}/{made['id']}", {"value_number": 1}, content_type="application/json"),
        404,
        "not_found",
    )
    assert stranger.delete(f"{ADDRESS}?user_id=ada").json()["deleted_count"] == 0
    assert stranger.get(ADDRESS, {"tenant_id": "elsewhere"}).json()["data"] == []
    assert Record.objects.get().value_number == 9


def test_keys_open_only_their_scopes(program, anonymous, owner, record):
    reader, writer = program("records:read"), program("records:write")
    problem(post(reader, record), 403, "forbidden")
    made = post(writer, record).json()
    problem(writer.get(ADDRESS, {"tenant_id": "acme"}), 403, "forbidden")
    problem(writer.delete(f"{ADDRESS}?user_id=ada"), 403, "forbidden")
    problem(reader.delete(f"{ADDRESS}/{made['id']}"), 403, "forbidden")
    for nobody in (anonymous, owner):
        problem(post(nobody, record), 401, "unauthorized")
        problem(nobody.get(f"{ADDRESS}/{made['id']}"), 401, "unauthorized")


def test_a_record_is_changed_in_part(api, record):
    made = post(
        api, record | {"field_type": "text", "value_text": "Slow", "value_number": None, "touchpoint": "desk"}
    ).json()
    address = f"{ADDRESS}/{made['id']}"
    changed = api.patch(address, {"value_text": "Slow, but kind"}, content_type="application/json")
    assert changed.status_code == 200
    assert changed.json()["value_text"] == "Slow, but kind"
    assert changed.json()["updated_at"] > made["updated_at"]
    assert (changed.json()["touchpoint"], changed.json()["user_id"]) == ("desk", "ada")
    assert "kind" in str(RecordText.objects.values_list("words", flat=True).get())
    moved = api.patch(address, {"user_id": None, "metadata": None}, content_type="application/json").json()
    assert "user_id" not in moved
    assert "metadata" not in moved
    assert Record.objects.get().customer is None
    api.patch(address, {"user_id": "bob"}, content_type="application/json")
    assert Record.objects.get().customer.external_id == "bob"
    problem(
        api.patch(address, {"value_text": None}, content_type="application/json"),
        400,
        "validation",
        "value_text",
    )
    problem(
        api.patch(address, {"field_id": "x"}, content_type="application/json"), 400, "validation", "field_id"
    )


def test_a_record_is_deleted_once(api, record):
    address = f"{ADDRESS}/{post(api, record).json()['id']}"
    assert api.delete(address).status_code == 204
    problem(api.delete(address), 404, "not_found")
    problem(api.get(address), 404, "not_found")
    assert post(api, record).status_code == 201


def test_a_persons_records_are_deleted_whatever_id_they_came_with(api, workspace, record):
    post(api, record)
    Identity.objects.create(
        workspace=workspace, customer=Customer.objects.get(), kind="user_id", value="ada-old"
    )
    post(api, record | {"submission_id": "s2", "user_id": "ada-old"})
    post(api, record | {"submission_id": "s3", "user_id": "bob"})
    assert api.delete(f"{ADDRESS}?user_id=ada-old&tenant_id=acme").json()["deleted_count"] == 2
    assert api.delete(f"{ADDRESS}?user_id=ada").json()["deleted_count"] == 0
    assert [record.user_id for record in Record.objects.all()] == ["bob"]
    problem(api.delete(ADDRESS), 400, "validation", "user_id")
    problem(api.delete(f"{ADDRESS}?user_id=%00"), 400, "validation", "user_id")
    problem(api.delete(f"{ADDRESS}?user_id=a&all=1"), 400, "validation", "all")


def test_lists_are_paged_without_gaps_or_repeats(api, record):
    for number in range(7):  # some at the same time
        post(
            api,
            record | {"submission_id": f"s{number}", "collected_at": f"2026-05-0{1 + number // 3}T12:00:00Z"},
        )
    seen, cursor = [], None
    for _page in range(4):
        query = {"tenant_id": "acme", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get(ADDRESS, query).json()
        assert page["limit"] == 2
        seen += [(one["collected_at"], one["id"]) for one in page["data"]]
        cursor = page.get("next_cursor")
    assert cursor is None
    assert len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("submission_id=s1", {"s1"}), ("submission_id=s1&submission_id=s2", {"s1", "s2"}), ("source_type=review", {"s2"}),
        ("field_type=text", {"s3"}), ("field_type=", {"s1", "s2", "s3"}), ("user_id=ada", {"s1", "s3"}), ("user_id=nobody", set()),
        ("since=2026-05-02T00:00:00Z", {"s2", "s3"}), ("until=2026-05-02T12:00:00Z", {"s1", "s2"}),
        ("since=2026-05-02T00:00:00%2B00:00&until=2026-05-02T23:00:00Z", {"s2"}), ("value_number_min=9", {"s1"}),
        ("value_number_max=3", {"s2"}), ("language=zh-Hans", {"s3"}), ("channel=web&touchpoint=desk", {"s2"}),
        ("created_until=2020-01-01T00:00:00Z", set()), ("source_name=After+class&field_id=nps", {"s1", "s2"}),
    ],
)  # fmt: skip
def test_lists_are_narrowed(api, record, query, found):
    post(api, record | {"collected_at": "2026-05-01T12:00:00Z"})
    post(api, record | {"submission_id": "s2", "source_type": "review", "user_id": "bob", "value_number": 2, "channel": "web",
                        "touchpoint": "desk", "collected_at": "2026-05-02T12:00:00Z"})  # fmt: skip
    post(api, record | {"submission_id": "s3", "field_id": "why", "field_type": "text", "value_text": "好", "language": "zh-Hans",
                        "value_number": None, "collected_at": "2026-05-03T12:00:00Z"})  # fmt: skip
    answer = api.get(f"{ADDRESS}?tenant_id=acme&{query}")
    assert {one["submission_id"] for one in answer.json()["data"]} == found


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "tenant_id"), ("tenant_id=acme&limit=0", "limit"), ("tenant_id=acme&limit=1001", "limit"),
        ("tenant_id=acme&limit=²", "limit"), ("tenant_id=acme&cursor=abc", "cursor"), ("tenant_id=acme&since=today", "since"),
        ("tenant_id=acme&since=2026-13-01T00:00:00Z", "since"), ("tenant_id=acme&value_number_min=nan", "value_number_min"),
        ("tenant_id=acme&field_type=stars", "field_type"), ("tenant_id=acme&unknown=1", "unknown"),
        ("tenant_id=acme&tenant_id=b", "tenant_id"), ("tenant_id=acme&user_id=%00", "user_id"),
        ("tenant_id=acme&until=0001-01-01T00:00:00Z", "until"),
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_refused(api, query, name):
    problem(api.get(f"{ADDRESS}?{query}"), 400, "validation", name)


def test_lists_ask_a_fixed_number_of_queries(api, record, django_assert_max_num_queries):
    for number in range(20):
        post(api, record | {"submission_id": f"s{number}"})
    with django_assert_max_num_queries(4):
        api.get(ADDRESS, {"tenant_id": "acme"})


def test_other_methods_are_refused(api):
    assert api.put(ADDRESS).status_code == 405
    assert api.post(f"{ADDRESS}/00000000-0000-0000-0000-000000000000").status_code == 405
    assert api.get(f"{ADDRESS}/batch").status_code == 405


def test_keys_may_call_so_often(program, record, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(limits, "_buckets", limits.Buckets(lambda: now[0]))
    slow = program(calls_a_minute=3)
    answers = [post(slow, record | {"submission_id": f"s{number}"}) for number in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    problem(answers[3], 429, "too_many_requests")
    assert answers[3]["Retry-After"] == "20"
    assert answers[0]["X-RateLimit-Limit"] == "3"
    now[0] += 20
    refused = post(slow, {})
    assert (refused.status_code, refused["RateLimit-Remaining"]) == (400, "0")
    assert post(slow, record).status_code == 429
    assert Record.objects.count() == 3
    assert ApiKey.objects.get().calls_a_minute == 3
