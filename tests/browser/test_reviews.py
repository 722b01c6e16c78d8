"""A file of reviews comes in; they are read, tagged and answered."""

import csv
import io

import pytest
from playwright.sync_api import expect

from browser.feedback import upload_of
from browser.reading import glance_at

ANSWERED = {"en": "answered", "zh": "已回复"}
HEADER = ["Review ID", "Date", "Rating", "Review", "Title", "Channel"]
WORDS = (
    "Lovely class, my son came home singing",
    "老师很好，但是客服一直没有回复",
    "Never again, not for any money",
)


def reviews_file():
    buffer = io.StringIO()
    rows = [
        [
            f"r{n}",
            f"2026-0{1 + n % 3}-05 10:00",
            str(1 + n % 5),
            f"{WORDS[n % 3]} ({n})",
            f"Title {n}",
            ("Maps", "App Store")[n % 2],
        ]
        for n in range(30)
    ]
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode()


@pytest.fixture(params=ANSWERED)
def owner(request, visit, made):
    """The reviews of an empty workspace, in each language."""
    page = visit(made(f"reviews-{request.param}"), language=request.param)
    page.language = request.param
    page.goto(f"/w/reviews-{request.param}/reviews/")
    assert glance_at(page, page.language) == []
    return page


def bring_in(page):
    page.locator(".empty .btn").click()
    page.locator("[name=file]").set_input_files(upload_of("reviews.csv", reviews_file()))
    page.locator(".filters .btn.main").click()
    meanings = page.locator("table.mapping select")
    for place, means in enumerate(("submission", "when", "rating", "text", "trait", "channel")):
        meanings.nth(place).select_option(means)
    page.locator("[name=holds_reviews]").check()
    page.locator("[name=confirm]").click()
    expect(page.locator("dl.facts")).to_be_visible(timeout=60_000)


def test_reviews_from_file_to_answer(owner):
    bring_in(owner)
    owner.goto(f"/w/reviews-{owner.language}/reviews/")
    expect(owner.locator(".reviews > li")).to_have_count(30)
    expect(owner.locator(".chart svg").first).to_be_visible()
    assert glance_at(owner, owner.language) == []
    for place in range(2):
        owner.locator("[name=reviews]").nth(place).check()
    owner.locator("#tag-name").fill("praise")
    owner.locator("#tag-name + datalist + .btn").click()
    expect(owner.locator(".reviews .chip")).to_have_count(2)
    owner.locator(".reviews a").first.click()
    assert glance_at(owner, owner.language) == []
    owner.locator("[name=draft]").fill("Thank you")
    owner.locator("[value=draft]").click()
    owner.locator("[data-copy]").click()
    assert owner.evaluate("navigator.clipboard.readText()") == "Thank you"
    owner.locator("[value=answered]").click()
    expect(owner.locator("dl.facts")).to_contain_text(f"reviews-{owner.language}@owner.example")
    owner.goto(f"/w/reviews-{owner.language}/reviews/?answered=yes")
    expect(owner.locator(".reviews > li")).to_have_count(1)
    expect(owner.locator(".reviews > li")).to_contain_text(ANSWERED[owner.language])
