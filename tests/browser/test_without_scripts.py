"""The day's work with JavaScript off: everything is a link or a form."""

import pytest

from tests.browser.conftest import ALICE, BRUNO, enter


@pytest.fixture
def bare(window):
    pages = []

    def open_one(email=""):
        pages.append(window(email, java_script_enabled=False))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()


def test_mentions_are_filtered(bare, town):
    page = bare(ALICE)
    page.goto(town.url + town.places["listen:mentions"])
    page.fill("input[name=q]", "cantine")
    page.select_option("select[name=tone]", "negative")
    page.click("form[role=search] button")
    assert "q=cantine" in page.url
    assert "tone=negative" in page.url
    rows = page.locator(".listen-mention")
    assert rows.count() > 0
    for words in rows.locator(".row-side").all_inner_texts():
        assert "négatif" in words


def test_bruno_signs_in_writes_a_reply_and_reads_why_it_did_not_go(bare, town):
    page = bare()
    enter(page, town, BRUNO)
    page.click(".ways a[href$='/converse/']")
    page.locator(".talks .row-link").last.click()
    page.fill("textarea[name=text]", "Bonjour, la cantine ouvre lundi. Merci de votre patience.")
    page.locator(".composer button:not([name])").press("Enter")  # aria-disabled: Playwright would not click it
    page.wait_for_load_state()
    told = page.locator("#objections .objection-blocks")
    assert "habilit" in told.first.inner_text()
    assert told.first.is_visible()
    assert page.input_value("textarea[name=text]").startswith("Bonjour, la cantine")
    assert page.locator(".message-out", has_text="la cantine ouvre lundi").count() == 0


def test_a_publication_is_kept_as_a_draft(bare, town):
    page = bare(ALICE)
    page.goto(town.url + town.places["publish:write"])
    page.fill("textarea[name=text]", "La médiathèque ouvre aussi le lundi.")
    page.get_by_role("button", name="Garder en brouillon").click()
    page.goto(town.url + town.places["publish:publications"] + "?state=draft")
    page.get_by_role("link", name="La médiathèque ouvre aussi le lundi.").click()
    assert page.input_value("textarea[name=text]") == "La médiathèque ouvre aussi le lundi."
    page.get_by_role("button", name="Jeter ce brouillon").click()
    assert page.get_by_role("link", name="La médiathèque ouvre aussi le lundi.").count() == 0
