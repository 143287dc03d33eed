"""Bluesky's public stream (Jetstream), a JSON event a line; github.com/bluesky-social/jetstream, read 2026-11.

Most posts concern nobody here. So `glance` reads of a line only what watches look at, and `found` the whole remark
once a watch has asked for it. A record holds whatever its author wrote: what is misshapen is left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import DecodeError, Raw, Struct
from msgspec.json import Decoder

from parvis.listen.storing import clean
from parvis.networks.base import Found, FoundMedia
from parvis.text.posts import Post

NETWORK = "bluesky"
POST = "app.bsky.feed.post"

Event = Mapping[str, Any]
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


class _Images(Struct, frozen=True, gc=False):
    images: list[Raw] | None = None


class _Embed(_Images, frozen=True, gc=False):
    media: _Images = _Images()


class _Feature(Struct, gc=False):
    tag: str | None = None


class _Facet(Struct, gc=False):
    features: list[_Feature]


class _Record(Struct, gc=False):
    text: str | None = None
    langs: list[str] | None = None
    tags: list[str] = []
    facets: list[_Facet] | None = None
    embed: _Embed | None = None
    reply: dict[str, Raw] | None = None


class _Commit(Struct, gc=False):
    operation: str
    collection: str
    rkey: str
    record: _Record | None = None


class _Event(Struct, gc=False):
    """What watches look at, of an event that is shaped as it should be."""

    did: str
    commit: _Commit | None = None


_seen, _whole = Decoder(_Event).decode, Decoder().decode


def glance(line: bytes | str, number: int) -> Post | None:
    """What watches look at in a line, under `number`; None when it is no new post."""
    try:
        event = _seen(line)
    except (DecodeError, ValueError, RecursionError):
        return _second_glance(line, number)
    commit = event.commit
    record = commit.record if commit else None
    if not commit or commit.operation != "create" or commit.collection != POST or not record or record.text is None:
        return None
    return Post(
        str(number),
        record.text.replace("\x00", ""),
        event.did,
        record.langs[0][:2].lower() if record.langs else "",
        NETWORK,
        _url(event.did, commit.rkey),
        None,
        _named(record) if record.facets or record.tags else (),
        bool(record.embed and (record.embed.images or record.embed.media.images)),
        bool(record.reply),
    )


def _named(record: _Record) -> tuple[str, ...]:
    return _names([feature.tag for facet in record.facets or () for feature in facet.features], record.tags)


def _second_glance(line: bytes | str, number: int) -> Post | None:
    """The same for an event that is not quite as it should be, or holds half a character."""
    try:
        event = read(line)
        commit, record = event["commit"], event["commit"]["record"]
        if commit["operation"] != "create" or commit["collection"] != POST:
            return None
        return Post(
            str(number),
            clean(record["text"]),
            event["did"],
            _language(record),
            NETWORK,
            _url(event["did"], commit["rkey"]),
            None,
            _tags(record),
            bool(_images(record)),
            bool(record.get("reply")),
        )
    except MISSHAPEN:
        return None


def read(line: bytes | str) -> Event:
    """The whole event of a line; raises one of `MISSHAPEN`."""
    try:
        event: Event = _whole(line)
    except (DecodeError, ValueError):
        event = json.loads(line)
    return event


def found(line: bytes | str) -> Found | None:
    """The whole remark. The stream gives accounts by their identifier only, so that stands for the name too."""
    try:
        event = read(line)
        return _found(event["did"], event["commit"], event)
    except MISSHAPEN:
        return None


def _found(did: str, commit: Event, event: Event) -> Found:
    record = commit["record"]
    here = {"uri": f"at://{did}/{POST}/{commit['rkey']}", "cid": commit["cid"]}
    above = record.get("reply") or {"root": here, "parent": {"uri": ""}}
    return Found(
        external_id=here["uri"],
        url=_url(did, commit["rkey"]),
        text=record["text"],
        published_at=_time(record, event),
        author=did,
        author_handle=did,
        author_url=f"https://bsky.app/profile/{did}",
        author_id=did,
        language=_language(record),
        reply_to=above["parent"]["uri"],
        thread=above["root"]["uri"],
        tags=_tags(record),
        media=tuple(_media(record, did)),
        reply_handle={"root": above["root"], "parent": here},
    )


def _url(did: str, rkey: str) -> str:
    return f"https://bsky.app/profile/{did}/post/{rkey}"


def _language(record: Event) -> str:
    langs = record.get("langs")
    return str(langs[0])[:2].lower() if langs else ""


def _tags(record: Event) -> tuple[str, ...]:
    facets = record.get("facets") or ()
    return _names([f.get("tag") for facet in facets for f in facet["features"]], record.get("tags", ()))


def _names(in_text: Iterable[Any], beside: Iterable[Any]) -> tuple[str, ...]:
    return tuple([str(tag).replace("\x00", "")[:100] for tag in (*filter(None, in_text), *beside)])


def _images(record: Event) -> list[Any]:
    embed = record.get("embed")
    images = (embed.get("images") or embed.get("media", {}).get("images")) if embed else None
    return images or []


def _media(record: Event, did: str) -> Iterator[FoundMedia]:
    for image in _images(record):
        blob = image["image"]
        url = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{blob['ref']['$link']}@jpeg"
        yield FoundMedia(url, image.get("alt", ""), blob.get("mimeType", ""))


def _time(record: Event, event: Event) -> datetime:
    """When the author says it was written, unless that is later than the stream had it."""
    seen = datetime.fromtimestamp(event["time_us"] / 1e6, UTC)
    try:
        said = datetime.fromisoformat(record["createdAt"])
    except (KeyError, TypeError, ValueError):
        return seen
    return min(said if said.tzinfo else said.replace(tzinfo=UTC), seen)
