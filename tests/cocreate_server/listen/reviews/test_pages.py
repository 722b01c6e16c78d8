"""Pages of reviews: everybody who sees records reads; agents, analysts and owners tag and answer."""

import re

import pytest

from cocreate_server.listen.reviews.models import Review, Tag
from cocreate_server.listen.reviews.reading import A_PAGE
from cocreate_server.listen.reviews.services import MOST_TAGS

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/reviews/"
ALL = ["r1", "r3", "r2", "r4"]


def trail(workspace):
    return [entry.action for entry in workspace.audit.all()]


def shown(client, query=""):
    """Submission ids on the page."""
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return [read.review.submission_id for read in answer.context["list"].items]


@pytest.fixture
def some(reviewed):
    reviewed("r1", 5, "Lovely teacher", days=1)
    reviewed("r2", 1, "客服没有回复", source_name="大众点评", days=40, language="zh")
    reviewed("r3", 3, "<b>So so</b>", days=2, metadata={"reply": "Thanks"})
    reviewed("r4", None, "No stars from me", days=400)


def test_nothing_yet(moderator):
    assert "No reviews found" in moderator.get(PAGE).content.decode()


def test_figures_with_interval_and_n(moderator, some):
    answer = moderator.get(PAGE)
    page, figures = answer.content.decode(), answer.context["figures"]
    assert (figures.n, figures.unanswered, figures.mean.n) == (4, 3, 3)
    assert figures.mean.value == pytest.approx(3)
    assert figures.mean.low < 3 < figures.mean.high
    assert [row.stars for row in figures.stars] == [5, 4, 3, 2, 1]
    assert 0 < figures.stars[0].low_pct < figures.stars[0].pct < figures.stars[0].high_pct < 100
    assert figures.stars[0].pct == pytest.approx(100 / 3)
    by_source = {estimate.group["source"]: estimate.n for estimate in figures.by_source}
    assert by_source == {"App Store": 2, "大众点评": 1}
    assert "&lt;b&gt;So so" in page
    assert "<b>So so" not in page
    assert "4 reviews, 3 without an answer" in page
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_scales_are_not_mixed(moderator, some, reviewed):
    reviewed("r9", 9, scale_min=1, scale_max=10)
    figures = moderator.get(PAGE).context["figures"]
    assert (figures.mean.n, figures.others, figures.scale) == (3, 1, (1, 5))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL), ("?stars=5", ["r1"]), ("?source=大众点评", ["r2"]), ("?answered=no", ["r1", "r2", "r4"]),
        ("?answered=yes", ["r3"]), ("?q=teacher", ["r1"]), ("?q=客服", ["r2"]), ("?first=2026-02-01", ["r1", "r3"]),
        ("?last=2025-12-31", ["r4"]), ("?q=teacher&stars=1", []), ("?stars=x&tag=x&source=x&first=x&after=x", ALL),
        ("?last=9999-12-31&first=0001-01-01", ALL), ("?q=%00", ALL), ("?tag=" + "9" * 40, ALL),
        ("?after=2026-01-01T00:00:00_" + "9" * 40, ALL), ("?after=2026-01-01T00:00:00_5", ALL),
    ],
)  # fmt: skip
def test_filters(moderator, some, query, found):
    assert shown(moderator, query) == found


def test_one_key_leads_to_the_next(moderator, reviewed):
    for number in range(A_PAGE + 3):
        reviewed(f"r{number}", days=number // 2)
    first = moderator.get(PAGE)
    second = moderator.get(PAGE, {"after": first.context["list"].after})
    ids = [read.review.submission_id for answer in (first, second) for read in answer.context["list"].items]
    assert len(ids) == len(set(ids)) == A_PAGE + 3
    assert second.context["list"].after == ""
    assert "figures" not in second.context


def test_tag_several_at_once(agent, workspace, some):
    ids = [str(review.pk) for review in Review.objects.filter(submission_id__in=["r1", "r2"])]
    answer = agent.post(PAGE + "tag", {"name": "praise", "reviews": ids, "query": "stars=5&q=<x>"})
    assert answer["Location"] == f"{PAGE}?stars=5&q=%3Cx%3E"
    agent.post(PAGE + "tag", {"name": "praise", "reviews": ids})
    tag = Tag.objects.get()
    assert [review.tags for review in Review.objects.order_by("submission_id")] == [
        [tag.pk],
        [tag.pk],
        [],
        [],
    ]
    assert shown(agent, f"?tag={tag.pk}") == ["r1", "r2"]
    assert "praise" in agent.get(PAGE).content.decode()
    agent.post(f"{PAGE}{ids[0]}/untag/{tag.pk}")
    assert Review.objects.get(pk=ids[0]).tags == []
    assert trail(workspace) == ["reviews.untagged", "reviews.tagged", "reviews.tagged"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"reviews": []},
        {"name": "x" * 41},
        {"name": "a\0"},
        {"reviews": ["x"]},
        {"reviews": ["9" * 30]},
    ],
)
def test_tags_that_are_none(agent, some, wrong):
    form = {"name": "praise", "reviews": [str(Review.objects.earliest("pk").pk)]} | wrong
    assert "at most 40" in agent.post(PAGE + "tag", form, follow=True).content.decode()
    assert not Tag.objects.exists()


