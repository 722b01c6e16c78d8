"""Coming in and going out."""

import pytest
from playwright.sync_api import expect


def test_link_signs_in_once(visit, product):
    link = product.demo_link()
    page = visit()
    page.goto(link)
    expect(page.locator(".sentence")).to_be_visible()
    assert page.url == product.at(product.demo)
    stranger = visit()
    assert stranger.goto(link).status == 404
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    expect(stranger.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()


def test_sign_out(visit, product):
    page = visit()
    page.goto(product.demo_link())
    page.get_by_text("Account", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    if page.url.endswith("/logout/"):
        page.get_by_role("button", name="Sign out").click()
    page.goto(product.demo)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_account_menu_closes_by_escape_and_elsewhere(owner, product):
    owner.goto(product.demo)
    menu = owner.locator(".aside details.menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Profile")).to_be_visible()
    owner.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Profile")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    owner.locator(".sentence").click()
    expect(menu.get_by_role("link", name="Profile")).to_be_hidden()


@pytest.mark.parametrize(
    "path", ["", "scores", "records/", "customers/", "imports/", "settings/", "settings/keys/"]
)
def test_stranger_finds_nothing(visit, made, product, path, request):
    state = request.getfixturevalue("stranger_state")
    page = visit(state)
    assert page.goto(product.demo + path).status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Lighthouse")


@pytest.fixture(scope="module")
def stranger_state(made):
    return made("elsewhere")
