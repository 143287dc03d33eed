"""Where each item stands on its network: ids, addresses and reply handles as the real networks write them."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.cli.demo.story import Item

SKY = "https://ciel.example"
SITE, SITE_NAME = "https://sainte-aube.example", "sainte-aube.example"
OWN_HANDLES = {"bluesky": "mairie.sainte-aube.example", "mastodon": "mairie@social.sainte-aube.example"}
FIRST_REPLY = 10_000  # the town's own comments; those of the public have four digits


@dataclass(frozen=True)
class Place:
    """`ref` is how the network itself points at the item, `above` at the beginning of its thread."""

    external_id: str
    url: str
    thread: str
    ref: Mapping[str, Any] = field(default_factory=dict)
    above: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""

    def reply_handle(self, network: str) -> dict[str, Any]:
        """What a delivery that answers it carries as `reply_to`."""
        if network == "bluesky":
            return {"root": dict(self.above), "parent": dict(self.ref)}
        return dict(self.ref)


class Map:
    """The place of every item of a town, by its id and network."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        paths = sorted({_page(item) for item in items.values() if "url_path" in item.row})
        replies = sorted(item.id for item in items.values() if item.kind == "reply")
        self.pages = {path: 100 + 3 * number for number, path in enumerate(paths)}
        self.comments = {name: FIRST_REPLY + number for number, name in enumerate(replies)}
        self._known: dict[tuple[str, str], Place] = {}

    def of(self, item: Item, network: str) -> Place:
        """Where `item` stands on `network`."""
        known = self._known.get((item.id, network))
        if known is None:
            parent = self.of(self.items[item.parent], network) if item.parent in self.items else None
            known = getattr(self, f"_{network}")(item, parent)
            self._known[item.id, network] = known
        return known

    def _bluesky(self, item: Item, parent: Place | None) -> Place:
        handle = item.row.get("handle", OWN_HANDLES["bluesky"])
        key = item.row["url_path"].rpartition("/")[2] if item.kind == "post" else letters(item.id, 13)
        uri = f"at://{did(handle)}/app.bsky.feed.post/{key}"
        ref = {"uri": uri, "cid": "bafyrei" + letters(f"cid {item.id}", 52)}
        above = parent.above if parent else ref
        reply_to = parent.external_id if parent else ""
        return Place(uri, f"{SKY}/profile/{handle}/post/{key}", above["uri"], ref, above, reply_to)

    def _mastodon(self, item: Item, parent: Place | None) -> Place:
        acct = item.row.get("handle", OWN_HANDLES["mastodon"])
        name, _, host = acct.partition("@")
        number = item.row["url_path"].rpartition("/")[2] if item.kind == "post" else _flake(item)
        uri = f"https://{host}/users/{name}/statuses/{number}"
        ref = {"id": number, "uri": uri, "acct": acct, "visibility": "public"}
        thread, reply_to = (parent.thread, parent.external_id) if parent else (uri, "")
        return Place(uri, f"https://{host}/@{name}/{number}", thread, ref, {}, reply_to)

    def _wordpress(self, item: Item, parent: Place | None) -> Place:
        if item.kind == "publication":
            page = self.pages[_page(item)]
            name = f"{SITE_NAME}#post-{page}"
            return Place(name, SITE + item.row["url_path"], name, {"post": page, "parent": 0})
        page = parent.ref["post"] if parent else self.pages[_page(item)]
        number = self.comments.get(item.id) or int(item.row["url_path"].rpartition("-")[2])
        thread = f"{SITE_NAME}#post-{page}"
        where = parent.url.partition("#")[0] if parent else SITE + _page(item)
        ref = {"post": page, "parent": number}
        reply_to = parent.external_id if parent else thread
        return Place(f"{SITE_NAME}#comment-{number}", f"{where}#comment-{number}", thread, ref, {}, reply_to)

    def _feed(self, item: Item, parent: Place | None) -> Place:
        url = f"https://{item.row['handle']}{item.row['url_path']}"
        return Place(url, url, "")


def did(handle: str) -> str:
    """A lasting identifier as Bluesky gives them."""
    return "did:plc:" + letters(handle, 24)


def letters(name: str, most: int) -> str:
    """As many letters and digits, always the same for a name."""
    return base64.b32encode(hashlib.sha512(name.encode()).digest()).decode().lower()[:most]


def share(name: str) -> float:
    """Between 0 and 1, always the same for a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32


def _page(item: Item) -> str:
    return str(item.row["url_path"]).partition("#")[0]


def _flake(item: Item) -> str:
    """Mastodon's ids hold the millisecond: https://docs.joinmastodon.org/api/guidelines/"""
    return str(int(item.at.timestamp() * 1000) << 16 | int(share(item.id) * 2**16))
