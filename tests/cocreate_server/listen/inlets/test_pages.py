"""Pages of inlets: owners and analysts; adding, mapping by example, changing, removing."""

import json
import re

import pytest

from cocreate_server.ground.core.audit import SHELL
from cocreate_server.listen.inlets.mapping import Meant
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.services import MOST_INLETS, inlet_map
from cocreate_server.listen.inlets.tasks import bring_in

from .conftest import SECRET, typeform_payload, wenjuanxing_payload

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/inlets/"
FORM = {"name": "Spring", "kind": "typeform", "secret": SECRET}
EXAMPLE = {
    "id": "s1", "customer_id": "c1", "review": {"stars": 4, "comment": "Very fine indeed"}, "tags": ["a", "b"],
    "odd<b>": None,
}  # fmt: skip


def trail(workspace):
    return [entry.action for entry in workspace.audit.all()]


def test_add_and_see_the_address(analyst, workspace):
    answer = analyst.post(PAGE + "add", FORM)
    inlet = Inlet.objects.get()
    assert answer["Location"] == f"{PAGE}{inlet.pk}/"
    page = analyst.get(answer["Location"]).content.decode()
    address = re.search(r"<code>(http://testserver/in/[\w-]{32})</code>", page)[1]
    assert SECRET not in page
    assert address.rpartition("/")[2] not in inlet.token
    assert SECRET not in inlet.secret
    assert "first payload" in page
    assert trail(workspace) == ["inlet.added"]
    assert "Spring" in analyst.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong", [
        {"name": ""}, {"kind": "fax"}, {"secret": ""}, {"kind": "wenjuanxing", "secret": ""}, {"name": "a\0"},
        {"secret": "x" * 201},
    ]
)  # fmt: skip
def test_what_is_lacking_is_said(owner, workspace, wrong):
    answer = owner.post(PAGE + "add", FORM | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Inlet.objects.exists()


def test_there_is_a_bound(owner, inlet_for):
    inlet = inlet_for("other")
    for number in range(MOST_INLETS - 1):
        inlet.pk, inlet.token_hash = None, str(number)
        inlet.save()
    assert owner.post(PAGE + "add", FORM).status_code == 409


def fields_of(page):
    """For each part its field and what is chosen."""
    rows = re.findall(r'<label for="id_(m\d+)" lang=""><span class="sr">([^<]*)</span>', page)
    chosen = {
        name: re.search(rf'name="{name}".*?<option value="(\w+)" selected', page, re.DOTALL)[1]
        for name, _path in rows
    }
    return {path: (name, chosen[name]) for name, path in rows}


def test_map_by_a_pasted_example(owner, workspace, inlet_for, send):
    inlet = inlet_for("other")
    send(inlet, EXAMPLE | {"id": "s0"})
    answer = owner.post(f"{PAGE}{inlet.pk}/example", {"example": json.dumps(EXAMPLE)})
    assert answer["Location"] == f"{PAGE}{inlet.pk}/map"
    page = owner.get(answer["Location"]).content.decode()
    assert "odd&lt;b&gt;" in page
    found = fields_of(page)
    guessed = {path: means for path, (_name, means) in found.items()}
    assert guessed["/id"] == "submission"
    assert guessed["/customer_id"] == "customer"
    assert guessed["/review/stars"] == "rating"
    assert guessed["/review/comment"] == "text"
    form = dict(found.values()) | {found["/tags"][0]: "choices"}
    stars = found["/review/stars"][0][1:]
    tried = owner.post(answer["Location"], form | {f"lo{stars}": "1", f"hi{stars}": "5", "try": "yes"})
    page = tried.content.decode()
    assert "Very fine indeed" in page
    assert page.count('<tr><th scope="row" lang="">') == 4
    assert not Inlet.objects.get().mapping  # only shown
    saved = owner.post(answer["Location"], form | {f"lo{stars}": "1", f"hi{stars}": "5", "save": "yes"})
    assert saved["Location"] == f"{PAGE}{inlet.pk}/"
    assert trail(workspace)[0] == "inlet.mapped"
    bring_in(inlet.pk)
    assert Arrival.objects.get().records == 4
    again = fields_of(owner.get(answer["Location"]).content.decode())
    assert again["/tags"][1] == "choices"
    assert again["/review/stars"][1] == "rating"


def test_map_by_the_first_payload_that_arrived(owner, inlet_for, send):
    inlet = inlet_for("wenjuanxing")
    assert owner.get(f"{PAGE}{inlet.pk}/map")["Location"] == f"{PAGE}{inlet.pk}/"
    send(inlet, wenjuanxing_payload())
    assert "Say what it means" in owner.get(f"{PAGE}{inlet.pk}/").content.decode()
    guessed = {
        path: means
        for path, (_name, means) in fields_of(owner.get(f"{PAGE}{inlet.pk}/map").content.decode()).items()
    }
    assert guessed["/joinid"] == "submission"
    assert guessed["/submittime"] == "when"
    assert guessed["/q1"] == "categorical"


def test_mappings_that_make_no_sense_are_refused(owner, inlet_for):
    inlet = inlet_for("other")
    owner.post(f"{PAGE}{inlet.pk}/example", {"example": '{"a": 1, "b": 2}'})
    address = f"{PAGE}{inlet.pk}/map"
    for wrong in (
        {"m0": "ignore", "m1": "ignore"}, {"m0": "when", "m1": "when"}, {"m0": "nps"}, {"m0": "fax", "m1": "nps"},
        {"m0": "rating", "m1": "ignore", "lo0": "nan"}, {"m0": "rating", "m1": "ignore", "hi0": "1e400"}, {},
    ):  # fmt: skip
        if wrong:
            assert owner.post(address, wrong | {"save": "yes"}).status_code == 422
    assert not Inlet.objects.get().mapping


@pytest.mark.parametrize(
    "example",
    ["", "x", "[]", '{"a": NaN}', "{" * 500, '{"a":"' + "x" * 300_000 + '"}', '{"a":1}\0', "\ud800"],
)
def test_examples_that_are_none(owner, inlet_for, example):
    inlet = inlet_for("other")
    body = example.encode(errors="surrogatepass")
    answer = owner.post(
        f"{PAGE}{inlet.pk}/example",
        b"example=" + b"".join(b"%%%02x" % byte for byte in body),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422
    assert Inlet.objects.get().example == ""


def test_what_was_left_out_is_tried_again(owner, inlet_for, send):
    inlet = inlet_for("other")
    inlet_map(inlet, [Meant("/a", "nps")], actor=SHELL)
    send(inlet, {"a": 11, "b": 9})
    bring_in(inlet.pk)
    page = owner.get(f"{PAGE}{inlet.pk}/").content.decode()
    assert "outside its scale" in page
    assert "Try what was left out again" in page
    inlet_map(inlet, [Meant("/b", "nps")], actor=SHELL)
    assert owner.post(f"{PAGE}{inlet.pk}/again").status_code == 302
    bring_in(inlet.pk)
    assert Arrival.objects.get().state == "used"


def test_change(owner, inlet_for, send, workspace):
    inlet = inlet_for("typeform")
    address = f"{PAGE}{inlet.pk}/change"
    assert SECRET not in owner.get(address).content.decode()
    owner.post(address, {"name": "Autumn", "secret": ""})
    assert send(inlet, typeform_payload()).status_code == 200
    owner.post(address, {"name": "Autumn", "secret": "another"})
    inlet.refresh_from_db()
    assert inlet.name == "Autumn"
    assert send(inlet, typeform_payload("t-2")).status_code == 401
    assert owner.post(address, {"name": ""}).status_code == 422


def test_remove(owner, inlet_for, send, workspace):
    inlet = inlet_for("other")
    send(inlet, {"a": 1})
    address = f"{PAGE}{inlet.pk}/remove"
    assert "Shop" in owner.get(address).content.decode()
    assert owner.post(address)["Location"] == PAGE
    assert send(inlet, {"a": 2}).status_code == 404
    assert not Arrival.objects.exists()
    assert trail(workspace)[0] == "inlet.removed"


def test_the_page_looks_again_by_itself(owner, inlet_for):
    inlet = inlet_for("other")
    part = owner.get(
        f"{PAGE}{inlet.pk}/", headers={"HX-Request": "true", "HX-Target": "arrivals"}
    ).content.decode()
    assert "<h1>" not in part
    assert "every 2s" in part


def test_inlets_of_other_workspaces_are_out_of_reach(outsider, inlet_for):
    inlet = inlet_for("other")
    there = f"/w/elsewhere/settings/inlets/{inlet.pk}/"
    for path in ("", "map", "change", "remove"):
        assert outsider.get(there + path).status_code == 404
    for path in ("example", "again", "map", "remove"):
        assert outsider.post(there + path, {"example": "{}"}).status_code == 404


def test_agents_and_moderators_have_none(agent, moderator, inlet_for):
    inlet = inlet_for("other")
    for client in (agent, moderator):
        assert client.get(PAGE).status_code == 403
        assert client.get(f"{PAGE}{inlet.pk}/").status_code == 403


def test_a_list_takes_few_queries(owner, inlet_for, send, django_assert_max_num_queries):
    for _n in range(4):
        send(inlet_for("other"), {"a": 1})
    with django_assert_max_num_queries(7):
        owner.get(PAGE)
    with django_assert_max_num_queries(8):
        owner.get(f"{PAGE}{Inlet.objects.latest('pk').pk}/")
