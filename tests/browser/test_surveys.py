"""A survey from the first click to the Overview: built, published, answered on a phone without scripts, and counted."""

import re
import time

import pytest
from playwright.sync_api import expect

from browser.reading import look_at

LANGUAGES = ("en", "zh")
WORDS = {
    "en": ("After class", "How likely are you to recommend us?", "What is the reason?", "Nothing today"),
    "zh": ("课后反馈", "您有多大可能推荐我们？", "原因是什么？", "今天没有"),
}
ADD = {"en": "Add", "zh": "添加"}


def build(page, slug, language):
    """Make a survey of three questions by clicking, and publish it. Returns its address for respondents."""
    title, nps, why, nothing = WORDS[language]
    page.goto(f"/w/{slug}/surveys/new")
    page.locator("input[name=name]").fill(title)
    page.locator("main form .btn.main").click()
    adder = page.locator(".adder summary")
    adder.click()
    page.locator("button[value='question_add nps']").click()
    page.locator("#f-text").fill(nps)
    page.locator("#f-required").check()
    expect(page.locator("#outline")).to_contain_text(nps)
    adder.click()
    page.locator("button[value='question_add long_text']").click()
    page.locator("#f-text").fill(why)
    page.locator("summary", has_text=re.compile("When it is shown|何时显示")).click()
    page.locator("[name=when_of]").first.select_option(label=nps)
    page.locator("[name=when_test]").first.select_option("at_most")
    page.locator("[name=when_value]").first.fill("6")
    page.locator("main form .actions .btn").click()
    adder.click()
    page.locator("button[value='question_add multiple']").click()
    page.locator("#f-text").fill(title)
    for place, label in enumerate((nothing, "A", "B")):
        page.locator("input[name=choice_label]").nth(place).fill(label)
    page.locator("[name=choice_alone]").first.check()
    page.locator("main form .actions .btn").click()
    expect(page.locator("#state .btn.main")).to_be_visible()
    wrongs = look_at(page, language)
    page.locator("#state .btn.main").click()
    expect(page.locator(".share code").first).to_be_visible()
    wrongs += look_at(page, language)
    assert wrongs == []
    return page.locator(".share code").first.inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_first_click_to_the_overview(visit, made, language):
    slug = f"asks-{language}"
    state = made(slug)
    page = visit(state, language=language)
    address = build(page, slug, language)
    phone = visit(language=language, width=375, script=False)
    for score in ("9", "3", "10", "2", "9", "8"):
        phone.goto(f"{address}?lang={'zh-hans' if language == 'zh' else 'en'}")
        phone.locator(f"label:has(input[name=nps][value='{score}'])").click()
        phone.locator("button[value=on]").click()
        if int(score) <= 6:
            expect(phone.locator("#long_text")).to_be_visible()
            phone.locator("textarea").fill("-")
            phone.locator("button[value=on]").click()
        expect(phone.locator("main.words h1")).to_be_visible()
    page.goto(f"/w/{slug}/surveys/")
    page.locator("main tbody a").click()
    page.get_by_role("link", name=re.compile("^(Responses|回答)$")).click()
    expect(page.locator("main tbody tr")).to_have_count(6)
    assert look_at(page, language) == []
    page.locator("main tbody a").first.click()
    assert look_at(page, language) == []
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        page.goto(f"/w/{slug}/")
        if page.locator(".tile", has_text="NPS").count():
            break
        time.sleep(0.5)
    # three of six promote, two detract: 16.7
    expect(page.locator(".tile", has_text="NPS").first).to_contain_text("16.7")


EVERY_KIND = (
    "nps",
    "csat",
    "ces",
    "rating",
    "matrix",
    "slider",
    "single",
    "multiple",
    "yes_no",
    "ranking",
    "best_worst",
    "kano",
    "long_text",
    "short_text",
    "number",
    "date",
    "email",
    "phone",
    "file",
    "statement",
    "consent",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_is_open_to_all(visit, made, language):
    slug = f"kinds-{language}"
    page = visit(made(slug), language=language)
    page.goto(f"/w/{slug}/surveys/new")
    page.locator("input[name=name]").fill(WORDS[language][0])
    page.locator("main form .btn.main").click()
    for kind in EVERY_KIND:
        page.locator(".adder summary").click()
        page.locator(f"button[value='question_add {kind}']").click()
        page.locator("#f-text").fill(WORDS[language][1])
        page.locator("main form .actions .btn").click()
        expect(page.locator("#outline .on")).to_contain_text(WORDS[language][1])
    assert look_at(page, language) == []
    page.goto(page.url.partition("/edit")[0] + "/preview")
    expect(page.locator(".q")).to_have_count(len(EVERY_KIND))
    assert look_at(page, language) == []


def test_a_template_in_pages_is_answered_by_keyboard(visit, made):
    page = visit(made("keys-only"))
    page.goto("/w/keys-only/surveys/new")
    page.locator("input[name=name]").fill("Help desk")
    page.locator("input[value=after_help]").check()
    page.locator("main form .btn.main").click()
    page.locator("#state .btn.main").click()
    address = page.locator(".share code").first.inner_text()
    respondent = visit(width=375)
    respondent.goto(address)
    respondent.locator("[name=effort]").first.focus()
    for _step in range(3):
        respondent.keyboard.press("ArrowRight")
    respondent.keyboard.press("Tab")
    respondent.keyboard.press("Enter")
    expect(respondent.locator("#why")).to_be_visible()
    respondent.locator("button[value=back]").click()
    expect(respondent.locator("[name=effort][value='4']")).to_be_checked()
    respondent.locator("label:has([name=effort][value='7'])").click()
    respondent.locator("button[value=on]").click()
    expect(respondent.locator("#solved")).to_be_visible()
    expect(respondent.locator("#why")).to_be_hidden()


def test_a_kiosk_keeps_answers_while_there_is_no_connection(visit, made):
    page = visit(made("stands"))
    page.goto("/w/stands/surveys/new")
    page.locator("input[name=name]").fill("At the door")
    page.locator("input[value=after_class_pupil]").check()
    page.locator("main form .btn.main").click()
    page.locator("#state .btn.main").click()
    kiosk = visit(width=800)
    kiosk.goto(page.locator(".share code").first.inner_text() + "/kiosk")
    kiosk.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    kiosk.context.set_offline(True)
    kiosk.locator("label:has([name=fun][value='5'])").click()
    kiosk.locator("form[data-kiosk] button").click()
    expect(kiosk.locator("main.words")).to_be_visible()
    expect(kiosk.locator("[data-waiting] b")).to_have_text("1")
    kiosk.context.set_offline(False)
    expect(kiosk.locator("[data-waiting]")).to_be_hidden(timeout=10_000)
    page.get_by_role("link", name="Responses").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text("Kiosk")
