"""Watches of an organisation against its posts. Compiled once, and again when a watch changes.

The matcher and the models are loaded where they are first needed: idle processes stay some 30 MB smaller.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Post, Watch
from parvis.listen.rows import filled
from parvis.text import posts as text
from parvis.text.query import Query, QueryError, parse

if TYPE_CHECKING:
    from parvis.text.batch import Watches

log = logging.getLogger("parvis.listen")

MOST_HELD = 64
Spans = list[list[int]]


@dataclass(frozen=True)
class Caught:
    """A post caught by a watch, and where: in its text and in its headline."""

    post_id: int
    watch_id: int
    spans: Spans
    title_spans: Spans


@dataclass(frozen=True)
class Compiled:
    """The queries of an organisation as they stand."""

    signature: tuple[tuple[int, str, str, bool], ...]
    watches: "Watches"


_held: OrderedDict[int, Compiled] = OrderedDict()


def standing(organisation: Organisation) -> Compiled:
    """The organisation's active watches, compiled; held by this process until one of them changes."""
    rows = list(Watch.objects.of(organisation).order_by("pk"))
    signature = tuple((row.pk, row.name, row.query, row.paused_at is None) for row in rows)
    held = _held.pop(organisation.pk, None)
    if held is None or held.signature != signature:
        held = Compiled(signature, _compiled([row for row in rows if row.paused_at is None], saved(rows)))
    _held[organisation.pk] = held
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)
    return held


def saved(rows: Iterable[Watch]) -> dict[str, str]:
    """What `saved:name` in a query stands for: the query of the watch of that name."""
    return {row.name: row.query for row in rows}


def saved_of(organisation: Organisation) -> dict[str, str]:
    """The same, from the database."""
    return saved(Watch.objects.of(organisation))


def _compiled(rows: Iterable[Watch], names: Mapping[str, str]) -> "Watches":
    from parvis.text.batch import Watches

    watches = Watches()
    for row in rows:
        try:
            watches.add(str(row.pk), parse(row.query, names))
        except QueryError as error:
            log.warning("watch %s cannot be read: %s", row.pk, error)
    return watches


def alone(watch_id: int, query: Query) -> "Watches":
    """One watch by itself."""
    from parvis.text.batch import Watches

    watches = Watches()
    watches.add(str(watch_id), query)
    return watches


def caught(watches: "Watches", posts: Iterable[Post]) -> Iterator[Caught]:
    """What the watches catch of `posts`; the organisation's own posts are nobody's mention."""
    by_id = {str(post.pk): post for post in posts if not post.by_us}
    for match in watches.match(as_text(post) for post in by_id.values()):
        post = by_id[match.post_id]
        in_text, in_title = apart(match.spans, len(post.headline))
        yield Caught(post.pk, int(match.watch_id), in_text, in_title)


def whole(post: Post) -> str:
    """What is matched and read: the headline, if any, then the text."""
    return f"{post.headline}\n{post.text}" if post.headline else post.text


def as_text(post: Post) -> text.Post:
    """The post as the text library knows it."""
    return text.Post(
        str(post.pk),
        whole(post),
        post.author_handle or post.author,
        post.language,
        post.network,
        post.url,
        post.published_at,
        tuple(post.tags),
        bool(post.media),
        bool(post.reply_to),
    )


def apart(spans: Iterable[tuple[int, int]], headline: int) -> tuple[Spans, Spans]:
    """Spans of the whole as spans of the text and of the headline, which is `headline` long (0: there is none)."""
    shift = headline + 1 if headline else 0
    in_text = [[max(start - shift, 0), end - shift] for start, end in spans if end > shift]
    in_title = [[start, min(end, headline)] for start, end in spans if start < headline]
    return in_text, in_title


def mention(post: Post, catch: Caught, sorted_at: datetime | None) -> dict[str, Any]:
    """The row of a catch, not yet saved, by column; triage is not to look at it when it counts as `sorted_at`."""
    values = {
        "organisation_id": post.organisation_id,
        "watch_id": catch.watch_id,
        "post_id": post.pk,
        "spans": catch.spans,
        "title_spans": catch.title_spans,
        "published_at": post.published_at,
        "found_at": timezone.now(),
        "sorted_at": sorted_at,
    }
    return filled(Mention, values)
