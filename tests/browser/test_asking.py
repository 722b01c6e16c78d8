"""Customers asked by e-mail, as the team sees it: a sending from the empty page to its start, and the survey's numbers."""

import re

import pytest
from playwright.sync_api import expect

from browser.reading import glance_at, look_at
from browser.test_surveys import build

WORDS = {"en": "Running", "zh": "进行中"}


@pytest.mark.parametrize("language", WORDS)
def test_a_sending_from_first_to_last(visit, made, language):
    slug = f"sends-{language}"
    page = visit(made(slug), language=language)
    build(page, slug, language)
    page.goto(page.url.split("?")[0])
    here = re.search(rf"/w/{slug}/surveys/\d+", page.url)[0]
    page.goto(f"{here}/numbers")
    wrongs = glance_at(page, language)
    expect(page.locator(".empty .btn.main")).to_be_visible()
    page.goto(f"{here}/sendings")
    wrongs += glance_at(page, language)
    page.locator(".empty .btn.main").click()
    page.locator("[name=name]").fill("May")
    page.locator("[name=moment]").select_option("event")
    page.locator("form.form .btn.main").click()
    expect(page.locator(".errorlist")).to_be_visible()  # which event?
    wrongs += look_at(page, language)
    page.locator("[name=event_name]").fill("Order Completed")
    page.locator("[name=delay_minutes]").fill("120")
    for summary in page.locator("form.form summary").all():
        if page.locator("form.form details:not([open])").count():
            summary.click()
    page.locator("[name=trait_0_name]").fill("plan")
    page.locator("[name=trait_0_value]").fill("gold")
    page.locator("form.form .btn.main").click()
    expect(page.locator("main")).to_contain_text("Order Completed")
    wrongs += look_at(page, language)
    page.locator("form[action$='/try'] .btn").first.click()
    expect(
        page.locator("[role=status] .note")
    ).to_be_visible()  # into a folder, where there is no mail server
    with page.context.expect_page() as opened:
        page.locator("a[href*='/letter?lang=']").first.click()
    expect(opened.value.locator("table a").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$='/start'] .btn").click()
    expect(page.locator(".head .meta")).to_contain_text(WORDS[language])
    page.goto(f"/w/{slug}/settings/asking/")
    wrongs += look_at(page, language)
    page.locator("[name=cool_down_days]").fill("30")
    page.locator("form.form .btn.main").click()
    expect(page.locator("[role=status] .note")).to_be_visible()
    assert wrongs == []
