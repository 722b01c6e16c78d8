"""Another system sends; somebody says once what it means; what waited is there."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from browser.reading import glance_at

PAYLOAD = {
    "response_id": "r-1",
    "submitted_at": "2026-03-01T12:00:00Z",
    "customer_id": "c-1",
    "answers": {"stars": 4, "comment": "Lovely class, my son came home singing"},
}
BROUGHT_IN = {"en": "Brought in", "zh": "已采用"}


@pytest.fixture(params=BROUGHT_IN)
def owner(request, visit, made):
    """The inlets of an empty workspace, in each language."""
    page = visit(made(f"inlets-{request.param}"), language=request.param)
    page.language = request.param
    page.goto(f"/w/inlets-{request.param}/settings/inlets/")
    assert glance_at(page, page.language) == []
    return page


def send(address):
    body = json.dumps(PAYLOAD).encode()
    call = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - our own product
    with urllib.request.urlopen(call) as answer:  # noqa: S310 - likewise
        assert json.load(answer)["kept"]


def test_an_inlet_from_first_to_last(owner):
    owner.locator(".empty .btn.main").click()
    owner.locator("[name=name]").fill("Spring")
    owner.locator("[name=kind][value=other]").check()
    assert glance_at(owner, owner.language) == []
    owner.locator("form.form .btn.main").click()
    assert glance_at(owner, owner.language) == []
    send(owner.locator(".secret code").inner_text())
    owner.locator("#arrivals .btn.main").click()  # the page looks again by itself
    assert glance_at(owner, owner.language) == []
    owner.locator("[name=try]").click()
    expect(owner.locator("section table tbody tr")).to_have_count(2)
    expect(owner.locator("section")).to_contain_text("my son came home singing")
    assert glance_at(owner, owner.language) == []
    owner.locator("[name=save]").click()
    expect(owner.locator("#arrivals tbody tr")).to_contain_text(BROUGHT_IN[owner.language])
    assert glance_at(owner, owner.language) == []
    owner.goto(f"/w/inlets-{owner.language}/records/")
    expect(owner.locator("tbody tr")).to_have_count(2)
