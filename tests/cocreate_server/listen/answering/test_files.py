"""Files that come with answers: looked at, kept, given to members only, gone with the person."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cocreate_server.ground.core.erasing import ErasedPerson, holdings_of
from cocreate_server.ground.customers.models import Customer
from cocreate_server.listen.answering.models import Response, SentFile
from cocreate_server.listen.answering.tokens import Personal, personal_token

PHOTO = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
PAGES = [
    {
        "id": "p",
        "questions": [
            {
                "id": "photo",
                "kind": "file",
                "text": {"en": "A photo"},
                "limits": {"endings": ["png"], "size_mb": 0.001},
            }
        ],
    },
    {"id": "q", "questions": [{"id": "why", "kind": "long_text", "text": {"en": "Why?"}}]},
]


@pytest.fixture
def sent(client, published, settings, tmp_path):
    """Sends a file to a survey that asks for a small picture. Returns the survey and the page that came back."""
    survey = published(pages=PAGES)

    def send(name: str, content: bytes):
        page = client.get(f"/s/{survey.key}").content.decode()
        token = re.search(r'name="begin" value="([^"]+)"', page)[1]
        file = SimpleUploadedFile(name, content)
        form = {"screen": "p", "asked": "photo", "begin": token, "photo": file}
        return survey, client.post(f"/s/{survey.key}", form, follow=True)

    return send


def test_a_file_is_kept_and_given_to_members(sent, owner, outsider, anonymous):
    survey, page = sent("../../etc/Photo.png", PHOTO)
    assert "Why?" in page.content.decode()
    response, kept = Response.objects.get(), SentFile.objects.get()
    assert kept.name == "Photo.png"
    address = f"/w/acme/surveys/{survey.pk}/responses/{response.pk}/files/{kept.pk}"
    answer = owner.get(address)
    assert b"".join(answer.streaming_content) == PHOTO
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert outsider.get(address).status_code == 404
    assert anonymous.get(address).status_code == 302


@pytest.mark.parametrize(("name", "content", "words"), [
    ("photo.png", b"<script>", "Please send one of these"),
    ("photo.exe", PHOTO, "Please send one of these"),
    ("photo.png", PHOTO * 20, "larger than"),
])  # fmt: skip
def test_what_is_no_such_file_is_refused(sent, name, content, words):
    _survey, page = sent(name, content)
    assert words in page.content.decode()
    assert not SentFile.objects.exists()


def test_a_file_goes_with_the_person(client, published, workspace):
    ada = Customer.objects.create(workspace=workspace, external_id="ada", created_at=timezone.now())
    survey = published(pages=PAGES)
    path = f"/s/{survey.key}/p/{personal_token(Personal(ada.pk, survey.key))}"
    client.post(path, {"screen": "p", "asked": "photo", "photo": io.BytesIO(PHOTO)})
    client.post(path, {"screen": "p", "asked": "photo", "photo": SimpleUploadedFile("a.png", PHOTO)})
    assert SentFile.objects.exists()
    for holding in holdings_of(ErasedPerson(workspace.pk, ada.pk, ())):
        holding.erase()
    assert not SentFile.objects.exists()
    assert not Response.objects.exists()


@pytest.mark.parametrize("path", ["responses", "responses?state=finished", "responses/{response}"])
def test_who_may_read_responses(sent, path, owner, agent, moderator, outsider, anonymous):  # noqa: PLR0917 - people
    survey, _page = sent("Photo.png", PHOTO)
    address = f"/w/acme/surveys/{survey.pk}/{path.format(response=Response.objects.get().pk)}"
    assert [one.get(address).status_code for one in (owner, agent, moderator)] == [200, 200, 200]
    assert outsider.get(address).status_code == 404
    assert anonymous.get(address).status_code == 302