def test_tags_have_a_bound(agent, workspace, some):
    Tag.objects.bulk_create(Tag(workspace=workspace, name=f"t{n}") for n in range(MOST_TAGS))
    agent.post(PAGE + "tag", {"name": "more", "reviews": [str(Review.objects.earliest("pk").pk)]})
    assert Tag.objects.count() == MOST_TAGS


def test_answer(agent, workspace, some):
    review = Review.objects.get(submission_id="r1")
    address = f"{PAGE}{review.pk}"
    page = agent.get(address).content.decode()
    assert "Lovely teacher" in page
    assert "Mark as answered" in page
    agent.post(f"{address}/answer", {"draft": "Thank you <3", "deed": "draft"})
    assert 'data-copy="Thank you &lt;3"' in agent.get(address).content.decode()
    agent.post(f"{address}/answer", {"draft": "Thank you", "deed": "answered"})
    review.refresh_from_db()
    assert (review.draft, review.answered_by.email) == ("Thank you", "agent@acme.example")
    assert "agent@acme.example" in agent.get(address).content.decode()
    assert shown(agent, "?answered=no") == ["r2", "r4"]
    agent.post(f"{address}/answer", {"draft": "Thank you", "deed": "unanswered"})
    review.refresh_from_db()
    assert review.answered_at is None
    assert trail(workspace) == ["review.unanswered", "review.answered"]
    for wrong in ("x" * 5001, "a\0b"):
        assert agent.post(f"{address}/answer", {"draft": wrong}).status_code == 422


def test_links_lead_to_the_web_alone(agent, reviewed):
    good = reviewed("r1", metadata={"link": "https://store.example/r/1?a=b&c"})
    bad = reviewed("r2", metadata={"link": "javascript:alert(1)"})
    page = agent.get(f"{PAGE}{good.pk}").content.decode()
    assert 'href="https://store.example/r/1?a=b&amp;c" rel="noopener noreferrer nofollow"' in page
    assert "javascript:" not in agent.get(f"{PAGE}{bad.pk}").content.decode()


def test_moderators_read_only(moderator, some):
    review = Review.objects.earliest("pk")
    page = moderator.get(f"{PAGE}{review.pk}").content.decode()
    assert "Mark as answered" not in page
    assert "Tag the chosen ones" not in moderator.get(PAGE).content.decode()
    for path in ("tag", f"{review.pk}/answer", f"{review.pk}/untag/1"):
        assert moderator.post(PAGE + path, {"draft": "x"}).status_code == 403


def test_reviews_of_other_workspaces_are_out_of_reach(outsider, some):
    review = Review.objects.earliest("pk")
    there = "/w/elsewhere/reviews/"
    assert outsider.get(f"{there}{review.pk}").status_code == 404
    assert outsider.post(f"{there}{review.pk}/answer", {"draft": "x"}).status_code == 404
    outsider.post(f"{there}tag", {"name": "mine", "reviews": [str(review.pk)]})
    review.refresh_from_db()
    assert review.tags == []
    assert outsider.get(PAGE).status_code == 404


def test_a_list_takes_few_queries(moderator, reviewed, django_assert_max_num_queries):
    for number in range(30):
        reviewed(f"r{number}", days=number)
    with django_assert_max_num_queries(20):
        moderator.get(PAGE)
