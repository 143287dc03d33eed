"""From what a network gave to posts, each once. Call `store` inside the transaction that also keeps the cursor."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from parvis.channels.models import Channel
from parvis.core.links import web
from parvis.core.scope import Organisation
from parvis.listen.models import Post, Reading, Source
from parvis.listen.rows import insert, made
from parvis.networks.base import Found, FoundMedia

HALF = re.compile(r"[\ud800-\udfff]")
AHEAD = timedelta(hours=1)  # a post dated further in the future has a wrong clock
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)  # programs write the year 1 where they know no date


@dataclass(frozen=True)
class Stored:
    """How many remarks were new, and how many were known already."""

    new: int
    known: int


def store(
    organisation: Organisation,
    found: Sequence[Found],
    network: str,
    now: datetime,
    source: Source | None = None,
    channel: Channel | None = None,
) -> Stored:
    """Keeps what is new of `found` and asks for it to be read; twice is once."""
    rows = [_post(organisation, each, network, now, source, channel) for each in found]
    return store_posts(organisation, rows, now)


def store_posts(organisation: Organisation, rows: Iterable[Post], now: datetime) -> Stored:
    """The same for rows not yet saved."""
    by_key = {(row.network, row.external_id): row for row in rows}
    ids = {external_id for _, external_id in by_key}
    there = Post.objects.of(organisation).filter(external_id__in=ids).values_list("network", "external_id")
    known = by_key.keys() & set(there)
    new = [row for key, row in by_key.items() if key not in known]
    if new:
        collected_at = timezone.now()
        insert(Post, [vars(row) | {"collected_at": collected_at} for row in new])
        ask_to_read(organisation, now)
    return Stored(len(new), len(known))


def ask_to_read(organisation: Organisation, now: datetime) -> None:
    """Makes the organisation's reading due. Always an UPDATE: a reader about to rest waits for it, then looks again."""
    if not Reading.objects.of(organisation).update(due_at=now):
        Reading.objects.bulk_create([Reading(organisation=organisation, due_at=now)], ignore_conflicts=True)


def _post(
    organisation: Organisation,
    found: Found,
    network: str,
    now: datetime,
    source: Source | None,
    channel: Channel | None,
) -> Post:
    values = {
        "organisation_id": organisation.pk,
        "channel_id": channel.pk if channel else None,
        "network": network,
        "external_id": fitted(found.external_id, 500),
        "url": web(found.url),
        "title": clean(found.title)[:300],
        "text": clean(found.text),
        "author": clean(found.author)[:200],
        "author_handle": clean(found.author_handle)[:200],
        "author_url": web(found.author_url),
        "published_at": found.published_at if LONG_AGO < found.published_at <= now + AHEAD else now,
        "language": found.language[:2].lower(),
        "tags": [clean(tag)[:100] for tag in found.tags],
        "media": [_media(each) for each in found.media if web(each.url) or each.name],
        "thread": fitted(found.thread, 500),
        "reply_to": fitted(found.reply_to, 500),
        "reply_handle": dict(found.reply_handle),
        "addressed": found.addressed,
        "automatic": found.automatic,
        "by_us": found.is_own,
    }
    row = made(Post, values)
    if source:
        row.source = source
    return row


def _media(media: FoundMedia) -> dict[str, Any]:
    return asdict(media) | {"url": web(media.url), "alt": clean(media.alt), "name": clean(media.name)}


def clean(text: str) -> str:
    """Without the null characters that PostgreSQL refuses, nor halves of characters, which no database takes.

    JSON may hold half a character (`\\ud83d`): the beginning of an emoji that a program cut in two.
    """
    text = text.replace("\x00", "")
    return text if text.isascii() or not HALF.search(text) else HALF.sub("", text)


def fitted(name: str, most: int) -> str:
    """An id that is too long keeps its beginning and gets a digest, so that it stays unique."""
    name = clean(name)
    return name if len(name) <= most else f"{name[: most - 65]}…{hashlib.sha256(name.encode()).hexdigest()}"
