"""Accounts that speak ActivityPub (Mastodon, PeerTube, Pixelfed, snac…): the actor, its outbox, its followers.

https://www.w3.org/TR/activitypub/, https://www.rfc-editor.org/rfc/rfc7033 (WebFinger)
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from parvis.networks import words
from parvis.networks.errors import Gone, NetworkError
from parvis.networks.feeds import any_date
from parvis.networks.http import Http
from parvis.networks.plain import text_of
from parvis.networks.public.profile import Item, Profile, newest_first, pictures_in

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
TYPES = {"Person", "Service", "Organization", "Group", "Application"}
PAGES = 25
LOCAL = {"localhost", "127.0.0.1"}


def by_handle(name: str, host: str, http: Http, since: datetime) -> Profile:
    """`name@host`, found by WebFinger."""
    scheme = "http" if http.allow_loopback and host.partition(":")[0] in LOCAL else "https"
    with http.within():
        query = {"resource": f"acct:{name}@{host}"}
        told = http.get(f"{scheme}://{host}/.well-known/webfinger", params=query).good().json()
        links = [link for link in told.get("links", ()) if link.get("rel") == "self" and link.get("href")]
        if not links:
            raise Gone(words.gone(host), f"no actor for {name}@{host}")
        found = at_page(links[0]["href"], http, since)
        if not found:
            raise Gone(words.gone(host), f"no actor at {links[0]['href']}")
        return found


def at_page(address: str, http: Http, since: datetime) -> Profile | None:
    """The account whose page or actor is at an address; None when there is none."""
    with http.within():
        actor = _object(address, http)
        if actor.get("type") not in TYPES or not actor.get("outbox"):
            return None
        items = list(_items(actor["outbox"], http, since))
        return Profile(
            network=_software(actor["id"], http),
            name=text_of(str(actor.get("name") or actor.get("preferredUsername") or "")),
            handle=f"{actor.get('preferredUsername', '')}@{urlsplit(actor['id']).netloc}",
            url=_url(actor) or address,
            items=newest_first([item for item in items if item.at >= since] or items[:1]),
            is_whole=(bool(items) and items[-1].at < since) or len(items) >= _total(actor["outbox"], http, len(items)),
            followers=_total(actor.get("followers"), http),
        )


def _object(address: str, http: Http) -> dict[str, Any]:
    """What is there as an object; empty where a page, or nothing, is."""
    reply = http.get(address, headers={"accept": ACCEPT})
    if not reply.ok or "json" not in reply.headers.get("content-type", ""):
        return {}
    body = reply.said()
    return dict(body)


def _items(outbox: str, http: Http, since: datetime) -> Iterator[Item]:
    """What the account wrote, newest first as outboxes are, until one is older than asked; shares are not its own."""
    page = _object(outbox, http)
    if "orderedItems" not in page:
        page = _linked(page.get("first"), http)
    for _ in range(PAGES):
        found = [item for row in page.get("orderedItems", ()) if (item := _item(row))]
        yield from found
        if not page.get("next") or (found and found[-1].at < since):
            return
        page = _linked(page["next"], http)


def _linked(there: Any, http: Http) -> dict[str, Any]:
    return there if isinstance(there, dict) else _object(there, http) if isinstance(there, str) else {}


def _item(activity: Any) -> Item | None:
    """A post of the account, from what it says of it; None for all else."""
    if not isinstance(activity, dict) or activity.get("type") != "Create":
        return None
    told = activity.get("object")
    note: Mapping[str, Any] = told if isinstance(told, dict) else {"id": told}
    at = any_date(str(note.get("published") or activity.get("published") or ""))
    if at is None:
        return None
    pictures, described = _pictures(note)
    return Item(at, _url(note) or str(note.get("id", "")), pictures, described, bool(note.get("inReplyTo")))


def _pictures(note: Mapping[str, Any]) -> tuple[int, int]:
    files = note.get("attachment") or []
    files = files if isinstance(files, list) else [files]
    images = [f for f in files if isinstance(f, dict) and _is_image(f)]
    shown, told = pictures_in(str(note.get("content") or ""))
    return shown + len(images), told + sum(bool(str(image.get("name") or "").strip()) for image in images)


def _is_image(file: Mapping[str, Any]) -> bool:
    return file.get("type") == "Image" or str(file.get("mediaType", "")).startswith("image/")


def _url(thing: Mapping[str, Any]) -> str:
    """`url` is an address, a link, or a list of them."""
    url = thing.get("url")
    url = url[0] if isinstance(url, list) and url else url
    return str(url.get("href", "")) if isinstance(url, dict) else str(url or "")


def _total(collection: Any, http: Http, otherwise: int | None = None) -> Any:
    """How many a collection holds, where its server tells."""
    with suppress(NetworkError):
        total = _linked(collection, http).get("totalItems")
        return total if isinstance(total, int) else otherwise
    return otherwise


def _software(actor: str, http: Http) -> str:
    """What the server says that it runs (https://nodeinfo.diaspora.software/)."""
    parts = urlsplit(actor)
    with suppress(NetworkError, AttributeError, IndexError, KeyError, TypeError):
        links = http.get(f"{parts.scheme}://{parts.netloc}/.well-known/nodeinfo").good().json()["links"]
        return str(http.get(links[-1]["href"]).good().json()["software"]["name"]).lower()[:30] or "activitypub"
    return "activitypub"
