"""Public accounts, from answers of the shape that each place gives them in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from parvis.networks.errors import Amend, Gone
from parvis.networks.http import Http
from parvis.networks.public import Profile, profile_at
from parvis.networks.public.profile import pictures_in
from parvis.networks.tests.contract import speaks

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
AP = "application/activity+json; charset=utf-8"


def at(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def looked(address: str, pages: dict[str, tuple[str, Any]], link: str = "") -> Profile:
    """The profile when the Web consists of these pages: address without its query → kind and body."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = str(request.url)
        kind, body = pages.get(asked, pages.get(asked.partition("?")[0], ("", None)))
        if body is None:
            return httpx2.Response(404, stream=httpx2.ByteStream(b""))
        content = body if isinstance(body, str) else json.dumps(body)
        headers = {"content-type": kind} | ({"link": link} if link and "html" in kind else {})
        return httpx2.Response(200, headers=headers, stream=httpx2.ByteStream(content.encode()))

    return profile_at(address, Http(transport=httpx2.MockTransport(answer)), SINCE)


def note(days: float, **more: Any) -> dict[str, Any]:
    told = {"type": "Note", "id": f"https://m.test/notes/{days}", "published": at(days), "content": "<p>x</p>", **more}
    return {"type": "Create", "published": at(days), "object": told}


PICTURE = {"type": "Document", "mediaType": "image/jpeg", "url": "https://m.test/a.jpg", "name": "La place"}
ACTOR = {
    "id": "https://m.test/users/ville",
    "type": "Person",
    "preferredUsername": "ville",
    "name": "La ville",
    "url": "https://m.test/@ville",
    "outbox": "https://m.test/users/ville/outbox",
    "followers": "https://m.test/users/ville/followers",
}
FEDIVERSE = {
    "https://m.test/.well-known/webfinger": (
        "application/jrd+json",
        {"links": [{"rel": "self", "type": "application/activity+json", "href": ACTOR["id"]}]},
    ),
    ACTOR["id"]: (AP, ACTOR),
    ACTOR["url"]: (AP, ACTOR),
    ACTOR["followers"]: (AP, {"type": "OrderedCollection", "totalItems": 1234}),
    ACTOR["outbox"]: (
        AP,
        {"type": "OrderedCollection", "totalItems": 400, "first": "https://m.test/users/ville/outbox1"},
    ),
    "https://m.test/users/ville/outbox1": (
        AP,
        {
            "orderedItems": [
                note(1, attachment=[PICTURE, {**PICTURE, "name": None}]),
                {"type": "Announce", "published": at(2), "object": "https://other.test/1"},
                note(3, inReplyTo="https://other.test/2"),
            ],
            "next": "https://m.test/users/ville/outbox2",
        },
    ),
    "https://m.test/users/ville/outbox2": (
        AP,
        {"orderedItems": [note(80), note(120)], "next": "https://m.test/never-asked"},
    ),
    "https://m.test/.well-known/nodeinfo": ("application/json", {"links": [{"href": "https://m.test/nodeinfo/2.1"}]}),
    "https://m.test/nodeinfo/2.1": ("application/json", {"software": {"name": "Mastodon", "version": "4.4"}}),
}


@pytest.mark.parametrize("address", ["@ville@m.test", "ville@m.test", "https://m.test/@ville", "acct:ville@m.test"])
def test_an_account_of_the_fediverse(address: str) -> None:
    profile = looked(address, FEDIVERSE)
    assert (profile.network, profile.name, profile.handle) == ("mastodon", "La ville", "ville@m.test")
    assert (profile.followers, profile.url, profile.is_whole) == (1234, "https://m.test/@ville", True)
    assert [item.is_reply for item in profile.items] == [False, True, False], "shares are not its own"
    assert (profile.items[0].pictures, profile.items[0].described) == (2, 1)


def test_one_that_is_silent_keeps_its_last_post() -> None:
    pages = FEDIVERSE | {ACTOR["outbox"]: (AP, {"totalItems": 1, "orderedItems": [note(200)]})}
    profile = looked("@ville@m.test", pages)
    assert [item.at for item in profile.items] == [NOW - timedelta(days=200)]


def test_nobody_there_is_told() -> None:
    with pytest.raises(Gone):
        looked("@ville@m.test", {})
    with pytest.raises(Gone):
        looked("https://m.test/@nobody", {})


