"""In a browser: axe, small phones, keys, dialogs, theme, and life without JavaScript."""

import os
from pathlib import Path

import pytest
from django.conf import settings

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium"),
    pytest.mark.django_db(transaction=True),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop in this thread, and Django then refuses its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server, sign_in, alice):
    """`visit(path, …)` gives a page there, seen by Alice."""
    contexts = []

    def go(path, width=1280, night=False, scripts=True, as_alice=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if night else "light",
            locale="fr-FR",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if as_alice:
            key = sign_in(alice).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.wrongs = []
        page.on("pageerror", lambda error: page.wrongs.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.wrongs.append(said.text))
        page.goto(live_server.url + path)
        return page

    yield go
    for context in contexts:
        context.close()


SEEN = [("/web/", True), ("/web/inbox/", True), ("/accounts/login/", False), ("/accounts/2fa/", True)]


@pytest.mark.parametrize(("width", "night"), [(1280, False), (390, True)])
def test_axe_minds_nothing(visit, width, night):
    from axe_playwright_python.sync_playwright import Axe

    for path, as_alice in SEEN:
        page = visit(path, width, night, as_alice=as_alice)
        assert [(wrong["id"], wrong["nodes"][0]["html"]) for wrong in Axe().run(page).response["violations"]] == []
        assert page.wrongs == []


@pytest.mark.parametrize("width", [320, 640])
def test_small_phones_and_large_type_scroll_one_way_only(visit, width):
    for path in ("/web/", "/web/inbox/", "/accounts/2fa/"):
        assert visit(path, width).evaluate("document.documentElement.scrollWidth") <= width


def test_keys_walk_search_and_help(visit):
    page = visit("/web/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Le pont, encore"
    page.keyboard.press("k")
    assert "cantine" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("j?")
    assert page.input_value("input[type=search]") == "j?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_keys_can_be_turned_off(visit):
    page = visit("/web/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("[data-keys-on]")
    page.keyboard.press("Escape")
    page.reload()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()


def test_a_grave_act_is_asked_twice_and_can_be_left(visit):
    page = visit("/web/")
    there = page.url
    page.click("form[data-confirm] button")
    assert "L’envoi disparaîtra" in page.locator("#confirm").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Annuler"
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.url == there
    page.click("form[data-confirm] button")
    with page.expect_navigation():
        page.click("#confirm [data-confirm-yes]")
    assert page.url.endswith("/web/?")


def test_the_theme_changes_at_once_and_stays(visit):
    page = visit("/web/")
    page.click(".me summary")
    with page.expect_response("**/web/theme/"):
        page.click("button[value=dark]")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_javascript_menus_open_and_the_theme_changes(visit):
    page = visit("/web/", scripts=False)
    page.click(".me summary")
    page.click("button[value=dark]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("[data-open=keys]").first.is_hidden()
