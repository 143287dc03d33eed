"""The card of a linked page: title, description and picture, as the page itself announces them (https://ogp.me)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from parvis.networks.errors import NetworkError
from parvis.networks.http import Http

SECONDS, PAGE_BYTES, PICTURE_BYTES = 8.0, 1_000_000, 5_000_000
NAMES = {
    "og:title": "title",
    "twitter:title": "title",
    "og:description": "description",
    "description": "description",
    "twitter:description": "description",
    "og:image": "image",
    "twitter:image": "image",
}


@dataclass(frozen=True)
class Card:
    """What a page says of itself; `picture` and its type are empty where it has none that can be had."""

    url: str
    title: str
    description: str = ""
    picture: bytes = field(default=b"", repr=False)
    picture_type: str = ""


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.title, self.in_title = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = NAMES.get((values.get("property") or values.get("name") or "").lower())
        if tag == "meta" and name and values.get("content"):
            self.found.setdefault(name, " ".join(values["content"].split()))
        self.in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self.in_title = False


def card_of(url: str, http: Http) -> Card | None:
    """The card of a page, asked for without any login; `None` when the page cannot be read or says nothing."""
    with http.within(SECONDS):
        try:
            reply = http.get(url, max_bytes=PAGE_BYTES).good()
        except NetworkError:
            return None
        head = _Head()
        head.feed(reply.content.decode("utf-8", "replace"))
        title = head.found.get("title") or " ".join(head.title.split())
        if not title:
            return None
        picture, kind = _picture(urljoin(reply.url, head.found["image"]), http) if "image" in head.found else (b"", "")
        return Card(url, title[:300], head.found.get("description", "")[:1000], picture, kind)


def _picture(url: str, http: Http) -> tuple[bytes, str]:
    try:
        reply = http.get(url, max_bytes=PICTURE_BYTES).good()
    except NetworkError:
        return b"", ""
    kind = reply.headers.get("content-type", "").partition(";")[0]
    return (reply.content, kind) if kind in ("image/jpeg", "image/png", "image/webp") else (b"", "")
