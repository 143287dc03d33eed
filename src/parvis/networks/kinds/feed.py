"""Feeds of any site: RSS, Atom, JSON Feed, podcasts. Read politely: conditional requests, at the pace asked for."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from parvis.networks.base import Asked, Batch, Can, Found, FoundMedia, Info, Login
from parvis.networks.discover import Link, feeds_in
from parvis.networks.errors import Amend
from parvis.networks.feeds import MOST_BYTES, Entry, Feed, parse
from parvis.networks.figures import limits
from parvis.networks.http import Http
from parvis.networks.reply import Reply
from parvis.networks.rows import sound
from parvis.say import Say

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
ID_LENGTH = 400
WELL_KNOWN = ("", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/spip.php?page=backend")

INFO = Info(
    slug="feed",
    name="RSS, Atom, JSON Feed",
    can=frozenset({Can.FOLLOW}),
    limits=limits("feed"),
    docs="https://www.rssboard.org/rss-specification",
    verified=Say(
        "Vérifié le 21 novembre 2026 sur les flux d’un vrai WordPress et sur des recueils publics de cas d’essai.",
        "Verified on 21 November 2026 on the feeds of a real WordPress and on public collections of test cases.",
    ),
    note=Say(
        "Un flux se lit seulement : pour répondre, il faut un canal sur le site même.",
        "A feed can only be read: to answer, one needs a channel on the site itself.",
    ),
    asks=(
        Asked(
            "address",
            Say("Adresse du flux ou de la page", "Address of the feed or of the page"),
            Say("https://exemple.fr/actualites", "https://example.org/news"),
        ),
    ),
)

NO_FEED = Say(
    "Il n’y a pas de flux à cette adresse. Donnez l’adresse du flux, ou celle d’une page qui en annonce un.",
    "There is no feed at this address. Give the address of the feed, or of a page that announces one.",
)


class Kind:
    """A feed, by its address or that of a page which points to it."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login, self.http = login, http

    def read(self, cursor: Mapping[str, Any]) -> Batch:
        """Entries that the last reads did not hold, oldest first. `moved` is set when the feed lives elsewhere now."""
        with self.http.within():
            reply = self._fetch(self.login.address, cursor)
            if reply.status == 304:
                return Batch((), dict(cursor), moved=reply.moved)
            feed, reply, moved = self._feed(reply.good())
            seen = set(cursor.get("seen", ()))
            new = [entry for entry in feed.entries if _mark(entry) not in seen]
            missed: list[str] = []
            read = sound(new, lambda entry: _found(entry, feed, reply, moved), missed)
            found = tuple(sorted(read, key=lambda found: found.published_at))
            after = _cursor(feed, reply, self.login.address)
            return Batch(found, after, _wait(feed, reply), moved, tuple(missed))

    def discover(self) -> tuple[Link, ...]:
        """The feeds at the address: itself, those that the page points to, or those at the usual places."""
        with self.http.within():
            reply = self._fetch(self.login.address, {}).good()
            if (feed := _parsed(reply)).kind:
                return (Link(reply.url, feed.title),)
            return feeds_in(reply.content, reply.url) or self._guessed(reply.url)

    def _guessed(self, address: str) -> tuple[Link, ...]:
        for place in WELL_KNOWN[1:]:
            reply = self._fetch(address.rstrip("/") + place, {})
            if reply.ok and (feed := _parsed(reply)).kind:
                return (Link(reply.url, feed.title),)
        return ()

    def _feed(self, reply: Reply) -> tuple[Feed, Reply, str]:
        """The feed, the answer it came in, and its address where that is not the one that was asked."""
        feed = _parsed(reply)
        if feed.kind:
            return feed, reply, reply.moved
        for link in feeds_in(reply.content, reply.url)[:1]:
            there = self._fetch(link.url, {}).good()
            if (feed := _parsed(there)).kind:
                return feed, there, there.moved or link.url
        raise Amend(NO_FEED, reply.detail[:300])

    def _fetch(self, address: str, cursor: Mapping[str, Any]) -> Reply:
        headers = {"accept": ACCEPT}
        if cursor.get("etag"):
            headers["if-none-match"] = cursor["etag"]
        if cursor.get("modified"):
            headers["if-modified-since"] = cursor["modified"]
        return self.http.get(address, headers=headers, max_bytes=MOST_BYTES)


def _parsed(reply: Reply) -> Feed:
    return parse(reply.content, reply.headers.get("content-type", ""), reply.url)


def _mark(entry: Entry) -> str:
    return hashlib.sha256(entry.id.encode()).hexdigest()[:12]


def _cursor(feed: Feed, reply: Reply, asked: str) -> dict[str, Any]:
    """The marks are only good for the address that they came from, not for a page that pointed to it."""
    marks = {"hub": _rel(reply, "hub") or feed.hub, "topic": _rel(reply, "self") or feed.self_url or reply.url}
    if reply.asked == asked:
        marks |= {"etag": reply.headers.get("etag", ""), "modified": reply.headers.get("last-modified", "")}
    if not marks["hub"]:
        del marks["topic"]
    return {name: value for name, value in marks.items() if value} | {"seen": [_mark(e) for e in feed.entries]}


def _rel(reply: Reply, rel: str) -> str:
    """A link of the answer's own head, which counts before those in the feed (https://www.w3.org/TR/websub/)."""
    links = re.findall(r'<([^<>]+)>\s*;[^,<]*?\brel="?([\w -]+)"?', reply.headers.get("link", ""))
    return next((urljoin(reply.url, url) for url, rels in links if rel in rels.lower().split()), "")


def _wait(feed: Feed, reply: Reply) -> float | None:
    """Seconds until the feed wants to be read again; its skipped hours are jumped over."""
    now = reply.received_at
    hours = next((n for n in range(24) if (now.hour + n) % 24 not in feed.skip_hours), 0)
    until = hours * 3600.0 - (now.minute * 60 + now.second) if hours else 0.0
    return max(feed.wait or 0.0, until) or None


def _found(entry: Entry, feed: Feed, reply: Reply, moved: str) -> Found:
    files = tuple(FoundMedia(file.url, "", file.content_type) for file in entry.enclosures)
    images = tuple(FoundMedia(url, alt, "image") for url, alt in entry.images)
    return Found(
        external_id=_lasting_id(entry, feed.self_url or moved or reply.url),
        url=entry.url,
        title=entry.title,
        text=entry.text or entry.title,
        published_at=entry.published_at or feed.updated_at or reply.received_at,
        author=entry.author or feed.title,
        author_url=entry.author_url or feed.link,
        language=entry.language or feed.language,
        tags=entry.tags,
        media=(*files, *images),
    )


def _lasting_id(entry: Entry, address: str) -> str:
    """An entry's id when it is unique in the world; else with the feed's address before it."""
    is_global = entry.id.startswith(("http://", "https://", "tag:", "urn:", "at://"))
    name = entry.id if is_global else f"{address}#{entry.id}"
    return name if len(name) <= ID_LENGTH else f"{name[:300]}…{hashlib.sha256(name.encode()).hexdigest()}"
