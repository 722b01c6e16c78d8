"""The core journey where no script runs."""

import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from browser.feedback import as_csv, rows_of_feedback, upload_of


@pytest.fixture
def plain(visit, owner_state):
    return visit(owner_state, script=False)


def test_sign_in_and_look_around(visit, product):
    page = visit(script=False)
    page.goto(product.demo_link())
    expect(page.locator(".sentence")).to_be_visible()
    page.get_by_label("Period").select_option("365d")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("period=365d"))
    page.locator(".tile").get_by_role("link", name="NPS").click()
    page.get_by_label("By", exact=True).select_option("touchpoint")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("by=touchpoint"))
    # a picture needs a script; its table does not
    expect(page.locator("#answer table").first.locator("tbody tr")).not_to_have_count(0)
    expect(page.get_by_role("button", name="PNG")).to_have_count(0)


def test_filter(plain, product):
    plain.goto(f"{product.demo}scores?measure=nps&period=365d&choose=market")
    panel = plain.locator("details.menu[open] .panel")
    panel.get_by_role("checkbox").first.check()
    panel.get_by_role("button").click()
    expect(plain.locator("a.chip.on")).to_contain_text("Market:")


def test_records(plain, product):
    plain.goto(f"{product.demo}records/")
    plain.get_by_label("Words").fill("热线")
    plain.get_by_role("button", name="Search").click()
    plain.locator("main tbody tr").first.get_by_role("link").click()
    expect(plain.get_by_role("heading", name="The whole answer")).to_be_visible()


def test_bring_a_file_in(visit, made):
    page = visit(made("plain"), script=False)
    page.goto("/w/plain/imports/")
    content = as_csv(rows_of_feedback(12, end=datetime.now(UTC).date()))
    page.get_by_label("File").set_input_files(upload_of("feedback.csv", content))
    page.get_by_role("button", name="Bring a file in").click()
    page.get_by_label("How likely are you to recommend us?").select_option("nps")
    page.get_by_role("button", name="Confirm and bring it in").click()
    done = page.locator("dl.facts").get_by_text("Done", exact=True)
    give_up = time.monotonic() + 30
    while not done.is_visible() and time.monotonic() < give_up:
        page.wait_for_timeout(500)
        page.reload()
    expect(done).to_be_visible()
    page.get_by_role("link", name="See how customers feel").click()
    expect(page.locator(".sentence")).to_be_visible()
