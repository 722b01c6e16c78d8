"""Pages of imports: who may, and what a file that is hard to read leads to."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cocreate_server.listen.imports.models import Import

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = b"Response ID,Date,How likely are you to recommend us?\n" + b"".join(
    b"r%d,2026-01-%02d,%d\n" % (number, number, number % 11) for number in range(1, 29)
)


def upload(client, data: bytes, name: str = "answers.csv", **more):
    return client.post("/w/acme/imports/", {"file": SimpleUploadedFile(name, data), **more}, follow=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("analyst", 200),
        ("agent", 403),
        ("moderator", 403),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_who_may(workspace, request, who, status):
    assert request.getfixturevalue(who).get("/w/acme/imports/").status_code == status


def test_a_file_is_shown_before_it_comes_in(workspace, analyst):
    page = upload(analyst, GOOD).context["page"]
    assert [(row.name, row.meaning.value()) for row in page.columns][-1] == (
        "How likely are you to recommend us?",
        "nps",
    )
    assert page.columns[0].cells[:2] == ("r1", "r2")
    job = Import.objects.get()
    analyst.post(
        f"/w/acme/imports/{job.pk}",
        {"confirm": "yes", **page.form.initial, **{f.html_name: f.value() or "" for f in page.form}},
    )
    job.refresh_from_db()
    assert job.state == Import.State.QUEUED


def test_a_file_without_answers_asks_which_column_holds_them(workspace, analyst):
    response = upload(analyst, b"City,Street\nLeeds,High Street\nYork,Low Street\n")
    assert response.status_code == 200
    page = response.context["page"]
    again = analyst.post(f"/w/acme/imports/{page.job.pk}", {f.html_name: f.value() or "" for f in page.form})
    assert "No column is an answer yet" in again.content.decode()


@pytest.mark.parametrize(("data", "said"), [(b"\n\n\n", "empty"), (b"PAR1nonsense", "damaged")])
def test_a_file_that_cannot_be_read_says_why(workspace, analyst, data, said):
    response = upload(analyst, data)
    assert said in response.content.decode()
    assert Import.objects.count() == 0


def test_an_import_of_another_workspace_is_not_there(workspace, analyst, outsider):
    upload(analyst, GOOD)
    job = Import.objects.get()
    assert outsider.get(f"/w/elsewhere/imports/{job.pk}").status_code == 404


def test_cancelling_before_confirming_forgets_the_file(workspace, analyst):
    from cocreate_server.listen.imports.sources import source_path

    upload(analyst, GOOD)
    job = Import.objects.get()
    analyst.post(f"/w/acme/imports/{job.pk}/cancel")
    job.refresh_from_db()
    assert job.state == Import.State.CANCELLED
    assert not source_path(job).exists()
