"""Overview and Scores on a world whose truth is known."""

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import translation

from cocreate_server.demo.loading import load_demo_world
from cocreate_server.ground.accounts.models import Membership, User, Workspace
from cocreate_server.understand.scores.answers import Counter, answer_of
from cocreate_server.understand.scores.dimensions import dimensions_of
from cocreate_server.understand.scores.measures import measures_of
from cocreate_server.understand.scores.overview import overview_of
from cocreate_server.understand.scores.periods import Span
from cocreate_server.understand.scores.questions import Question
from cocreate_server.understand.scores.sentence import sentence_of

pytestmark = pytest.mark.django_db(transaction=True)
END = date(2026, 3, 31)
LAST = Span(END - timedelta(days=89), END)


@pytest.fixture
def world(db) -> Workspace:
    return load_demo_world(end=END, customers=6_000)


@pytest.fixture
def client(world, signed_in):
    user = User.objects.create_user("owner@world.example")
    Membership.objects.create(workspace=world, user=user, role="owner")
    return signed_in(user)


def told(workspace: Workspace, span: Span, language: str) -> str:
    with translation.override(language):
        dimensions = dimensions_of(workspace)
        return re.sub(
            "<[^>]+>",
            "",
            str(sentence_of(overview_of(workspace, dimensions, measures_of(workspace.pk), span), dimensions)),
        )


def nps_by_hand(workspace: Workspace, span: Span, where: str = "true") -> tuple[float, int]:
    """The NPS of some records, by SQL of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT avg((value_number >= 9)::int - (value_number <= 6)::int) * 100, count(*) FROM records_record "  # noqa: S608
            f"WHERE workspace_id = %s AND field_type = 'nps' AND (collected_at AT TIME ZONE %s)::date BETWEEN %s AND %s AND {where}",
            [workspace.pk, workspace.time_zone, span.first, span.last],
        )
        value, n = cursor.fetchone()
        return float(value), n


@pytest.mark.slow
def test_the_sentence_tells_the_truth_of_the_world(db):
    world = load_demo_world(end=END)
    english, chinese = told(world, LAST, "en"), told(world, LAST, "zh-hans")
    assert re.match(r"NPS fell by \d+\.\d points, beyond chance\. ", english)
    assert "Getting help got worse in " in english
    worse = re.search(r"Getting help got worse in ([^:]+):", english)[1]
    assert {"China", "United Kingdom"} == set(worse.split(" and "))
    assert "After class got better" in english
    assert re.match(r"NPS下降了 \d+\.\d 分，超出偶然。", chinese)
    assert "获得帮助在" in chinese
    assert "变差" in chinese
    assert "课后" in chinese
    assert ". " not in chinese
    # three windows long before the fault: what it said of stages there would be false
    for months in (12, 15, 18):
        end = END - timedelta(days=30 * months)
        text = told(world, Span(end - timedelta(days=89), end), "en")
        assert text == "NPS did not change beyond chance. No stage of the journey changed beyond chance."


@pytest.mark.slow
def test_figures_are_those_of_an_independent_count(world, client):
    value, n = nps_by_hand(world, LAST)
    response = client.get("/w/lighthouse/?period=90d")
    page = response.context["page"]
    assert page.tiles[0].figure.estimate.n == n
    assert page.tiles[0].figure.value == pytest.approx(value)
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get(
                    "/w/lighthouse/scores?measure=nps&by=touchpoint&period=90d&format=csv"
                ).content.decode("utf-8-sig")
            )
        )
    )
    hotline = next(row for row in rows if row["touchpoint"] == "Help hotline")
    value, n = nps_by_hand(world, LAST, "touchpoint = 'help-hotline'")
    assert (float(hotline["value"]), int(hotline["n"])) == (pytest.approx(value), n)
    assert float(hotline["low"]) < value < float(hotline["high"])
    assert hotline["verdict"] == "lower"


@pytest.mark.slow
def test_traits_filters_and_two_dimensions(world, client):
    page = client.get(
        "/w/lighthouse/scores?measure=nps&by=trait:role&by=market&where.channel=phone&period=365d"
    ).context["page"]
    assert [chip.label for chip in page.chips] == ["Channel: Phone"]
    assert {"parent", "pupil"} == {label for label, _cells in page.heat.rows}
    assert set(page.heat.columns) == {"China", "Singapore", "United Kingdom"}
    span = page.question.span
    value, n = nps_by_hand(world, span, "channel = 'phone'")
    assert (page.total.value, page.total.estimate.n) == (pytest.approx(value), n)


@pytest.mark.slow
def test_weights_bring_answers_to_the_make_up_of_the_customer_base(world):
    dimensions = dimensions_of(world)
    nps = measures_of(world.pk)[0]
    counter = Counter(world, dimensions)
    weighted = counter.cells(nps, LAST, ["market"], weighted=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT market, count(*) FROM customers_customer WHERE workspace_id = %s GROUP BY 1", [world.pk]
        )
        base = dict(cursor.fetchall())
    total = float(weighted.weight.sum())
    for market, customers in base.items():
        share = float(weighted.where(market=market).weight.sum()) / total
        assert share == pytest.approx(customers / sum(base.values()), abs=1e-6)
    question = Question(measure=nps, by=(), span=LAST, span_name="90d", grain="week", weighted=True)
    answer = answer_of(question, world, dimensions)
    assert answer.weighting == "on"
    assert answer.total.n_eff < answer.total.n


@pytest.mark.slow
def test_small_groups_are_hidden_with_a_neighbour(world, client):
    Workspace.objects.filter(pk=world.pk).update(min_n=200)
    page = client.get("/w/lighthouse/scores?measure=nps&by=touchpoint&period=30d").context["page"]
    hidden = [row for row in page.rows if row.hidden]
    assert len(hidden) != 1
    for row in page.rows:
        assert row.hidden or row.estimate.n >= 200


@pytest.mark.slow
def test_pages_ask_the_database_a_bounded_number_of_times(world, client, django_assert_max_num_queries):
    client.get("/w/lighthouse/")
    with django_assert_max_num_queries(20):
        client.get("/w/lighthouse/")
    with django_assert_max_num_queries(20):
        client.get("/w/lighthouse/scores?by=touchpoint&by=market")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_part_is_the_same_as_in_the_whole(world, client, language):
    client.cookies["django_language"] = language
    whole = client.get("/w/lighthouse/scores?by=stage").content.decode()
    part = client.get(
        "/w/lighthouse/scores?by=stage", headers={"hx-request": "true", "hx-target": "div#answer"}
    ).content.decode()
    assert part.startswith('<div id="answer">')
    assert html.unescape(part.strip()) in html.unescape(whole)


def test_an_empty_workspace_says_what_to_do(workspace, owner):
    for address in ("/w/acme/", "/w/acme/scores"):
        page = owner.get(address).content.decode()
        assert "Bring a file in" in page


@pytest.mark.parametrize("address", ["/w/acme/", "/w/acme/scores", "/w/acme/records/"])
def test_strangers_get_nowhere(workspace, outsider, anonymous, moderator, address):
    assert outsider.get(address).status_code == 404
    assert anonymous.get(address).status_code == 302
    assert moderator.get(address).status_code == 200


def test_nonsense_in_an_address_takes_the_default(workspace, owner):
    address = "/w/acme/scores?measure=x&by=y&by=trait:nothing&period=never&from=yesterday&grain=eon&where.z=1&choose=q"
    assert owner.get(address).status_code == 200
