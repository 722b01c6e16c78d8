"""Rows of reviews follow their records, whichever way those come, change and go."""

import csv
import io

import orjson
import pytest

from cocreate_files import Mapping
from cocreate_server.ground.core.audit import SHELL
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.exporting import customer_export
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.records.api import NewRecord, records_withdraw, records_write
from cocreate_server.ground.records.models import Record
from cocreate_server.listen.imports.services import import_confirm, import_map, import_receive, import_undo
from cocreate_server.listen.imports.tasks import run_import, undo_import
from cocreate_server.listen.reviews.models import Review, Tag
from cocreate_server.listen.reviews.reading import ReviewFilter, review_list_for

from .conftest import NOON

pytestmark = pytest.mark.django_db
LINK = "https://x.example/1"
FILE = [
    ["id", "date", "stars", "review", "title", "store", "reply"],
    ["r1", "2026-01-05 10:00", "4", "Lovely class, all is well here", "Great", "App Store", ""],
    ["r2", "2026-01-06 10:00", "1", "Never again, not for any money", "", "地图", "Sorry"],
]
MEANT = (
    "submission=id", "when=date", "rating:1:5=stars", "text=review", "trait=title", "channel=store", "trait=reply",
)  # fmt: skip


def test_rating_and_text_make_one_review(reviewed):
    said = {"title": "Great", "author": "Li", "link": LINK}
    review = reviewed("r1", 4, "很好", metadata=said, language="zh")
    assert (review.rating, review.stars, review.scale_max, review.source) == (4, 4, 5, "App Store")
    assert (review.title, review.author, review.web_link, review.language) == ("Great", "Li", LINK, "zh")
    assert Record.objects.get(pk=review.text_record_id).value_text == "很好"
    assert not review.is_answered


def test_in_two_calls_and_in_either_order(reviewed):
    reviewed("r1", None, "Fine")
    review = reviewed("r1", 2, "")
    assert review.text_record_id
    assert review.rating == 2
    reviewed("r2", 5, "")
    review = reviewed("r2", None, "Good")
    assert (review.rating, review.stars) == (5, 5)
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("rating", "low", "high", "stars"), [(10, 1, 10, 5), (1, 1, 10, 1), (5.5, 1, 10, 3), (0, 0, 100, 1), (3.5, 1, 5, 4)]
)  # fmt: skip
def test_stars_of_any_scale(reviewed, rating, low, high, stars):
    assert reviewed("r1", rating, scale_min=low, scale_max=high).stars == stars


def test_what_stands_in_other_columns_of_a_file_is_found(reviewed):
    traits = {"Title": "T", "昵称": "小李", "URL": "javascript:alert(1)", "商家回复": "谢谢"}
    review = reviewed("r1", metadata={"traits": traits})
    assert (review.title, review.author, review.reply) == ("T", "小李", "谢谢")
    assert review.web_link == ""  # nobody is led there
    assert review.is_answered
    odd = reviewed("r2", metadata={"traits": ["no", "object"], "title": {"a": 1}})
    assert odd.title == '{"a": 1}'


def test_other_records_are_no_reviews(workspace):
    nps = NewRecord(submission_id="s", field_id="n", field_type="nps", value_number=9)
    records_write(workspace.pk, [nps], now=NOON)
    assert not Review.objects.exists()


def test_changes_are_followed(reviewed, workspace):
    review = reviewed("r1", 4, "Fine")
    Review.objects.update(draft="ours", tags=[7])
    Record.objects.filter(pk=review.rating_record_id).update(value_number=1)
    review.refresh_from_db()
    assert (review.rating, review.stars, review.draft, review.tags) == (1, 1, "ours", [7])
    records_withdraw(workspace.pk, "r1", ["rating"])
    review.refresh_from_db()
    assert (review.rating, review.stars, review.rating_record_id) == (None, None, None)
    Record.objects.filter(submission_id="r1").update(source_type="api")
    assert not Review.objects.exists()


def test_a_review_goes_with_the_person(reviewed):
    reviewed("r1", user_id="ada")
    Review.objects.update(draft="Dear Ada")
    reviewed("r2", user_id="bob")
    customer_erase(Customer.objects.get(external_id="ada"), actor=SHELL, now=NOON)
    assert [review.submission_id for review in Review.objects.all()] == ["r2"]


def test_what_was_done_is_in_the_export_of_the_person(reviewed, workspace):
    tag = Tag.objects.create(workspace=workspace, name="praise")
    reviewed("r1", user_id="ada")
    Review.objects.update(draft="Dear Ada", tags=[tag.pk])
    reviewed("r2", user_id="bob")
    ada = Customer.objects.get(external_id="ada")
    [row] = orjson.loads(b"".join(customer_export(ada, actor=SHELL, now=NOON)))["reviews"]
    assert (row["submission_id"], row["draft"], row["tags"]) == ("r1", "Dear Ada", ["praise"])


@pytest.mark.django_db(transaction=True)
def test_a_file_of_reviews(workspace):
    buffer = io.StringIO()
    csv.writer(buffer).writerows(FILE)
    job = import_receive(workspace, name="reviews.csv", blocks=[buffer.getvalue().encode()], actor=SHELL)
    mapping = Mapping.from_json(job.mapping, validate=False).override(MEANT)
    import_map(job, mapping, holds_reviews=True, actor=SHELL)
    import_confirm(job, actor=SHELL)
    run_import(import_id=job.pk)
    first, second = Review.objects.order_by("submission_id")
    assert (first.rating, first.title, first.source, first.is_answered) == (4, "Great", "App Store", False)
    assert (second.stars, second.source, second.reply) == (1, "地图", "Sorry")
    assert set(Record.objects.values_list("source_type", "field_group_id")) == {("review", "review")}
    job.refresh_from_db()
    for state, counts in (("publishing", 0), ("published", 2)):  # what is on its way does not count
        job.batch.state = state
        job.batch.save()
        assert review_list_for(workspace.pk, ReviewFilter()).count() == counts
    import_undo(job, actor=SHELL, now=NOON)
    undo_import(import_id=job.pk)
    assert not Review.objects.exists()
