"""Every page in both languages, both schemes, on a desk and on a phone: open to all, in one language, without fault."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from browser.feedback import as_csv, rows_of_feedback, upload_of
from browser.reading import look_at

DEMO = {
    "overview": "",
    "overview of a year": "?period=365d",
    "scores": "scores",
    "scores by two": "scores?measure=nps&by=market&by=touchpoint&period=365d",
    "scores, choosing a filter": "scores?measure=csat-1-5&by=channel&period=365d&choose=touchpoint",
    "scores, filtered": "scores?measure=csat-1-5&by=market&period=365d&where.channel=phone&weights=on",
    "scores of nobody": "scores?period=custom&from=2001-01-01&to=2001-02-01",
    "records": "records/",
    "no records": "records/?q=zxqwv",
    "customers": "customers/",
    "no customers": "customers/?q=zxqwv",
    "receipts": "customers/receipts/",
    "imports": "imports/",
    "reviews": "reviews/",
    "events": "events/",
    "surveys": "surveys/",
    "new survey": "surveys/new",
    "bring a survey in": "surveys/bring",
    "settings": "settings/",
    "members": "settings/members/",
    "leave": "settings/members/leave",
    "journeys": "settings/journeys/",
    "add a touchpoint": "settings/journeys/touchpoint/add",
    "rules": "settings/journeys/rules/",
    "add a rule": "settings/journeys/rules/add",
    "keys": "settings/keys/",
    "webhooks": "settings/webhooks/",
    "add a webhook": "settings/webhooks/add",
    "inlets": "settings/inlets/",
    "add an inlet": "settings/inlets/add",
    "audit trail": "settings/audit/",
    "not there": "imports/999999",
}
ACCOUNT = {
    "profile": "/account/profile/",
    "password": "/account/password/set/",
    "two-factor": "/account/two-factor/",
    "two-factor, switching on": "/account/two-factor/app/activate/",
}
OPEN = {
    "sign in": "/account/login/",
    "password reset": "/account/password/reset/",
    "password reset sent": "/account/password/reset/done/",
    "used link": "/start/used",
    "no invitation": "/invitation/none",
    "developers": "/developers",
    "nowhere": "/nowhere",
}
LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", DEMO.values(), ids=DEMO.keys())
def test_page_of_the_workspace(visit, owner_state, product, path, language):
    page = visit(owner_state, language=language)
    page.goto(product.demo + path)
    if "by=" in path:
        expect(page.locator("[data-chart] svg").first).to_be_visible()
    assert look_at(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ACCOUNT.values(), ids=ACCOUNT.keys())
def test_page_of_the_account(visit, owner_state, path, language):
    page = visit(owner_state, language=language)
    page.goto(path)
    assert look_at(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OPEN.values(), ids=OPEN.keys())
def test_page_open_to_all(visit, path, language):
    page = visit(language=language)
    page.goto(path)
    assert look_at(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["records/", "customers/"])
def test_page_of_one(visit, owner_state, product, place, language):
    page = visit(owner_state, language=language)
    page.goto(product.demo + place)
    page.locator("main tbody a").first.click()
    expect(page.locator("main h1")).to_be_visible()
    assert look_at(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_import(visit, made, language):
    slug = f"looked-at-{language}"
    page = visit(made(slug), language=language)
    page.goto(f"/w/{slug}/")
    wrongs = {"nobody heard yet": look_at(page, language)}
    page.goto(f"/w/{slug}/imports/")
    content = as_csv(rows_of_feedback(12, end=datetime.now(UTC).date()))
    page.locator("[type=file]").set_input_files(upload_of("feedback.csv", content))
    page.locator("form.filters .btn").click()
    expect(page.locator("table.mapping")).to_be_visible()
    wrongs["mapping"] = look_at(page, language)
    page.locator("[name=confirm]").click()
    expect(page.locator("dl.facts")).to_be_visible(timeout=30_000)
    wrongs["done"] = look_at(page, language)
    page.goto(f"/w/{slug}/imports/")
    wrongs["list"] = look_at(page, language)
    page.goto(f"/w/{slug}/settings/journeys/")
    wrongs["journeys"] = look_at(page, language)
    assert {name: found for name, found in wrongs.items() if found} == {}


def test_printed_page_is_ink_on_white(visit, owner_state, product):
    page = visit(owner_state, scheme="dark")
    page.goto(product.demo)
    page.emulate_media(media="print")
    paper, ink = page.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.ci')).color]"
    )
    assert paper == "rgb(255, 255, 255)"
    assert max(int(part) for part in re.findall(r"\d+", ink)) < 130
    expect(page.get_by_role("banner")).to_be_hidden()
