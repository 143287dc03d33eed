"""Bluesky's public application view: profiles and posts, without a login."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from parvis.networks import words
from parvis.networks.errors import Gone
from parvis.networks.http import Http
from parvis.networks.platform import time_of
from parvis.networks.public.profile import Item, Profile, newest_first

VIEW = "https://public.api.bsky.app"
PAGES, PROFILES = 20, 25
ADDRESS = re.compile(r"(?:https?://bsky\.app/profile/|at://)([^/?#]+)/?")
HANDLE = re.compile(r"@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.I)


def actor_in(address: str) -> str:
    """The handle or lasting id in an address of Bluesky, empty when it is none."""
    found = ADDRESS.fullmatch(address) or HANDLE.fullmatch(address)
    return found[1] if found else ""


def profile_of(actor: str, http: Http, since: datetime) -> Profile:
    with http.within():
        reply = http.get(f"{VIEW}/xrpc/app.bsky.actor.getProfile", params={"actor": actor})
        if reply.status == 400:
            raise Gone(words.gone("Bluesky"), reply.detail)
        about = reply.good().json()
        rows = list(_rows(about["did"], http, since))
        items = [_item(row) for row in rows]
        return Profile(
            network="bluesky",
            name=about.get("displayName") or about["handle"],
            handle=about["handle"],
            url=f"https://bsky.app/profile/{about['handle']}",
            items=newest_first([item for item in items if item.at >= since] or items[:1]),
            is_whole=True if not rows else len(rows) < PAGES * 100,
            followers=about.get("followersCount"),
        )


def names_of(accounts: Collection[str], http: Http) -> dict[str, tuple[str, str]]:
    """The name and the handle of accounts by their lasting ids; who is gone, or asks not to be shown, is not in it."""
    known, told = sorted(accounts), dict[str, tuple[str, str]]()
    with http.within():
        for start in range(0, len(known), PROFILES):
            query = [("actors", each) for each in known[start : start + PROFILES]]
            reply = http.get(f"{VIEW}/xrpc/app.bsky.actor.getProfiles", params=query).good()
            told |= {
                row["did"]: (row.get("displayName") or row["handle"], row["handle"]) for row in reply.json()["profiles"]
            }
    return told


def _rows(did: str, http: Http, since: datetime) -> Iterator[Mapping[str, Any]]:
    """The account's own posts, newest first, until one is older than asked; what it shares is not its own."""
    more: dict[str, Any] = {}
    for _ in range(PAGES):
        query = {"actor": did, "limit": 100, "filter": "posts_with_replies", **more}
        page = http.get(f"{VIEW}/xrpc/app.bsky.feed.getAuthorFeed", params=query).good().json()
        own = [row["post"] for row in page["feed"] if "reason" not in row and row["post"]["author"]["did"] == did]
        yield from own
        if not page.get("cursor") or not page["feed"] or (own and time_of(own[-1]["indexedAt"]) < since):
            return
        more = {"cursor": page["cursor"]}


def _item(post: Mapping[str, Any]) -> Item:
    record = post["record"]
    embed = record.get("embed") or {}
    images = embed.get("images") or (embed.get("media") or {}).get("images") or []
    described = sum(bool(image.get("alt", "").strip()) for image in images)
    url = f"https://bsky.app/profile/{post['author']['handle']}/post/{post['uri'].rpartition('/')[2]}"
    return Item(time_of(post["indexedAt"]), url, len(images), described, "reply" in record)
