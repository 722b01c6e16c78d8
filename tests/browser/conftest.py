"""A browser, the product it looks at, and people in front of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from browser.product import Product, running
from browser.watching import Watch

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LANGUAGES = {"en": "en", "zh": "zh-hans"}


def is_ours(item: pytest.Item) -> bool:
    return Path(__file__).parent in item.path.parents


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # last, in whatever order the others run: where Playwright has run, Django sees an event loop and refuses its database
    items.sort(key=is_ours)
    for item in filter(is_ours, items):
        item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and not Path(playwright.chromium.executable_path).exists():
        pytest.skip("no Chromium: install the package 'chromium', or run `playwright install chromium`")
    browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product") / "home") as product:
        yield product


@pytest.fixture(scope="session")
def owner_state(browser: Browser, product: Product) -> dict[str, Any]:
    """The cookies of the demo's owner, signed in by the link."""
    return signed_in_by(browser, product.demo_link())


@pytest.fixture(scope="session")
def made(browser: Browser, product: Product) -> Callable[[str], dict[str, Any]]:
    """Makes an empty workspace with an owner of its own; returns the owner's cookies."""
    return lambda slug: signed_in_by(browser, product.workspace(slug))


@pytest.fixture
def visit(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Opens a page of somebody's; at the end, nothing may have gone wrong on any of them."""
    watch = Watch(urlsplit(product.address).netloc)
    with ExitStack() as contexts:

        def open_page(
            state: dict[str, Any] | None = None,
            *,
            language: str = "en",
            scheme: str = "light",
            width: int = 1280,
            script: bool = True,
        ) -> Page:
            context = browser.new_context(
                base_url=product.address,
                storage_state=state,
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
                java_script_enabled=script,
                locale="en-GB",
                reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"],
            )
            contexts.callback(context.close)
            context.set_default_timeout(15_000)
            if language != "en":
                cookie = {"name": "django_language", "value": LANGUAGES[language], "url": product.address}
                context.add_cookies([cookie])
            context.on("page", watch.over)
            return context.new_page()

        yield open_page
    assert watch.wrongs == []


@pytest.fixture
def owner(visit: Callable[..., Page], owner_state: dict[str, Any]) -> Page:
    """A page of the demo's owner."""
    return visit(owner_state)


def signed_in_by(browser: Browser, link: str) -> dict[str, Any]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    state = context.storage_state()
    context.close()
    return state
