"""By keyboard alone: to the content, through the inbox, into and out of dialogs."""

import pytest

from tests.browser.conftest import ALICE

FOCUS = "document.activeElement"


@pytest.fixture
def page(window, town):
    made = window(ALICE, viewport={"width": 1280, "height": 800})
    yield made
    made.context.close()


@pytest.fixture
def inbox(page, town):
    page.goto(town.url + town.places["converse:inbox"])
    page.evaluate(f"{FOCUS}.blur()")
    return page


def test_the_skip_link_comes_first_and_leads_to_the_content(page, town):
    page.goto(town.url + town.places["listen:mentions"])
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.closest('main') !== null")


def test_j_and_k_walk_and_enter_opens(inbox):
    links = inbox.locator(".talks .row-link")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        inbox.keyboard.press(key)
        assert links.nth(at).evaluate(f"one => one === {FOCUS}"), (key, at)
    who = links.nth(1).inner_text()
    with inbox.expect_navigation():
        inbox.keyboard.press("Enter")
    assert who in inbox.locator("h1").inner_text()


def test_r_writes_the_reply_and_letters_are_then_letters(inbox):
    inbox.keyboard.press("j")
    with inbox.expect_navigation():
        inbox.keyboard.press("Enter")
    there = inbox.url
    inbox.keyboard.press("r")
    assert inbox.evaluate(f"{FOCUS}.name") == "text"
    inbox.keyboard.type("Bonjour, je regarde")
    assert inbox.input_value("textarea[name=text]") == "Bonjour, je regarde"
    assert inbox.url == there


def test_e_closes_the_conversation_and_it_can_be_opened_again(inbox):
    inbox.keyboard.press("j")
    with inbox.expect_navigation():
        inbox.keyboard.press("Enter")
    there = inbox.url
    with inbox.expect_navigation():
        inbox.keyboard.press("e")
    inbox.goto(there)
    assert inbox.locator("[data-key=e]").count() == 0
    inbox.get_by_role("button", name="Rouvrir l’échange").press("Enter")
    inbox.wait_for_selector("[data-key=e]")


@pytest.mark.parametrize(
    "name", ["listen:mentions", "converse:inbox", "publish:publications", "outbox:deliveries", "govern:journal"]
)
def test_slash_searches(page, town, name):
    page.goto(town.url + town.places[name])
    page.keyboard.press("/")
    assert page.evaluate(f"{FOCUS}.type") == "search"
    assert page.evaluate(f"{FOCUS}.value") == ""


def test_the_keys_are_shown_and_the_dialog_holds_the_focus_and_gives_it_back(inbox):
    inbox.keyboard.press("j")
    before = inbox.evaluate(f"{FOCUS}.href")
    inbox.keyboard.press("?")
    assert inbox.locator("#keys").is_visible()
    for _ in range(5):
        inbox.keyboard.press("Tab")
        # Chromium lets the focus out to its own bars between two rounds: then it is on the body.
        assert inbox.evaluate(f"{FOCUS} === document.body || {FOCUS}.closest('dialog') !== null")
    inbox.keyboard.press("Escape")
    assert not inbox.locator("#keys").is_visible()
    assert inbox.evaluate(f"{FOCUS}.href") == before


def test_a_question_asked_twice_gives_the_focus_back(page, town):
    page.goto(town.url + town.places["house:tokens"])
    button = page.locator("form[data-confirm] button").first
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("#confirm").is_visible()
    assert page.evaluate(f"{FOCUS}.hasAttribute('data-confirm-no')")
    page.keyboard.press("Escape")
    assert button.evaluate(f"one => one === {FOCUS}")


def test_a_menu_opens_and_closes_by_key(page, town):
    page.goto(town.url + town.places["prepare:today"])
    page.locator(".me summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.closest('.menu-items') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUS}.tagName") == "SUMMARY"
    assert page.evaluate("document.querySelector('.me').open") is False
