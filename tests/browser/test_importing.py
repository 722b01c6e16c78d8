"""A file comes in: recognised, corrected, confirmed, followed, mended, seen and undone."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.feedback import BAD_LINE, as_csv, rows_of_feedback, upload_of

ROWS = 40
COMES_IN_WITHIN = 30_000


@pytest.fixture
def newcomer(visit, made, request):
    """The owner of an empty workspace, on its first page."""
    slug = re.sub(r"\W", "-", request.node.name)[:40].strip("-").replace("_", "-")
    page = visit(made(slug))
    page.goto(f"/w/{slug}/")
    return page


@pytest.fixture
def file():
    return upload_of("feedback.csv", as_csv(rows_of_feedback(ROWS, end=datetime.now(UTC).date())))


def fact(page, name):
    """What stands beside a fact's name in the result."""
    return page.locator("dl.facts dt", has_text=re.compile(f"^{name}$")).locator(
        "xpath=following-sibling::dd[1]"
    )


def answers_in_all(page):
    return page.locator("#answer .tile .faint").first


def wait_until_done(page):
    expect(fact(page, "State")).to_have_text("Done", timeout=COMES_IN_WITHIN)


def receive(page, file):
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Bring a file in").click()


def bring_in(page, file):
    receive(page, file)
    page.get_by_label("How likely are you to recommend us?").select_option("nps")
    page.get_by_role("button", name="Confirm and bring it in").click()
    wait_until_done(page)


def test_from_a_file_to_a_measured_experience(newcomer, file):
    page = newcomer
    expect(page.get_by_role("heading", name="Nobody has been heard yet")).to_be_visible()
    page.get_by_role("link", name="Bring a file in").click()
    receive(page, file)

    # the mapping, with the first rows to judge it by
    mapping = page.locator("table.mapping")
    score = mapping.locator("tbody tr", has_text="recommend")
    expect(mapping.locator("tbody tr")).to_have_count(5)
    expect(score).to_contain_text("7")
    for meaning in ("number", "nps"):
        page.get_by_label("How likely are you to recommend us?").select_option(meaning)
        page.get_by_role("button", name="Only save the changes").click()
        expect(page.get_by_label("How likely are you to recommend us?")).to_have_value(meaning)
        expect(score).to_contain_text("chosen by hand")
    page.get_by_role("button", name="Confirm and bring it in").click()

    # left alone and found again while the worker brings it in
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="feedback.csv").click()
    wait_until_done(page)

    page.get_by_role("link", name="See how customers feel").click()
    expect(page.locator(".sentence")).to_be_visible()
    page.get_by_role("link", name="NPS").click()
    expect(page.get_by_label("Period")).to_have_value("all")
    page.get_by_label("By", exact=True).select_option("touchpoint")
    expect(page.locator("#groups-chart svg")).to_be_visible()
    expect(page.locator("#answer table").first).to_contain_text("Desk")
    expect(answers_in_all(page)).to_have_text(f"n {ROWS - 1}")


def test_rejected_rows_are_mended_and_brought_in_again(newcomer, file):
    page = newcomer
    bring_in(page, file)
    expect(fact(page, "Left out")).to_have_text("1")
    reject = page.locator("section table tbody tr")
    expect(reject).to_have_count(1)
    expect(reject).to_contain_text(str(BAD_LINE))
    expect(reject).to_contain_text("the score lies outside its scale")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows").click()
    rejected = Path(download.value.path()).read_text("utf-8-sig")
    rows = [["10" if cell == "11" else cell for cell in row] for row in csv.reader(io.StringIO(rejected))]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    page.get_by_label("Mended rows").set_input_files(upload_of("mended.csv", buffer.getvalue().encode()))
    page.get_by_role("button", name="Bring the mended rows in").click()
    page.get_by_role("button", name="Confirm and bring it in").click()
    wait_until_done(page)
    expect(fact(page, "Left out")).to_have_text("0")
    page.get_by_role("link", name="Scores").click()
    page.get_by_label("Period").select_option("all")
    expect(answers_in_all(page)).to_have_text(f"n {ROWS}")


def test_import_is_undone(newcomer, file):
    page = newcomer
    bring_in(page, file)
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="Undo this import").click()
    expect(fact(page, "State")).to_have_text("Undone", timeout=COMES_IN_WITHIN)
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Nobody has been heard yet")).to_be_visible()


def test_nothing_comes_in_that_is_not_confirmed(newcomer, file):
    page = newcomer
    page.get_by_role("link", name="Imports").first.click()
    expect(page.get_by_role("heading", name="No file yet")).to_be_visible()
    receive(page, file)
    page.get_by_role("button", name="Do not bring it in").click()
    expect(page.locator("dl.facts")).to_contain_text("Cancelled")
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Nobody has been heard yet")).to_be_visible()


def test_file_that_cannot_be_read_says_so(newcomer):
    page = newcomer
    receive(page, upload_of("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00"))
    expect(page.locator("main")).to_contain_text("not a table")
