from datetime import UTC, datetime

import pytest

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.records.ids import record_id
from cocreate_server.ground.records.models import Channel, Component, Journey, Record, Stage, Touchpoint

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/journeys/"


@pytest.fixture
def places(workspace):
    journey = Journey.objects.create(workspace=workspace, code="main", name_en="Main")
    buy = Stage.objects.create(
        workspace=workspace, journey=journey, code="buy", name_en="Buy", name_zh="购买"
    )
    use = Stage.objects.create(workspace=workspace, journey=journey, code="use", name_en="Use", position=1)
    for number, (code, stage) in enumerate([("shop", buy), ("app", use), ("till", buy), ("desk", None)]):
        Touchpoint.objects.create(
            workspace=workspace, code=code, name_en=code.title(), stage=stage, position=number
        )
    Channel.objects.create(workspace=workspace, code="web", name_en="Web")
    Component.objects.create(workspace=workspace, code="product", name_en="Product")
    return {"buy": buy, "use": use, "journey": journey}


def _codes(model):
    return list(model.objects.values_list("code", flat=True))


def _of(code):
    return Touchpoint.objects.get(code=code)


def test_page_shows_everything_in_few_queries(analyst, places, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = analyst.get(PAGE).content.decode()
    for name in ("Main", "Buy", "Use", "Shop", "App", "Till", "Desk", "Web", "Product"):
        assert name in page


def test_names_are_in_the_readers_language(analyst, places):
    assert "购买" in analyst.get(PAGE, headers={"accept-language": "zh-CN"}).content.decode()


def test_empty_map_says_what_to_do(analyst):
    assert "Make a journey" in analyst.get(PAGE).content.decode()


def test_touchpoint_is_added_at_the_end_with_a_code_of_its_name(analyst, workspace, places):
    page = analyst.get(f"{PAGE}touchpoint/add?in={places['use'].pk}").content.decode()
    assert f'<option value="{places["use"].pk}" selected>' in page
    form = {"name_en": "Chat Bot", "name_zh": "聊天", "stage": places["use"].pk, "code": ""}
    assert analyst.post(f"{PAGE}touchpoint/add", form)["Location"] == PAGE
    made = _of("chat-bot")
    assert (made.name_zh, made.stage, made.position) == ("聊天", places["use"], 4)
    assert workspace.audit.get().subject == "touchpoint chat-bot"
    analyst.post(f"{PAGE}touchpoint/add", form)
    assert "chat-bot-2" in _codes(Touchpoint)


@pytest.mark.parametrize("kind", ["journey", "channel", "component"])
def test_chinese_names_make_codes_too(analyst, workspace, places, kind):
    analyst.post(f"{PAGE}{kind}/add", {"name_zh": "客服 热线"})
    assert workspace.audit.get().subject == f"{kind} 客服-热线"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name_en": "", "name_zh": ""}, "in one language at least"),
        ({"name_en": "Shop", "code": "shop"}, "is taken"),
        ({"name_en": "Shop", "code": "a b"}, "valid “slug”"),
        ({"name_en": "x" * 81}, "at most 80"),
    ],
)
def test_form_errors(analyst, places, form, said):
    answer = analyst.post(f"{PAGE}touchpoint/add", form)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Touchpoint.objects.count() == 4


def test_stage_needs_a_journey_of_this_workspace(analyst, places):
    elsewhere = Workspace.objects.create(slug="elsewhere", name="Elsewhere")
    foreign = Journey.objects.create(workspace=elsewhere, code="theirs")
    answer = analyst.post(f"{PAGE}stage/add", {"name_en": "Help", "journey": foreign.pk})
    assert "errorlist" in answer.content.decode()
    analyst.post(f"{PAGE}stage/add", {"name_en": "Help", "journey": places["journey"].pk})
    assert Stage.objects.get(code="help").position == 2


def test_renaming_keeps_the_code(analyst, workspace, places):
    shop = _of("shop")
    form = {"name_en": "Our shop", "name_zh": "门店", "stage": places["use"].pk, "code": "other"}
    assert analyst.post(f"{PAGE}touchpoint/{shop.pk}", form)["Location"] == PAGE
    shop.refresh_from_db()
    assert (shop.code, shop.name_en, shop.stage) == ("shop", "Our shop", places["use"])
    assert workspace.audit.get().details == {"fields": ["name_en", "name_zh", "stage"]}
    analyst.post(f"{PAGE}touchpoint/{shop.pk}", form)
    assert workspace.audit.count() == 1


def test_moving_steps_over_those_of_the_same_stage(analyst, places):
    analyst.post(f"{PAGE}touchpoint/{_of('till').pk}/move", {"step": "up"})
    assert _codes(Touchpoint) == ["till", "app", "shop", "desk"]
    analyst.post(f"{PAGE}touchpoint/{_of('till').pk}/move", {"step": "up"})  # no room
    assert _codes(Touchpoint) == ["till", "app", "shop", "desk"]
    analyst.post(f"{PAGE}stage/{places['buy'].pk}/move", {"step": "down"})
    assert _codes(Stage) == ["use", "buy"]


def test_moving_works_where_all_positions_are_the_same(analyst, places):
    Touchpoint.objects.update(position=999)
    analyst.post(f"{PAGE}touchpoint/{_of('shop').pk}/move", {"step": "down"})
    assert _codes(Touchpoint) == ["till", "app", "shop", "desk"]


def test_deleting_tells_how_many_records_carry_the_code(analyst, workspace, places):
    for number in range(3):
        Record.objects.create(
            id=record_id(workspace.pk, str(number), "nps"), workspace=workspace, submission_id=str(number), field_id="nps",
            field_type="nps", value_number=9, touchpoint="shop", collected_at=datetime(2025, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    address = f"{PAGE}touchpoint/{_of('shop').pk}/delete"
    assert "3 records carry its code" in analyst.get(address).content.decode()
    assert analyst.post(address)["Location"] == PAGE
    assert "shop" not in _codes(Touchpoint)
    assert Record.objects.filter(touchpoint="shop").count() == 3
    assert workspace.audit.get().action == "place.deleted"


def test_deleting_a_stage_leaves_its_touchpoints(analyst, places):
    address = f"{PAGE}stage/{places['buy'].pk}/delete"
    assert "Its touchpoints stay" in analyst.get(address).content.decode()
    analyst.post(address)
    assert _of("shop").stage is None


def test_places_of_other_workspaces_and_unknown_kinds_are_not_there(analyst, places):
    elsewhere = Workspace.objects.create(slug="elsewhere", name="Elsewhere")
    foreign = Channel.objects.create(workspace=elsewhere, code="theirs")
    assert analyst.post(f"{PAGE}channel/{foreign.pk}/delete").status_code == 404
    assert analyst.get(f"{PAGE}galaxy/add").status_code == 404
    assert analyst.get(f"{PAGE}galaxy/1").status_code == 404


@pytest.mark.parametrize("path", ["", "rules/", "touchpoint/add"])
def test_agents_do_not_shape_journeys(agent, path):
    assert agent.get(PAGE + path).status_code == 403
