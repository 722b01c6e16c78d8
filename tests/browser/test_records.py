"""What customers said, found by their own words in both languages, and who said it."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("word", ["refund", "热线"])
def test_words_are_found(owner, product, word):
    owner.goto(f"{product.demo}records/")
    owner.get_by_label("Words").fill(word)
    owner.get_by_role("button", name="Search").click()
    expect(owner).to_have_url(re.compile(r"[?&]q=."))
    rows = owner.locator("main tbody tr")
    expect(rows).not_to_have_count(0)
    rows.first.get_by_role("link").click()
    expect(owner.get_by_role("heading", name="The whole answer")).to_be_visible()
    expect(owner.locator("main .quote", has_text=word)).not_to_have_count(0)
    owner.go_back()
    expect(owner.get_by_label("Words")).to_have_value(word)
    expect(rows).not_to_have_count(0)


def test_nothing_found_says_what_to_do(owner, product):
    owner.goto(f"{product.demo}records/?q=zxqwv")
    expect(owner.get_by_role("heading", name="No records found")).to_be_visible()


def test_pages_of_records(owner, product):
    owner.goto(f"{product.demo}records/")
    first = owner.locator("main tbody tr").first.inner_text()
    owner.get_by_role("link", name="Older").click()
    expect(owner.locator("main tbody tr").first).not_to_have_text(first)
    owner.get_by_role("link", name="Newer").click()
    expect(owner.locator("main tbody tr").first).to_be_visible()


def test_customer_is_found_and_tells_the_whole_story(owner, product):
    owner.goto(f"{product.demo}customers/")
    row = owner.locator("main tbody tr").first
    name = row.get_by_role("link").inner_text()
    owner.locator("main form.filters input").first.fill(name)
    owner.get_by_role("button", name="Search").click()
    owner.locator("main tbody tr").first.get_by_role("link").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(name)
    expect(owner.locator(".timeline li")).not_to_have_count(0)
    with owner.expect_download() as download:
        owner.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename.endswith(".json")
