"""One town and one browser for all pages; Alice signs in once."""

import os
import shutil
from pathlib import Path

import pytest

from tests.browser import town as towns
from tests.browser.seen import Seen

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ALICE, BRUNO = "alice@sainte-aube.example", "bruno@sainte-aube.example"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium_path():
    found = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
    if not found and os.environ.get("CI") == "true":
        pytest.fail("no chromium at /usr/bin/chromium or in PATH, and CI needs one")
    return found or pytest.skip("no chromium at /usr/bin/chromium or in PATH")


@pytest.fixture(scope="session")
def town(chromium_path):
    served = towns.loaded()
    yield served
    served.leave()


@pytest.fixture(scope="session")
def new_house(chromium_path):
    """A house nobody has opened yet."""
    served = towns.empty()
    yield served
    served.leave()


@pytest.fixture(scope="module")
def chromium(chromium_path):
    """For a module only: while Playwright's loop runs in this thread, Django refuses its database to other tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(town):
    """Where the cookies of those who came in are kept, by address."""
    return {}


@pytest.fixture(scope="module")
def window(chromium, town, signed_in):
    """`window(email="", **context)`: a new page of that person; nobody's without."""

    def open_one(email="", **context):
        made = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce", **context)
        page = made.new_page()
        if email and email not in signed_in:
            enter(page, town, email)
            signed_in[email] = made.storage_state()
        elif email:
            made.add_cookies(signed_in[email]["cookies"])
        return page

    return open_one


def enter(page, town, email):
    page.goto(f"{town.url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", town.password)
    page.click("main form button")
    page.wait_for_url("**/o/sainte-aube/")


@pytest.fixture(scope="module")
def alice_sees(window, town):
    return Seen(window(ALICE), town.url)


@pytest.fixture(scope="module")
def a_stranger_sees(window, town):
    return Seen(window(), town.url)
