"""Bluesky's public stream (Jetstream), a JSON event a line; github.com/bluesky-social/jetstream, read 2026-11.

Most posts concern nobody here. So `glance` takes of an event only what watches look at, and `found` the whole remark
once a watch has asked for it. A record holds whatever its author wrote: what is misshapen is left out.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from parvis.networks.base import Found, FoundMedia
from parvis.text.posts import Post

NETWORK = "bluesky"
POST = "app.bsky.feed.post"
_read = json.JSONDecoder().raw_decode

Event = Mapping[str, Any]
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def glance(line: bytes | str, number: int) -> tuple[Event, Post] | None:
    """The event of a line and what watches look at, under `number`; None when it is no new post."""
    try:
        event = _event(line)
        commit = event["commit"]
        if commit["operation"] != "create" or commit["collection"] != POST:
            return None
        record = commit["record"]
        return event, Post(
            str(number),
            record["text"].replace("\x00", ""),
            event["did"],
            _language(record),
            NETWORK,
            _url(event),
            None,
            _tags(record),
            bool(_images(record)),
            bool(record.get("reply")),
        )
    except MISSHAPEN:
        return None


def _event(line: bytes | str) -> Any:
    """`json.loads` without its looks for white space, a tenth of its time."""
    text = (line if isinstance(line, str) else line.decode()).strip()
    event, end = _read(text)
    if end != len(text):
        raise ValueError(text)
    return event


def found(event: Event) -> Found | None:
    """The whole remark. The stream gives accounts by their identifier only, so that stands for the name too."""
    try:
        return _found(event["did"], event["commit"], event)
    except MISSHAPEN:
        return None


def _found(did: str, commit: Event, event: Event) -> Found:
    record = commit["record"]
    here = {"uri": f"at://{did}/{POST}/{commit['rkey']}", "cid": commit["cid"]}
    above = record.get("reply") or {"root": here, "parent": {"uri": ""}}
    return Found(
        external_id=here["uri"],
        url=_url(event),
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


def _url(event: Event) -> str:
    return f"https://bsky.app/profile/{event['did']}/post/{event['commit']['rkey']}"


def _language(record: Event) -> str:
    langs = record.get("langs")
    return str(langs[0])[:2].lower() if langs else ""


def _tags(record: Event) -> tuple[str, ...]:
    facets = record.get("facets")
    named = [f["tag"] for facet in facets for f in facet["features"] if "tag" in f] if facets else []
    return tuple(str(tag).replace("\x00", "")[:100] for tag in [*named, *record.get("tags", ())])


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
