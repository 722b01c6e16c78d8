"""An owner connects another system, sees a test arrive there, and sends again what did not."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect
from standardwebhooks.webhooks import Webhook

from browser.reading import glance_at

WORDS = {
    "en": {"delivered": "Delivered", "waiting": "Waiting"},
    "zh": {"delivered": "已送达", "waiting": "等待中"},
}


@pytest.fixture
def desk():
    """A system that takes the first message badly."""
    got, answers = [], [500]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop() if answers else 200)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"done")

        def log_message(self, *_arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got = got
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=WORDS)
def owner(request, visit, made):
    """The webhooks of an empty workspace, in each language."""
    language = request.param
    page = visit(made(f"hooks-{language}"), language=language)
    page.language = language
    page.goto(f"/w/hooks-{language}/settings/webhooks/")
    assert glance_at(page, page.language) == []
    return page


def connect(page, desk):
    """Add the desk as a webhook. Returns the secret."""
    page.locator(".empty .btn.main").click()
    page.locator("[name=name]").fill("Desk")
    page.locator("[name=url]").fill(f"http://127.0.0.1:{desk.server_port}/hooks")
    page.locator("[name=types]").first.check()
    page.locator("form.form .btn.main").click()
    expect(page.locator(".errorlist")).to_be_visible()  # not inside, unless it is said
    assert glance_at(page, page.language) == []
    page.locator("[name=allows_private]").check()
    page.locator("form.form .btn.main").click()
    assert glance_at(page, page.language) == []
    return page.locator(".secret code").inner_text()


def see(page, text):
    """Look again until the page says it: the worker is on its own way."""
    here = page.url
    for _n in range(100):
        page.goto(here)
        if page.locator("main").get_by_text(text).count():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{text} never came")


def test_a_webhook_from_first_to_last(owner, desk):
    words = WORDS[owner.language]
    secret = connect(owner, desk)
    owner.locator("form[action$='/test'] .btn").click()
    see(owner, "500")
    row = owner.locator("section table tbody tr").first
    expect(row).to_contain_text(words["waiting"])
    row.locator("a").click()
    owner.locator("form[action$='/replay'] .btn").click()
    expect(owner.locator("[role=status] .note").first).to_be_visible()
    see(owner, words["delivered"])
    assert glance_at(owner, owner.language) == []
    headers, body = desk.got[-1]
    taken = Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
    assert taken["type"] == "webhook.test"
    owner.locator(".crumb a").last.click()
    owner.locator("a.worse").click()
    assert glance_at(owner, owner.language) == []
    owner.locator(".btn.danger").click()
    expect(owner).to_have_url(re.compile(r"/settings/webhooks/$"))
    expect(owner.locator(".empty")).to_be_visible()
