"""From what happened to why: Overview and Scores."""

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

CSAT = "csat-1-5"
INTERVAL = re.compile(r"−?[\d,.]+ to −?[\d,.]+")


def asked(page):
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


@pytest.fixture
def scores(owner, product):
    owner.goto(f"{product.demo}scores?measure=nps&by=&period=365d")
    return owner


def test_overview_says_what_happened(owner, product):
    owner.goto(product.demo)
    expect(owner.get_by_role("heading", level=1)).to_have_text(re.compile(r"\w+.*\."))
    tiles = owner.locator(".tile")
    expect(tiles).to_have_count(4)
    for tile in tiles.all():
        expect(tile.locator(".ci")).to_have_text(INTERVAL)
        expect(tile.locator(".tilehead")).to_contain_text(re.compile(r"n [\d,]+"))
        expect(tile.locator("svg").first).to_be_visible()
        expect(tile.locator(".verdict")).to_have_text(re.compile("chance|nothing to compare"))
    expect(owner.locator(".quote")).not_to_have_count(0)


def test_overview_of_another_period_has_its_own_address(owner, product):
    owner.goto(product.demo)
    owner.get_by_label("Period").select_option("365d")
    expect(owner).to_have_url(re.compile(r"period=365d"))
    expect(owner.get_by_label("Period")).to_have_value("365d")
    owner.go_back()
    expect(owner.get_by_label("Period")).to_have_value("90d")


def test_overview_tables_say_what_charts_draw(owner, product):
    owner.goto(product.demo)
    breakdown = owner.locator(".breakdown").first
    breakdown.get_by_text("Table", exact=True).click()
    drawn = breakdown.locator(".wide-only svg text.label").all_text_contents()
    told = breakdown.locator("tbody th").all_text_contents()
    assert [label for label in drawn if label] == told


def test_tile_leads_to_its_scores(owner, product):
    owner.goto(f"{product.demo}?period=180d")
    owner.locator(".tile").get_by_role("link", name="CSAT").click()
    expect(owner.get_by_label("Measure")).to_have_value(CSAT)
    expect(owner.get_by_label("Period")).to_have_value("180d")


def test_question_changes_in_place_and_back_goes_back(scores):
    scores.evaluate("window.sameDocument = true")
    scores.get_by_label("Measure").select_option(label="CSAT")
    expect(scores).to_have_url(re.compile("measure=csat-1-5"))
    expect(scores.locator("#answer .tile h2").first).to_contain_text("CSAT")
    scores.get_by_label("By", exact=True).select_option("touchpoint")
    expect(scores).to_have_url(re.compile("by=touchpoint"))
    expect(scores.locator("#groups-chart svg")).to_be_visible()
    assert scores.evaluate("window.sameDocument") is True
    scores.go_back()
    expect(scores).not_to_have_url(re.compile("by=touchpoint"))
    expect(scores.locator("#groups-chart")).to_have_count(0)
    expect(scores.get_by_label("By", exact=True)).to_have_value("")
    scores.go_back()
    expect(scores.locator("#answer .tile h2").first).to_contain_text("NPS")
    expect(scores.get_by_label("Measure")).to_have_value("nps")


def test_days_by_hand_choose_the_custom_period(scores):
    scores.get_by_label("From").fill("2026-01-01")
    expect(scores).to_have_url(re.compile("period=custom.*from=2026-01-01"))
    expect(scores.get_by_label("Period")).to_have_value("custom")


def test_filter_becomes_a_chip_and_goes_again(scores):
    before = scores.locator("#answer .tile .faint").first.inner_text()
    scores.get_by_text("+ Filter").click()
    scores.get_by_role("link", name="Market").click()
    panel = scores.locator("details.menu[open] .panel")
    panel.get_by_role("checkbox").first.check()
    panel.get_by_role("button", name="Keep only these").click()
    chip = scores.locator("a.chip.on")
    expect(chip).to_contain_text("Market:")
    assert "where.market" in asked(scores)
    expect(scores.locator("#answer .tile .faint").first).not_to_have_text(before)
    # a filter stays when the question changes
    scores.get_by_label("By", exact=True).select_option("channel")
    expect(scores).to_have_url(re.compile("by=channel"))
    expect(scores.locator("a.chip.on")).to_have_count(1)
    scores.locator("a.chip.on").click()
    expect(scores.locator("a.chip.on")).to_have_count(0)
    assert "where.market" not in asked(scores)
    assert asked(scores)["by"][0] == "channel"


def test_weights(scores):
    scores.get_by_label("Weights").select_option("on")
    expect(scores).to_have_url(re.compile("weights=on"))
    expect(scores.locator("#answer")).to_contain_text("Weighted to the customer base")


def test_two_dimensions_chart_table_and_heat(scores, product):
    scores.goto(f"{product.demo}scores?measure=nps&by=stage&by=market&period=365d")
    for chart in ("#groups-chart", "#trend-chart"):
        expect(scores.locator(f"{chart} svg")).to_be_visible()
    rows = scores.locator("section").filter(has=scores.locator("#groups-chart")).locator("tbody tr")
    cells = scores.locator("table.heat tbody td:not(.gone)")
    assert rows.count() >= cells.count() > 0


def test_chart_as_picture(scores, product):
    scores.goto(f"{product.demo}scores?measure=nps&by=stage&period=365d")
    expect(scores.locator("#groups-chart svg")).to_be_visible()
    for button in scores.get_by_role("button", name="PNG").all():
        with scores.expect_download() as download:
            button.click()
        picture = Path(download.value.path()).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 5000
        assert download.value.suggested_filename.endswith(".png")


def test_answer_as_csv(scores, product):
    scores.goto(f"{product.demo}scores?measure=csat-1-5&by=stage&period=365d")
    shown = scores.locator("section").filter(has=scores.locator("#groups-chart")).locator("tbody tr").count()
    with scores.expect_download() as download:
        scores.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= shown > 0
    assert {"value", "low", "high", "n"} <= set(rows[0])


def test_address_can_be_sent_to_a_colleague(scores, product):
    scores.goto(f"{product.demo}scores?measure=csat-1-5&by=stage&period=90d")
    scores.get_by_role("button", name="Copy the address").click()
    expect(scores.get_by_role("button", name="Copied")).to_be_visible()
    address = scores.evaluate("navigator.clipboard.readText()")
    scores.goto(address)
    expect(scores.get_by_label("Measure")).to_have_value(CSAT)
    expect(scores.get_by_label("By", exact=True)).to_have_value("stage")


def test_language_switch_keeps_the_page(scores, product):
    scores.goto(f"{product.demo}scores?measure=csat-1-5&by=stage&period=90d")
    address = scores.url
    scores.get_by_role("button", name="中文").click()
    expect(scores.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert scores.url == address
    scores.get_by_role("button", name="English").click()
    expect(scores.locator("html")).to_have_attribute("lang", "en")
    assert scores.url == address


def test_statistics_are_explained_beside_them(owner, product):
    owner.goto(product.demo)
    tile = owner.locator(".tile").first
    words = tile.locator(".what .panel")
    expect(words).to_be_hidden()
    summary = tile.locator(".what summary")
    expect(summary).to_have_accessible_name("What does “NPS” mean?")
    summary.click()
    expect(words).to_contain_text("would recommend you")
    owner.keyboard.press("Escape")
    expect(words).to_be_hidden()
