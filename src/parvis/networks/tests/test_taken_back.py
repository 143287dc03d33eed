"""Taking back: only what the network itself says is gone counts as done."""

from typing import Any

import httpx2
import pytest

from parvis.networks.base import Can, Login
from parvis.networks.errors import Amend, NetworkError, NotUnderstood, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.facebook import Kind as Facebook
from parvis.networks.kinds.mastodon import Kind as Mastodon
from parvis.networks.kinds.telegram import Kind as Telegram
from parvis.networks.kinds.wordpress import Kind as Wordpress
from parvis.networks.kinds.x import Kind as X
from parvis.networks.kinds.youtube import Kind as Youtube
from parvis.networks.registry import kinds
from parvis.networks.tests.contract import speaks
from parvis.networks.tests.tapes import play
from parvis.networks.tests.told import step, tape

ITEMS = {
    "bluesky": "at://did:plc:a/app.bsky.feed.post/3k2yihcrp6f2c",
    "google_business": "accounts/1/locations/2/reviews/3",
    "linkedin": "urn:li:share:7",
    "mastodon": "https://server.test/objects/abc",
    "peertube": "server.test/uu-1/9",
    "telegram": "-100/7",
    "wordpress": "server.test#post-3",
}
SECRETS = dict.fromkeys(("token", "password", "access", "refresh", "key"), "secret-of-the-test")
META_GONE = {"error": {"message": "No", "code": 100, "error_subcode": 33}}


class Page(httpx2.BaseTransport):
    """A server whose API is not there any more."""

    def __init__(self, status: int) -> None:
        self.status = status

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(self.status, stream=httpx2.ByteStream(b"<h1>Not found</h1>"))


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("slug", [slug for slug, kind in kinds().items() if Can.WITHDRAW in kind.info.can])
def test_a_page_that_is_not_there_does_not_say_that_the_item_is_gone(slug: str, status: int) -> None:
    login = Login("https://server.test", "mairie", "100", SECRETS)
    network = kinds()[slug](login, Http(transport=Page(status)))
    with pytest.raises(NetworkError) as error:
        network.withdraw(ITEMS.get(slug, "100_7"))
    speaks(error.value.say)


def back(kind: Any, item: str, *exchanges: dict[str, Any], **login: str) -> None:
    play(kind, tape("back", "withdraw", None, *exchanges, arguments=[item], login=login))


def test_meta_says_the_same_of_what_is_gone_and_of_what_we_may_not_touch() -> None:
    no, token = step("DELETE", "/v25.0/100_1", META_GONE, 400), "access_token=secret-token-of-the-test"
    looks = f"/v25.0/100_1?fields=id&{token}"
    back(Facebook, "100_1", no, step("GET", looks, META_GONE, 400))
    with pytest.raises(Amend):
        back(Facebook, "100_1", no, step("GET", looks, {"id": "100_1"}))
    with pytest.raises(NotUnderstood):
        back(Facebook, "100_1", step("DELETE", "/v25.0/100_1", {"success": False}))


def test_a_bot_that_left_the_chat_has_taken_nothing_back() -> None:
    bot = "/botsecret-token-of-the-test/deleteMessage"
    back(Telegram, "-100/7", step("POST", bot, {"description": "Bad Request: message to delete not found"}, 400))
    with pytest.raises(Amend):
        back(Telegram, "-100/7", step("POST", bot, {"description": "Bad Request: chat not found"}, 400))


def test_x_says_whether_it_is_deleted() -> None:
    with pytest.raises(NotUnderstood):
        back(X, "7", step("DELETE", "/2/tweets/7", {"data": {"deleted": False}}))


def test_a_site_without_its_api_has_taken_nothing_back() -> None:
    path, site = "/wp-json/wp/v2/posts/3", {"address": "https://server.test"}
    back(Wordpress, "server.test#post-3", step("DELETE", path, {"code": "rest_post_invalid_id"}, 404), **site)
    with pytest.raises(NotUnderstood):
        back(Wordpress, "server.test#post-3", step("DELETE", path, {"code": "rest_no_route"}, 404), **site)


@pytest.mark.parametrize("item", ["post", "comment"])
def test_a_site_whose_bin_is_switched_off_is_not_asked_again(item: str) -> None:
    path, fault = f"/wp-json/wp/v2/{item}s/3", {"code": "rest_trash_not_supported", "data": {"status": 501}}
    with pytest.raises(Amend) as no_bin:
        back(Wordpress, f"server.test#{item}-3", step("DELETE", path, fault, 501), address="https://server.test")
    assert "corbeille" in no_bin.value.say.fr
    speaks(no_bin.value.say)
    with pytest.raises(TryLater):
        back(Wordpress, f"server.test#{item}-3", step("DELETE", path, {}, 501), address="https://server.test")


def test_youtube_names_what_is_not_there() -> None:
    path = "/youtube/v3/comments?id=UgxComment"
    back(Youtube, "UgxComment", step("DELETE", path, {"error": {"errors": [{"reason": "commentNotFound"}]}}, 404))
    with pytest.raises(NotUnderstood):
        back(Youtube, "UgxComment", step("DELETE", path, {"error": {"message": "Not Found"}}, 404))


HERE = "https://server.test/objects/abc"
OWN = "/api/v1/accounts/100/statuses?limit=40"
SEARCH = "/api/v2/search?q=https%3A%2F%2Fserver.test%2Fobjects%2Fabc&resolve=true&type=statuses&limit=1"
OTHER, OURS = [{"id": "9", "uri": "https://server.test/objects/other"}], [{"id": "5", "uri": HERE}]


class TestMastodon:
    def back(self, *exchanges: dict[str, Any]) -> None:
        back(Mastodon, HERE, *exchanges, address="https://server.test")

    def test_an_older_post_is_leafed_to_where_the_search_is_refused(self) -> None:
        refused = step("GET", SEARCH, {"error": "This action is not allowed"}, 403)
        earlier, gone = step("GET", OWN + "&max_id=9", OURS), step("DELETE", "/api/v1/statuses/5", {"id": "5"})
        self.back(step("GET", OWN, OTHER), refused, earlier, gone)

    def test_what_cannot_be_looked_for_is_not_said_to_be_gone(self) -> None:
        refused, end = step("GET", SEARCH, {"error": "No"}, 403), step("GET", OWN + "&max_id=9", [])
        with pytest.raises(Amend):
            self.back(step("GET", OWN, OTHER), refused, end)
        many = [step("GET", OWN + "&max_id=9", OTHER)] * 5
        with pytest.raises(Amend) as lost:
            self.back(step("GET", OWN, OTHER), step("GET", SEARCH, {"statuses": []}), *many)
        speaks(lost.value.say)

    def test_what_neither_the_search_nor_the_whole_list_holds_is_gone(self) -> None:
        end = step("GET", OWN + "&max_id=9", [])
        self.back(step("GET", OWN, OTHER), step("GET", SEARCH, {"statuses": []}), end)