def test_an_account_of_bluesky() -> None:
    view = "https://public.api.bsky.app/xrpc/"
    about = {"did": "did:plc:1", "handle": "ville.bsky.social", "displayName": "La ville", "followersCount": 9}

    def post(number: int, days: float, **record: Any) -> dict[str, Any]:
        author = {"did": about["did"], "handle": about["handle"]}
        return {
            "post": {"uri": f"at://x/y/{number}", "author": author, "indexedAt": at(days), "record": record},
        }

    image = {"images": [{"alt": "La place"}, {"alt": " "}]}
    rows = [post(1, 1, embed=image), {**post(2, 2), "reason": {"$type": "repost"}}, post(3, 4, reply={})]
    pages = {
        f"{view}app.bsky.actor.getProfile": ("application/json", about),
        f"{view}app.bsky.feed.getAuthorFeed": ("application/json", {"feed": rows}),
    }
    for address in ("https://bsky.app/profile/ville.bsky.social", "@ville.bsky.social"):
        profile = looked(address, pages)
        assert (profile.network, profile.followers, profile.is_whole) == ("bluesky", 9, True)
        assert [(i.pictures, i.described, i.is_reply) for i in profile.items] == [(2, 1, False), (0, 0, True)]


def test_a_wordpress_site_is_read_beyond_its_feed() -> None:
    def row(days: float, **more: Any) -> dict[str, Any]:
        date = (NOW - timedelta(days=days)).replace(tzinfo=None).isoformat()
        content = {"rendered": '<p>x</p><img src="a.jpg" alt="La place"><img src="b.jpg" alt="">'}
        return {"date_gmt": date, "link": "https://v.test/1", "content": content, **more}

    front = {"_embedded": {"wp:featuredmedia": [{"source_url": "https://v.test/c.jpg", "alt_text": "Neige"}]}}
    pages = {
        "https://v.test/": ("text/html", "<html></html>"),
        "https://v.test/wp-json/": ("application/json", {"name": "Ville &amp; vie", "home": "https://v.test"}),
        "https://v.test/wp-json/wp/v2/posts": ("application/json", [row(2, **front), row(5), row(200)]),
    }
    profile = looked("https://v.test/", pages, '<https://v.test/wp-json/>; rel="https://api.w.org/"')
    assert (profile.network, profile.name, profile.followers, profile.is_whole) == (
        "wordpress",
        "Ville & vie",
        None,
        True,
    )
    assert [(item.pictures, item.described) for item in profile.items] == [(3, 2), (2, 1)]


def feed(*days: float) -> str:
    rows = "".join(
        f"<entry><id>urn:{day}</id><title>t</title><updated>{at(day)}</updated>"
        f'<published>{at(day)}</published><link href="https://v.test/{day}"/></entry>'
        for day in days
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>La ville</title>{rows}</feed>'


def test_a_site_with_a_feed_tells_whether_there_may_be_more() -> None:
    page = '<link rel="alternate" type="application/atom+xml" href="/fil">'
    pages = {"https://v.test/": ("text/html", page), "https://v.test/fil": ("application/atom+xml", feed(1, 8))}
    profile = looked("v.test/", pages)
    assert (profile.network, profile.name, len(profile.items), profile.is_whole) == ("feed", "La ville", 2, False)
    pages["https://v.test/fil"] = ("application/atom+xml", feed(1, 8, 400))
    assert looked("https://v.test/", pages).is_whole


def test_a_channel_of_youtube_is_read_by_its_feed() -> None:
    pages = {"https://www.youtube.com/feeds/videos.xml": ("application/atom+xml", feed(3))}
    profile = looked("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", pages)
    assert (profile.network, len(profile.items)) == ("youtube", 1)


@pytest.mark.parametrize("address", ["https://www.facebook.com/ville", "https://x.com/ville", "https://v.test/"])
def test_what_cannot_be_read_says_what_next(address: str) -> None:
    with pytest.raises(Amend) as refused:
        looked(address, {"https://v.test/": ("text/html", "<html>rien</html>")})
    speaks(refused.value.say)


def test_counting_pixels_are_no_pictures() -> None:
    assert pictures_in('<img src="/a.jpg" alt="x"><img width="1" src="/p.gif"><img src="/b.jpg">') == (2, 1)
