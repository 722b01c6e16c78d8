"""A workspace is put in order: its name, its people, its keys, its journey."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def keeper_state(made):
    return made("orderly")


@pytest.fixture
def keeper(visit, keeper_state):
    page = visit(keeper_state)
    page.goto("/w/orderly/settings/")
    return page


def test_name_and_smallest_group(keeper):
    keeper.get_by_label("Name").fill("Orderly & Sons")
    keeper.locator("[name=min_n]").fill("12")
    keeper.get_by_role("button", name="Save").click()
    expect(keeper.get_by_role("status")).to_be_visible()
    keeper.reload()
    expect(keeper.get_by_label("Name")).to_have_value("Orderly & Sons")
    expect(keeper.locator("[name=min_n]")).to_have_value("12")
    expect(keeper.locator(".aside")).to_contain_text("Orderly & Sons")


def test_invitation_is_accepted(keeper, visit):
    keeper.get_by_role("link", name="Members").click()
    keeper.get_by_label("E-mail address").fill("new@member.example")
    keeper.locator("form.inline [name=role]").select_option("agent")
    keeper.get_by_role("button", name="Invite").click()
    link = keeper.locator(".secret code").inner_text()
    expect(keeper.get_by_role("heading", name="Open invitations")).to_be_visible()
    keeper.get_by_role("link", name="Members").click()
    expect(keeper.locator(".secret")).to_have_count(0)
    guest = visit()
    guest.goto(link)
    expect(guest.locator("main")).to_contain_text("Orderly")


def test_key_is_shown_once(keeper):
    keeper.get_by_role("link", name="API keys").click()
    keeper.get_by_label("Name").fill("Shop")
    keeper.get_by_role("checkbox").first.check()
    keeper.get_by_role("button", name="Make the key").click()
    key = keeper.locator(".secret code").inner_text()
    assert len(key) > 20
    keeper.get_by_role("button", name="Copy").click()
    expect(keeper.get_by_role("button", name="Copied")).to_be_visible()
    assert keeper.evaluate("navigator.clipboard.readText()") == key
    keeper.goto("/w/orderly/settings/keys/")
    expect(keeper.locator("table")).to_contain_text("Shop")
    assert key not in keeper.content()


def test_touchpoint_is_added(keeper):
    keeper.get_by_role("link", name="Journeys").click()
    section = keeper.locator("section", has=keeper.get_by_role("heading", name="Touchpoints on no stage"))
    section.get_by_role("link", name="Add a touchpoint").click()
    keeper.get_by_label("Name in English").fill("Front desk")
    keeper.get_by_label("Name in Chinese").fill("前台")
    keeper.get_by_role("button", name="Save").click()
    expect(keeper.locator("main")).to_contain_text("Front desk")
    keeper.get_by_role("button", name="中文").click()
    expect(keeper.locator("main")).to_contain_text("前台")


def test_deeds_stand_in_the_audit_trail(keeper):
    keeper.get_by_label("Name").fill("Orderly again")
    keeper.get_by_role("button", name="Save").click()
    keeper.get_by_role("link", name="Audit trail").click()
    expect(keeper.locator("tbody tr").first).to_have_text(re.compile("orderly@owner.example"))
