"""Sites: WordPress by its public API, all others (YouTube and PeerTube channels too) by the feed that they announce."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from parvis.networks.base import Login
from parvis.networks.errors import Amend
from parvis.networks.feeds import MOST_BYTES, Feed, parse
from parvis.networks.http import Http
from parvis.networks.kinds.feed import ACCEPT, NO_FEED
from parvis.networks.kinds.feed import Kind as FeedKind
from parvis.networks.plain import text_of
from parvis.networks.public.profile import Item, Profile, newest_first, pictures_in
from parvis.networks.reply import Reply

PAGES = 10
API = re.compile(r'<([^>]+)>;\s*rel="https://api\.w\.org/"')
YOUTUBE = re.compile(r"https?://(?:www\.|m\.)?youtube\.com/channel/(UC[\w-]+)")


def at_page(address: str, http: Http, since: datetime) -> Profile:
    """A site by the address of its front page or of its feed."""
    if channel := YOUTUBE.match(address):
        address = f"https://www.youtube.com/feeds/videos.xml?channel_id={channel[1]}"
    with http.within():
        reply = http.get(address, headers={"accept": ACCEPT}, max_bytes=MOST_BYTES).good()
        if (api := API.search(reply.headers.get("link", ""))) and not _feed(reply).kind:
            return _wordpress(api[1], reply.url, http, since)
        return _by_feed(reply, http, since)


# --- WordPress


def _wordpress(api: str, address: str, http: Http, since: datetime) -> Profile:
    root = http.get(_with(api, "_fields=name,home")).good().json()
    rows = list(_posts(api, http, since))
    items = [_post(row) for row in rows]
    return Profile(
        network="wordpress",
        name=text_of(str(root.get("name", ""))),
        handle=urlsplit(address).netloc,
        url=str(root.get("home") or address),
        items=newest_first([item for item in items if item.at >= since] or items[:1]),
        is_whole=len(rows) < PAGES * 100,
    )


def _posts(api: str, http: Http, since: datetime) -> Iterator[Mapping[str, Any]]:
    fields = "_fields=date_gmt,link,content,_links,_embedded&_embed=wp:featuredmedia"
    for page in range(1, PAGES + 1):
        reply = http.get(_with(api.rstrip("/") + "/wp/v2/posts", f"per_page=100&page={page}&{fields}"))
        rows = reply.json() if reply.ok else []  # past the last page WordPress answers 400
        yield from rows
        if len(rows) < 100 or _time(rows[-1]) < since:
            return


def _post(row: Mapping[str, Any]) -> Item:
    pictures, described = pictures_in(row["content"]["rendered"])
    front = [file for file in row.get("_embedded", {}).get("wp:featuredmedia", ()) if "source_url" in file]
    alts = sum(bool(str(file.get("alt_text") or "").strip()) for file in front)
    return Item(_time(row), row["link"], pictures + len(front), described + alts)


def _time(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["date_gmt"]).replace(tzinfo=UTC)


def _with(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


# --- feeds


def _by_feed(reply: Reply, http: Http, since: datetime) -> Profile:
    feed, where = _feed(reply), reply.url
    if not feed.kind:
        links = FeedKind(Login(address=reply.url), http).discover()
        if not links:
            raise Amend(NO_FEED, reply.detail[:300])
        there = http.get(links[0].url, headers={"accept": ACCEPT}, max_bytes=MOST_BYTES).good()
        feed, where = _feed(there), there.url
    items = [Item(e.published_at, e.url, *pictures_in(e.html)) for e in feed.entries if e.published_at]
    return Profile(
        network="youtube" if "youtube.com/" in where else "feed",
        name=feed.title,
        handle=urlsplit(where).netloc,
        url=feed.link or where,
        items=newest_first([item for item in items if item.at >= since] or items[:1]),
        is_whole=any(item.at < since for item in items),
    )


def _feed(reply: Reply) -> Feed:
    return parse(reply.content, reply.headers.get("content-type", ""), reply.url)
