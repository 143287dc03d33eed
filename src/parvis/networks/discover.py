"""The feeds that a page points to."""

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
    "application/xml",
    "application/x.atom+xml",
}


class Link(NamedTuple):
    """A feed: its address, the title that the page gives it."""

    url: str
    title: str


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = address
        self.links: list[Link] = []
        self.anchors: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self.base = urljoin(self.base, values["href"].strip())
        if tag == "link" and _is_feed(values):
            self.links.append(Link(urljoin(self.base, values["href"].strip()), values.get("title", "").strip()))
        if tag == "a" and _looks_like_feed(values.get("href", "")):
            self.anchors.append(Link(urljoin(self.base, values["href"].strip()), values.get("title", "").strip()))


def _is_feed(values: dict[str, str]) -> bool:
    rels = values.get("rel", "").lower().split()
    kind = values.get("type", "").partition(";")[0].strip().lower()
    return bool(values.get("href")) and ("feed" in rels or ("alternate" in rels and kind in TYPES))


def _looks_like_feed(href: str) -> bool:
    path = href.strip().lower().partition("?")[0].rstrip("/")
    return path.endswith((".rss", ".rdf", ".atom", "rss.xml", "atom.xml", "feed.xml", "/feed", "/rss", "feed.json"))


def feeds_in(page: bytes, address: str) -> tuple[Link, ...]:
    """The feeds that a page declares in its head; if it declares none, those that its links look like."""
    reader = _Reader(address)
    reader.feed(page[:1_000_000].decode("utf-8", "replace"))
    found = reader.links or reader.anchors
    return tuple({link.url: link for link in reversed(found)}.values())[::-1]
